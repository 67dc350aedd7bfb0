"""A rule: what every finding of it has in common, and the function that sees whether an entry breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from mcptui.audit.case import Case
from mcptui.audit.finding import Finding, Fix, Severity, Where


class Sighting(NamedTuple):
    """That an entry breaks a rule, and how. What is None is as the rule says.

    ``what`` holds text of the entry only as ``Case.shown`` gives it.
    """

    what: str
    where: Where | None = None
    severity: Severity | None = None
    fix: Fix | None = None
    advice: str | None = None
    source: str | None = None


Check = Callable[[Case], Iterator[Sighting]]


class Rule(NamedTuple):
    """``id`` never changes its meaning. ``why`` is a sentence, ``advice`` says what to do, ``source`` who says so."""

    id: str
    title: str
    severity: Severity
    why: str
    source: str
    advice: str
    check: Check

    def finding(self, seen: Sighting) -> Finding:
        """What the rule says of what was seen."""
        return Finding(
            rule=self.id,
            severity=seen.severity or self.severity,
            what=seen.what,
            why=self.why,
            source=seen.source or self.source,
            where=seen.where,
            advice=self.advice if seen.advice is None else seen.advice,
            fix=seen.fix,
        )
