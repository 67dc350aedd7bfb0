"""What can be done to entries: plans, and the one call that writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcptui.workspace.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcptui.changes.change import Change
    from mcptui.changes.copying import Additions
    from mcptui.changes.plan import Plan
    from mcptui.inventory import Look
    from mcptui.model import Entry, Source
    from mcptui.store.progress import Progress
    from mcptui.store.transaction import Backup, Record
    from mcptui.translate.pasted import Pasted


class Acts(Sight):
    """Works wishes out as plans, and applies a plan as one transaction."""

    def plan(self, changes: Sequence[Change], at: Look, title: str = "") -> Plan:
        """Work changes out as edits of files; nothing is written. What cannot be done is a refusal in the plan.

        Raises ``Refused`` for more changes than a person can look through.
        """
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
        """The same of a text that may also be a command line or an address; a name is proposed where none is told."""
        from mcptui.translate.naming import proposed_name
        from mcptui.translate.pasted import named, read_typed

        typed = read_typed(text, self.clients)
        return named([each._replace(name=each.name or proposed_name(each.value)) for each in typed], name)

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

    def plan_undo(self, id: str | None = None) -> Plan:  # noqa: A002  # it is what the user calls it
        """What takes a transaction back: the one whose id begins with ``id``, else the last one.

        Raises ``NothingMatched`` where there is none, ``Refused`` where it cannot be taken back, or is already.
        """
        from mcptui.changes.undo import last_to_undo

        record = self.store.record(id) if id else last_to_undo(self.history())
        return self.plan_back(record)

    def plan_redo(self) -> Plan:
        """What takes the last undoing back. Raises as ``plan_undo``."""
        from mcptui.changes.undo import last_to_redo

        return self.plan_back(last_to_redo(self.history()))

    def backups(self) -> tuple[Backup, ...]:
        """The backups of clients' files, and of profiles, that are there, newest first."""
        if not self.has_history:
            return ()
        own = self.machine.state
        return tuple(each for each in self.store.backups() if not each.file.path.is_relative_to(own))

    def plan_restore(self, backup: Backup) -> Plan:
        """What makes a whole file what it was before the transaction of ``backup``.

        Raises ``Refused`` where the backup is gone, or no longer what was saved.
        """
        from mcptui.changes.restore import plan_restore

        return plan_restore(self.store, backup, self.machine, self.clients)
