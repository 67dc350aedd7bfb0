"""Which knobs an entry really has, what it can touch with each as it is, and what after a turn of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from mcptui.audit.finding import FixKind
from mcptui.changes.change import Narrowing
from mcptui.changes.meaning import narrowed_args, shown_folders
from mcptui.errors import McptuiError, Refused
from mcptui.inventory import Look
from mcptui.machine import Machine
from mcptui.model import Access, Entry
from mcptui.narrow.folders import folders_of
from mcptui.reach import covers
from mcptui.rows import Evidence


class Knob(StrEnum):
    """One way of narrowing an entry. Those that are chosen come before those that are typed."""

    FOLDERS = "folders"
    READ_ONLY = "read-only"
    VERSION = "version"
    DENY = "tools off"
    ALLOW = "tools allowed"


@dataclass(frozen=True, slots=True)
class Knobs:
    """The knobs of ``entry``; ``lacking`` says of the others why they are not there.

    ``pin`` is the version that could be pinned.
    """

    entry: Entry
    machine: Machine
    present: frozenset[Knob]
    lacking: dict[Knob, str]
    project: str
    pin: str | None
    version: str | None
    allow: tuple[str, ...] | None
    deny: tuple[str, ...] | None

    def now(self, knob: Knob) -> str:
        """What the entry can touch, as far as ``knob`` goes."""
        match knob:
            case Knob.FOLDERS | Knob.READ_ONLY:
                return folders_told(self.entry, self.machine)
            case Knob.DENY:
                return f"all but {', '.join(self.deny)}" if self.deny else "all tools"
            case Knob.ALLOW:
                return "all tools" if self.allow is None else f"only {', '.join(self.allow) or 'none'}"
            case Knob.VERSION:
                return f"{self.version or 'latest'} at every start"

    def after(self, knob: Knob, narrowing: Narrowing) -> str:
        """The same after ``narrowing``. Raises ``Refused`` where that cannot be done."""
        args = narrowed_args(self.entry, narrowing)
        match knob:
            case Knob.FOLDERS | Knob.READ_ONLY:
                definition = self.entry.definition._replace(args=args)
                return folders_told(self.entry._replace(definition=definition), self.machine)
            case Knob.DENY:
                off = tuple(dict.fromkeys((*(self.deny or ()), *narrowing.deny)))
                return f"all but {', '.join(off)}" if off else "all tools"
            case Knob.ALLOW:
                return self.now(knob) if narrowing.allow is None else f"only {', '.join(narrowing.allow)}"
            case Knob.VERSION:
                return narrowing.pin or self.now(knob)

    @property
    def advised(self) -> Narrowing:
        """What takes nothing away that the project needs: its folder instead of one around it, and one version.

        Whether the server has to write, and with which tools, is not known; there is no advice on that.
        """
        project = Path(self.project)
        around = Knob.FOLDERS in self.present and any(
            project.is_relative_to(folder.path) and project != Path(folder.path)
            for folder in folders_of(self.entry.definition)
        )
        return Narrowing(
            folders=(self.project,) if around else None,
            pin=self.pin if Knob.VERSION in self.present else None,
        )


@dataclass(frozen=True, slots=True)
class Turned:
    """What comes of turning knobs: the text of each that can be turned so, the refusal of each that cannot."""

    narrowing: Narrowing
    after: dict[Knob, str]
    refused: dict[Knob, McptuiError]


def turn(knobs: Knobs, narrowing: Narrowing) -> Turned:
    """Work ``narrowing`` out, knob by knob, so that a refusal stands where it belongs."""
    after: dict[Knob, str] = {}
    refused: dict[Knob, McptuiError] = {}
    for knob in Knob:
        if knob in knobs.present:
            try:
                after[knob] = knobs.after(knob, _part(narrowing, knob, refused))
            except McptuiError as error:
                refused[knob] = error
    return Turned(narrowing, after, refused)


def _part(narrowing: Narrowing, knob: Knob, refused: dict[Knob, McptuiError]) -> Narrowing:
    """What of ``narrowing`` concerns a knob; read-only is about the folders as they will be."""
    match knob:
        case Knob.FOLDERS:
            return Narrowing(folders=narrowing.folders)
        case Knob.READ_ONLY:
            folders = None if Knob.FOLDERS in refused else narrowing.folders
            return Narrowing(folders=folders, read_only=narrowing.read_only)
        case Knob.DENY:
            return Narrowing(deny=narrowing.deny)
        case Knob.ALLOW:
            return Narrowing(allow=narrowing.allow)
        case Knob.VERSION:
            return Narrowing(pin=narrowing.pin)


def knobs_of(entry: Entry, at: Look, evidence: Evidence) -> Knobs:
    """What can be narrowed; asks the client, which may read its settings."""
    project = str(at.site.project.root)
    lacking: dict[Knob, str] = {}
    for knob in Knob:
        try:
            _try(knob, entry, at, project, evidence)
        except McptuiError as error:
            lacking[knob] = error.message
    return Knobs(
        entry=entry,
        machine=at.site.machine,
        present=frozenset(Knob) - frozenset(lacking),
        lacking=lacking,
        project=project,
        pin=_safe_version(evidence),
        version=evidence.package.version,
        allow=evidence.allow,
        deny=evidence.deny,
    )


def _try(knob: Knob, entry: Entry, at: Look, project: str, evidence: Evidence) -> None:
    """Raise ``Refused`` where the entry lacks the knob."""
    client = at.client_of(entry)
    if entry.parked is not None:
        raise Refused("the entry is parked: switch it on first")
    if knob in (Knob.FOLDERS, Knob.READ_ONLY, Knob.VERSION) and not entry.source.writable:
        raise Refused("the file of this entry is not yours to edit")
    match knob:
        case Knob.FOLDERS:
            narrowed_args(entry, Narrowing(folders=(project,)))
        case Knob.READ_ONLY:
            if narrowed_args(entry, Narrowing(read_only=True)) == entry.definition.args:
                raise Refused("every mount is read-only already")
        case Knob.DENY:
            client.deny_tools(entry, (), at.site)
        case Knob.ALLOW:
            client.allow_tools(entry, (), at.site)
        case Knob.VERSION:
            _try_version(entry, evidence)


def _try_version(entry: Entry, evidence: Evidence) -> None:
    package, version = evidence.package, _safe_version(evidence)
    if package.pinned:
        raise Refused(f"it is pinned already, to {package.version or 'an exact version'}")
    if package.pinned is None:
        raise Refused("it comes from no package registry")
    if version is None:
        raise Refused("no installed copy tells which version runs")
    narrowed_args(entry, Narrowing(pin=version))


def _safe_version(evidence: Evidence) -> str | None:
    """What a finding would have pinned, for the installed version may have a known hole; else the installed one."""
    fixes = (finding.fix for finding in evidence.findings if finding.fix is not None)
    return next((fix.pin for fix in fixes if fix.kind is FixKind.PIN), evidence.updated.installed_version)


def folders_told(entry: Entry, machine: Machine) -> str:
    """The folders of an entry and what may be done in them, as one text without secrets."""
    told = []
    folders = folders_of(entry.definition)
    for folder, shown in zip(folders, shown_folders(entry), strict=True):
        rights = "ro" if folder.access is Access.READ else "rw"
        whole = {"home": " (your whole home)", "root": " (the whole disk)"}.get(covers(folder.path, machine) or "", "")
        told.append(f"{rights} {machine.short(shown)}{whole}")
    return ", ".join(told) or "no folder is named"


def words_in(text: str) -> tuple[str, ...]:
    """What a user typed, taken apart at commas and line ends."""
    return tuple(
        dict.fromkeys(word for part in text.splitlines() for each in part.split(",") if (word := each.strip()))
    )


def absolute_folders(folders: Sequence[str], machine: Machine) -> tuple[str, ...]:
    """Typed folders with ``~`` replaced by the home; clients do not expand it."""
    return tuple(
        str(machine.home / folder[2:]) if folder.startswith("~/") else str(machine.home) if folder == "~" else folder
        for folder in folders
    )
