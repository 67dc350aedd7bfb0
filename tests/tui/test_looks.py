"""The look of every screen, in two sizes and two themes: whoever changes one looks at it again.

``pytest tests/tui --snapshot-update`` keeps the looks as they are now.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple

import pytest
from textual.widget import Widget

from mcptui.machine import Machine
from mcptui.tui import screens
from mcptui.tui.commanded import Commanded
from mcptui.tui.screens.adding import AddScreen
from mcptui.tui.screens.clipboard import ClipboardScreen
from mcptui.tui.screens.columns import ColumnsScreen
from mcptui.tui.screens.compare import CompareScreen
from mcptui.tui.screens.confirm import ConfirmScreen
from mcptui.tui.screens.copying import CopyScreen
from mcptui.tui.screens.help import HelpScreen
from mcptui.tui.screens.history import HistoryScreen
from mcptui.tui.screens.history_backups import BackupsView
from mcptui.tui.screens.history_changes import ChangesView
from mcptui.tui.screens.history_lost import LostView
from mcptui.tui.screens.history_view import HistoryView
from mcptui.tui.screens.narrow import NarrowScreen
from mcptui.tui.screens.palette import PaletteScreen
from mcptui.tui.screens.profiles import ProfilesScreen
from mcptui.tui.screens.review import ReviewScreen
from mcptui.tui.screens.servers import ServersScreen
from mcptui.tui.screens.themes import ThemesScreen
from mcptui.tui.screens.welcome import WelcomeScreen
from mcptui.tui.screens.where import WhereScreen
from mcptui.tui.staging import Staging
from mcptui.tui.widgets.view_line import FilterInput
from tests.pictures import place, press
from tests.tui.homes import demo_machine, distant_machine, empty_machine, idle_machine, losing_machine
from tests.tui.looks import FOLDER, compare, look

if TYPE_CHECKING:
    from tests.tui.conftest import OpenedScreen, OpenScreen

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the path of the made-up home is in the looks")

PASTED = '{"mcpServers": {"docs": {"command": "npx", "args": ["-y", "docs"],\n "env": {"KEY": "${KEY}"}}}}'
SIZES = ((80, 24), (120, 36))


class Step(NamedTuple):
    """From the bare table, or from the look before where it goes ``on``, ``keys`` lead to a look of ``shows``.

    What begins with ``=`` is put into the field that has the keyboard.
    """

    name: str
    shows: type[Widget]
    keys: tuple[str, ...] = ()
    on: bool = False


class Walk(NamedTuple):
    """Looks of one machine, reached one after the other."""

    name: str
    machine: Callable[[Path], Machine]
    steps: tuple[Step, ...]
    demo: bool = True
    sizes: tuple[tuple[int, int], ...] = SIZES


WALKS = (
    Walk(
        "seeing",
        demo_machine,
        (
            Step("servers", ServersScreen),
            Step("servers-detail-turned", ServersScreen, ("enter",)),
            Step("servers-filter", ServersScreen, ("slash", "=", "c", "l")),
            Step("servers-filtered", ServersScreen, ("slash", "=client:codex risk:high", "enter")),
            Step("servers-none-fits", ServersScreen, ("slash", "=client:codex git state:pending", "enter")),
            Step("servers-grouped", ServersScreen, ("b", "j", "left", "j", "j")),
            Step("servers-problem", ServersScreen, ("h", "exclamation_mark")),
            Step("columns", ColumnsScreen, ("C", "j", "j", "space")),
            Step("clipboard", ClipboardScreen, ("y",)),
            Step("themes", ThemesScreen, ("T",)),
            Step("palette", PaletteScreen, ("ctrl+p",)),
            Step("help", HelpScreen, ("question_mark",)),
            Step("help-found", HelpScreen, ("slash", "=undo"), on=True),
        ),
    ),
    Walk(
        "changing",
        demo_machine,
        (
            Step("where", WhereScreen, ("space",)),
            Step("servers-staged", ServersScreen, ("j", "d", "j", "d", "j", "v", "j", "v")),
            Step("review", ReviewScreen, ("d", "slash", "=cursor", "enter", "d", "w")),
            Step("review-split", ReviewScreen, ("t",), on=True),
            Step("review-let-go", ReviewScreen, ("t", "j", "space"), on=True),
            Step("narrow", NarrowScreen, ("slash", "=codex filesystem", "enter", "n")),
            Step("narrow-advised", NarrowScreen, ("slash", "=desktop filesystem", "enter", "n", "A")),
            Step("narrow-address", NarrowScreen, ("slash", "=legacy", "enter", "n")),
        ),
    ),
    Walk(
        "placing",
        demo_machine,
        (
            Step("copy", CopyScreen, ("c", "down", "space", "down")),
            Step("add", AddScreen, ("a",)),
            Step("add-refused", AddScreen, ("=npx 'a",), on=True),
            Step("add-placed", AddScreen, (f"={PASTED}", "tab", "tab", "down", "down", "space"), on=True),
            Step("compare", CompareScreen, ("j", "equals_sign")),
            Step("compare-chosen", CompareScreen, ("j", "space"), on=True),
            Step("profiles", ProfilesScreen, ("2",)),
            Step("profiles-second", ProfilesScreen, ("j",), on=True),
        ),
    ),
    Walk(
        "looking back",
        losing_machine,
        (
            Step("history-lost", LostView, ("5",)),
            Step("confirm", ConfirmScreen, ("f",), on=True),
            Step("history-changes", ChangesView, ("escape", "right_square_bracket"), on=True),
            Step("history-backups", BackupsView, ("right_square_bracket",), on=True),
        ),
    ),
    Walk(
        "no client",
        empty_machine,
        (
            Step("welcome-without-client", WelcomeScreen, on=True),
            Step("servers-without-client", ServersScreen),
            Step("history-without-changes", ChangesView, ("5",)),
            Step("history-without-backups", BackupsView, ("right_square_bracket",), on=True),
            Step("history-without-losses", LostView, ("right_square_bracket",), on=True),
        ),
        demo=False,
    ),
    Walk("no server", idle_machine, (Step("servers-none", ServersScreen),), demo=False),
    Walk("no server here", distant_machine, (Step("servers-elsewhere", ServersScreen),), demo=False),
    Walk("first", demo_machine, (Step("welcome", WelcomeScreen, on=True),), demo=False),
    Walk("too small", demo_machine, (Step("servers-too-small", ServersScreen),), sizes=((36, 8),)),
)
ROUNDS = [
    pytest.param(walk, size, id=f"{walk.name}-{size[0]}x{size[1]}".replace(" ", "-"))
    for walk in WALKS
    for size in walk.sizes
]


def looks(walk: Walk, size: tuple[int, int]) -> Iterator[str]:
    """The names of the looks, as their files have them."""
    return (f"{step.name}-{size[0]}x{size[1]}" for step in walk.steps)


@pytest.fixture(autouse=True)
def _the_same_everywhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times are those of one place; and homes that nobody keeps need not wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("walk", "size"), ROUNDS)
async def test_it_looks_like_this(
    walk: Walk, size: tuple[int, int], open_screen: OpenScreen, request: pytest.FixtureRequest
) -> None:
    update = bool(request.config.getoption("update_snapshots"))
    with place() as folder:
        async with open_screen(walk.machine(folder), size=size, demo=walk.demo) as screen:
            for step, name in zip(walk.steps, looks(walk, size), strict=True):
                if not step.on:
                    await back_to_the_bare_table(screen)
                for key in step.keys:
                    await press(screen.pilot, key)
                assert shown(screen, step.shows), f"{name} shows {screen.app.screen}"
                compare(name, await look(screen), update=update)


async def back_to_the_bare_table(screen: OpenedScreen) -> None:
    """Nothing above the table, nothing filtered, marked, staged or arranged, and the cursor on the first row."""
    servers = screen.app.servers
    while screen.app.screen is not servers:
        screen.app.pop_screen()
        await screen.pilot.pause()
    servers.query_one(FilterInput).value = ""
    servers.table.mark(())
    servers.stage(Staging.empty(), screen.app.session.rows)
    servers.remove_class("-with-detail", "-without-detail")
    servers.show_as(type(servers.wish)())
    if screen.app.session.everywhere:
        servers.action_here()
        await screen.settle()
    servers.table.focus()
    servers.table.action_first()
    await screen.settle()


def shown(screen: OpenedScreen, kind: type[Widget]) -> bool:
    top = screen.app.screen
    return isinstance(top, kind) or any(each.region for each in top.query(kind))


def concrete(base: type[object]) -> set[type[object]]:
    """The classes that something is an instance of: those that no other is derived from."""
    below = base.__subclasses__()
    return {leaf for each in below for leaf in concrete(each)} or {base}


def test_every_screen_and_every_part_of_the_history_has_its_look() -> None:
    for module in iter_modules(screens.__path__, f"{screens.__name__}."):
        import_module(module.name)
    every = concrete(Commanded) - {HistoryScreen} | concrete(HistoryView)
    assert every <= {step.shows for walk in WALKS for step in walk.steps}


def test_no_look_is_kept_that_nobody_compares() -> None:
    wanted = [look for walk in WALKS for size in walk.sizes for look in looks(walk, size)]
    assert sorted(each.stem for each in FOLDER.iterdir()) == sorted(wanted)
