"""The colours of an entry's own text: every letter stays, keys, values and what is hidden are told apart."""

from __future__ import annotations

import pytest

from mcptui.secrets import HIDDEN
from mcptui.tui.coloring import colored
from mcptui.tui.words import Tone, plain


def _of(line: str, tone: Tone) -> list[str]:
    return [piece.text for piece in colored(line) if piece.tone is tone]


@pytest.mark.parametrize(
    ("line", "keys", "strings", "numbers"),
    [
        ('"filesystem": {', ['"filesystem"'], [], []),
        ('  "args": ["-y", 12, true],', ['"args"'], ['"-y"'], ["12", "true"]),
        ('"command":"npx"', ['"command"'], ['"npx"'], []),
        ("[mcp_servers.github]", ["[mcp_servers.github]"], [], []),
        ("enabled = false", ["enabled"], [], ["false"]),
        ("args = ['-y', \"x\"]", ["args"], ["'-y'", '"x"'], []),
        ("  - name: files", ["name"], [], []),
        ("url: http://a.b:80/c", ["url"], [], ["80"]),
        ('["a", "b"]', [], ['"a"', '"b"'], []),
        ('"an open string', [], ['"an open string'], []),
        (r'"a \" quote": 1', [r'"a \" quote"'], [], ["1"]),
    ],
)
def test_keys_strings_and_numbers_of_every_syntax(
    line: str, keys: list[str], strings: list[str], numbers: list[str]
) -> None:
    assert (_of(line, Tone.KEY), _of(line, Tone.STRING), _of(line, Tone.NUMBER)) == (keys, strings, numbers)
    assert plain(colored(line)) == line


def test_what_is_hidden_stands_out_in_a_value() -> None:
    line = f'"Authorization": "Bearer {HIDDEN}"'
    assert _of(line, Tone.HIDDEN) == [HIDDEN]
    assert plain(colored(line)) == line


@pytest.mark.parametrize("line", ["enabled = true # by me", '"a": 1, // by me'])
def test_a_comment_is_faint_and_an_address_is_none(line: str) -> None:
    assert _of(line, Tone.COMMENT)[-1].endswith("by me")
    assert not _of('"url": "https://a.example/#top"', Tone.COMMENT)


@pytest.mark.parametrize("line", ['"' + "\\" * 4000, "[" * 4000, "a:" * 2000, "'" * 4001, "1e" * 2000, ""])
def test_a_hostile_line_stays_as_it_is(line: str) -> None:
    assert plain(colored(line)) == line
