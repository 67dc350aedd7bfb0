"""Tours through every screen on which each of its commands is carried out once, and how it shows that it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.widgets import Input

from mcptui.tui.listing import Group, Grouping, ProblemRow
from mcptui.tui.widgets.completions import Completions
from mcptui.tui.widgets.detail import Detail
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.widgets.view_line import FilterInput

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen

Done = Callable[["OpenedScreen"], object]


class Step(NamedTuple):
    """A command, by its id. ``done`` is false before it and true after; without it, what stands on the terminal is
    different afterwards. ``first`` are keys that lead to where the command is possible.
    """

    id: str
    done: Done | None = None
    first: tuple[str, ...] = ()


class Tour(NamedTuple):
    """``lead`` are keys that are pressed before, on the table of servers; ``context`` is whose commands are meant."""

    context: str
    lead: tuple[str, ...]
    steps: tuple[Step, ...]


def on_screen(name: str) -> Done:
    return lambda screen: type(screen.app.screen).__name__ == name


def staged(count: int) -> Done:
    return lambda screen: len(screen.app.session.staging) == count


def told(*words: str) -> Done:
    return lambda screen: screen.line_with(*words)


def marked(count: int) -> Done:
    return lambda screen: len(screen.app.servers.table.marked) == count


def at(index: int) -> Done:
    return lambda screen: screen.app.servers.table.cursor_index == index


def beyond(index: int) -> Done:
    return lambda screen: screen.app.servers.table.cursor_index > index


def filtered(text: str) -> Done:
    return lambda screen: screen.app.servers.query_one(FilterInput).value.strip() == text


def first_group(*, folded: bool) -> Done:
    return lambda screen: (
        next(line for line in screen.app.servers.table.lines if isinstance(line, Group)).folded is folded
    )


def all_folded(screen: OpenedScreen) -> object:
    return all(line.folded for line in screen.app.servers.table.lines if isinstance(line, Group))


def offered(screen: OpenedScreen) -> str:
    offer = screen.app.servers.query_one(Completions).chosen
    return offer.label if offer is not None else ""


def at_home(screen: OpenedScreen) -> bool:
    return screen.app.screen is screen.app.servers


def focused(id_: str) -> Done:
    return lambda screen: screen.app.focused is not None and screen.app.focused.id == id_


def typing(screen: OpenedScreen) -> object:
    return screen.app.servers.query_one(FilterInput).has_focus


def in_table(screen: OpenedScreen) -> object:
    return screen.app.servers.table.has_focus


def leads_to(command: str, name: str) -> Tour:
    """A command of the table that does nothing but open another screen."""
    return Tour("servers", (), (Step(command, on_screen(name)),))


MOVING: Final = (
    Tour(
        "servers",
        (),
        (
            Step("move.down", at(1)),
            Step("move.up", at(0)),
            Step("move.last", beyond(30)),
            Step("move.first", at(0)),
            Step("move.page_down", beyond(15)),
            Step("move.page_up", at(0)),
            Step("move.half_page_down", beyond(5)),
            Step("move.half_page_up", at(0)),
            Step("servers.mark_down", marked(2)),
            Step("servers.back", marked(0)),
            Step("servers.mark_up", marked(2)),
            Step("servers.mark", marked(1), ("escape",)),
            Step("servers.mark_all", lambda screen: len(screen.app.servers.table.marked) > 30),
        ),
    ),
    Tour(
        "filter",
        (),
        (
            Step("servers.filter", typing),
            Step("filter.take_at_end", filtered("client:"), ("c", "l", "i")),
            Step("filter.next", lambda screen: offered(screen) != "claude-code", ("c", "l")),
            Step("filter.previous", lambda screen: offered(screen) == "claude-code"),
            Step("filter.take", filtered("client:claude-code")),
            Step("servers.keep_filter", in_table),
        ),
    ),
    Tour(
        "servers",
        (),
        (
            Step("servers.detail", lambda screen: not screen.app.servers.query_one(Detail).display),
            Step("servers.sort", lambda screen: screen.app.servers.wish.sort is not None, ("enter",)),
            Step("servers.reverse", lambda screen: screen.app.servers.wish.reverse),
            Step("servers.group", lambda screen: screen.app.servers.wish.group is Grouping.SERVER),
            Step("servers.fold", first_group(folded=True), ("g",)),
            Step("servers.unfold", first_group(folded=False)),
            Step("servers.fold_all", all_folded),
        ),
    ),
    Tour(
        "servers",
        (),
        (
            Step("servers.edit", told("an editor cannot be opened from here")),
            Step("servers.reload", lambda screen: not screen.line_with("an editor cannot be")),
            Step("servers.here", lambda screen: screen.app.session.problems),
            Step("servers.problem", lambda screen: isinstance(screen.app.servers.table.cursor_line, ProblemRow)),
            Step("view.servers", in_table, ("g", "tab")),
        ),
    ),
    Tour(
        "history, changes",
        ("5",),
        (
            Step("view.profiles", on_screen("ProfilesScreen")),
            Step("view.history", on_screen("HistoryScreen")),
            Step("view.servers", at_home),
        ),
    ),
)

OPENING: Final = (
    leads_to("servers.profiles", "ProfilesScreen"),
    leads_to("view.profiles", "ProfilesScreen"),
    leads_to("view.history", "HistoryScreen"),
    leads_to("servers.backups", "HistoryScreen"),
    leads_to("servers.lost", "HistoryScreen"),
    leads_to("servers.add", "AddScreen"),
    leads_to("app.palette", "PaletteScreen"),
    Tour("servers", (), (Step("app.suspend", told("left to the shell")),)),
    Tour("welcome", (), (Step("app.welcome", on_screen("WelcomeScreen")), Step("welcome.go_on", at_home))),
    Tour(
        "columns",
        (),
        (
            Step("servers.columns", on_screen("ColumnsScreen")),
            Step("columns.turn", None, ("j",)),
            Step("columns.carry_down"),
            Step("columns.carry_up"),
            Step("columns.sort"),
            Step("columns.reset"),
            Step("columns.keep", at_home),
        ),
    ),
    Tour(
        "to the clipboard",
        (),
        (
            Step("servers.copy", on_screen("ClipboardScreen")),
            Step("dialog.back", at_home),
            Step("clipboard.name", told("sent to the clipboard: claude-code/user/fetch"), ("y",)),
            Step("clipboard.runs", told("sent to the clipboard: uvx mcp-server-fetch"), ("y",)),
            Step("clipboard.place", told("sent to the clipboard:", ".claude.json:"), ("y",)),
            Step("clipboard.json", told("sent to the clipboard: {"), ("y",)),
            Step("clipboard.take", told("sent to the clipboard: claude-code/user/fetch"), ("y",)),
        ),
    ),
    Tour(
        "help",
        (),
        (
            Step("app.help", on_screen("HelpScreen")),
            Step("help.find", lambda screen: isinstance(screen.app.focused, Input)),
            Step("help.go_on", lambda screen: not isinstance(screen.app.focused, Input)),
            Step("help.close", at_home, ("escape",)),
        ),
    ),
    Tour(
        "themes",
        (),
        (
            Step("app.theme", on_screen("ThemesScreen")),
            Step("themes.take", lambda screen: at_home(screen) and screen.app.theme != "mcptui-dark", ("j",)),
        ),
    ),
)

STAGING: Final = (
    Tour("where to switch", (), (Step("servers.turn", on_screen("WhereScreen")), Step("where.take", staged(1)))),
    Tour(
        "narrow",
        ("j",),
        (
            Step("servers.narrow", on_screen("NarrowScreen")),
            Step("choice.next"),
            Step("choice.left"),
            Step("choice.right"),
            Step("narrow.down"),
            Step("narrow.up"),
            Step("narrow.advise", None, ("left",)),
            Step("narrow.stage", staged(1)),
        ),
    ),
    Tour(
        "copy and add",
        (),
        (
            Step("servers.copy_to", on_screen("CopyScreen")),
            Step("placing.next", lambda screen: not isinstance(screen.app.focused, RowList)),
            Step("placing.previous", lambda screen: isinstance(screen.app.focused, RowList)),
            Step("placing.go_on", lambda screen: isinstance(screen.app.focused, RowList), ("tab",)),
            Step("placing.mark", None),
            Step("placing.stage", lambda screen: screen.app.session.staging.changes),
        ),
    ),
    Tour(
        "copy and add",
        ("a", "n", "space", "x"),
        (
            Step("placing.next", focused("name")),
            Step("placing.go_on", focused("places")),
            Step("placing.stage", staged(1)),
        ),
    ),
    Tour(
        "compare",
        ("j",),
        (
            Step("servers.compare", on_screen("CompareScreen")),
            Step("compare.choose"),
            Step("compare.measure"),
        ),
    ),
    Tour("compare", ("j", "equals_sign"), (Step("compare.stage", lambda screen: len(screen.app.session.staging)),)),
    Tour(
        "review",
        ("V", "d"),
        (
            Step("servers.review", on_screen("ReviewScreen")),
            Step("review.unstage"),
            Step("review.stage_all"),
            Step("review.next_file"),
            Step("review.previous_file"),
            Step("review.scroll_down"),
            Step("review.scroll_up"),
            Step("review.split"),
            Step("review.fold"),
            Step("review.fold_all"),
            Step("review.edit", told("an editor cannot be opened from here"), ("F",)),
            Step("review.copy", told("the diff was sent to the clipboard")),
            Step("review.again", lambda screen: not screen.line_with("the diff was sent to the clipboard")),
        ),
    ),
)

WRITING: Final = (
    Tour(
        "servers",
        ("j",),
        (
            Step("servers.fix", staged(1)),
            Step("servers.unstage", staged(0)),
            Step("servers.remove", staged(1)),
            Step("app.quit", told("again drops them")),
            Step("servers.unstage_all", staged(0)),
            Step("review.apply", told("written: 1 file"), ("d", "w")),
            Step("servers.undo", told("Review", "undo remove filesystem")),
            Step("view.back", at_home),
            Step("servers.redo", told("Review", "remove filesystem"), ("u", "enter")),
        ),
    ),
    Tour(
        "profiles",
        ("p",),
        (
            Step("profiles.save", lambda screen: isinstance(screen.app.focused, Input)),
            Step("profiles.keep", told("is no name for a profile")),
            Step("profiles.use", told("Review", "use locked-down"), ("escape",)),
            Step("profiles.back", told("Review", "back from locked-down"), ("enter", "p")),
        ),
    ),
    Tour(
        "history, changes",
        ("5",),
        (
            Step("history.next"),
            Step("history.previous"),
            Step("history.next_file"),
            Step("history.previous_file"),
            Step("history.split"),
            Step("history.undo", on_screen("ReviewScreen")),
        ),
    ),
    Tour("history, backups", ("5", "right_square_bracket"), (Step("history.restore", on_screen("ReviewScreen")),)),
)
"""What one of them writes is there on the next."""

LOST: Final = (
    Tour("history, lost", ("5",), (Step("history.put_back", on_screen("ReviewScreen")),)),
    Tour("history, lost", ("5",), (Step("history.put_all_back", on_screen("ReviewScreen")),)),
    Tour(
        "a question",
        ("5",),
        (
            Step("history.forget", on_screen("ConfirmScreen")),
            Step("confirm.previous", focused("yes")),
            Step("confirm.next", focused("no")),
            Step("confirm.no", on_screen("HistoryScreen")),
            Step("history.forget_all", on_screen("ConfirmScreen")),
            Step("confirm.yes", on_screen("HistoryScreen")),
        ),
    ),
)
"""Where a client lost some of its entries."""

JOURNEYS: Final = {"moving": MOVING, "opening": OPENING, "staging": STAGING, "writing": WRITING, "lost": LOST}
"""Each begins on a machine of its own, and goes through all its tours there."""
