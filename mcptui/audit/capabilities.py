"""What a server can do by its nature, and the switches of its own that would limit it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from mcptui.audit.case import Case
from mcptui.audit.finding import Severity, Where
from mcptui.audit.rule import Rule, Sighting

_EVERYTHING: Final = frozenset({"--tools=all", "--toolsets=all"})
_NO: Final = frozenset({"0", "false", "no", "off"})


def runs_commands(case: Case) -> Iterator[Sighting]:
    """A server that runs what it is told; a container or a sandbox is there for that."""
    known = case.package
    if known is not None and known.runs_commands and not case.container and case.launch.sandbox is None:
        yield Sighting(f"{known.name} runs any command that a model asks for", case.spec)


def all_permissions(case: Case) -> Iterator[Sighting]:
    """Deno with its doors open."""
    for option in case.launch.options if case.launch.package.launcher == "deno" else ():
        if option.name in {"-A", "--allow-all"}:
            where = None if option.position is None else Where("args", option.position)
            yield Sighting(f"Deno lets it do everything ({option.name})", where)


def could_only_read(case: Case) -> Iterator[Sighting]:
    """A server that can be told not to change anything, and is not. Writing may be what it is there for."""
    known = case.package
    if known is not None and known.read_only and not _is_told(case, known.read_only):
        yield Sighting("It may change things; it was not told to read only", advice=f"set {known.read_only[0]}")


def all_tools(case: Case) -> Iterator[Sighting]:
    """A server whose tools can be chosen, and none was; a choice that the client makes counts as one."""
    known = case.package
    if known is None or not known.tools or case.limited:
        return
    if not _is_told(case, known.tools) or not _EVERYTHING.isdisjoint(_told(case)):
        yield Sighting("All of its tools are on", advice=f"set {known.tools[0]}")


def _is_told(case: Case, words: Sequence[str]) -> bool:
    told = _told(case)
    return any(word in told or any(each.startswith(f"{word}=") for each in told) for word in words)


def _told(case: Case) -> set[str]:
    """The server's arguments and variables; a flag and its value also as one word."""
    arguments = case.launch.arguments
    joined = (f"{flag}={value}" for flag, value in pairwise(arguments) if flag.startswith("--"))
    off = {name for name, value in case.definition.env.items() if value.lower() in _NO}
    return {*arguments, *joined, *case.reach.env} - off


CAPABILITIES: Final = (
    Rule(
        "DENO001",
        "All permissions",
        Severity.HIGH,
        why="Deno would hold it in the folders and hosts that are named, and here nothing is held",
        source="documentation of Deno",
        advice="name the folders and hosts that it needs",
        check=all_permissions,
    ),
    Rule(
        "CAP002",
        "Runs commands",
        Severity.HIGH,
        why="A text that the model reads somewhere is enough to have any command run as you",
        source="README of the server",
        advice="run it in a container, or leave it off",
        check=runs_commands,
    ),
    Rule(
        "CAP003",
        "Could be read-only",
        Severity.LOW,
        why="What it cannot change, nobody can make it spoil",
        source="documentation of the server",
        advice="",
        check=could_only_read,
    ),
    Rule(
        "CAP004",
        "All tools on",
        Severity.LOW,
        why="Every tool that is not needed is one more that can be misused",
        source="documentation of the server",
        advice="",
        check=all_tools,
    ),
)
