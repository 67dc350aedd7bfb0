"""Where the code comes from: packages that nobody cares for, that are known to be bad, or that pose as others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mcptui.audit.case import Case
from mcptui.audit.finding import Severity
from mcptui.audit.fixes import DISABLE, REMOVE, pin
from mcptui.audit.packages import Hole, KnownPackage, known_packages
from mcptui.audit.rule import Rule, Sighting

_BRIDGE: Final = "mcp-remote"
_SHORTEST: Final = 5
_COMMON_WORDS: Final = ("server", "mcp")
_REGISTRIES: Final = frozenset({"npm", "pypi"})


def archived(case: Case) -> Iterator[Sighting]:
    """One that its makers gave up, with the one that took over."""
    known = case.package
    if known is not None and known.archived:
        advice = f"use {known.successor} instead" if known.successor else "look for one that is cared for"
        yield Sighting(f"{known.name} is archived", case.spec, advice=advice)


def with_holes(case: Case) -> Iterator[Sighting]:
    """A version with known holes; all of them are one finding. A bridge has a rule of its own."""
    known = case.package
    if known is not None and known.name != _BRIDGE:
        yield from _holes(case, known)


def bridge_with_holes(case: Case) -> Iterator[Sighting]:
    """The same for the bridge that stands between a client and servers that others run."""
    known = case.package
    if known is not None and known.name == _BRIDGE:
        yield from _holes(case, known)


def _holes(case: Case, known: KnownPackage) -> Iterator[Sighting]:
    holes = () if case.version is None else known.holes_in(case.version)
    open_ = tuple(hole for hole in holes if not hole.listening)
    told = open_ or holes
    if not told:
        return
    fix = pin(case, known.mended)
    more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
    version = f"{known.name} {case.shown(case.version or '', 40)}"
    yield Sighting(
        f"{version}{'' if open_ else ', where it listens to others,'} {_does(told[0])}{more}",
        case.spec,
        told[0].severity if open_ else Severity.INFO,
        fix if open_ else None,
        advice=f"update to {known.mended} or newer" if known.mended else "no version is known to be without it",
        source=", ".join(told[0].ids),
    )


def _does(hole: Hole) -> str:
    return f"has a known hole: {hole.about}"


def malicious(case: Case) -> Iterator[Sighting]:
    """A name under which harm was done, in any version."""
    known = case.package
    if known is not None and known.malicious:
        yield Sighting(f"{known.name} is known to be harmful: {known.malicious}", case.spec, fix=REMOVE)


def never_published(case: Case) -> Iterator[Sighting]:
    """A name of well-known servers in a registry in which they never were."""
    known = case.package
    if known is not None and known.instead:
        what = f"{known.name} on {known.ecosystem} is not by those whose name it has"
        yield Sighting(what, case.spec, fix=DISABLE, advice=f"start {known.instead} instead")


def alike(case: Case) -> Iterator[Sighting]:
    """A name one letter away from a well-known one, or the same but for marks between its words.

    Short names have neighbours that are honest; only the part that tells servers apart counts.
    """
    package = case.launch.package
    if package.ecosystem not in _REGISTRIES or not package.name or case.package is not None:
        return
    name, bare = package.name.lower(), _bare(package.name)
    for (ecosystem, other), known in known_packages().items():
        if ecosystem != package.ecosystem or known.instead or known.malicious:
            continue
        if abs(len(other) - len(name)) > _SHORTEST or len(_telling(other)) < _SHORTEST:
            continue
        if _bare(other) == bare or one_slip_apart(name, other):
            what = f"{case.shown(package.name)} is spelled almost like {known.name}"
            yield Sighting(what, case.spec, fix=DISABLE)
            return


def one_slip_apart(one: str, other: str) -> bool:
    """Does one letter more, less or other, or two that changed places, make the difference?"""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), None)
    if start is None:
        return True
    rest, rest_of_other = one[start:], other[start:]
    return (
        rest[1:] == rest_of_other[1:]
        or rest == rest_of_other[1:]
        or rest[1:] == rest_of_other
        or (rest[1::-1] == rest_of_other[:2] and rest[2:] == rest_of_other[2:])
    )


def _bare(name: str) -> str:
    """The letters of a name, with digits that pass for letters."""
    letters = "".join(sign for sign in name.lower() if sign.isalnum())
    return letters.replace("0", "o").replace("1", "l")


def _telling(name: str) -> str:
    """What is left of a name without its scope and the words that half of all servers have in theirs."""
    own = name.rpartition("/")[2]
    for word in _COMMON_WORDS:
        own = own.replace(word, "")
    return own.strip("-_.")


SUPPLY: Final = (
    Rule(
        "SRC001",
        "Archived package",
        Severity.HIGH,
        why="Nobody mends it any more, whatever is found in it",
        source="README of modelcontextprotocol/servers",
        advice="look for one that is cared for",
        check=archived,
    ),
    Rule(
        "SRC002",
        "Version with a known hole",
        Severity.HIGH,
        why="How to use the hole is public",
        source="published advisories",
        advice="update it",
        check=with_holes,
    ),
    Rule(
        "SRC003",
        "Harmful package",
        Severity.CRITICAL,
        why="It was made to do harm, and has seen whatever it was given",
        source="Koi Security, September 2025",
        advice="remove it, and replace every secret that it was given",
        check=malicious,
    ),
    Rule(
        "SRC004",
        "Name close to a well-known one",
        Severity.HIGH,
        why="Names that are easy to mistype are registered to be started by mistake",
        source="reports on mistyped packages",
        advice="compare the two names, letter by letter",
        check=alike,
    ),
    Rule(
        "SRC005",
        "Name that was never published",
        Severity.HIGH,
        why="Whoever registers such a name runs code here",
        source="package registries, November 2026",
        advice="start the right package instead",
        check=never_published,
    ),
    Rule(
        "NET002",
        "Bridge with a known hole",
        Severity.CRITICAL,
        why="What it talks to is run by others, and how to use the hole is public",
        source="published advisories",
        advice="update it, or let the client call the address itself",
        check=bridge_with_holes,
    ),
)
