"""The README's table of keys tells the keys that the commands have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from mcptui.tui.commands.catalogue import EVERY
from mcptui.tui.commands.command import shown_key

README: Final = Path(__file__).parents[2] / "README.md"
TABLE: Final = re.search(r"(?s)\| key \| act \| key \| act \|\n\|[-|]+\|\n(.*?)\n\n", README.read_text("utf-8"))

# What each row is about, by the beginning of its act: a command for each key, or for all of them.
ACTS: Final = {
    "move": ("move.down", "move.up", "move.first", "move.last", "move.half_page_down", "move.half_page_up",
             "move.page_down", "move.page_up"),
    "filter": ("servers.filter",),
    "on / off": ("servers.turn",),
    "mark a row": ("servers.mark", "servers.mark_all", "servers.mark_down", "servers.mark_up"),
    "narrow": ("servers.narrow",),
    "remove": ("servers.remove",),
    "copy to": ("servers.copy_to",),
    "add": ("servers.add",),
    "review and apply": ("servers.review",),
    "unstage": ("servers.unstage", "servers.unstage_all"),
    "undo, redo": ("servers.undo", "servers.redo"),
    "profiles": ("servers.profiles",),
    "Here / Everywhere": ("servers.here",),
    "group, sort, columns": ("servers.group", "servers.sort", "servers.columns"),
    "stage the fix": ("servers.fix",),
    "go to a file": ("servers.problem",),
    "open the file": ("servers.edit",),
    "send its name": ("servers.copy",),
    "servers, profiles, history": ("view.servers", "view.profiles", "view.history"),
    "the parts of the history": ("history.previous", "history.next"),
    "compare": ("servers.compare",),
    "on every screen": ("app.help", "app.palette", "app.suspend"),
    "the theme": ("app.theme",),
}  # fmt: skip
DETAIL: Final = "the detail, and into it"  # with ``tab``, which goes on to whatever can be gone into


def told() -> dict[str, tuple[str, ...]]:
    """The keys of each act, as the table prints them."""
    assert TABLE is not None
    cells = [cell.strip() for line in TABLE[1].splitlines() for cell in line.strip("|").split(" | ")]
    return {act: tuple(re.findall(r"`([^`]+)`", keys)) for keys, act in zip(cells[::2], cells[1::2], strict=True)}


def test_every_row_of_the_table_is_held_here() -> None:
    acts = [act for act in told() if act != DETAIL]
    assert [sum(act.startswith(begin) for begin in ACTS) for act in acts] == [1] * len(acts)
    assert len(acts) == len(ACTS)


@pytest.mark.parametrize("begin", ACTS)
def test_a_row_tells_the_first_key_of_each_command_it_is_about(begin: str) -> None:
    (keys,) = (keys for act, keys in told().items() if act.startswith(begin))
    assert keys == tuple(shown_key(EVERY[id_].keys[0]) for id_ in ACTS[begin])


def test_the_detail_is_opened_with_the_key_of_its_row() -> None:
    assert told()[DETAIL] == (shown_key(EVERY["servers.detail"].keys[0]), "tab")
