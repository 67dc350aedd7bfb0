"""The main screen: every server, what is staged for it, and the way to all other screens."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size

from mcptui.errors import Refused
from mcptui.model import Used
from mcptui.plain_text import counted
from mcptui.tui.arranging import arrange
from mcptui.tui.background import in_background
from mcptui.tui.commands.command import Situation, bindings_of
from mcptui.tui.commands.common import TO_HISTORY
from mcptui.tui.commands.servers import ACTS, BY_ACTION, BY_ID, COMMANDS
from mcptui.tui.keys import keys_of
from mcptui.tui.learning import ActiveProfile
from mcptui.tui.leaving import Leave
from mcptui.tui.listing import Arrangement, Group, Grouping, Line, Row
from mcptui.tui.painting import Painted, paint
from mcptui.tui.room import LEAST_HEIGHT, LEAST_WIDTH, TALL, WIDE
from mcptui.tui.screens.explaining import ExplainingScreen
from mcptui.tui.screens.following import FollowingScreen
from mcptui.tui.seen import Seen
from mcptui.tui.session import Session
from mcptui.tui.staging import Staging
from mcptui.tui.top_line import top_cells
from mcptui.tui.widgets.completions import Completions
from mcptui.tui.widgets.detail import Detail
from mcptui.tui.widgets.key_line import KeyLine
from mcptui.tui.widgets.lines import Notice, StagedBar, TopLine
from mcptui.tui.widgets.server_table import ServerTable
from mcptui.tui.widgets.view_line import FilterInput, ViewLine
from mcptui.tui.widgets.waiting import Waiting
from mcptui.tui.widgets.why_empty import WhyEmpty

if TYPE_CHECKING:
    from mcptui.changes.plan import Plan
    from mcptui.drift.servers import Servers
    from mcptui.lost.missing import Lost
    from mcptui.rows import Evidence
    from mcptui.tui.changed import Changed


class ServersScreen(FollowingScreen, ExplainingScreen):
    """The table, its detail, and the bars around them."""

    AUTO_FOCUS = "ServerTable"
    SUBJECT = "Servers"
    ACTS = ACTS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(COMMANDS)
    CSS_PATH: ClassVar = ["servers.tcss", "../widgets/widgets.tcss"]

    def __init__(self, session: Session, patience: float) -> None:
        """``patience``: seconds that the screen may take until it shows what can be read by then."""
        super().__init__(session)
        self._patience = patience
        self._shown = 0
        self._now = Situation()

    def compose(self) -> ComposeResult:
        self._fit(self.app.size)  # before there are parts: these would all be styled a second time
        yield TopLine()
        yield ViewLine()
        with Container(id="body"):
            yield ServerTable(self._paint)
            yield WhyEmpty(id="why-empty")
            yield Detail()
        yield StagedBar()
        yield Waiting()
        yield Notice()
        yield KeyLine()
        yield Completions()

    def render(self) -> Content:
        """What stands behind the parts; it is seen when there is no room for them."""
        size = self.app.size
        told = f"mcptui needs {LEAST_WIDTH} x {LEAST_HEIGHT}\nhere are {size.width} x {size.height}"
        return Content(told if self.has_class("-too-small") else "")

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size)

    def _fit(self, size: Size) -> None:
        """Give the parts the room that there is. Textual's own breakpoints would do it after the first frame."""
        self.set_class(size.width < LEAST_WIDTH or size.height < LEAST_HEIGHT, "-too-small")
        self.set_class(size.width >= WIDE, "-wide")
        self.set_class(size.height >= TALL, "-tall")

    async def on_mount(self) -> None:
        """Begin with the servers if all files can be read at once, else with word that they are being read."""
        self.notice.clear()
        if not await self.look_first(self._patience):
            self.show_as(self.wish)

    # --- what was looked at

    def show_seen(self, seen: Seen, gone: tuple[str, ...]) -> None:
        if gone:
            self.notice.say(f"no longer there, so no longer staged: {', '.join(gone)}", refused=True)
        self.table.mark(self.table.marked & {row.key for row in seen.rows})
        self.show_as(self.wish)
        self._show_staged()

    def show_changed(self, changed: Changed, gone: tuple[str, ...]) -> None:
        sentence = changed.sentence(self.session.workspace.machine)
        if gone:
            self.notice.say(f"{sentence} · no longer staged: {', '.join(gone)}", changed.hint, refused=True)
        elif changed.broken:
            self.notice.say(sentence, changed.hint, refused=True)
        else:
            self.notice.mention(sentence, changed.hint)
        self.refresh_now()

    def show_evidence(self, evidence: dict[str, Evidence]) -> None:
        self.session.learn(evidence)
        self._show_known(evidence)

    def show_use(self, used: Mapping[str, Used]) -> None:
        self.session.used.update(used)
        self._show_known(used)

    def _show_known(self, keys: Collection[str]) -> None:
        if self.wish.needs_evidence and keys:
            self.show_as(self.wish)
        else:
            self.table.repaint(keys)
            self._show_top()
        line = self.table.cursor_line
        if isinstance(line, Row) and line.key in keys:
            self.show_detail()
            self.refresh_now()

    def show_profile(self, profile: ActiveProfile | None) -> None:
        self.session.profile = profile
        self._show_top()

    def show_servers(self, seen: Seen, servers: Servers) -> None:
        """Put the groups together anew by what is the same server, if that is what is shown."""
        if self.session.seen is not seen:
            return
        self.session.compare(seen, servers)
        if self.wish.group is Grouping.SERVER:
            self.show_as(self.wish)
        else:
            self.refresh_now()

    def show_lost(self, lost: tuple[Lost, ...]) -> None:
        """Mention what is gone, once until something else is."""
        session = self.session
        session.lost = lost
        if not lost or self.notice.display:
            return
        from mcptui.lost.words import gone_line, worth_a_word

        told = worth_a_word(lost)
        if told and told != session.mentioned:
            session.mentioned = told
            key = keys_of(self.app).told(TO_HISTORY)
            self.notice.mention(gone_line(told, session.workspace.machine), f"· {key} shows them")
            self.refresh_now()

    # --- showing

    def _paint(self, line: Line) -> Painted:
        return paint(line, self.session.facts, self.session.staging.by_id, self.wish.filter)

    def show_as(self, wish: Arrangement) -> None:
        """Filter, sort and group as wished."""
        steady = wish is self.wish  # only what is arranged is different
        self.wish, session = wish, self.session
        lines = arrange(session.rows, session.problems, wish, session.facts)
        self.table.show(lines, session.seen.needs if session.seen else {}, wish, steady=steady)
        self.query_one("#body").set_class(not lines, "-empty")
        if not lines:
            self.query_one(WhyEmpty).tell(session, wish.filter, self._key_of)
        self._shown = sum(1 for _ in self.table.shown)
        self._show_top()
        self.refresh_now()

    def _key_of(self, id_: str) -> str:
        return keys_of(self.app).told(BY_ID[id_])

    def _show_top(self) -> None:
        self.query_one(TopLine).say(*top_cells(self.session))

    def stage(self, staging: Staging, rows: Sequence[Row]) -> None:
        fresh = staging.since(self.session.staging)
        self.session.staging = staging
        self.notice.clear()
        self.table.repaint([row.key for row in rows])
        self._show_staged(fresh)
        self.refresh_now()
        if self.table.cursor_line in rows:
            self.show_detail()

    def _show_staged(self, fresh: Collection[str] = ()) -> None:
        """The bar at once, the number of files when it is worked out; and what is refused of the entries ``fresh``,
        which were staged just now."""
        staging = self.session.staging
        self.query_one(StagedBar).show(staging, None, 0)
        if len(staging):
            in_background(
                self,
                "count",
                partial(self.plan_staged, staging.changes),
                partial(self._show_worked_out, staging, fresh),
                self.tell,
            )

    def _show_worked_out(self, staging: Staging, fresh: Collection[str], plan: Plan) -> None:
        self.query_one(StagedBar).show(staging, len(plan.files), len(plan.refusals))
        refused = [each for each in plan.refusals if each.change.entry.id in fresh]
        if refused:
            first, others = refused[0], len(refused) - 1
            more = f"and {counted(others, 'other')}: {self._key_of('servers.review')} tells why"
            self.tell(Refused(first.message, more if others else first.hint, first.difference))

    def refresh_now(self) -> None:
        table, session, chosen = self.table, self.session, self.table.chosen
        line = table.cursor_line
        self._now = Situation(
            loaded=session.seen is not None,
            busy=self.busy,
            typing=self.query_one(FilterInput).has_focus,
            reading=self.query_one(Detail).has_focus,
            told=self.notice.display,
            waiting=self.waiting.stoppable,
            demo=session.demo,
            filtered=bool(self.wish.filter.text),
            entries=len(session.rows),
            problems=len(session.problems),
            entry=line.entry if isinstance(line, Row) else None,
            on_line=line is not None,
            elsewhere=self.server_under_cursor is not None,
            chosen=len(chosen),
            marked=len(table.marked),
            staged=len(session.staging),
            staged_chosen=sum(row.key in session.staging for row in chosen),
            switchable=any(row.entry.switchable for row in chosen),
            removable=any(row.entry.source.writable for row in chosen),
            fixable=self.next_fix is not None,
            grouped=self.wish.group is not Grouping.NONE,
        )
        self.query_one(ViewLine).show(everywhere=session.everywhere, note=self.note_of(self._shown))
        self.query_one(KeyLine).follow()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        command = BY_ACTION.get((action, tuple(parameters)))
        return command is None or command.available(self._now)

    # --- the rest

    def action_palette(self) -> None:
        """Offer what can be done to the servers, also to whoever was typing a filter."""
        if self._now.typing:
            self.table.focus()
        super().action_palette()

    def action_here(self) -> None:
        self.session.everywhere = not self.session.everywhere
        self.look_again()

    @on(ServerTable.OthersInSight)
    def _others_in_sight(self) -> None:
        self.refresh_now()

    @on(ServerTable.SignClicked)
    def _sign_clicked(self) -> None:
        if isinstance(self.table.cursor_line, Group):
            self.action_detail()
        elif BY_ID["servers.turn"].available(self._now):
            self.action_turn()

    def action_reload(self) -> None:
        self.notice.clear()
        self.session.mentioned = ()
        self.look_again()

    def action_leave(self) -> None:
        staged = len(self.session.staging)
        quits, reviews = self._key_of("app.quit"), self._key_of("servers.review")
        if self.writing:
            told = "files are being written: all of them, or none"
            self.notice.say(told, f"{quits} leaves when that is done", refused=True)
        elif staged and not self.notice.asks:
            told = f"{counted(staged, 'change')} staged and not written"
            self.notice.ask(told, f"{quits} again drops them, {reviews} reviews them")
        else:
            self.app.exit(Leave.QUIT)
