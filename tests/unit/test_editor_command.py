"""The user's editor: how it is told to open a file at a line, and what is said where it fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui.editor import editor_command, run_editor
from mcptui.errors import Refused
from mcptui.machine import Machine, System

FILE = Path("/home/sam/my files/mcp.json")
OpenHome = Callable[[dict[str, str]], Machine]


@pytest.fixture
def at(tmp_path: Path) -> OpenHome:
    """A machine with these variables."""
    return lambda env: Machine.at_home(tmp_path, tmp_path, env=env, root=tmp_path / "root", system=System.LINUX)


@pytest.mark.parametrize(
    ("told", "command"),
    [
        ("vim", ["vim", "+14", str(FILE)]),
        ("nvim -u NONE", ["nvim", "-u", "NONE", "+14", str(FILE)]),
        ('"/opt/my editors/vim" -R', ["/opt/my editors/vim", "-R", "+14", str(FILE)]),
        ("hx", ["hx", f"{FILE}:14"]),
        ("code", ["code", "--wait", "--goto", f"{FILE}:14"]),
        ("code -w", ["code", "-w", "--goto", f"{FILE}:14"]),
        ("subl", ["subl", "--wait", f"{FILE}:14"]),
        ("gvim", ["gvim", "--nofork", "+14", str(FILE)]),
        ("unheard-of", ["unheard-of", str(FILE)]),
    ],
)
def test_an_editor_is_told_the_line_in_its_own_way_and_to_wait(at: OpenHome, told: str, command: list[str]) -> None:
    assert editor_command(at({"EDITOR": told}), FILE, 14) == command


def test_visual_is_asked_before_editor_and_an_empty_one_says_nothing(at: OpenHome) -> None:
    assert editor_command(at({"VISUAL": "hx", "EDITOR": "vim"}), FILE, None) == ["hx", str(FILE)]
    assert editor_command(at({"VISUAL": "  ", "EDITOR": "vim"}), FILE, None) == ["vim", str(FILE)]
    assert editor_command(at({}), FILE, None) == ["vi", str(FILE)]


def test_quotes_that_do_not_close_are_a_refusal(at: OpenHome) -> None:
    with pytest.raises(Refused, match="EDITOR is no command line"):
        editor_command(at({"EDITOR": 'vim "'}), FILE, 3)


@pytest.mark.parametrize(
    ("command", "told"),
    [(["false"], "false ended with status 1"), (["/not/there\x1b[2J"], "there�[2J could not be started: No such file")],
)
def test_an_editor_that_fails_is_told_without_what_its_name_could_do_to_a_terminal(
    command: list[str], told: str
) -> None:
    with pytest.raises(Refused) as refusal:
        run_editor(command)
    assert refusal.value.message.startswith(told)
