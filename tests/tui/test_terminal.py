"""What the environment says of the terminal, and the theme that suits it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mcptui.tui.terminal import Terminal

FULL = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "en_US.UTF-8"}


@pytest.mark.parametrize(
    ("env", "theme"),
    [
        ({}, "mcptui-dark"),
        (FULL, "mcptui-dark"),
        ({**FULL, "COLORFGBG": "0;15"}, "mcptui-light"),
        ({**FULL, "COLORFGBG": "0;default;7"}, "mcptui-light"),
        ({**FULL, "COLORFGBG": "15;0"}, "mcptui-dark"),
        ({**FULL, "COLORFGBG": "12;8"}, "mcptui-dark"),
        ({**FULL, "COLORFGBG": "nonsense"}, "mcptui-dark"),
        ({"TERM": "screen-256color"}, "mcptui-dark"),
        ({"TERM": "xterm"}, "mcptui-ansi"),
        ({"TERM": "linux"}, "mcptui-ansi"),
        ({"TERM": "xterm", "COLORFGBG": "0;15"}, "mcptui-ansi-light"),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, "mcptui-dark"),
        ({**FULL, "NO_COLOR": "1"}, "mcptui-mono"),
        ({**FULL, "NO_COLOR": ""}, "mcptui-dark"),
    ],
)
def test_the_usual_theme_is_the_one_that_suits_the_terminal(env: Mapping[str, str], theme: str) -> None:
    assert Terminal.of(env).theme == theme


@pytest.mark.parametrize(
    ("env", "plain"),
    [
        ({}, False),
        (FULL, False),
        ({"TERM": "linux", "LANG": "en_US.UTF-8"}, True),
        ({"TERM": "dumb"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, True),
        ({"LANG": "de_DE.utf8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LANG": "", "LC_ALL": ""}, False),
    ],
)
def test_a_terminal_without_unicode_gets_plain_signs(env: Mapping[str, str], *, plain: bool) -> None:
    assert Terminal.of(env).plain is plain
