"""What can be done to the servers of the table: staging, taking back, switching profiles, opening, copying."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mcptui.errors import Refused
from mcptui.model import Entry, Place
from mcptui.tui.leaving import Leave
from mcptui.tui.listing import Group, Line, ProblemRow, Row
from mcptui.tui.risks import next_fix
from mcptui.tui.screens.reviewing import ReviewingScreen
from mcptui.tui.staging import Staging
from mcptui.tui.widgets.server_table import ServerTable

if TYPE_CHECKING:
    from mcptui.audit.finding import Finding
    from mcptui.changes.change import Change, Narrowing
    from mcptui.drift.servers import Server


class ActingScreen(ReviewingScreen):
    """Acts on the chosen rows of a table. Every act but undo is only staged."""

    @property
    def table(self) -> ServerTable:
        return self.query_one(ServerTable)

    @abstractmethod
    def stage(self, staging: Staging, rows: Sequence[Row]) -> None:
        """Have this staged from now on; ``rows`` are the ones that it concerns."""

    def let_go(self, changes: Sequence[Change]) -> None:
        ids = {change.entry.id for change in changes}
        rows = [row for row in self.session.rows if row.key in ids]
        self.stage(self.session.staging.without_changes(changes), rows)

    def _chosen(self) -> tuple[tuple[Row, ...], tuple[Entry, ...]]:
        rows = self.table.chosen
        return rows, tuple(row.entry for row in rows)

    def action_turn(self) -> None:
        """Stage the switch; where it could be made in two places, ask once in which."""
        from mcptui.tui.asking import Question

        rows, entries = self._chosen()
        before, after = self.session.staging, self.session.staging.toggled(entries)
        switched = [each for row in rows if (each := after.by_id.get(row.key)) and each != before.by_id.get(row.key)]
        question = Question.about([each.changes[0] for each in switched if each.act is not None], self.last_look)
        if question is None:
            self.stage(after, rows)
            return

        from mcptui.tui.screens.where import WhereScreen

        def answered(only_here: bool | None) -> None:  # noqa: FBT001  # what a screen is closed with has no name
            if only_here is not None:
                self.session.switched_here = only_here
                self.stage(after.reaching((each.entry.id for each in switched), only_here=only_here), rows)

        self.app.push_screen(WhereScreen(question, before=self.session.switched_here), answered)

    def action_remove(self) -> None:
        rows, entries = self._chosen()
        self.stage(self.session.staging.removed(entries), rows)

    def action_unstage(self) -> None:
        rows = self.table.chosen
        self.stage(self.session.staging.without(row.key for row in rows), rows)

    def action_unstage_all(self) -> None:
        staged = self.session.staging
        self.stage(Staging.empty(), [row for row in self.session.rows if row.key in staged])

    def action_narrow(self) -> None:
        from mcptui.tui.screens.narrow import NarrowScreen

        row = self.table.chosen[0]

        def narrowed(narrowing: Narrowing | None) -> None:
            if narrowing:
                staged = self.session.staging.narrowed(row.entry, narrowing)
                self.stage(staged, [row])

        self.app.push_screen(NarrowScreen(self.session.workspace, row.entry, self.last_look), narrowed)

    @property
    def next_fix(self) -> Finding | None:
        """The finding of the row under the cursor that the next fix would settle."""
        line, session = self.table.cursor_line, self.session
        if not isinstance(line, Row):
            return None
        return next_fix(line.entry, session.evidence.get(line.key), session.staging.by_id.get(line.key))

    def action_fix(self) -> None:
        """Stage what settles the gravest finding that nothing is staged for."""
        line, finding = self.table.cursor_line, self.next_fix
        if isinstance(line, Row) and finding is not None and finding.fix is not None:
            from mcptui.changes.fixing import change_of

            self.stage(self.session.staging.with_change(change_of(line.entry, finding.fix)), [line])

    def action_copy_to(self) -> None:
        from mcptui.tui.screens.copying import CopyScreen

        _, entries = self._chosen()
        self.app.push_screen(CopyScreen(self.session.workspace, entries, self.last_look), self._stage_additions)

    def action_add(self) -> None:
        from mcptui.tui.screens.adding import AddScreen

        self.app.push_screen(AddScreen(self.session.workspace, self.last_look), self._stage_additions)

    def _stage_additions(self, additions: tuple[Change, ...] | None) -> None:
        if additions:
            self.stage(self.session.staging.with_additions(additions), ())

    @property
    def server_under_cursor(self) -> Server | None:
        """The server that the row or group under the cursor is about, where it stands in several places."""
        match self.table.cursor_line:
            case Row(entry=entry):
                return self.session.server_of(entry)
            case Group(server=server) if server is not None:
                return self.session.server_of(server.entries[0])
            case _:
                return None

    def action_compare(self) -> None:
        from mcptui.tui.screens.compare import CompareScreen, Equalled

        server, line = self.server_under_cursor, self.table.cursor_line
        if server is None:
            return

        def equalled(answer: Equalled | None) -> None:
            if answer is not None:
                changed = {entry.id for entry in answer.entries}
                rows = [row for row in self.session.rows if row.key in changed]
                self.stage(self.session.staging.equalled(answer.entries, answer.like), rows)

        like = line.entry if isinstance(line, Row) else server.entries[0]
        self.app.push_screen(CompareScreen(server, like, self.last_look.site, self.session.namesakes(server)), equalled)

    def action_review(self) -> None:
        self.review_staged()

    def action_undo(self) -> None:
        self.review(self.session.workspace.plan_undo)

    def action_redo(self) -> None:
        self.review(self.session.workspace.plan_redo)

    def action_profiles(self) -> None:
        from mcptui.tui.screens.profiles import ProfileChoice, ProfilesScreen

        workspace, look = self.session.workspace, self.last_look

        def chosen(choice: ProfileChoice | None) -> None:
            if choice is None:
                return
            if choice.back or choice.name is None:
                self.review(workspace.plan_profile_back)
            else:
                name = choice.name
                self.review(lambda: workspace.plan_use(workspace.profiles().get(name), look))

        self.app.push_screen(ProfilesScreen(workspace, look), chosen)

    def action_view(self, name: str) -> None:
        match name:
            case "profiles":
                self.action_profiles()
            case "history":
                self.action_history()
            case _:
                self.table.focus()

    def action_history(self) -> None:
        """What is worth a word comes before what was changed."""
        from mcptui.lost.words import worth_a_word

        self._show_history("lost" if worth_a_word(self.session.lost) else "changes")

    def action_backups(self) -> None:
        self._show_history("backups")

    def action_lost(self) -> None:
        self._show_history("lost")

    def _show_history(self, part: str) -> None:
        from mcptui.tui.screens.history import HistoryPart, HistoryScreen
        from mcptui.tui.screens.history_view import PlanMaker

        def chosen(make: PlanMaker | None) -> None:
            if make is not None:
                self.review(make)

        self.notice.clear()
        self.app.push_screen(HistoryScreen(self.session, HistoryPart(part)), chosen)

    def action_clipboard(self) -> None:
        """Ask what, and send it. No terminal answers whether it took it, so nothing more is claimed."""
        from mcptui.tui.clipboard import Offer, offers_of
        from mcptui.tui.screens.clipboard import ClipboardScreen

        line = self.table.cursor_line
        if not isinstance(line, Row):
            return

        def chosen(offer: Offer | None) -> None:
            if offer is not None:
                self.app.copy_to_clipboard(offer.text)
                self.notice.say(f"sent to the clipboard: {offer.text}")
                self.refresh_now()

        self.app.push_screen(ClipboardScreen(offers_of(line.entry, self.session.evidence.get(line.key))), chosen)

    def action_edit(self) -> None:
        """Give the terminal to the user's editor, and read everything again afterwards."""
        from mcptui.tui.editor import open_in_editor

        place = _place(self.table.cursor_line)
        if place is None:
            self.notice.say("mcptui keeps the text of a parked entry", "turn it on first", refused=True)
            return
        try:
            open_in_editor(self.app, self.session.workspace.machine, place)
        except Refused as error:
            self.notice.say(error.message, error.hint, refused=True)
        self.look_again()

    def action_problem(self) -> None:
        self.table.move_to_next(lambda line: isinstance(line, ProblemRow))

    def action_theme(self) -> None:
        """Look at the themes one by one, and wear one of them from now on."""
        from mcptui.tui.screens.themes import ThemesScreen
        from mcptui.tui.themed import ThemedApp

        app = self.app
        if not isinstance(app, ThemedApp) or app.appearance is None:
            return
        if not app.terminal.colors:
            self.notice.say("NO_COLOR is set, so there are no colours to choose", "start without it", refused=True)
            return

        def chosen(name: str | None) -> None:
            if name is None:
                app.try_theme(None)
            else:
                app.choose_theme(name)

        app.push_screen(ThemesScreen(app.appearance.themes, app.theme, app.try_theme), chosen)

    async def action_welcome(self) -> None:
        await self.run_action("app.welcome")

    def action_demo(self) -> None:
        self.app.exit(Leave.DEMO)


def _place(line: Line | None) -> Place | None:
    match line:
        case Row(entry=entry) if entry.parked is None:
            return entry.place
        case ProblemRow(problem=problem):
            return Place(problem.path, problem.line)
        case _:
            return None
