"""Code that may be another one at the next start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mcptui.audit.case import Case
from mcptui.audit.finding import Severity, Where
from mcptui.audit.fixes import pin_to_safe
from mcptui.audit.rule import Rule, Sighting

_REGISTRIES: Final = frozenset({"npm", "pypi", "jsr", "go"})
_ASKS_NOTHING: Final = frozenset({"-y", "--yes"})


def without_version(case: Case) -> Iterator[Sighting]:
    """A package of a registry, and no version said."""
    package = case.launch.package
    if package.pinned is False and package.ecosystem in _REGISTRIES and package.version is None:
        yield _with_fix(case, f"{package.launcher} may fetch another version of it at any start, for none is asked for")


def moving_version(case: Case) -> Iterator[Sighting]:
    """A tag or a range; a variable tells nothing. An image that is named without a registry is mostly one's own."""
    package = case.launch.package
    if package.pinned is not False or package.name is None:
        return
    if package.ecosystem == "docker":
        tag = "no tag" if package.version is None else f"the tag {case.shown(package.version, 40)}"
        own = Severity.LOW if "/" not in package.name else None
        advice = "name the image with a digest, @sha256:…"
        yield Sighting(f"The image is named with {tag}, which moves", case.spec, own, advice=advice)
    elif package.ecosystem in _REGISTRIES and package.version and "$" not in package.version:
        told = "the newest" if package.version == "latest" else f"whatever fits {case.shown(package.version, 40)}"
        yield _with_fix(case, f"{package.launcher} fetches {told} at a start")


def from_repository(case: Case) -> Iterator[Sighting]:
    """A repository or a file of the web, and no commit said."""
    package = case.launch.package
    if package.pinned is False and package.ecosystem in {"git", "url"}:
        what = "a repository, and at no fixed commit" if package.ecosystem == "git" else "a web address"
        yield Sighting(f"Its code is fetched from {what}", case.spec)


def without_asking(case: Case) -> Iterator[Sighting]:
    """Said only of what is not pinned: then whatever comes is run."""
    package = case.launch.package
    if package.pinned is False and package.ecosystem == "npm":
        for option in case.launch.options:
            if option.name in _ASKS_NOTHING:
                where = None if option.position is None else Where("args", option.position)
                yield Sighting(f"{option.name} installs what comes without a question", where)
                return


def _with_fix(case: Case, what: str) -> Sighting:
    fix = pin_to_safe(case)
    return Sighting(what, case.spec, fix=fix, advice=None if fix is None else f"pin {fix.pin}")


_CHAIN: Final = "OWASP MCP Top 10, MCP04:2025"

PINNING: Final = (
    Rule(
        "PIN001",
        "Package without a version",
        Severity.MEDIUM,
        why="A version that somebody takes over, or spoils, runs here without your doing anything",
        source=_CHAIN,
        advice="pin the version that you trust",
        check=without_version,
    ),
    Rule(
        "PIN002",
        "Version that moves",
        Severity.MEDIUM,
        why="What a tag or a range stands for changes without your doing anything",
        source=_CHAIN,
        advice="pin the version that you trust",
        check=moving_version,
    ),
    Rule(
        "PIN003",
        "Code from a place without versions",
        Severity.HIGH,
        why="Whoever can write there decides at every start what runs here; tags and branches move",
        source=_CHAIN,
        advice="name the commit, with all of its forty digits",
        check=from_repository,
    ),
    Rule(
        "PIN004",
        "Installs without asking",
        Severity.LOW,
        why="A mistyped or a spoiled name is enough to run the code of a stranger",
        source="documentation of npx",
        advice="pin the version, then nothing new is installed",
        check=without_asking,
    ),
)
