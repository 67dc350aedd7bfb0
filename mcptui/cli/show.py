"""``show``: everything that is known of an entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from time import monotonic

from mcptui.cli.call import Call
from mcptui.cli.output import Ink, padded
from mcptui.cli.words import SIGNS, command_line
from mcptui.inventory import Look
from mcptui.machine import Machine
from mcptui.model import Access, Dated, Definition, Entry, PathReach, Reach, Switch, Used, UseStatus
from mcptui.moments import told_minute
from mcptui.rows import Evidence, row
from mcptui.secrets import safe_text, safe_url
from mcptui.workspace import Workspace

_LABEL = 12
_PATIENCE = 5.0  # seconds
_SWITCHES = {
    Switch.FIELD: "a field of the entry",
    Switch.LIST: "a list in the client's settings",
    Switch.MAP: "a map in the client's settings",
    Switch.PARK: "parking: mcptui takes the entry out of its file and keeps it",
    Switch.NONE: "none: it cannot be switched here",
}


def run(call: Call) -> int:
    """Print each entry that fits; as JSON, one object after the other."""
    look = call.look()
    entries = call.chosen(look, all_matches=True)
    use = _use(call.workspace, look, entries)
    for number, entry in enumerate(entries):
        evidence, used = call.workspace.evidence(entry, look), use.get(entry.id)
        if call.arguments.json:
            call.output.json(row(entry, evidence, used))
            continue
        if number:
            call.output.line()
        _print(call, look, entry, evidence, used)
    return 0


def _use(workspace: Workspace, look: Look, entries: tuple[Entry, ...]) -> Mapping[str, Used]:
    """What the transcripts tell, as far as they can be looked through while a person waits; the rest is next time's."""
    began, known = monotonic(), dict[str, Used]()
    with closing(workspace.use(look, entries)) as steps:
        for step in steps:
            known |= step.used or {}
            if monotonic() - began > _PATIENCE:
                break
        else:
            return known
    return {**known, **workspace.known_use(look)}


def _print(call: Call, look: Look, entry: Entry, evidence: Evidence, used: Used | None) -> None:
    sign, ink = SIGNS[entry.state.kind]
    source = entry.source
    project = "" if source.project is None else f" of {look.site.machine.short(source.project)}"
    where = f"{source.client}, {source.scope.value}{project}"
    call.output.line((f"{sign} {entry.name}", ink), f"  {where}")
    facts = (
        *_state(look, entry),
        *_definition(entry.definition),
        *_reach(evidence.reach, call.machine),
        *_evidence(evidence),
        *_used(used),
        *_risk(evidence),
        ("switch", _SWITCHES[entry.switch]),
        ("selector", entry.selector),
        ("id", entry.id),
    )
    before = ""
    for label, text in facts:
        call.output.line("  ", (padded("" if label == before else label, _LABEL), Ink.DIM), text)
        before = label


def _state(look: Look, entry: Entry) -> Iterator[tuple[str, str]]:
    machine = look.site.machine
    yield "state", f"{entry.state.kind.value}: {entry.state.reason}"
    if entry.state.place is not None:
        yield "decided by", machine.at(*entry.state.place)
    for cause in look.causes.get(entry.id, ()):
        if cause.state != entry.state:
            yield "also", f"{cause.state.kind.value}: {cause.state.reason}"
        if cause.hint:
            yield "hint", cause.hint
    for warning in entry.definition.warnings:
        if warning != entry.state.reason:
            yield "warning", warning
    yield "file", f"{machine.at(entry.source.file, entry.line)}, at {' → '.join(entry.path)}"
    if entry.parked is not None:
        yield "parked in", machine.short(entry.parked)
    if not entry.source.writable:
        yield "", "this file is not yours to edit"
    known = next((each for each in look.projects if each.folder == entry.source.project), None)
    if known is not None:
        gone = "gone; " if known.gone else ""
        names = ", ".join(look.site.clients.name_of(client) for client in known.clients)
        yield "project", f"{gone}known to {names}" if names else "the one looked at"


def _definition(definition: Definition) -> Iterator[tuple[str, str]]:
    yield "transport", definition.transport.value
    if definition.command is not None:
        yield "runs", command_line(definition)
    if definition.cwd is not None:
        yield "in", safe_text(definition.cwd)
    if definition.url is not None:
        yield "url", safe_url(definition.url)
    if definition.env:
        yield "env", f"{', '.join(definition.env)} (values hidden)"
    if definition.headers:
        yield "headers", f"{', '.join(definition.headers)} (values hidden)"
    if definition.timeout is not None:
        yield "timeout", f"{definition.timeout:g} s"


def _reach(reach: Reach, machine: Machine) -> Iterator[tuple[str, str]]:
    if reach.paths is None:
        yield "reach", "which paths it may touch is not known for this server"
    elif not reach.paths:
        yield "reach", "no path of this machine"
    for path in reach.paths or ():
        yield "reach", _path_reach(path, machine)
    for host in reach.hosts:
        yield "reach", f"host {host}"
    if reach.container is not None:
        yield "reach", f"runs in a container of {safe_text(reach.container)}"
    if reach.shell:
        yield "reach", "is started through a shell"


def _path_reach(path: PathReach, machine: Machine) -> str:
    access = "reads" if path.access is Access.READ else "reads and writes"
    covers = {"root": ", which is the whole disk", "home": ", which is the whole home"}.get(path.covers or "", "")
    return f"{access} {safe_text(machine.short(path.path))}{covers} ({path.origin})"


def _evidence(evidence: Evidence) -> Iterator[tuple[str, str]]:
    if evidence.allow is not None:
        yield "tools", f"only {', '.join(evidence.allow) or 'none'}"
    if evidence.deny:
        yield "tools", f"without {', '.join(evidence.deny)}"
    package, updated = evidence.package, evidence.updated
    if package.name is not None:
        version = f", version {package.version}" if package.version else ""
        pinned = {True: ", pinned", False: ", not pinned", None: ""}[package.pinned]
        yield "package", f"{safe_text(package.name)} ({package.ecosystem or 'unknown'}){version}{pinned}"
    if updated.installed is not None:
        yield "installed", f"{updated.installed_version or 'an unknown version'} since {_dated(updated.installed)}"
    if updated.released is not None:
        yield "released", _dated(updated.released)
    if updated.entry is not None:
        yield "changed", _dated(updated.entry)


def _used(used: Used | None) -> Iterator[tuple[str, str]]:
    if used is None:
        return
    since = "" if used.since is None else f" since {told_minute(used.since)}"
    match used.status:
        case UseStatus.USED:
            times = "once" if used.calls == 1 else f"{used.calls:,} times"
            yield "used", f"{times}{since}, last {told_minute(used.last or '')} ({used.source})"
        case UseStatus.NOT_OBSERVED:
            yield "used", f"not observed{since} ({used.source})"
        case UseStatus.UNKNOWN:
            yield "used", f"unknown: {used.reason}"


def _risk(evidence: Evidence) -> Iterator[tuple[str, str]]:
    for finding in evidence.findings:
        where = "" if finding.where is None else f" ({finding.where})"
        yield "risk", f"{finding.severity.value}: {finding.what}{where}. {finding.why}. {finding.rule}"
        if finding.advice:
            yield "", f"→ {finding.advice}"


def _dated(dated: Dated) -> str:
    return f"{told_minute(dated.at)} ({dated.source})"
