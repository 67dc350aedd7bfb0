"""What the command line of an entry would start: launcher, package, version, wrappers, remote server.

``read_launch`` reads words only. It resolves no path, runs nothing, expands no variable, and takes any
text whatever.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from mcptui.launch.launchers import launcher_named
from mcptui.launch.line import SANDBOXES, Launch, Wrapped, started
from mcptui.launch.packages import local
from mcptui.launch.words import Option, Word, Words, is_path, program_name
from mcptui.launch.wrappers import WRAPPERS
from mcptui.model import Package

__all__ = ["SANDBOXES", "Launch", "Option", "read_launch"]

# Nobody nests deeper; a hostile line must not be peeled for ever.
_MOST_WRAPPERS = 16

_ADDRESS = re.compile(r"(?:https?|wss?)://", re.IGNORECASE)
_BRIDGES = frozenset({"mcp-remote", "mcp-proxy", "supergateway"})
_SCRIPT_SUFFIX = re.compile(r"\.(?:sh|bash|bat|cmd|ps1)$", re.IGNORECASE)


def read_launch(command: str | None, args: Sequence[str]) -> Launch:
    """What ``command`` with ``args`` would start; an entry without command starts nothing."""
    return _launch(command, tuple(args))


# Reach, evidence and every way of showing an entry ask for the same line.
@lru_cache(maxsize=1024)
def _launch(command: str | None, args: tuple[str, ...]) -> Launch:
    if not command:
        return Launch(Package())
    words: Words = [Word(command, -1), *(Word(text, index) for index, text in enumerate(args))]
    wrappers: list[str] = []
    shell = False
    folder = None
    while True:
        found = _read(words) if len(wrappers) < _MOST_WRAPPERS else None
        if not isinstance(found, Wrapped):
            break
        wrappers.append(found.name)
        shell = shell or found.by_shell
        folder = found.folder or folder
        if not found.inner:
            found = Launch(Package("shell" if found.by_shell else None, "local"))
            break
        words = found.inner
    launch = found or _program(words)
    return launch._replace(
        wrappers=tuple(wrappers),
        shell=shell or launch.shell,
        folder=launch.folder or folder,
        remote_url=_remote(launch),
    )


def _read(words: Words) -> Launch | Wrapped | None:
    program = program_name(words[0].text)
    reader = WRAPPERS.get(program) or launcher_named(program)
    return None if reader is None else reader(words)


def _program(words: Words) -> Launch:
    """A program that is started as it is.

    Inside a shell's text a bare name may as well be a builtin, an alias or a function: it names no server.
    """
    command = words[0].text
    if words[0].at is None and not is_path(command):
        return started(words, "shell", local(None), after=1)
    launcher = "script" if _SCRIPT_SUFFIX.search(command) else "binary"
    return started(words, launcher, local(command), after=1, program=program_name(command))


def _remote(launch: Launch) -> str | None:
    """The address that a bridge to a remote server is given."""
    names = {name.lower().replace("_", "-") for name in (launch.package.name, launch.program) if name}
    names |= {program_name(name) for name in names}
    if not names & _BRIDGES:
        return None
    arguments = launch.arguments
    if "supergateway" in names:
        wanted = {"--sse", "--streamableHttp"}
        return next((value for flag, value in pairwise(arguments) if flag in wanted), None)
    addresses = [place for place, text in enumerate(arguments) if _ADDRESS.match(text)]
    bare = [place for place in addresses if place == 0 or not arguments[place - 1].startswith("--")]
    if bare or addresses:
        return arguments[(bare or addresses)[0]]
    return arguments[0] if arguments and "mcp-remote" in names and not arguments[0].startswith("-") else None
