"""Every command of the main screen does what it says, by key, by mouse and by palette; those of the others by key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mcptui.machine import Machine
from mcptui.tui.app import McptuiApp
from mcptui.tui.commands.catalogue import CONTEXTS
from mcptui.tui.commands.command import Situation
from mcptui.tui.commands.palette import CommandsProvider
from mcptui.tui.commands.servers import ACTS, COMMANDS
from mcptui.tui.listing import Group, Grouping
from mcptui.tui.screens.modal import Modal
from mcptui.tui.screens.servers import ServersScreen
from mcptui.tui.staging import Staging
from mcptui.tui.widgets.choice import Choice
from mcptui.tui.widgets.detail import Detail
from mcptui.tui.widgets.key_line import KeyLine
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.widgets.view_line import FilterInput

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen


class Case(NamedTuple):
    """How a command shows that it was carried out: ``before`` are keys that lead to where it is possible."""

    done: Callable[[OpenedScreen], bool]
    before: tuple[str, ...] = ()
    key: str = ""


def screen_named(name: str) -> Callable[[OpenedScreen], bool]:
    return lambda screen: type(screen.app.screen).__name__ == name


def staged(count: int) -> Callable[[OpenedScreen], bool]:
    return lambda screen: len(screen.app.session.staging) == count


def told(*words: str) -> Callable[[OpenedScreen], bool]:
    return lambda screen: bool(screen.line_with(*words))


def marked(count: int) -> Callable[[OpenedScreen], bool]:
    return lambda screen: len(screen.app.servers.table.marked) == count


def at(index: int) -> Callable[[OpenedScreen], bool]:
    return lambda screen: screen.app.servers.table.cursor_index == index


def folded(screen: OpenedScreen) -> bool:
    return any(isinstance(line, Group) and line.folded for line in screen.app.servers.table.lines)


def last(screen: OpenedScreen) -> bool:
    return screen.app.servers.table.cursor_index == len(screen.app.servers.table.lines) - 1


def answered(screen: OpenedScreen) -> bool:
    """Said that there is nothing to do, below the table or in the review."""
    return screen.app.servers.notice.display or screen_named("ReviewScreen")(screen)


CASES = {
    "servers.turn": Case(screen_named("WhereScreen")),
    "servers.narrow": Case(screen_named("NarrowScreen")),
    "servers.fix": Case(staged(1)),
    "servers.copy_to": Case(screen_named("CopyScreen")),
    "servers.add": Case(screen_named("AddScreen")),
    "servers.compare": Case(screen_named("CompareScreen"), ("g", "j")),
    "servers.remove": Case(staged(1)),
    "servers.review": Case(screen_named("ReviewScreen"), ("d",)),
    "servers.unstage": Case(staged(0), ("d",)),
    "servers.unstage_all": Case(staged(0), ("d", "j")),
    "servers.undo": Case(answered),
    "servers.profiles": Case(screen_named("ProfilesScreen")),
    "view.servers": Case(lambda screen: screen.app.servers.table.has_focus, ("tab",)),
    "view.profiles": Case(screen_named("ProfilesScreen")),
    "view.history": Case(screen_named("HistoryScreen")),
    "servers.mark": Case(marked(1)),
    "servers.mark_down": Case(marked(2)),
    "servers.mark_up": Case(marked(2), ("G",)),
    "servers.mark_all": Case(lambda screen: len(screen.app.servers.table.marked) > 5),
    "servers.filter": Case(lambda screen: screen.app.servers.query_one(FilterInput).has_focus),
    "servers.back": Case(marked(0), ("V",)),
    "servers.keep_filter": Case(lambda screen: screen.app.servers.table.has_focus, ("slash", "g"), "enter"),
    "servers.detail": Case(lambda screen: not screen.app.servers.query_one(Detail).display),
    "servers.here": Case(lambda screen: screen.app.session.everywhere),
    "servers.group": Case(lambda screen: screen.app.servers.wish.group is Grouping.SERVER),
    "servers.fold": Case(folded, ("b", "j")),
    "servers.unfold": Case(lambda screen: not folded(screen), ("b", "j", "left")),
    "servers.fold_all": Case(folded, ("b",)),
    "servers.columns": Case(screen_named("ColumnsScreen")),
    "servers.sort": Case(lambda screen: screen.app.servers.wish.sort is not None),
    "servers.reverse": Case(lambda screen: screen.app.servers.wish.reverse, ("s",)),
    "servers.edit": Case(told("an editor cannot be opened from here")),
    "servers.copy": Case(screen_named("ClipboardScreen")),
    "app.help": Case(screen_named("HelpScreen")),
    "app.palette": Case(screen_named("CommandPalette")),
    "move.down": Case(at(1)),
    "move.up": Case(at(0), ("j",)),
    "move.half_page_down": Case(lambda screen: screen.app.servers.table.cursor_index > 1),
    "move.half_page_up": Case(at(0), ("ctrl+d",)),
    "move.page_down": Case(lambda screen: screen.app.servers.table.cursor_index > 1),
    "move.page_up": Case(at(0), ("pagedown",)),
    "move.first": Case(at(0), ("j",)),
    "move.last": Case(last),
    "servers.reload": Case(lambda screen: not screen.app.servers.notice.display, ("e",)),
    "app.quit": Case(told("q again drops them"), ("d",)),
}
ELSEWHERE = {
    "servers.problem": "test_mouse",
    "servers.demo": "test_tui_screen",
    "servers.redo": "test_tui_screen",
    "servers.backups": "test_history_views",
    "servers.lost": "test_history_views",
    "app.theme": "test_tui_appearance",
    "app.welcome": "test_tui_empty",
}
"""Commands without a key, or without sense on this machine, and the tests that carry them out."""


def test_every_command_of_the_main_screen_has_a_case() -> None:
    assert {command.id for command in ACTS} == {*CASES, *ELSEWHERE}


async def as_at_first(screen: OpenedScreen) -> None:
    """Back to the table as it was opened."""
    servers = screen.app.servers
    while screen.app.screen is not servers:
        screen.app.pop_screen()
        await screen.pilot.pause()
    servers.query_one(FilterInput).value = ""
    servers.table.mark(())
    servers.stage(Staging.empty(), screen.app.session.rows)
    servers.remove_class("-with-detail", "-without-detail")
    if screen.app.session.everywhere:
        servers.action_here()
        await screen.settle()
    servers.show_as(type(servers.wish)())
    servers.table.focus()
    servers.table.action_first()
    await screen.settle()


@pytest.mark.parametrize("part", range(4))
async def test_each_command_does_what_it_says_by_its_key(machine: Machine, open_screen: OpenScreen, part: int) -> None:
    failed = []
    async with open_screen(machine) as screen:
        for command in [each for each in ACTS if each.id in CASES][part::4]:
            case = CASES[command.id]
            await as_at_first(screen)
            for key in (*case.before, case.key or command.keys[0]):
                await screen.pilot.press(key)
            await screen.settle()
            if not case.done(screen):
                failed.append(command.id)
    assert failed == []


def recorded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The actions that are run from now on, instead of running them."""
    ran: list[str] = []

    async def run_action(_: McptuiApp, action: str, *_rest: object) -> bool:
        ran.append(action.removeprefix("screen."))
        return True

    monkeypatch.setattr(McptuiApp, "run_action", run_action)
    return ran


async def test_what_the_line_of_keys_shows_can_be_clicked_and_the_palette_offers_the_rest(
    machine: Machine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each moment makes some of the commands possible; together they make all."""
    async with open_screen(machine, size=(200, 36)) as screen:
        ran, servers = recorded(monkeypatch), screen.app.servers
        monkeypatch.setattr(ServersScreen, "refresh_now", lambda _: None)
        clicked, offered = set[str](), set[str]()
        row = screen.app.session.rows[0]
        whole = Situation(loaded=True, entries=9, problems=1, entry=row.entry, on_line=True, elsewhere=True, chosen=1,
                          staged=1, staged_chosen=1, told=True, fixable=True, grouped=True)  # fmt: skip
        for now in (whole, Situation(loaded=True, typing=True), Situation(loaded=True)):
            servers._now = now
            line = servers.query_one(KeyLine)
            line.follow()
            await screen.pilot.pause()
            for spot, possible in list(line._spots):
                await screen.pilot.click("KeyLine", offset=(spot.start + 1, 0))
                await screen.pilot.pause()
                assert ran.pop() == possible.command.action
                clicked.add(possible.command.id)
            provider = CommandsProvider(servers)
            async for hit in provider.discover():
                assert callable(hit.command)
                await hit.command()
            offered |= {command.id for command in COMMANDS if command.action in ran}
            ran.clear()
    in_palette = {command.id for command in COMMANDS if command.in_palette}
    assert offered >= in_palette
    assert len(clicked) >= 12
    assert {"servers.turn", "servers.demo", "servers.keep_filter", "app.help", "app.quit"} <= clicked


LEADS = {
    "review": ("d", "w"),
    "profiles": ("2",),
    "history, changes": ("5",),
    "history, backups": ("5", "right_square_bracket"),
    "history, lost": ("5", "left_square_bracket"),
    "compare": ("j", "equals_sign"),
    "narrow": ("j", "n"),
    "columns": ("C",),
    "copy and add": ("c",),
    "a question": ("5", "left_square_bracket", "f"),
    "where to switch": ("space",),
    "to the clipboard": ("y",),
    "help": ("question_mark",),
    "themes": ("T",),
}
OTHERWISE = {"servers", "filter", "welcome"}


def test_every_screen_is_led_to() -> None:
    assert {context.name for context in CONTEXTS} == {*LEADS, *OTHERWISE}


@pytest.mark.parametrize("context", [each for each in CONTEXTS if each.name in LEADS], ids=lambda each: str(each.name))
async def test_each_command_of_a_screen_has_its_keys_there(
    machine: Machine, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch, context: tuple[str, tuple[object, ...]]
) -> None:
    name = context[0]
    commands = next(each.commands for each in CONTEXTS if each.name == name)
    async with open_screen(machine) as screen:
        if name in ("history, lost", "a question"):
            machine_file = machine.home / ".cursor" / "mcp.json"
            machine_file.write_text('{"mcpServers": {}}', "utf-8")
            await screen.press("r")
        if name == "history, changes":
            await screen.press("d", "w", "enter")
        if name == "history, backups":
            await screen.press("d", "w", "enter")
        for key in LEADS[name]:
            await screen.press(key)
        assert isinstance(screen.app.screen, Modal)
        for choice in list(screen.app.screen.query(Choice))[:1]:
            choice.focus()
        if name == "copy and add":
            screen.app.screen.query_one(RowList).focus()
        await screen.settle()
        ran = recorded(monkeypatch)
        keys = [key for command in commands for key in command.keys]
        for key in keys:
            await screen.pilot.press(key)
    missing = {command.id for command in commands if command.keys and command.action not in ran}
    assert missing == set()
