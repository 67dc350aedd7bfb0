"""Entries in few words, for the table and for one entry."""

from __future__ import annotations

import shlex

from mcptui.audit.finding import Severity
from mcptui.cli.output import Ink, Inked
from mcptui.machine import Machine
from mcptui.model import Access, Definition, Entry, Reach, StateKind, Updated
from mcptui.moments import told_minute
from mcptui.rows import Evidence
from mcptui.secrets import safe_args, safe_text, safe_url

SIGNS = {
    StateKind.ON: ("●", Ink.GREEN),
    StateKind.OFF: ("○", Ink.DIM),
    StateKind.PENDING: ("◐", Ink.YELLOW),
    StateKind.SHADOWED: ("◌", Ink.DIM),
    StateKind.BLOCKED: ("⊘", Ink.RED),
    StateKind.BROKEN: ("✕", Ink.RED),
    StateKind.UNKNOWN: ("?", Ink.YELLOW),
}


def runs(entry: Entry, evidence: Evidence) -> str:
    """What an entry starts, in short: launcher and package, else the command line, else the address."""
    definition, package = entry.definition, evidence.package
    if definition.command is None:
        return safe_url(definition.url or "")
    if package.name is None:
        return command_line(definition)
    version = "" if package.version is None else f"@{package.version}"
    launcher = "" if package.launcher in (None, "binary") else f"{package.launcher} "
    return f"{launcher}{safe_text(package.name)}{version}"


def command_line(definition: Definition) -> str:
    """Command and arguments as a shell would take them, secrets hidden."""
    return shlex.join((safe_text(definition.command or ""), *safe_args(definition.args)))


def reach_in_short(reach: Reach, definition: Definition, machine: Machine) -> str:
    """The widest path, the hosts, a shell and a container; ``your rights`` where nothing known limits it."""
    told = []
    if reach.paths:
        widest = min(reach.paths, key=lambda path: (path.covers is None, path.access is not Access.WRITE))
        where = {"root": "the whole disk", "home": "the whole home"}.get(widest.covers or "")
        more = f" +{len(reach.paths) - 1}" if len(reach.paths) > 1 else ""
        told.append(f"{where or safe_text(machine.short(widest.path))} {widest.access.value}{more}")
    if reach.shell:
        told.append("shell")
    elif reach.is_all_rights(definition):
        told.append("your rights")
    if reach.hosts:
        told.append(reach.hosts[0] + (f" +{len(reach.hosts) - 1}" if len(reach.hosts) > 1 else ""))
    if reach.container is not None:
        told.append("container")
    return ", ".join(told) or ("unknown" if reach.paths is None else "no paths")


_RISKS = {Severity.CRITICAL: Ink.RED, Severity.HIGH: Ink.RED, Severity.MEDIUM: Ink.YELLOW, Severity.LOW: Ink.DIM}


def risk(evidence: Evidence) -> Inked:
    """How grave the gravest finding is, in a word; ``·`` where nothing was found."""
    found = evidence.risk
    return ("·", Ink.DIM) if found is None else (found.value, _RISKS[found])


def day(updated: Updated) -> str:
    """The day since which the present version is installed, else the day the entry last changed: ``2026-11-12``."""
    return "" if updated.since is None else told_minute(updated.since.at)[:10]
