"""Everything that is staged as one plan: the changes, what is refused, and the diff of every file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from mcptui.changes.change import Change
from mcptui.changes.plan import Plan
from mcptui.tui.background import apart
from mcptui.tui.screens.modal import Modal
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.widgets.change_lines import history_lines, planned_lines, refusal_lines
from mcptui.tui.widgets.diff_view import DiffView
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.plan_diffs import file_diff
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.words import Tone, counted


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """What the user decided: ``unstage`` are changes to let go, ``apply`` is for the rest of the plan."""

    apply: bool
    unstage: tuple[Change, ...]


class ReviewScreen(Modal[ReviewOutcome | None], inherit_bindings=False):
    """Shows a plan and asks whether to apply it.

    With ``replan`` single changes can be let go: the plan is worked out again and the diff of the rest is shown.
    Without it the plan is applied as a whole or not at all.
    """

    CSS_PATH = "review.tcss"
    AUTO_FOCUS = "#changes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "apply", "apply all", key_display="enter", id="review.apply"),
        Binding("z", "unstage", "unstage this", id="review.unstage"),
        Binding("tab", "next_file", "next file", key_display="tab", id="review.next_file"),
        Binding("shift+tab", "previous_file", "previous file", show=False, id="review.previous_file"),
        Binding("j", "scroll_diff(1)", "scroll down", show=False, id="review.down"),
        Binding("k", "scroll_diff(-1)", "scroll up", show=False, id="review.up"),
        Binding("pagedown,ctrl+d", "page_diff(1)", "page down", show=False, id="review.page_down"),
        Binding("pageup,ctrl+u", "page_diff(-1)", "page up", show=False, id="review.page_up"),
        Binding("g,home", "end_diff(-1)", "first line", show=False, id="review.first"),
        Binding("G,end", "end_diff(1)", "last line", show=False, id="review.last"),
        Binding("escape", "leave", "back", key_display="esc", id="review.leave"),
    ]

    def __init__(self, plan: Plan, *, replan: Callable[[Sequence[Change]], Plan] | None = None) -> None:
        super().__init__()
        self._plan = plan
        self._replan = replan
        self._unstaged: list[Change] = []
        self._rows: list[Change] = []
        self._planning = False

    def compose(self) -> ComposeResult:
        yield Static(id="title")
        yield Static(id="warnings")
        yield RowList(id="changes")
        yield Static(id="nothing")
        yield DiffView(id="diff")
        yield ModalKeys()

    def on_mount(self) -> None:
        self._show()

    def on_option_list_option_highlighted(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "apply":
            return True if self._plan and not self._planning else None
        if action == "unstage":
            return self._replan is not None and bool(self._plan.planned or self._plan.refusals)
        if action == "next_file":
            return len(self._plan.files) > 1
        return True

    # --- what can be done

    def action_apply(self) -> None:
        self.dismiss(ReviewOutcome(apply=True, unstage=tuple(self._unstaged)))

    def action_leave(self) -> None:
        self.dismiss(ReviewOutcome(apply=False, unstage=tuple(self._unstaged)) if self._unstaged else None)

    def action_unstage(self) -> None:
        at = self.query_one(RowList).highlighted
        change = self._rows[at] if at is not None and at < len(self._rows) else None
        if change is None or self._planning or self._replan is None:
            return
        self._unstaged.append(change)
        self._planning = True
        self.refresh_bindings()
        self._plan_rest(self._replan, [each for each in self._rows if each is not change])

    @work(group="plan", exclusive=True)
    async def _plan_rest(self, replan: Callable[[Sequence[Change]], Plan], changes: Sequence[Change]) -> None:
        self._plan = await apart(replan, changes)
        self._planning = False
        self._show()

    def action_next_file(self) -> None:
        self.query_one(DiffView).next_file()

    def action_previous_file(self) -> None:
        self.query_one(DiffView).previous_file()

    def action_scroll_diff(self, lines: int) -> None:
        self.query_one(DiffView).scroll_relative(y=lines, animate=False)

    def action_page_diff(self, pages: int) -> None:
        diff = self.query_one(DiffView)
        diff.scroll_relative(y=pages * max(diff.size.height - 1, 1), animate=False)

    def action_end_diff(self, side: int) -> None:
        diff = self.query_one(DiffView)
        if side < 0:
            diff.scroll_home(animate=False)
        else:
            diff.scroll_end(animate=False)

    # --- what is shown

    def _show(self) -> None:
        plan = self._plan
        self._rows = [*(each.change for each in plan.refusals), *(each.change for each in plan.planned)]
        lines = [Option(line) for line in (*refusal_lines(plan), *planned_lines(plan))]
        lines += (Option(line, disabled=True) for line in history_lines(plan))
        changes = self.query_one(RowList)
        at = changes.highlighted or 0
        changes.clear_options()
        changes.add_options(lines)
        changes.display = bool(lines)
        if self._rows:
            changes.highlighted = min(at, len(self._rows) - 1)
        self.query_one("#title", Static).update(_title(plan))
        warnings = self.query_one("#warnings", Static)
        warnings.update(Content("\n".join(f"! {safe_text(each)}" for each in plan.warnings)))
        warnings.display = bool(plan.warnings)
        nothing = self.query_one("#nothing", Static)
        nothing.update(_without_diff(plan))
        nothing.display = not plan.files
        diff = self.query_one(DiffView)
        diff.show([file_diff(file) for file in plan.files])
        diff.display = bool(plan.files)
        self.refresh_bindings()


def _title(plan: Plan) -> Content:
    clients = {client for file in plan.files for client in file.clients}
    changes = len(plan.planned) + sum("selector" in row for row in plan.extra_rows)
    counts = [counted(changes, "change"), counted(len(plan.files), "file"), counted(len(clients), "client")]
    if plan.refusals:
        counts.append(f"{len(plan.refusals):,} refused")
    told = [safe_text(plan.title)] if plan.extra_rows else []
    told += ["backup kept · u undoes"] if plan else []
    return Content.assemble(
        (f"Review: {', '.join(counts)}", "bold"), ("".join(f"   {each}" for each in told), STYLES[Tone.DIM])
    )


def _without_diff(plan: Plan) -> str:
    if plan:
        return "No client's file changes: only what mcptui itself keeps."
    if plan.refusals:
        return "Nothing else is to be done, and nothing was changed."
    return "There is nothing to do: everything is already as you want it."
