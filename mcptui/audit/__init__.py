"""What is dangerous about an entry, by rules that read it and nothing else: no file, no network, no program.

A rule is a function over a ``Case``, in the module of its subject, and a ``Rule`` beside it that says the rest.
"""

from __future__ import annotations

from mcptui.audit.case import Case
from mcptui.audit.finding import Finding
from mcptui.audit.rules import RULES

__all__ = ["Case", "findings_of"]


def findings_of(case: Case) -> tuple[Finding, ...]:
    """What all rules say about one entry, the gravest first."""
    found = [finding for rule in RULES for finding in rule.findings(case)]
    return tuple(sorted(found, key=lambda finding: finding.severity.rank))
