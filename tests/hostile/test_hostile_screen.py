"""On a real terminal: whatever stands in files, nothing arrives there but letters that are seen and mcptui's own
sequences. Which those are is told by the same walk through a home that means no harm."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mcptui.plain_text import visible
from tests.hostile.hostile_home import HOSTILE, build, calm, dressed

pytest.importorskip("pty", reason="this system has no pseudo-terminals")
from tests.hostile.hostile_terminal import Arrived, Screen, pasted, taken_apart  # it imports pty

_ESCAPE = "\x1b"
# Every screen, with the cursor on foreign text: what is pressed, one key after the other.
_WALK = (
    "x",  # leaves the welcome
    "j" * len(HOSTILE), "y", "\r", "y", "j", "\r", "j" * len(HOSTILE),
    "\t", "j", "\t",
    "g", " ", "j", " ", "w", "t", "\t", "j", "t", _ESCAPE,
    "Z", "n", "j", _ESCAPE, "c", "j", " ", _ESCAPE, "a", pasted(HOSTILE["clipboard"]), _ESCAPE,
    "b", "=", "j", _ESCAPE, "b", "b", "b",
    "p", "j", "j", _ESCAPE,
    "5", "]", "]", _ESCAPE,
    "?", "j", _ESCAPE, "\x10", "the", _ESCAPE, _ESCAPE,
    "h", "Gkk", "!", "h",
    "g", "d", "w", "\r", "u", "\r",
    "s", "s", "S", "v", "V", "V",
    "/", pasted("".join(HOSTILE.values())), _ESCAPE, _ESCAPE,
)  # fmt: skip


def _walk(home: Path, dress: Callable[[str], str]) -> Arrived:
    home.mkdir()
    screen = Screen(home, build(home, dress))
    try:
        screen.wait_for("all keys")  # the welcome
        screen.type(*_WALK)
        status = screen.close()
    finally:
        screen.kill()
    assert status == 0, screen.told[-2_000:]
    return taken_apart(screen.told)


def test_nothing_foreign_acts_on_the_terminal_on_any_screen(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as side_by_side:
        walks = [side_by_side.submit(_walk, tmp_path / dress.__name__, dress) for dress in (dressed, calm)]
        hostile, harmless = (walk.result() for walk in walks)

    for word in ("red]x[", "gnp.exe", "long-long", "52;c;aGFja2Vk"):
        assert word in hostile.letters, f"{word} was never shown, so this shows nothing"
    acting = {letter for letter in set(hostile.letters) - set("\r\n") if visible(letter) != letter}
    assert not acting, [hex(ord(letter)) for letter in acting]
    assert hostile.kinds <= harmless.kinds
    assert "OSC 0" not in hostile.kinds
    assert hostile.clipboard, "nothing was sent to the clipboard, so this shows nothing of it"
    assert all(visible(text) == text for text in hostile.clipboard)


def test_it_ends_when_its_terminal_is_gone(tmp_path: Path) -> None:
    screen = Screen(tmp_path, build(tmp_path, calm))
    try:
        screen.wait_for("all keys")
        assert screen.hang_up() == 129
    finally:
        screen.kill()
