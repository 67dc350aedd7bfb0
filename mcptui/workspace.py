"""The calls that the screen and the command line both make. No rule lives in either of them."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from mcptui.clients.added import read_clients
from mcptui.clients.base import Found
from mcptui.clients.known import Clients
from mcptui.errors import McptuiError, NothingMatched, Unreadable
from mcptui.inventory import Look, LookProgress, look, untold
from mcptui.launch import read_launch
from mcptui.machine import Machine
from mcptui.model import Dated, Entry, Source, Updated, Used
from mcptui.rows import Evidence
from mcptui.secrets import safe_args
from mcptui.store.files import DiskFiles, Files

if TYPE_CHECKING:
    from mcptui.changes.change import Change
    from mcptui.changes.copying import Additions
    from mcptui.changes.plan import Plan
    from mcptui.doctor.report import Report
    from mcptui.drift.servers import Servers
    from mcptui.evidence.changed import EntryChange
    from mcptui.evidence.use import UseStep
    from mcptui.evidence.versions import InstalledVersions
    from mcptui.lost.memory import Seen
    from mcptui.lost.memory_file import Remembered
    from mcptui.lost.missing import Lost
    from mcptui.lost.own import OwnRemovals
    from mcptui.profiles.files import Profiles
    from mcptui.profiles.profile import Profile
    from mcptui.store.footprint import Footprint
    from mcptui.store.progress import Progress
    from mcptui.store.transaction import Backup, Record, Store
    from mcptui.translate.pasted import Pasted

_LOOKED_BACK = 200


class Workspace:
    """A machine and what can be done with it. Holds no second truth: every look reads the files again."""

    def __init__(self, machine: Machine, files: Files | None = None) -> None:
        self.machine = machine
        self.files = files or DiskFiles()

    # --- see

    @property
    def clients(self) -> Clients:
        """The clients that are known on this machine now: the built-in ones, and those that its user added."""
        return read_clients(self.machine, self.files)

    def look(self, *, everywhere: bool = False, progress: LookProgress = untold) -> Look:
        """Everything that would run in the project, or ``everywhere``: in all known ones.

        ``progress`` is told how many clients were asked, and of how many; what it raises ends the look.
        """
        return look(self.machine, self.files, everywhere=everywhere, clients=self.clients, progress=progress)

    def watched_look(
        self, earlier: Look | None = None, *, everywhere: bool = False, progress: LookProgress = untold
    ) -> Look:
        """The same, with a footprint that tells later whether anything of it is different.

        Of what is as it was in ``earlier``, another one of these, nothing is read again.
        """
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
        from mcptui.reach import read_reach

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
            if not self._has_history:
                return {}
        except Unreadable:
            return {}
        from mcptui.evidence.changed import changes_by_entry

        return changes_by_entry(islice(self.store.records(), _LOOKED_BACK))

    def _entry_changed(self, entry: Entry, at: Look) -> Dated | None:
        """When the entry last changed: by mcptui's history, else not after its file's date."""
        changed = next((change.at for change in self.changes_of(entry, at) if change.holds), None)
        if changed is not None:
            return Dated(changed, "mcptui's history")
        try:
            facts = self.files.facts(entry.parked or entry.source.file)
        except Unreadable:
            return None
        if facts is None:
            return None
        return Dated(datetime.fromtimestamp(facts.modified, UTC).isoformat(timespec="seconds"), "date of the file")

    @property
    def _has_history(self) -> bool:
        """Whether anything was ever written. A machine that is only looked at never imports the store.

        Raises ``Unreadable`` where that cannot be told: what cannot be looked into is not empty.
        """
        return bool(self.files.list_folder(self.machine.state / "backups"))

    @cached_property
    def _versions(self) -> InstalledVersions:
        from mcptui.evidence.versions import InstalledVersions

        return InstalledVersions(self.machine, self.files)

    def installed_version(self, entry: Entry) -> str | None:
        """The version that the next start would use, as far as the caches tell."""
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

    # --- act

    @cached_property
    def store(self) -> Store:
        from mcptui.store.transaction import Store

        return Store(self.machine.state, self.machine.clock, self.files)

    def recover(self) -> tuple[Record, ...]:
        """Settle what a killed process left half done, and say what became of it."""
        return self.store.recover() if self._has_history else ()

    def plan(self, changes: Sequence[Change], at: Look, title: str = "") -> Plan:
        """Work changes out as edits of files; nothing is written."""
        from mcptui.changes.outcome import with_outcome
        from mcptui.changes.plan import make_plan

        return with_outcome(make_plan(at, changes, self.store, title), at, self.store, self.files)

    def copies(
        self,
        entries: Sequence[Entry],
        targets: Sequence[Source],
        at: Look,
        *,
        name: str | None = None,
        spared: Sequence[str] = (),
    ) -> Additions:
        """The wishes for ``entries`` in other places, in the words of the clients there, under ``name`` if one is said.

        ``spared`` are fields that need not come along.
        """
        from mcptui.changes.copying import copies_of

        return copies_of(at, entries, targets, name=name, spared=spared)

    def pasted(self, text: str, name: str | None = None) -> tuple[tuple[str, Pasted], ...]:
        """The servers in a text that was pasted, each with its name. Raises ``UsageError`` where there are none."""
        from mcptui.translate.pasted import named, read_pasted

        return named(read_pasted(text, self.clients), name)

    def typed(self, text: str, name: str | None = None) -> tuple[tuple[str, Pasted], ...]:
        """The same of a text that may also be a command line or an address."""
        from mcptui.translate.pasted import named, read_typed

        return named(read_typed(text, self.clients), name)

    def additions(
        self, pasted: Sequence[tuple[str, Pasted]], target: Source, at: Look, spared: Sequence[str] = ()
    ) -> Additions:
        """The wishes for servers that were pasted, each with its name, less the fields ``spared``."""
        from mcptui.changes.copying import additions_of

        return additions_of(at, pasted, target, spared)

    def plan_additions(self, additions: Additions, at: Look) -> Plan:
        """What makes new entries; one that cannot be had is a refusal."""
        from dataclasses import replace

        plan = self.plan(additions.changes, at, additions.title)
        return replace(plan, refusals=(*additions.refusals, *plan.refusals))

    def apply(self, plan: Plan, *, progress: Progress | None = None) -> Record:
        """Write a plan as one transaction. Raises ``Refused``; then nothing was changed.

        ``progress`` is told how far it is, and may raise ``Cancelled`` before the first file is touched.
        """
        from mcptui.lost.own import note_removals
        from mcptui.store.progress import untold

        record = self.store.apply(
            plan.title, plan.file_changes, plan.record_rows, plan.undoes, progress=progress or untold
        )
        note_removals(record, self.machine, self.store, self.files)
        return record

    def history(self) -> tuple[Record, ...]:
        """All transactions, newest first."""
        return self.store.history() if self._has_history else ()

    def plan_undo(self, id: str | None = None) -> Plan:  # noqa: A002  # it is what the user calls it
        """What takes a transaction back: the one whose id begins with ``id``, else the last one."""
        from mcptui.changes.undo import last_to_undo

        record = self.store.record(id) if id else last_to_undo(self.history())
        return self._plan_back(record)

    def plan_redo(self) -> Plan:
        """What takes the last undoing back."""
        from mcptui.changes.undo import last_to_redo

        return self._plan_back(last_to_redo(self.history()))

    def _plan_back(self, record: Record, title: str = "") -> Plan:
        from mcptui.changes.undo import plan_undo, title_back

        return plan_undo(self.store, record, title or title_back(record), self.machine, self.clients)

    def backups(self) -> tuple[Backup, ...]:
        """The backups of clients' files, and of profiles, that are there, newest first."""
        if not self._has_history:
            return ()
        own = self.machine.state
        return tuple(each for each in self.store.backups() if not each.file.path.is_relative_to(own))

    def plan_restore(self, backup: Backup) -> Plan:
        """What makes a whole file what it was before the transaction of ``backup``."""
        from mcptui.changes.restore import plan_restore

        return plan_restore(self.store, backup, self.machine, self.clients)

    # --- what was lost

    def remember(self, at: Look, *, keep: bool = True) -> tuple[Lost, ...]:
        """Note what a look saw, and return what is gone of that which was seen earlier.

        That it cannot be noted, on a read-only disk for one, is no reason to stop: ``examine`` says so.
        Without ``keep`` it is only worked out, and nothing is noted.
        """
        memory = self._note(at, keep=keep).memory
        if all(seen.gone is None for seen in memory.entries.values()):
            return ()
        from mcptui.lost.missing import lost_in

        return lost_in(memory, at.site.clients)

    def forget(self, lost: Sequence[Lost]) -> None:
        """Speak of these no more. Raises ``Refused`` where that cannot be noted."""
        from mcptui.lost.memory_file import PATIENCE, update_memory

        spots = frozenset(each.seen.spot for each in lost)
        update_memory(self.machine, self.files, lambda memory: memory.without(spots), wait=PATIENCE)

    def with_copies(self, lost: Sequence[Lost], at: Look) -> tuple[Lost, ...]:
        """The lost entries, each with the best copy of it."""
        from mcptui.lost.copies import Copies
        from mcptui.lost.memory_file import read_memory

        key = read_memory(self.machine, self.files).memory.key
        return Copies(self.store, self.files, at.site).find(lost, key)

    def plan_put_back(self, lost: Sequence[Lost], at: Look) -> Plan:
        """What puts lost entries back from the newest copy that has them."""
        from mcptui.lost.put_back import plan_put_back

        return plan_put_back(at, self.with_copies(lost, at), self.store, self.files)

    def examine(self, *, keep: bool = True) -> Report:
        """Look into everything that could be wrong: with the clients' files, and with what mcptui keeps.

        What is seen by the way is remembered, if it is to be kept.
        """
        from mcptui.doctor.report import examine

        try:
            settled, open_ = self.recover(), None
        except McptuiError as error:
            settled, open_ = (), error
        at = self.look(everywhere=True)
        return examine(at, self._note(at, keep=keep), self.store, self.files, settled, open_)

    def _note(self, at: Look, *, keep: bool) -> Remembered:
        from mcptui.lost.memory_file import note_look

        @cache
        def own() -> OwnRemovals | None:
            try:
                if not self._has_history:
                    return None
            except Unreadable:
                return None  # better to call lost what mcptui took out than to forget what is lost
            from mcptui.lost.own import OwnRemovals

            return OwnRemovals(self.machine, self.store, self.files)

        def took(seen: Seen) -> bool:
            removals = own()
            return removals is not None and removals.took(seen)

        return note_look(at, self.files, took, keep=keep)

    # --- profiles

    def profiles(self) -> Profiles:
        """All profiles, and the mistakes in those that cannot be used."""
        from mcptui.profiles.files import read_profiles

        return read_profiles(self.machine, self.files, self.clients)

    def plan_new_profile(self, name: str, extends: str | None = None) -> Plan:
        """A new profile of that name, which may begin with another one."""
        from mcptui.profiles.plans import plan_new

        return plan_new(self.machine, self.store, self.profiles(), name, extends)

    def plan_save_profile(self, name: str, at: Look) -> Plan:
        """What is on now as the profile of that name."""
        from mcptui.profiles.plans import plan_save

        return plan_save(self.machine, self.store, self.profiles(), name, at)

    def plan_profile_deletion(self, name: str) -> Plan:
        """The profile of that name no more."""
        from mcptui.profiles.plans import plan_deletion

        return plan_deletion(self.machine, self.store, self.profiles(), name)

    @property
    def bound_profile(self) -> str | None:
        """The profile that belongs to the project."""
        from mcptui.profiles.binding import bound_profile

        return bound_profile(self.machine, self._project, self.files)

    def plan_bind(self, name: str | None) -> Plan:
        """What makes a profile that of the project; None: the project has none any more."""
        from mcptui.profiles.binding import plan_bind

        if name is not None:
            self.profiles().get(name)
        return plan_bind(self.machine, self.store, self._project, name)

    @property
    def active_profile(self) -> str | None:
        """The profile that was switched on last for the project."""
        from mcptui.profiles.switch import active_profile

        return active_profile(self.machine, self._project, self.files)

    def profiles_footprint(self) -> Footprint:
        """What tells later whether another profile is on, or one says something else."""
        from mcptui.profiles.files import profile_folder
        from mcptui.profiles.switch import active_file
        from mcptui.store.footprint import Footprint

        footprint, folder = Footprint(self.files), profile_folder(self.machine)
        footprint.note(active_file(self.machine, self._project))
        with suppress(Unreadable):
            for name in footprint.list_folder(folder):
                footprint.note(folder / name)
        return footprint

    def profile_drift(self, at: Look, profiles: Profiles) -> int:
        """How many entries are no longer as the active profile wants them."""
        name = self.active_profile
        if name is None or name not in profiles.by_name:
            return 0
        return len({change.entry.id for change in self._wanted(profiles.by_name[name], at)})

    def plan_use(self, profile: Profile, at: Look) -> Plan:
        """What switches ``profile`` on for the project, as one transaction."""
        from mcptui.profiles.switch import plan_use

        changes = self._wanted(profile, at)
        return plan_use(at, profile, changes, self.store, old=self.active_profile, project=self._project)

    def _wanted(self, profile: Profile, at: Look) -> tuple[Change, ...]:
        from mcptui.profiles.switch import before_profiles, profile_changes

        return profile_changes(at, profile, before_profiles(self.history(), self._project))

    def plan_profile_back(self) -> Plan:
        """What takes the last switch of this project back."""
        from mcptui.profiles.switch import switches

        standing = switches(self.history(), self._project)
        if not standing:
            raise NothingMatched("no profile was switched on for this project", "mcptui profile list shows them")
        return self._plan_back(standing[0], f"back from {self.active_profile or 'a profile'}")

    @cached_property
    def _project(self) -> Path:
        """What profiles are switched for: the main repository of the current folder, or the folder itself."""
        from mcptui.project import locate

        return locate(self.machine.project, self._small_file).main

    def _small_file(self, path: Path) -> bytes | None:
        try:
            return self.files.read(path)
        except Unreadable:
            return None
