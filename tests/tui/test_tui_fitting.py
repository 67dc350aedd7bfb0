"""What does not fit is cut where it hurts least."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from mcptui.tui.fitting import cut_path, first_whole, fitted, without
from mcptui.tui.words import Piece, Tone, plain


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("~/src/api", 20, "~/src/api"),
        ("~/src/company/backend/acme-api", 20, "~/…/backend/acme-api"),
        ("rw ~/src/company/backend/acme-api", 22, "rw ~/…/acme-api"),
        ("/usr/local/lib/node_modules/x", 18, "/usr/…/x"),
        ("@wonderwhy-er/desktop-commander", 20, "…/desktop-commander"),
        ("ghcr.io/github/github-mcp-server", 24, "…/github-mcp-server"),
        ("https://events.acme.example/sse/v1/stream", 24, "https://events.acme.exa…"),
        ("https://acme.example/sse/v1/stream", 29, "https://acme.example/…/stream"),
        ("plain words and nothing else", 10, "plain wor…"),
        ("a/b/c", 3, "…/c"),
        ("abc", 0, ""),
        ("/////////", 4, "/…//"),
        ("名前/名前/名前", 9, "…/名前"),
    ],
)
def test_a_path_gives_way_in_its_middle_and_keeps_its_last_part(text: str, width: int, shown: str) -> None:
    assert cut_path(text, width) == shown
    assert cell_len(shown) <= width


def test_an_address_keeps_its_host_also_where_its_scheme_is_a_piece_of_its_own() -> None:
    cell = (Piece("https://", Tone.DIM), Piece("api.example.com/v1/tools/mcp"))
    assert plain(fitted(cell, 30)) == "https://api.example.com/…/mcp"
    assert plain(fitted(cell, 20)) == "https://api.example…"


def test_a_command_line_keeps_its_beginning() -> None:
    cell = (Piece("bash"), Piece(" -c curl -fsSL http://tools.example.com/a/b/c | sh"))
    assert plain(fitted(cell, 30)) == "bash -c curl -fsSL http://too…"


def test_what_is_left_out_behind_a_piece_is_told_as_well() -> None:
    cell = (Piece("npx mcp-remote → "), Piece("https://"), Piece("tickets.example/mcp"))
    assert plain(fitted(cell, 17)) == "npx mcp-remote →…"
    assert plain(fitted((Piece("container"), Piece(" · "), Piece("1 env")), 9)) == "containe…"


def test_the_longest_path_gives_way_first_and_its_last_part_stays_longer_than_what_is_behind_it() -> None:
    cell = (Piece("npx "), Piece("@scope/a-rather-long-package-name"), Piece("@2.4.0"))
    assert plain(fitted(cell, 38)) == "npx …/a-rather-long-package-name@2.4.0"
    assert plain(fitted(cell, 36)) == "npx …/a-rather-long-package-name@2.…"


@pytest.mark.parametrize(
    ("width", "shown"),
    [(40, "~/.codeium/mcp_config.json   not valid…"), (19, "~/…/mcp_config.json"), (0, "")],
)
def test_what_stands_first_is_cut_last(width: int, shown: str) -> None:
    cell = (Piece("~/.codeium/mcp_config.json"), Piece("   "), Piece("not valid JSON: a value is expected"))
    assert plain(first_whole(cell, width)) == shown


@pytest.mark.parametrize("width", range(60))
def test_a_cell_is_never_wider_than_its_column(width: int) -> None:
    cell = (Piece("rw ~/a/b/c/d"), Piece(" · "), Piece("rw /srv/名前/data/x"), Piece(" · "), Piece("net"))
    assert sum(cell_len(piece.text) for piece in fitted(cell, width)) <= width


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (34, "9 on · 2 off · 1 unknown · 10 high"),
        (33, "9 on · 2 off · 10 high"),
        (21, "9 on · 10 high"),
        (3, "9 on · 10 high"),
    ],
)
def test_of_what_is_told_in_a_row_that_leaves_which_says_least(width: int, shown: str) -> None:
    sign = Piece(" · ", Tone.FAINT)
    told = (Piece("9 on"), sign, Piece("2 off", Tone.DIM), sign, Piece("1 unknown", Tone.DIM), sign, Piece("10 high"))
    assert plain(without(told, Tone.DIM, width)) == shown
