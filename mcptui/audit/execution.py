"""How the server is started: through a shell, from a download, as an administrator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mcptui.audit.case import Case
from mcptui.audit.finding import Severity
from mcptui.audit.fixes import REMOVE
from mcptui.audit.rule import Rule, Sighting
from mcptui.launch.words import program_name

_FETCHERS: Final = frozenset({"curl", "wget", "iwr", "irm", "invoke-webrequest", "invoke-restmethod"})
_RUNNERS: Final = frozenset(
    {"ash", "bash", "cmd", "dash", "fish", "iex", "invoke-expression", "ksh", "node", "perl", "powershell", "pwsh"}
    | {"python", "python3", "ruby", "sh", "zsh"}
)
_BEFORE_RUNNERS: Final = frozenset({"sudo", "doas", "env", "exec", "nohup"})
_EVALUATING: Final = frozenset({"eval", "source", "."})
_OPENING: Final = frozenset("(<`$")
_DECODES: Final = frozenset({"-d", "--decode"})
_FETCHING_CALLS: Final = ("urlopen", "urlretrieve", "requests.get")
_ELEVATING: Final = frozenset({"sudo", "doas", "pkexec", "su", "runas", "gsudo"})
_WORD: Final = re.compile(r"[^\s|&;()<>`\"'$]+|[|&;()<>`$]")


def through_shell(case: Case) -> Iterator[Sighting]:
    """A text that a shell reads. On Windows ``cmd /c npx`` is how npx is started at all; a download is worse."""
    launch = case.launch
    if not launch.shell or any(from_download(case)):
        return
    if "cmd" in launch.wrappers and launch.spec_index is not None:
        return
    shell = next((name for name in reversed(launch.wrappers) if name in _RUNNERS), launch.package.launcher or "a shell")
    yield Sighting(f"{shell} reads a text and runs what it says")


def from_download(case: Case) -> Iterator[Sighting]:
    """``curl … | sh`` and its relatives, wherever in the line they stand."""
    definition = case.definition
    if definition.command and runs_download(" ".join((definition.command, *definition.args))):
        yield Sighting("It runs what it downloads, at every start", fix=REMOVE)


def runs_download(text: str) -> bool:
    """Does this line run what it fetches, or what it decodes?"""
    lower = text.lower()
    if "exec(" in lower and any(word in lower for word in _FETCHING_CALLS):
        return True
    if not any(word in lower for word in (*_FETCHERS, "base64")):
        return False
    words = [program_name(word) if len(word) > 1 else word for word in _WORD.findall(lower)]
    return _pipes_into_runner(words) or _runs_brackets(words)


def _pipes_into_runner(words: list[str]) -> bool:
    """``curl … | sudo sh``, ``base64 -d | sh``."""
    fetched = decoding = awaiting = False
    for word in words:
        if word == "|":
            awaiting = fetched
        elif awaiting and word in _RUNNERS:
            return True
        elif word not in _BEFORE_RUNNERS and not word.startswith("-"):
            awaiting = False
        fetched = fetched or word in _FETCHERS or (decoding and word in _DECODES)
        decoding = decoding or word == "base64"
    return False


def _runs_brackets(words: list[str]) -> bool:
    """``bash <(curl …)``, ``sh -c "$(curl …)"``, ``iex (irm …)``."""
    runs = opened = False
    for word in words:
        if word in _OPENING:
            opened = runs
        elif opened and word in _FETCHERS:
            return True
        else:
            opened = False
            runs = word in _RUNNERS or word in _EVALUATING or (runs and word.startswith("-"))
    return False


def as_administrator(case: Case) -> Iterator[Sighting]:
    """By whatever program; one that is called inside a text that could not be read counts too."""
    launch = case.launch
    started = {*launch.wrappers, launch.program or "", program_name(case.definition.command or "")}
    if launch.shell and launch.package.name is None:
        started.update(word for text in case.definition.args for word in _WORD.findall(text) if word in _ELEVATING)
    found = next((name for name in sorted(started) if name in _ELEVATING), None)
    if found is not None:
        yield Sighting(f"{found} starts it with the rights of another, mostly of the administrator")


EXECUTION: Final = (
    Rule(
        "EXEC001",
        "Started through a shell",
        Severity.MEDIUM,
        why="A text for a shell hides what runs, and whatever is put into it is run too",
        source="OX Security, April 2026",
        advice="write the program and its arguments as command and args",
        check=through_shell,
    ),
    Rule(
        "EXEC002",
        "Runs a download",
        Severity.CRITICAL,
        why="Whoever owns or reaches the other end decides at every start what runs here",
        source="OX Security, April 2026",
        advice="remove it, and install the server from a package",
        check=from_download,
    ),
    Rule(
        "EXEC003",
        "Runs as administrator",
        Severity.HIGH,
        why="A mistake, or a text that the model reads, can then change anything on this computer",
        source="MCP security best practices: least privilege",
        advice="start it as yourself",
        check=as_administrator,
    ),
)
