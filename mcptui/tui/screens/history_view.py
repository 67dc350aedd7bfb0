"""What the views of the history have in common: a list, and beside it what the chosen row is about."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mcptui.changes.plan import Plan
from mcptui.errors import McptuiError
from mcptui.tui.background import in_background
from mcptui.tui.diff_text import FileDiff
from mcptui.tui.session import Session
from mcptui.tui.widgets.change_lines import refused_line
from mcptui.tui.widgets.diff_view import DiffView
from mcptui.tui.widgets.plan_diffs import plan_diffs, refused_diffs
from mcptui.tui.widgets.row_list import RowList

PlanMaker = Callable[[], Plan]
"""What makes a plan, off the event loop."""

Kept = TypeVar("Kept")


class HistoryView(Container, Generic[Kept]):
    """Rows of one kind, read off the event loop each time that ``load`` is called."""

    EMPTY: ClassVar[str]

    class Loaded(Message):
        """The rows are there, or are others now."""

    class Wished(Message):
        """This is to be planned, reviewed and applied."""

        def __init__(self, make: PlanMaker) -> None:
            super().__init__()
            self.make = make

    def __init__(self, session: Session, *, id: str) -> None:  # noqa: A002  # as in Widget
        super().__init__(id=id)
        self.session = session
        self.rows: tuple[Kept, ...] = ()

    @abstractmethod
    def read(self) -> tuple[Kept, ...]:
        """The rows as they are now. Not for the event loop."""

    @abstractmethod
    def line_of(self, row: Kept) -> Content:
        """The row in the list."""

    @abstractmethod
    def show(self, row: Kept) -> None:
        """Show beside the list what the row is about."""

    @property
    @abstractmethod
    def note(self) -> str:
        """All rows in a few words, for the title; asked only where there are some."""

    def compose(self) -> ComposeResult:
        with Container(classes="columns"):
            yield RowList(beside="DiffView")
            yield DiffView()
        yield Static("looking …", classes="nothing")

    def on_mount(self) -> None:
        self.query_one(".columns").display = False

    def load(self) -> None:
        """Read the rows, again if they were there before."""
        in_background(self, "read", self.read, self.take, self.refused)

    def take(self, rows: tuple[Kept, ...]) -> None:
        """Show these rows from now on; as far as possible the same one stays chosen."""
        lines = self.query_one(RowList)
        at = lines.highlighted or 0
        self.rows = rows
        nothing = self.query_one(".nothing", Static)
        nothing.update(self.EMPTY)
        nothing.display = not rows
        self.query_one(".columns").display = bool(rows)
        lines.clear_options()
        lines.add_options(Option(self.line_of(row)) for row in rows)
        lines.highlighted = min(at, len(rows) - 1) if rows else None
        self.post_message(self.Loaded())

    def refused(self, error: McptuiError) -> None:
        """Say below the rows, or in their place, why something could not be done."""
        nothing = self.query_one(".nothing", Static)
        nothing.update(refused_line(error))
        nothing.display = True

    @property
    def chosen(self) -> Kept | None:
        """The row under the cursor."""
        at = next((lines.highlighted for lines in self.query(RowList)), None)
        return self.rows[at] if at is not None and at < len(self.rows) else None

    @property
    def diff(self) -> DiffView:
        return self.query_one(DiffView)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        if self.chosen is not None:
            self.show(self.chosen)
        self.refresh_bindings()


class PlanningView(HistoryView[Kept]):
    """A view that shows what acting on the chosen row would change now."""

    SO_ALREADY: ClassVar[str]

    def __init__(self, session: Session, *, id: str) -> None:  # noqa: A002  # as in Widget
        super().__init__(session, id=id)
        self._in_vain = False

    @abstractmethod
    def about(self, row: Kept) -> FileDiff:
        """What is known of the row, to stand above the diff."""

    @abstractmethod
    def plan(self, row: Kept) -> Plan:
        """What acting on the row would change. Not for the event loop; raises ``Refused``."""

    @property
    def can_act(self) -> bool | None:
        """Whether acting on the chosen row is of use, as far as is known; as ``check_action`` tells it."""
        return True if self.chosen is not None and not self._in_vain else None

    def show(self, row: Kept) -> None:
        """What is known stands there at once, the diff follows when it is worked out."""
        told = self.about(row)
        self._in_vain = False
        self.diff.show([told])
        in_background(
            self,
            "plan",
            lambda: self.plan(row),
            lambda plan: self._tell(self._diffs(plan, told), in_vain=not plan),
            lambda error: self._tell(refused_diffs(error, told), in_vain=True),
        )

    def _diffs(self, plan: Plan, told: FileDiff) -> list[FileDiff]:
        if plan or plan.refusals:
            return plan_diffs(plan, told)
        return [FileDiff(told.name, "", (*told.notes, self.SO_ALREADY), told.warnings)]

    def _tell(self, files: list[FileDiff], *, in_vain: bool) -> None:
        self._in_vain = in_vain
        self.diff.show(files)
        self.refresh_bindings()
