"""A screen on which plans are made, shown for review, and applied."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.screen import Screen

from mcptui.errors import McptuiError, Refused
from mcptui.plain_text import counted
from mcptui.tui.background import in_background
from mcptui.tui.commanded import Commanded
from mcptui.tui.commands.servers import UNDO
from mcptui.tui.keys import keys_of
from mcptui.tui.seen import Seen
from mcptui.tui.session import Session
from mcptui.tui.underway import Underway
from mcptui.tui.widgets.lines import Notice
from mcptui.tui.widgets.waiting import Waiting

if TYPE_CHECKING:
    from mcptui.changes.change import Change
    from mcptui.changes.plan import Plan
    from mcptui.inventory import Look
    from mcptui.store.transaction import Record


class ReviewingScreen(Commanded, Screen[None]):
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
    def show_look(self, seen: Seen) -> None:
        """Show what was read."""

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

    @property
    def last_look(self) -> Look:
        """What was seen last; commands that need it are possible only when it is there."""
        if self.session.look is None:
            raise Refused("the files are still being read")
        return self.session.look

    def refused(self, error: McptuiError) -> None:
        """What was wished for was not done: say why, and be free for other wishes."""
        self._free()
        self.tell(error)

    def tell(self, error: McptuiError) -> None:
        """Say what is wrong, show both sides where another program came in between, and what can be done."""
        short = self.session.workspace.machine.shortened
        self.notice.say(short(error.message), short(error.hint), error.difference, refused=True)
        self.refresh_now()

    def review(self, make: Callable[[], Plan]) -> None:
        """Work a plan out, show it, and apply it as a whole or not at all."""
        self._review(make, staged=False)

    def review_staged(self) -> None:
        """The same for what is staged; single changes may be let go."""
        self._review(lambda: self.plan_staged(self.session.staging.changes), staged=True)

    def _review(self, make: Callable[[], Plan], *, staged: bool) -> None:
        self.busy = True
        underway = Underway("working out what would change")
        worker = in_background(self, "plan", make, lambda plan: self._show(plan, make, staged=staged), self.refused)

        def give_up() -> None:
            worker.cancel()
            self._free()

        self.waiting.follow(underway, give_up)
        self.refresh_now()

    def plan_staged(self, changes: Sequence[Change]) -> Plan:
        """The plan for ``changes`` against the last look. Not for the event loop."""
        return self.session.workspace.plan(changes, self.last_look)

    def _show(self, plan: Plan, make: Callable[[], Plan], *, staged: bool) -> None:
        from mcptui.tui.screens.review import ReviewOutcome, ReviewScreen

        self.waiting.rest()

        def decided(outcome: ReviewOutcome | None) -> None:
            if outcome is not None and outcome.unstage:
                self.let_go(outcome.unstage)
            if outcome is not None and outcome.again:
                self._review_again(make, staged=staged)
            elif outcome is not None and outcome.apply is not None:
                self._apply(outcome.apply)
            else:
                self._free()
                if any(refusal.difference for refusal in plan.refusals):
                    self.look_again()

        replan = self.plan_staged if staged else None
        self.app.push_screen(ReviewScreen(plan, self.session, replan=replan), decided)

    def _review_again(self, make: Callable[[], Plan], *, staged: bool) -> None:
        """Read all files first: what is planned now is about what is there now."""
        workspace, everywhere = self.session.workspace, self.session.everywhere

        def seen(seen: Seen) -> None:
            self.show_look(seen)
            self._review(make, staged=staged)

        in_background(self, "look", lambda: Seen.of(workspace, everywhere=everywhere), seen, self.refused)

    def _apply(self, plan: Plan) -> None:
        """Write it. It can be given up until the first file is touched; then all are written."""
        from mcptui.store.progress import Stage

        workspace = self.session.workspace
        underway = Underway("making ready to write")

        def progress(stage: Stage, done: int, files: int) -> None:
            at = f"{stage} {min(done + 1, files):,} of {counted(files, 'file')}"
            stages = list(Stage)
            share = (stages.index(stage) + done / max(files, 1)) / len(stages)
            if stage is Stage.BACKUP:
                underway.tell(at, share=share)
            else:
                underway.tell(f"{at}: all of them or none", stoppable=False, share=share)

        self.writing = True
        in_background(
            self,
            "write",
            lambda: workspace.apply(plan, progress=progress),
            lambda record: self._written(plan, record),
            self._not_written,
            lasting=True,
        )
        self.waiting.follow(underway, lambda: None)
        self.refresh_now()

    def _written(self, plan: Plan, record: Record) -> None:
        """Say in one line what was written, what the user still has to do, the way back, and where the backup is."""
        from mcptui.tui.effects import restarts

        self.session.staging = self.session.staging.without_changes(planned.change for planned in plan.planned)
        machine = self.session.workspace.machine
        written = [file for file in record.files if not file.path.is_relative_to(machine.state)]
        if record.overtaken:
            paths = ", ".join(machine.short(path) for path in record.overtaken)
            self.notice.say(f"another program wrote {paths} meanwhile; its bytes were left alone", refused=True)
        elif not record.files:
            self.notice.say("nothing was to be written")
        else:
            told = [f"written: {counted(len(written), 'file')}" if written else "done", plan.title]
            told += [todo] if (todo := restarts(plan.files)) else []
            told.append(f"{keys_of(self.app).told(UNDO)} undoes")
            self.notice.say(" · ".join(told), f"backup in {machine.short(machine.state / 'backups')}")
        self._free()
        self.look_again()

    def _not_written(self, error: McptuiError) -> None:
        self.refused(error)
        self.look_again()

    def _free(self) -> None:
        self.busy = self.writing = False
        self.waiting.rest()
        self.refresh_now()
