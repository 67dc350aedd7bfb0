"""A screen on which plans are made, shown for review, and applied."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.screen import Screen

from mcptui.changes.change import Change
from mcptui.errors import McptuiError
from mcptui.tui.background import in_background
from mcptui.tui.session import Session
from mcptui.tui.underway import Underway
from mcptui.tui.widgets.lines import Notice
from mcptui.tui.widgets.waiting import Waiting
from mcptui.tui.words import counted

if TYPE_CHECKING:
    from mcptui.changes.plan import Plan
    from mcptui.store.transaction import Record


class ReviewingScreen(Screen[None]):
    """Plan, review, apply: the only way to a file, whatever asked for it.

    ``busy`` is true from the wish until it is carried out or given up, so that two never run side by side;
    ``writing`` while it is carried out.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.busy = False
        self.writing = False

    @abstractmethod
    def look_again(self) -> None:
        """Read all files again and show what is there now."""

    @abstractmethod
    def let_go(self, changes: Sequence[Change]) -> None:
        """Have these staged no longer."""

    @abstractmethod
    def refresh_now(self) -> None:
        """Something changed about the moment: keys, bars and counts follow."""

    @property
    def notice(self) -> Notice:
        return self.query_one(Notice)

    @property
    def waiting(self) -> Waiting:
        return self.query_one(Waiting)

    def refused(self, error: McptuiError) -> None:
        """Nothing was done: say why, show both sides where another program came in between, and what can be done."""
        self._free()
        self.notice.say(error.message, error.hint, error.difference, refused=True)

    def review(self, make: Callable[[], Plan], *, staged: bool = False) -> None:
        """Work a plan out and show it; ``staged``: it is made of what is staged, and changes may be let go."""
        self.busy = True
        underway = Underway("working out what would change")
        worker = in_background(self, "plan", make, lambda plan: self._show(plan, staged=staged), self.refused)

        def give_up() -> None:
            worker.cancel()
            self._free()

        self.waiting.follow(underway, give_up)
        self.refresh_now()

    def plan_staged(self, changes: Sequence[Change]) -> Plan:
        """The plan for ``changes`` against the last look. Not for the event loop."""
        look = self.session.look
        assert look is not None  # noqa: S101
        return self.session.workspace.plan(changes, look)

    def _show(self, plan: Plan, *, staged: bool) -> None:
        from mcptui.tui.screens.review import ReviewOutcome, ReviewScreen

        self.waiting.rest()

        def decided(outcome: ReviewOutcome | None) -> None:
            if outcome is not None and outcome.unstage:
                self.let_go(outcome.unstage)
            if outcome is None or not outcome.apply:
                self._free()
                if any(refusal.difference for refusal in plan.refusals):
                    self.look_again()
            elif outcome.unstage:
                self._apply(lambda: self.plan_staged(self.session.staging.changes))
            else:
                self._apply(lambda: plan)

        self.app.push_screen(ReviewScreen(plan, replan=self.plan_staged if staged else None), decided)

    def _apply(self, make: Callable[[], Plan]) -> None:
        """Write what ``make`` plans. It can be given up until the first file is touched; then all are written."""
        from mcptui.store.progress import Stage

        workspace = self.session.workspace
        underway = Underway("making ready to write")

        def progress(stage: Stage, done: int, files: int) -> None:
            at = f"{stage} {min(done + 1, files):,} of {counted(files, 'file')}"
            if stage is Stage.BACKUP:
                underway.tell(at)
            else:
                underway.tell(f"{at}: all of them or none", stoppable=False)

        def write() -> tuple[Plan, Record]:
            plan = make()
            return plan, workspace.apply(plan, progress=progress)

        self.writing = True
        in_background(self, "write", write, self._written, self._not_written, lasting=True)
        self.waiting.follow(underway, lambda: None)
        self.refresh_now()

    def _written(self, done: tuple[Plan, Record]) -> None:
        plan, record = done
        self.session.staging = self.session.staging.without_changes(planned.change for planned in plan.planned)
        machine = self.session.workspace.machine
        written = [file for file in record.files if not file.path.is_relative_to(machine.state)]
        if record.overtaken:
            paths = ", ".join(machine.short(path) for path in record.overtaken)
            self.notice.say(f"another program wrote {paths} meanwhile; its bytes were left alone", refused=True)
        elif not record.files:
            self.notice.say("nothing was to be written")
        else:
            told = f"written: {counted(len(written), 'file')}" if written else "done"
            self.notice.say(
                f"{told} · {plan.title}", f"backup in {machine.short(machine.state / 'backups')} · u undoes"
            )
        self._free()
        self.look_again()

    def _not_written(self, error: McptuiError) -> None:
        self.refused(error)
        self.look_again()

    def _free(self) -> None:
        self.busy = self.writing = False
        self.waiting.rest()
        self.refresh_now()
