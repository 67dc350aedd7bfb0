"""A command line as words that know where they stand, and the options among them."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

# What a system accepts as one argument ends far below; a longer text is not taken apart.
_LONGEST_TEXT = 32_768

_SUFFIX = re.compile(r"\.(?:exe|cmd|bat|ps1|com)$", re.IGNORECASE)
_WINDOWS_WORD = re.compile(r'"([^"]*)"|\'([^\']*)\'|([^\s"\']+)')
_WINDOWS_OPERATORS = frozenset("&|<>;$`()")


class Word(NamedTuple):
    """One word of a command line.

    ``at`` is where it stands in the entry's ``args``, -1 for the command itself, and None when it
    was taken out of a text that a shell reads: such a word cannot be edited by itself.
    """

    text: str
    at: int | None


Words = Sequence[Word]


class Option(NamedTuple):
    """An option of a launcher and its value; ``position`` is where its flag stands in ``args``, as ``at`` in ``Word``.

    ``joined`` is true when flag and value are one word: ``--mount=…``, ``-v/a:/b``.
    """

    name: str
    value: str | None
    position: int | None
    joined: bool

    @property
    def value_index(self) -> int | None:
        """Where the word with the value stands in ``args``."""
        return self.position if self.joined or self.position is None else self.position + 1


Arity = Mapping[str, int]
"""How many words follow a flag; flags that are not listed stand alone."""


def taking(flags: str) -> dict[str, int]:
    """The arity of ``flags`` (separated by blanks) that each take one value."""
    return dict.fromkeys(flags.split(), 1)


def read_options(words: Words, start: int, arity: Arity, last: Container[str] = ()) -> tuple[tuple[Option, ...], int]:
    """The options from ``start`` on, and the place of the first word behind them.

    ``--`` ends them and is skipped; so does an option of ``last`` with its value.
    """
    found: list[Option] = []
    place = start
    while place < len(words):
        text = words[place].text
        if text == "--":
            return tuple(found), place + 1
        if not is_option(text):
            break
        name, value, joined = _split(text, arity)
        following = 0 if joined else arity.get(name, 0)
        if following and place + 1 < len(words):
            value = words[place + 1].text
        found.append(Option(name, value, words[place].at, joined))
        place += 1 + following
        if name in last:
            break
    return tuple(found), min(place, len(words))


def _split(text: str, arity: Arity) -> tuple[str, str | None, bool]:
    """Flag, value and whether both are in ``text``; of a cluster such as ``-itv`` the letter that takes a value."""
    if text.startswith("--") or text[2:3] == "=":
        name, equals, value = text.partition("=")
        return (name, value, True) if equals else (name, None, False)
    if text not in arity:
        for place, letter in enumerate(text[1:], 1):
            if f"-{letter}" in arity:
                rest = text[place + 1 :].removeprefix("=")
                return f"-{letter}", rest or None, bool(rest)
    return text, None, False


def is_option(text: str) -> bool:
    """``-x`` or ``--long``; a single ``-`` is a word like any other."""
    return text.startswith("-") and text != "-"


def value_of(options: Sequence[Option], *names: str) -> str | None:
    """The value of the last option called one of ``names``."""
    return next((option.value for option in reversed(options) if option.name in names), None)


def verb(words: Words, place: int = 1) -> str:
    """The word at ``place``, such as ``run``; empty behind the end."""
    return words[place].text if place < len(words) else ""


def program_name(text: str) -> str:
    """``C:\\nodejs\\npx.cmd`` → ``npx``."""
    return _SUFFIX.sub("", re.split(r"[\\/]", text)[-1]).lower()


def is_path(text: str) -> bool:
    """Does ``text`` name a file or folder by its path, on any system?"""
    return "/" in text or "\\" in text


class Simple(NamedTuple):
    """The one simple command of a shell text, and the folder that it changes to first."""

    words: tuple[Word, ...]
    folder: str | None = None


_BEFORE = frozenset({"cd", "export", "set", "unset", "source", ".", "ulimit", "umask"})


def read_shell_text(text: str) -> Simple | None:
    """The command that a POSIX shell would end up running, or None when the text is more than one command.

    Preparations (``cd X &&``, ``export A=b;``), assignments, ``exec`` and redirections are seen through;
    pipes, alternatives, substitutions and several lines are not.
    """
    import shlex

    if len(text) > _LONGEST_TEXT or "\n" in text.strip() or "`" in text or "$(" in text:
        return None
    lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        tokens = list(lexer)
    except ValueError:
        return None
    commands: list[list[str]] = [[]]
    skip = False
    for token in tokens:
        if skip:
            skip = False
        elif token in {"&&", ";"}:
            commands.append([])
        elif token in {">", ">>", "<", ">&", "&>"}:
            skip = True
            if commands[-1] and commands[-1][-1].isdecimal():
                commands[-1].pop()
        elif token and not set(token) - set("();<>|&"):
            return None
        else:
            commands[-1].append(token)
    if not commands[-1]:
        commands.pop()
    *before, command = commands or [[]]
    if any(not step or step[0] not in _BEFORE for step in before):
        return None
    while command and (command[0] in {"exec", "command"} or is_assignment(command[0])):
        del command[0]
    folder = next((step[-1] for step in reversed(before) if step[0] == "cd" and step[1:]), None)
    return Simple(tuple(Word(token, None) for token in command), folder) if command else None


def read_windows_text(text: str) -> Simple | None:
    """The same for ``cmd`` and PowerShell, which take a backslash as it is."""
    text = text.strip().removeprefix("&").strip()
    if len(text) > _LONGEST_TEXT or "\n" in text or _WINDOWS_OPERATORS & set(text):
        return None
    found = ["".join(groups) for groups in _WINDOWS_WORD.findall(text)]
    return Simple(tuple(Word(token, None) for token in found)) if found else None


def is_assignment(text: str) -> bool:
    """``NAME=value``, as before a command."""
    name, equals, _ = text.partition("=")
    return bool(equals) and name.isidentifier()
