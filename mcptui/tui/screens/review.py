"""Everything that is staged as one plan: the changes, what is refused, whom it affects, and the diff of every file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mcptui.changes.change import Change
from mcptui.changes.plan import Plan
from mcptui.errors import Refused
from mcptui.model import Place
from mcptui.tui.background import apart
from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.common import VIEW_BACK
from mcptui.tui.commands.review import APPLY, COMMANDS, UNSTAGE
from mcptui.tui.commands.servers import UNDO
from mcptui.tui.effects import effects_cell
from mcptui.tui.keys import keys_of
from mcptui.tui.screens.diff_turning import turn_diffs
from mcptui.tui.screens.modal import Page
from mcptui.tui.screens.review_head import title_of, warnings_of, without_diff
from mcptui.tui.screens.review_rows import ReviewRow, file_line, place_of, review_rows, telling
from mcptui.tui.session import Session
from mcptui.tui.text import safe_text
from mcptui.tui.tones import content
from mcptui.tui.widgets.change_lines import Places, history_line, laid_out, refused_line
from mcptui.tui.widgets.diff_view import DiffView
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.plan_diffs import file_diff
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.widgets.text_pane import Scrolling

_WIDE: Final = 120  # columns from which the files are listed beside their diffs
_SPLIT: Final = 160  # columns from which both sides of a diff stand beside each other, unless chosen otherwise
_INDEX: Final = 36  # columns of the list of files, as its style says
_AROUND_ROWS: Final = 3  # columns of a list that are no text


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """What the user decided: ``unstage`` are changes to let go, ``apply`` is what of the plan is to be carried out.

    ``again``: everything is to be read and planned anew.
    """

    apply: Plan | None = None
    unstage: tuple[Change, ...] = ()
    again: bool = False

    def __bool__(self) -> bool:
        return self.apply is not None or bool(self.unstage) or self.again


class ReviewScreen(Scrolling, Page[ReviewOutcome], inherit_bindings=False):
    """Shows a plan and asks whether to apply it. Without a change to choose, the keys that move scroll the diff.

    With ``replan`` single changes can be let go and taken back: the plan is worked out again, and the diff of the
    rest is shown. Without it the plan is applied as a whole or not at all.
    """

    CSS_PATH: ClassVar = ["modal.tcss", "review.tcss"]
    AUTO_FOCUS = None
    SUBJECT = "Review"
    ACTS = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(COMMANDS)

    def __init__(
        self, plan: Plan, session: Session, *, replan: Callable[[Sequence[Change]], Plan] | None = None
    ) -> None:
        super().__init__()
        self._plan = plan
        self._session = session
        self._places = Places.of(session)
        self._replan = replan
        self._changes = (*(each.change for each in plan.refusals), *(each.change for each in plan.planned))
        self._unstaged: tuple[Change, ...] = ()
        self._rows: tuple[ReviewRow, ...] = ()
        self._planning = False

    def compose(self) -> ComposeResult:
        yield Static(id="title")
        with Horizontal(id="summary"):
            yield Static("Takes effect", classes="label")
            yield Static(id="effects")
        yield Static(id="warnings")
        yield RowList(id="changes", beside="#diff")
        yield Static(id="nothing")
        with Horizontal(id="files"):
            yield RowList(id="index")
            yield DiffView(id="diff")
        yield ModalKeys()

    def on_mount(self) -> None:
        self._index.can_focus = False
        self._show()

    @property
    def _list(self) -> RowList:
        return self.query_one("#changes", RowList)

    @property
    def _index(self) -> RowList:
        return self.query_one("#index", RowList)

    @property
    def _diff(self) -> DiffView:
        return self.query_one(DiffView)

    @property
    def _row(self) -> ReviewRow | None:
        """The change under the cursor."""
        at = next((rows.highlighted for rows in self.query("#changes").results(RowList)), None)
        return self._rows[at] if at is not None and at < len(self._rows) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "apply":
                return True if self._plan and not self._planning else None
            case "unstage":
                return self._replan is not None and self._row is not None
            case "stage_all":
                return bool(self._unstaged)
            case "next_file" | "previous_file" | "fold_all":
                return len(self._plan.files) > 1
            case "turn_diffs" | "fold" | "copy":
                return bool(self._plan.files)
            case "edit":
                return self._place is not None
            case _:
                return True

    # --- what can be done

    def action_apply(self) -> None:
        self.dismiss(ReviewOutcome(self._plan, self._unstaged))

    def action_leave(self) -> None:
        self.dismiss(ReviewOutcome(unstage=self._unstaged))

    def action_again(self) -> None:
        self.dismiss(ReviewOutcome(unstage=self._unstaged, again=True))

    def action_unstage(self) -> None:
        """Let the change under the cursor go, or take it back."""
        row = self._row
        if row is not None:
            rest = tuple(each for each in self._unstaged if each is not row.change)
            self._let_go(rest if row.unstaged else (*rest, row.change))

    def action_stage_all(self) -> None:
        self._let_go(())

    def _let_go(self, changes: tuple[Change, ...]) -> None:
        if self._planning or self._replan is None:
            return
        self._unstaged = changes
        self._planning = True
        self.refresh_bindings()
        gone = set(map(id, changes))
        self._plan_rest(self._replan, [each for each in self._changes if id(each) not in gone])

    @work(group="plan", exclusive=True)
    async def _plan_rest(self, replan: Callable[[Sequence[Change]], Plan], changes: Sequence[Change]) -> None:
        self._plan = await apart(replan, changes)
        self._planning = False
        self._show()

    @property
    def _place(self) -> Place | None:
        """What can be opened: the entry of the change under the cursor, else the file that is looked at."""
        if self._row is not None:
            return place_of(self._row.change)
        at = next((diff.current for diff in self.query(DiffView)), 0)
        return Place(self._plan.files[at].path) if at < len(self._plan.files) else None

    def action_edit(self) -> None:
        """Open the file; what is in it afterwards is planned with."""
        from mcptui.tui.editor import open_in_editor

        if self._place is None:
            return
        try:
            open_in_editor(self.app, self._session.workspace.machine, self._place)
        except Refused as error:
            self._warn(refused_line(error))
        else:
            self.action_again()

    def action_copy(self) -> None:
        """Send the diff of all files to the clipboard."""
        lines = (line for file in self._plan.files for line in file.diff.splitlines())
        self.app.copy_to_clipboard("\n".join(safe_text(line) for line in lines))
        self._warn(Content("the diff was sent to the clipboard"))

    def action_turn_diffs(self) -> None:
        turn_diffs(self._session, self._diff)

    def action_fold(self) -> None:
        self._diff.fold()

    def action_fold_all(self) -> None:
        self._diff.fold_all()

    # --- moving

    @on(OptionList.OptionHighlighted, "#changes")
    def _change_chosen(self) -> None:
        row = self._row
        if row is not None and row.files:
            file = next((at for at, each in enumerate(self._plan.files) if each.path in row.files), None)
            if file is not None:
                self._diff.go_to(file, row.change.entry.line)
        self.refresh_bindings()

    @on(OptionList.OptionSelected, "#index")
    def _file_chosen(self, event: OptionList.OptionSelected) -> None:
        self._diff.go_to(event.option_index)

    @on(DiffView.FileEntered)
    def _file_entered(self, event: DiffView.FileEntered) -> None:
        if event.file < self._index.option_count:
            self._index.highlighted = event.file

    def action_next_file(self) -> None:
        self._diff.next_file()

    def action_previous_file(self) -> None:
        self._diff.previous_file()

    def action_scroll_diff(self, lines: int) -> None:
        self._diff.scroll_relative(y=lines, animate=False)

    @property
    def scrolled(self) -> Widget:
        return self._diff

    # --- what is shown

    def on_resize(self, event: events.Resize) -> None:
        self._fit()

    def _fit(self) -> None:
        """What depends on the width alone."""
        width = self.app.size.width
        self.set_class(width >= _WIDE, "-wide")
        self._diff.split = width >= _SPLIT if self._session.split is None else self._session.split
        lines = [
            *telling(self._rows, self._places, keys_of(self.app)),
            *(history_line(row, self._places) for row in self._plan.extra_rows),
        ]
        told = [*laid_out(lines, width - _AROUND_ROWS)]
        rows, at = self._list, self._list.highlighted
        with self.prevent(OptionList.OptionHighlighted):
            rows.clear_options()
            rows.add_options(Option(line, disabled=number >= len(self._rows)) for number, line in enumerate(told))
            if self._rows:
                rows.highlighted = min(at or 0, len(self._rows) - 1)
        rows.display = bool(told)

    def _show(self) -> None:
        plan, keys = self._plan, keys_of(self.app)
        self._rows = review_rows(plan, self._changes, self._unstaged)
        self._diff.show([file_diff(file) for file in plan.files])
        self._fit()
        self.set_focus(self._list if self._rows else None)
        self.query_one("#title", Static).update(title_of(plan, keys.told(UNDO), staged=self._replan is not None))
        effects = effects_cell(plan.files)
        self.query_one("#effects", Static).update(content(effects))
        self.query_one("#summary").display = bool(effects)
        self._warn(warnings_of(plan, keys.told(APPLY)))
        nothing = self.query_one("#nothing", Static)
        nothing.update(without_diff(plan, keys.told(UNSTAGE), keys.told(VIEW_BACK), unstaged=bool(self._unstaged)))
        nothing.display = not plan.files
        index = self._index
        index.clear_options()
        index.add_options(Option(file_line(taken, _INDEX - _AROUND_ROWS)) for taken in self._diff.files)
        index.set_class(len(plan.files) > 1, "-several")
        index.highlighted = 0 if plan.files else None
        self.query_one("#files").display = bool(plan.files)
        self.call_after_refresh(self._change_chosen)
        self.refresh_bindings()

    def _warn(self, told: Content) -> None:
        warnings = self.query_one("#warnings", Static)
        warnings.update(told)
        warnings.display = bool(told)
