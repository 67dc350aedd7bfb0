"""What there is to see: the entries, and what is known of them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from mcptui.errors import Unreadable
from mcptui.model import DATE_OF_FILE, Dated, Updated
from mcptui.workspace.kept import Kept

_LOOKED_BACK = 200

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence
    from pathlib import Path

    from mcptui.drift.servers import Servers
    from mcptui.evidence.changed import EntryChange
    from mcptui.evidence.use import UseStep
    from mcptui.evidence.versions import InstalledVersions
    from mcptui.inventory import Look, LookProgress
    from mcptui.model import Entry, Used
    from mcptui.rows import Evidence


class Sight(Kept):
    """Looks, and gathers evidence. Every look reads the files again."""

    def look(self, *, everywhere: bool = False, progress: LookProgress | None = None) -> Look:
        """Everything that would run in the project, or ``everywhere``: in all known ones.

        ``progress`` is told how many clients were asked, and of how many; what it raises ends the look.
        """
        from mcptui.inventory import look

        return look(self.machine, self.files, everywhere=everywhere, clients=self.clients, progress=progress)

    def watched_look(
        self, earlier: Look | None = None, *, everywhere: bool = False, progress: LookProgress | None = None
    ) -> Look:
        """The same, with a footprint that tells later whether anything of it is different.

        Of what is as it was in ``earlier``, another one of these, nothing is read again.
        """
        from mcptui.clients.added import read_clients
        from mcptui.inventory import look
        from mcptui.store.footprint import Footprint

        before = None if earlier is None else earlier.footprint
        footprint = Footprint(self.files) if before is None else before.next()
        clients = read_clients(self.machine, footprint)
        made = look(self.machine, footprint, everywhere=everywhere, clients=clients, progress=progress, earlier=earlier)
        for project in (made.site.project, *made.site.others):
            footprint.note_folder(project.folder)
        return made._replace(footprint=footprint)

    def servers(self, at: Look, entries: Iterable[Entry] | None = None) -> Servers:
        """Which entries, of all or of these, are the same server, and what they say differently."""
        from mcptui.drift.servers import servers_of

        return servers_of(at.entries if entries is None else entries, at.site)

    def evidence(self, entry: Entry, at: Look) -> Evidence:
        """What is known of an entry beyond its definition; reads caches, starts and contacts nothing."""
        from mcptui.audit.case import Case
        from mcptui.audit.rules import findings_of
        from mcptui.clients.base import Found
        from mcptui.launch import read_launch
        from mcptui.reach import read_reach
        from mcptui.rows import Evidence
        from mcptui.secrets import safe_args

        definition, client = entry.definition, at.client_of(entry)
        launch, safe = read_launch(definition.command, definition.args), safe_args(definition.args)
        installed, since = self._versions.find(launch.package, launch.spec) or (None, None)
        found = Found(entry.source, entry.name, entry.path, entry.value, entry.line, definition)
        allow, deny = client.tools(found, at.site)
        project = entry.source.project or at.site.project.folder
        reach = read_reach(definition, self.machine, project)
        case = Case(
            entry,
            launch,
            reach,
            self.machine,
            project=project,
            safe=safe,
            installed=installed,
            approved=client.spared(found),
            limited=allow is not None or bool(deny),
            remote=client.calls_addresses,
        )
        return Evidence(
            # A command line that lacks a part may take a secret for a package.
            package=read_launch(definition.command, safe).package,
            reach=reach,
            updated=Updated(entry=self._entry_changed(entry, at), installed=since, installed_version=installed),
            allow=allow,
            deny=deny,
            findings=findings_of(case),
        )

    def _entry_changed(self, entry: Entry, at: Look) -> Dated | None:
        """When the entry last changed: by mcptui's history, else not after its file's date."""
        changed = next((change.at for change in self.changes_of(entry, at) if change.holds), None)
        if changed is not None:
            return Dated(changed, "mcptui's history")
        try:
            facts = self.files.facts(entry.place.file)
        except Unreadable:
            return None
        if facts is None:
            return None
        return Dated(datetime.fromtimestamp(facts.modified, UTC).isoformat(timespec="seconds"), DATE_OF_FILE)

    @cached_property
    def _versions(self) -> InstalledVersions:
        from mcptui.evidence.versions import InstalledVersions

        return InstalledVersions(self.machine, self.files)

    def installed_version(self, entry: Entry) -> str | None:
        """The version that the next start would use, as far as the caches tell."""
        from mcptui.launch import read_launch

        launch = read_launch(entry.definition.command, entry.definition.args)
        found = self._versions.find(launch.package, launch.spec)
        return None if found is None else found[0]

    def known_use(self, at: Look) -> Mapping[str, Used]:
        """By their ids, what is known of the use of entries without a look at any transcript; nothing is written."""
        try:
            if self.files.facts(self._use_index) is None:
                return {}
        except Unreadable:
            return {}
        from mcptui.evidence.use import known_use

        return known_use(at, self._use_index)

    def use(self, at: Look, entries: Sequence[Entry] | None = None) -> Generator[UseStep, None, None]:
        """Look through what is new in the clients' transcripts, and tell of the use of all entries, or of these.

        In steps, the first of which tells what is known already and the last all; it may be left after any.
        """
        from mcptui.evidence.use import follow_use

        return follow_use(at, self._use_index, self.files, at.entries if entries is None else entries)

    @property
    def _use_index(self) -> Path:
        # Beside what else is only remembered of what was seen.
        return self.machine.state / "seen" / "use.sqlite3"

    def changes_of(self, entry: Entry, at: Look) -> tuple[EntryChange, ...]:
        """What mcptui did to the entry, the newest first; the history is read once for each look.

        Of a long history only the newest part is read, for a listing must not take longer with every change
        ever made: what changed before is dated by its file, which has hardly been left alone since.
        """
        known = at.site.memo.get("changes")
        if not isinstance(known, dict):
            known = at.site.memo["changes"] = self._newest_changes()
        changes: tuple[EntryChange, ...] = known.get(entry.id, ())
        return changes

    def _newest_changes(self) -> Mapping[str, tuple[EntryChange, ...]]:
        """Those that the newest records tell by entry; none where they cannot be read."""
        try:
            if not self.has_history:
                return {}
        except Unreadable:
            return {}
        from mcptui.evidence.changed import changes_by_entry

        return changes_by_entry(islice(self.store.records(), _LOOKED_BACK))
