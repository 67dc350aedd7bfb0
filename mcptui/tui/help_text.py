"""What the help says: every command by subject, the screen's own first, then what the signs and words mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from mcptui.audit.finding import Severity
from mcptui.model import StateKind
from mcptui.tui.commands.command import Command, shown_key
from mcptui.tui.filter.terms import TERMS
from mcptui.tui.keys import Keys
from mcptui.tui.words import BACK, DIFFERS, EQUAL, NARROWED, PROBLEM, REMOVED, SIGNS

_STATES: Final = {
    StateKind.ON: "its client would start it",
    StateKind.OFF: "switched off; nothing starts it",
    StateKind.PENDING: "waits for your approval in its client",
    StateKind.SHADOWED: "another entry of this name wins over it",
    StateKind.BLOCKED: "a rule of an administrator or of yours forbids it",
    StateKind.BROKEN: "as it stands its client cannot start it",
    StateKind.UNKNOWN: "nobody can know it from the files alone",
}
_MARKS: Final = (
    ("●→○", "what the state will be once it is applied"),
    (BACK, "added or put back once applied"),
    (REMOVED, "removed once applied"),
    (NARROWED, "narrowed once applied"),
    (EQUAL, "made equal once applied"),
    (DIFFERS, "says something else than the others"),
    (PROBLEM, "a file that cannot be read"),
    ("✓", "marked: an act is about all marked rows"),
)
_CELLS: Final = (
    ("rw ro", "Reach: it may write in the folder, or only read"),
    ("net", "Reach: it talks to other computers"),
    ("env", "Reach: how many variables it is given"),
    ("≥", "Updated: so long ago or longer, for only the file has a date"),
    ("—", "Used: no call of it was seen, though its client keeps a record"),
    ("?", "Reach, Updated, Used: not known, which is not the same as none"),
    ("·", "Risk: nothing was found"),
)
_RISKS: Final = {
    Severity.CRITICAL: "act now: a secret lies open, or anyone may run what they like",
    Severity.HIGH: "may do great harm: your whole home, the shell, an archived package",
    Severity.MEDIUM: "more than it should need",
    Severity.LOW: "worth a look some day",
    Severity.INFO: "good to know; no risk",
}

_WORDS: Final = (
    ("words", 'all must occur, or be alike: git "two words"'),
    ("a,b", "any one of several: client:codex,cursor"),
    ("-", "what shall not be: -state:off"),
)


class HelpRow(NamedTuple):
    """A line of the help: a key or sign, what it is, and the command, if it is about one."""

    sign: str
    told: str
    command: Command | None = None


class HelpGroup(NamedTuple):
    """Lines under a heading."""

    title: str
    rows: tuple[HelpRow, ...]


class HelpBand(NamedTuple):
    """Groups that stand beside each other."""

    groups: tuple[HelpGroup, ...]


def help_bands(first: Sequence[Command], every: Iterable[Command], keys: Keys) -> tuple[HelpBand, ...]:
    """The commands of ``first`` by subject, then the others, then the signs."""
    own = {command.id: command for command in first}
    others = {command.id: command for command in every if command.id not in own}
    meanings = (
        HelpGroup("States", tuple(HelpRow(sign, f"{kind}: {_STATES[kind]}") for kind, sign in SIGNS.items())),
        HelpGroup("Signs", tuple(HelpRow(sign, told) for sign, told in _MARKS)),
        HelpGroup("In the columns", tuple(HelpRow(sign, told) for sign, told in _CELLS)),
        HelpGroup("In the filter", tuple(_filter_rows())),
        HelpGroup("Risk", tuple(HelpRow(risk.value, told) for risk, told in _RISKS.items())),
    )
    return HelpBand(_groups(own.values(), keys)), HelpBand(_groups(others.values(), keys)), HelpBand(meanings)


def _filter_rows() -> Iterator[HelpRow]:
    yield from (HelpRow(sign, told) for sign, told in _WORDS)
    for term in TERMS.values():
        yield HelpRow(term.key, f"{term.told}: {term.key}:{term.example}")


def _groups(commands: Collection[Command], keys: Keys) -> tuple[HelpGroup, ...]:
    return tuple(
        HelpGroup(subject, tuple(_row(command, keys) for command in commands if command.group == subject))
        for subject in dict.fromkeys(command.group for command in commands)
    )


def matching(bands: Iterable[HelpBand], typed: str) -> tuple[HelpBand, ...]:
    """What of the help holds every typed word, in its key, its sentence, its label or its id."""
    words = typed.lower().split()
    found = (HelpBand(tuple(_found(band.groups, words))) for band in bands)
    return tuple(band for band in found if band.groups)


def _found(groups: Iterable[HelpGroup], words: Sequence[str]) -> Iterator[HelpGroup]:
    for title, rows in groups:
        holding = tuple(row for row in rows if _holds(title, row, words))
        if holding:
            yield HelpGroup(title, holding)


def _holds(title: str, row: HelpRow, words: Sequence[str]) -> bool:
    about = "" if row.command is None else f"{row.command.label} {row.command.id}"
    text = f"{title} {row.told} {about}".lower()
    return all(word in text or word in row.sign.lower().split() for word in words)


def _row(command: Command, keys: Keys) -> HelpRow:
    signs = " ".join(map(shown_key, keys.of(command))) or shown_key(command.fixed)
    return HelpRow(signs, command.help if signs else f"{command.label}: {command.help}", command)
