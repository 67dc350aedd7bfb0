"""The line of keys tells what the keys do, also where letters are typed into a field."""

from __future__ import annotations

from mcptui.machine import Machine
from mcptui.tui.commands.common import HELP, SUSPEND, VIEW_BACK
from mcptui.tui.keys import AS_DEFINED
from tests.tui.conftest import OpenScreen


def test_the_first_key_is_told_that_is_free() -> None:
    assert AS_DEFINED.shown(HELP) == "?"
    assert AS_DEFINED.shown(HELP, lambda key: key == "question_mark") == "F1"
    assert AS_DEFINED.shown(VIEW_BACK, lambda key: key in ("escape", "q")) == ""
    assert AS_DEFINED.shown(SUSPEND) == "^z"


async def test_no_letter_is_told_as_a_key_while_it_would_be_typed(machine: Machine, open_screen: OpenScreen) -> None:
    async with open_screen(machine) as screen:

        async def told(*keys: str) -> str:
            await screen.press(*keys)
            return " ".join(screen.lines[-1].split())

        assert await told("slash") == "enter keep esc clear F1 help"
        assert await told("escape", "a") == "tab next field F1 help esc back"
        assert await told("tab") == "enter to the places tab next field F1 help esc back"
        assert await told("enter") == "enter stage space mark tab next field ? help esc back"
        assert await told("escape", "p", "s") == "enter save F1 help esc back"
        assert await told("escape", "escape", "question_mark", "slash") == "enter to the commands esc back"
        assert await told("escape", "escape", "ctrl+p") == "enter choose ↓ next esc back"
