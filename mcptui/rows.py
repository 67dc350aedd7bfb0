"""An entry as the command line's ``--json`` tells it: every key always there, no secret in any value."""

from __future__ import annotations

from typing import NamedTuple

from mcptui.audit.finding import Finding, Severity
from mcptui.model import Dated, Entry, Package, Problem, Reach, Updated, Used, UseStatus
from mcptui.project import KnownProject
from mcptui.secrets import Masker, safe_args


class Evidence(NamedTuple):
    """What is known of an entry beyond its definition; of ``findings`` the gravest is the first."""

    package: Package
    reach: Reach
    updated: Updated
    allow: tuple[str, ...] | None = None
    deny: tuple[str, ...] | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def risk(self) -> Severity | None:
        """How grave the gravest finding is; None where nothing was found that is a risk."""
        gravest = self.findings[0].severity if self.findings else Severity.INFO
        return None if gravest is Severity.INFO else gravest


def row(entry: Entry, evidence: Evidence, used: Used | None = None) -> dict[str, object]:
    """One row of ``servers``; without ``used`` nobody has looked whether it is. What later evidence fills is null."""
    source, definition, reach = entry.source, entry.definition, evidence.reach
    masker = Masker.of([definition])  # a secret may stand a second time, as a path or a package
    return {
        "id": entry.id,
        "name": entry.name,
        "client": source.client,
        "scope": source.scope.value,
        "project": None if source.project is None else str(source.project),
        "gone": entry.gone,
        "file": str(source.file),
        "line": entry.line,
        "key": list(entry.path),
        "transport": definition.transport.value,
        "command": _hidden(definition.command, masker),
        "args": [masker.text(text) for text in safe_args(definition.args)],
        "cwd": _hidden(definition.cwd, masker),
        "env": list(definition.env),
        "url": _hidden(definition.url, masker),
        "headers": list(definition.headers),
        "state": entry.state.kind.value,
        "reason": entry.state.reason,
        "switch": entry.switch.value,
        "writable": source.writable,
        "reach": {
            "paths": None
            if reach.paths is None
            else [
                {"path": masker.text(each.path), "access": each.access.value, "from": each.origin}
                for each in reach.paths
            ],
            "hosts": [masker.text(host) for host in reach.hosts],
            "env": list(reach.env),
            "container": _hidden(reach.container, masker),
            "shell": reach.shell,
        },
        "tools": {
            "allow": None if evidence.allow is None else list(evidence.allow),
            "deny": None if evidence.deny is None else list(evidence.deny),
        },
        "package": {
            "launcher": evidence.package.launcher,
            "ecosystem": evidence.package.ecosystem,
            "name": _hidden(evidence.package.name, masker),
            "version": _hidden(evidence.package.version, masker),
            "pinned": evidence.package.pinned,
        },
        "updated": {
            "entry": _dated(evidence.updated.entry),
            "installed": _dated(evidence.updated.installed, evidence.updated.installed_version),
            "released": _dated(evidence.updated.released),
        },
        "used": _used(used or Used(UseStatus.UNKNOWN, reason="no transcript was looked through yet")),
        "risk": None if evidence.risk is None else evidence.risk.value,
        "findings": [_finding(each) for each in evidence.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "what": finding.what,
        "why": finding.why,
        "where": None if finding.where is None else str(finding.where),
        "fix": finding.advice or None,
        "source": finding.source,
    }


def _hidden(text: str | None, masker: Masker) -> str | None:
    return None if text is None else masker.text(text)


def _dated(dated: Dated | None, version: str | None = None) -> dict[str, object] | None:
    if dated is None:
        return None
    told: dict[str, object] = {"at": dated.at, "source": dated.source}
    return told if version is None else {**told, "version": version}


def _used(used: Used) -> dict[str, object]:
    return {
        "status": used.status.value,
        "count": used.calls,
        "last": used.last,
        "since": used.since,
        "looked": used.looked,
        "source": used.source,
        "reason": used.reason or None,
    }


def project_row(project: KnownProject) -> dict[str, object]:
    """One row of ``projects``: a folder, the clients that know of it, and whether it is gone."""
    return {"folder": str(project.folder), "clients": list(project.clients), "gone": project.gone}


def problem_row(problem: Problem) -> dict[str, object]:
    """One row of ``problems``."""
    return {
        "path": str(problem.path),
        "client": problem.client,
        "scope": problem.scope.value,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
    }
