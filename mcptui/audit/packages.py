"""What mcptui knows of packages, shipped in ``data/packages.json``: archived, harmful, with holes, what they can do."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from mcptui.audit.finding import Severity
from mcptui.launch.packages import plain
from mcptui.model import Package

_DATA: Final = Path(__file__).parent.parent / "data" / "packages.json"

_VERSION = re.compile(r"[v=]*(\d{1,9}(?:\.\d{1,9}){0,5})(?P<early>-|\.?(?:a|b|c|rc|alpha|beta|pre|dev)\d)?")


class Hole(NamedTuple):
    """A known weakness of some versions. ``affected`` are ranges such as ``>=1.0.0 <2.0.1``, any of which counts.

    ``listening``: it matters only where the server waits for connections, which one on standard input does not.
    """

    affected: tuple[str, ...]
    severity: Severity
    about: str
    ids: tuple[str, ...]
    listening: bool


class KnownPackage(NamedTuple):
    """What is known of a package; what is empty is not known.

    ``mended`` is the version from which on no known hole is left, ``successor`` who took over from an archived
    one, ``malicious`` what it did, ``instead`` the right way to start what a name that nobody vouches for seems
    to be. ``read_only`` and ``tools`` are arguments and variables that limit the server: any of them will do.
    """

    ecosystem: str
    name: str
    archived: bool = False
    successor: str = ""
    malicious: str = ""
    instead: str = ""
    mended: str = ""
    holes: tuple[Hole, ...] = ()
    read_only: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    runs_commands: bool = False

    def holes_in(self, version: str) -> tuple[Hole, ...]:
        """Those of a version, the gravest first; none where its number cannot be compared."""
        number = _number(version)
        if number is None:
            return ()
        found = (hole for hole in self.holes if any(_within(number, each) for each in hole.affected))
        return tuple(sorted(found, key=lambda hole: hole.severity.rank))


def known_package(package: Package) -> KnownPackage | None:
    """What is known of a package that an entry starts, whatever its version."""
    if package.ecosystem is None or package.name is None:
        return None
    return known_packages().get((package.ecosystem, _compared(package.ecosystem, package.name)))


@cache
def known_packages() -> Mapping[tuple[str, str], KnownPackage]:
    """All of them, by ecosystem and name as it is compared."""
    found = map(_package, json.loads(_DATA.read_bytes())["packages"])
    return MappingProxyType({(each.ecosystem, _compared(each.ecosystem, each.name)): each for each in found})


_Row = Mapping[str, object]


def _package(row: _Row) -> KnownPackage:
    holes = row.get("holes", ())
    return KnownPackage(
        ecosystem=_text(row, "ecosystem"),
        name=_text(row, "name"),
        archived=bool(row.get("archived")),
        successor=_text(row, "successor"),
        malicious=_text(row, "malicious"),
        instead=_text(row, "instead"),
        mended=_text(row, "mended"),
        holes=tuple(map(_hole, holes)) if isinstance(holes, list) else (),
        read_only=_texts(row, "read_only"),
        tools=_texts(row, "tools"),
        runs_commands=bool(row.get("runs_commands")),
    )


def _hole(row: _Row) -> Hole:
    return Hole(
        affected=_texts(row, "affected"),
        severity=Severity(_text(row, "severity")),
        about=_text(row, "about"),
        ids=_texts(row, "ids"),
        listening=bool(row.get("listening")),
    )


def _text(row: _Row, key: str) -> str:
    return str(row.get(key, ""))


def _texts(row: _Row, key: str) -> tuple[str, ...]:
    told = row.get(key)
    return tuple(map(str, told)) if isinstance(told, list) else ()


def _compared(ecosystem: str, name: str) -> str:
    match ecosystem:
        case "pypi":
            return plain(name)
        case "docker":
            return name.removeprefix("docker.io/")
        case _:
            return name.lower()


_Number = tuple[tuple[int, ...], bool]
"""The numbers of a version without zeros at the end, and False for one that came before it, such as ``2.0.1-rc.1``."""


def _number(version: str) -> _Number | None:
    found = _VERSION.match(version.strip())
    if found is None:
        return None
    numbers = [int(part) for part in found[1].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers), not found["early"]


def _within(number: _Number, interval: str) -> bool:
    """Is the version in an interval such as ``>=1.0.0 <2.0.1``?"""
    return all(_keeps(number, bound) for bound in interval.split())


def _keeps(number: _Number, bound: str) -> bool:
    limit = _number(bound.lstrip("<>="))
    if limit is None:
        return False
    if bound.startswith("<="):
        return number <= limit
    if bound.startswith(">="):
        return number >= limit
    return number < limit if bound.startswith("<") else number > limit
