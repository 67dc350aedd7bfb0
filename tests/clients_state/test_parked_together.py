"""Entries that are parked together come back byte for byte in any order, each to where it stood between comments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

FILE = "home/.config/Code/User/mcp.json"
TEXT = """\
{
  // what I use
  "servers": {
    // a: first
    "a": {"command": "x"}, // behind a

    /* b here */
    "b": {"command": "y"}, // behind b
    // c comes last
    "c": {"command": "z"}
    // the end
  },
  "inputs": [] // none
}
"""


class Home:
    """A VS Code with three servers among comments, and what is done to them."""

    def __init__(self, machine: Machine, file: Path) -> None:
        self._workspace = Workspace(machine)
        self._file = file

    @property
    def text(self) -> str:
        return self._file.read_text()

    def write(self, text: str) -> None:
        self._file.write_text(text)

    @property
    def parked(self) -> set[str]:
        return {entry.name for entry in self._workspace.look().entries if entry.state.kind is StateKind.OFF}

    def do(self, *steps: tuple[Act, str]) -> None:
        """All ``steps`` as one transaction."""
        look = self._workspace.look()
        by_name = {entry.name: entry for entry in look.entries}
        plan = self._workspace.plan([Change(by_name[name], act) for act, name in steps], look)
        assert plan.refusals == ()
        self._workspace.apply(plan)

    def undo(self) -> None:
        self._workspace.apply(self._workspace.plan_undo())


@pytest.fixture
def home(machine: Machine, place: Path, lay: Lay) -> Home:
    lay({FILE: TEXT})
    return Home(machine, place / FILE)


def steps(act: Act, names: Sequence[str]) -> list[tuple[Act, str]]:
    return [(act, name) for name in names]


@pytest.mark.parametrize("back", list(permutations("abc")), ids="".join)
@pytest.mark.parametrize("out", ["abc", "cab", "ba"])
@pytest.mark.parametrize("together", [True, False], ids=["together", "one by one"])
def test_in_any_order(home: Home, out: Sequence[str], back: Sequence[str], together: bool) -> None:  # noqa: FBT001  # a case
    for each in [steps(Act.DISABLE, out)] if together else [[step] for step in steps(Act.DISABLE, out)]:
        home.do(*each)
    for name in back:
        if name in out:
            home.do((Act.ENABLE, name))
    assert home.text == TEXT
    assert home.parked == set()


def test_some_come_back_while_another_stays_out(home: Home) -> None:
    home.do(*steps(Act.DISABLE, "abc"))
    home.do(*steps(Act.ENABLE, "ca"))
    assert home.parked == {"b"}
    alone = home.text
    home.do((Act.ENABLE, "b"))
    assert home.text == TEXT
    home.do((Act.DISABLE, "b"))
    assert home.text == alone


def test_undoing_one_that_came_back_from_below_leaves_the_way_for_all(home: Home) -> None:
    home.do((Act.DISABLE, "a"))
    home.do((Act.DISABLE, "b"))
    home.do((Act.ENABLE, "a"))
    home.undo()
    assert home.parked == {"a", "b"}
    for name in "ab":
        home.do((Act.ENABLE, name))
    assert home.text == TEXT


def test_one_that_is_removed_while_parked_is_gone_though_another_comes_back_from_below_it(home: Home) -> None:
    home.do((Act.DISABLE, "a"))
    home.do((Act.DISABLE, "b"))
    home.do((Act.ENABLE, "a"), (Act.REMOVE, "b"))
    assert home.parked == set()
    assert '"a": {"command": "x"}, // behind a' in home.text
    assert '"b"' not in home.text


def test_a_file_that_changed_meanwhile_takes_each_back_as_well_as_it_can(home: Home) -> None:
    home.do((Act.DISABLE, "a"))
    home.do((Act.DISABLE, "b"))
    home.write(home.text.replace('"z"', '"changed"'))
    home.do((Act.ENABLE, "a"))
    home.do((Act.ENABLE, "b"))
    assert home.parked == set()
    for line in ('"a": {"command": "x"}, // behind a', '"b": {"command": "y"}, // behind b', '"command": "changed"'):
        assert line in home.text
