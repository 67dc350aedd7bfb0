"""The terms of the filter: ``client:codex``. One entry of ``TERMS`` is all that a term needs to be understood, tested,
told of in the help and offered while typing."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from typing import Final, NamedTuple

from mcptui.audit.finding import Severity
from mcptui.model import Package, StateKind
from mcptui.rows import Evidence
from mcptui.secrets import safe_text as without_secrets
from mcptui.tui.filter.ages import OFFERED, age_test
from mcptui.tui.filter.paths import path_test
from mcptui.tui.filter.searched import Known, Searched, Test
from mcptui.tui.filter.used import OFFERED as OFFERED_USES
from mcptui.tui.filter.used import used_test

YES_OR_NO: Final = ("yes", "no")

MakeTest = Callable[[str, Known], Test]
"""Makes the test for one value, in lower case and never empty; works out there what is the same for all rows."""

Values = Callable[[Searched, Known], Iterable[str]]
"""The values of a row."""


class Term(NamedTuple):
    """One key of the language.

    ``told`` says in a few words what it asks for, ``example`` is a value to show it with. ``values`` are offered with
    the number of rows that have them, ``offered`` whatever the rows are. ``bare`` is the value that the key alone
    stands for; without one a bare key asks for nothing yet. ``needs_evidence``: the answer changes as evidence arrives.
    """

    key: str
    told: str
    example: str
    test: MakeTest
    values: Values | None = None
    offered: tuple[str, ...] = ()
    bare: str = ""
    needs_evidence: bool = False


def holding(values: Values) -> MakeTest:
    """A test that fits where the value is a part of one of the row's."""
    return lambda value, known: lambda row: any(value in each.casefold() for each in values(row, known))


def one_of(words: Collection[str], values: Values) -> MakeTest:
    """A test for few words: the word itself or, while it is not whole, all those that begin like it."""

    def make(value: str, known: Known) -> Test:
        meant = {value} if value in words else {word for word in words if word.startswith(value)}
        return lambda row: any(each in meant for each in values(row, known))

    return make


def of_row(told: Callable[[Searched], Iterable[str]]) -> Values:
    """Values that are in the entry itself."""
    return lambda row, _: told(row)


def of_evidence(told: Callable[[Evidence], Iterable[str]]) -> Values:
    """Values that are in what else is known; none as long as that is not known."""

    def values(row: Searched, known: Known) -> Iterable[str]:
        evidence = known.evidence.get(row.key)
        return () if evidence is None else told(evidence)

    return values


def in_home(path: str, home: str) -> str:
    """A path with the home written as ``~``: for thousands of rows, so made of text alone."""
    return f"~{path[len(home) :]}" if path == home or path.startswith(f"{home}{os.sep}") else path


def _client(value: str, _: Known) -> Test:
    return lambda row: value in row.entry.source.client or value in row.client.casefold()


def _projects(row: Searched, known: Known) -> Iterable[str]:
    project = row.entry.source.project
    return () if project is None else (in_home(str(project), str(known.machine.home)),)


def _paths(row: Searched, known: Known) -> Iterable[str]:
    evidence, home = known.evidence.get(row.key), str(known.machine.home)
    paths = () if evidence is None else evidence.reach.paths or ()
    return (without_secrets(in_home(each.path, home)) for each in paths)


def _staged(row: Searched, known: Known) -> Iterable[str]:
    return (_yes(truth=row.key in known.staged),)


def _packages(row: Searched, known: Known) -> Iterable[str]:
    evidence = known.evidence.get(row.key)
    name = None if evidence is None else evidence.package.name
    return () if name is None else (without_secrets(in_home(name, str(known.machine.home))),)


def _pinned(package: Package) -> Iterable[str]:
    return () if package.pinned is None else (_yes(truth=package.pinned),)


def _yes(*, truth: bool) -> str:
    return YES_OR_NO[not truth]


def _updated(value: str, known: Known) -> Test:
    evidence, fits = known.evidence, age_test(value, known.machine.clock())

    def test(row: Searched) -> bool:
        found = evidence.get(row.key)
        dated = None if found is None else found.updated.since
        return fits(None if dated is None else dated.at)

    return test


def _risk(evidence: Evidence) -> Iterable[str]:
    """All that it is at least: what is ``high`` is found by ``risk:medium`` too."""
    risk = evidence.risk
    return (_NO_RISK,) if risk is None else (each for each in _RISKS[:-1] if Severity(each).rank >= risk.rank)


_SCOPE: Final = of_row(lambda row: (row.entry.source.scope.value,))
_STATE: Final = of_row(lambda row: (row.entry.state.kind.value,))
_TRANSPORT: Final = of_row(lambda row: (row.entry.definition.transport.value,))
_ENV: Final = of_row(lambda row: row.entry.definition.env)
_NAME: Final = of_row(lambda row: (row.entry.name,))
_PINNED: Final = of_evidence(lambda evidence: _pinned(evidence.package))
_TOOLS: Final = of_evidence(lambda evidence: {*(evidence.allow or ()), *(evidence.deny or ())})
_RISK: Final = of_evidence(_risk)
_NO_RISK: Final = "none"
_RISKS: Final = (*(each.value for each in Severity if each is not Severity.INFO), _NO_RISK)
_STATES: Final = tuple(kind.value for kind in StateKind)

_ALL: Final = (
    Term("client", "the client", "codex", _client, of_row(lambda row: (row.entry.source.client,))),
    Term("scope", "how far it reaches", "project", holding(_SCOPE), _SCOPE),
    Term("project", "the project's folder", "~/src", holding(_projects), _projects),
    Term("state", "what the client would do", "on,pending", one_of(_STATES, _STATE), _STATE),
    Term("risk", "how dangerous at least", "high", one_of(_RISKS, _RISK), _RISK, offered=_RISKS, needs_evidence=True),
    Term("path", "a path it may touch", "~", path_test, _paths, offered=("~",), needs_evidence=True),
    Term("package", "what it starts", "filesystem", holding(_packages), _packages, needs_evidence=True),
    Term("pinned", "to a version", "no", one_of(YES_OR_NO, _PINNED), _PINNED, bare="yes", needs_evidence=True),
    Term("updated", "how long ago", ">1y", _updated, offered=OFFERED, needs_evidence=True),
    Term("used", "how long ago it was called", "never", used_test, offered=OFFERED_USES, needs_evidence=True),
    Term("tool", "a tool that is allowed or denied", "write_file", holding(_TOOLS), _TOOLS, needs_evidence=True),
    Term("env", "a variable it is given", "TOKEN", holding(_ENV), _ENV),
    Term("transport", "how they talk", "http", holding(_TRANSPORT), _TRANSPORT),
    Term("staged", "whether a change is staged", "yes", one_of(YES_OR_NO, _staged), _staged, bare="yes"),
    Term("server", "its name alone", "git", holding(_NAME), _NAME),
)

TERMS: Final = {term.key: term for term in _ALL}
"""Every term by its key, the most used first: the order in which they are offered."""
