"""All rules, in the order in which findings of one severity are told, and what they say."""

from __future__ import annotations

from typing import Final

from mcptui.audit.approval import APPROVAL
from mcptui.audit.capabilities import CAPABILITIES
from mcptui.audit.case import Case
from mcptui.audit.containers import CONTAINERS
from mcptui.audit.environment import ENVIRONMENT
from mcptui.audit.execution import EXECUTION
from mcptui.audit.finding import Finding
from mcptui.audit.names import NAMES
from mcptui.audit.network import NETWORK
from mcptui.audit.paths import PATHS
from mcptui.audit.pinning import PINNING
from mcptui.audit.rule import Rule
from mcptui.audit.secrets import SECRETS
from mcptui.audit.supply import SUPPLY

RULES: Final[tuple[Rule, ...]] = (
    *SUPPLY,
    *EXECUTION,
    *ENVIRONMENT,
    *CONTAINERS,
    *SECRETS,
    *PATHS,
    *NETWORK,
    *NAMES,
    *CAPABILITIES,
    *APPROVAL,
    *PINNING,
)


def findings_of(case: Case) -> tuple[Finding, ...]:
    """What all rules say about one entry, the gravest first."""
    found = [rule.finding(seen) for rule in RULES for seen in rule.check(case)]
    return tuple(sorted(found, key=lambda finding: finding.severity.rank))
