from __future__ import annotations

import pytest

from mcptui.formats.document import Drop, Edited, Piece, Restore
from mcptui.formats.toml import TomlDocument

Path = tuple[str, ...]
X: Path = ("mcp_servers", "x")
Y: Path = ("mcp_servers", "y")


def drop(before: str, *paths: Path) -> Edited:
    return TomlDocument(before.encode()).edit([Drop(path) for path in paths])


def without(before: str, *paths: Path) -> str:
    return drop(before, *paths).data.decode()


def restored(text: str, pieces: dict[Path, Piece]) -> str:
    return TomlDocument(text.encode()).edit([Restore(*kept) for kept in pieces.items()]).data.decode()


# --- what goes and what stays ---


def test_a_table_goes_with_its_sub_tables_and_the_comments_in_it() -> None:
    before = """\
# all of them
[a]
k = 1

# about x
[mcp_servers.x] # x
command = "c" # run

# env of x
[mcp_servers.x.env]
K = "v" # secret

# about y
[mcp_servers.y]
command = "d"
"""
    assert (
        without(before, X)
        == """\
# all of them
[a]
k = 1

# about x

# about y
[mcp_servers.y]
command = "d"
"""
    )


def test_comments_directly_above_the_next_table_stay() -> None:
    before = "[m.a]\nk = 1\n# about b\n[m.b]\nk = 2\n"
    assert without(before, ("m", "a")) == "# about b\n[m.b]\nk = 2\n"


def test_comments_at_the_end_of_the_file_stay() -> None:
    assert without("[m.a]\nk = 1\n\n# the end", ("m", "a")) == "# the end"
    assert without("[m.a]\n# nothing here\n", ("m", "a")) == "# nothing here\n"


def test_scattered_parts_go_and_come_back_to_where_they_were() -> None:
    before = """\
[mcp_servers.x.env]
K = "v"

[mcp_servers.y]
command = "d"

[mcp_servers.x]
command = "c"

[z]

[mcp_servers.x.tools.t] # t
mode = "never"
# z
"""
    done = drop(before, X)
    assert done.data.decode() == '[mcp_servers.y]\ncommand = "d"\n\n[z]\n\n# z\n'
    assert done.pieces[X].text == (
        '[mcp_servers.x.env]\nK = "v"\n\n[mcp_servers.x]\ncommand = "c"\n\n'
        '[mcp_servers.x.tools.t] # t\nmode = "never"\n'
    )
    assert restored(done.data.decode(), done.pieces) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a]\n\n[m.x]\nk = 1\n\n[b]\n", "[a]\n\n[b]\n"),
        ("[a]\n\n\n[m.x]\nk = 1\n\n\n[b]\n", "[a]\n\n\n[b]\n"),
        ("[a]\n[m.x]\nk = 1\n[b]\n", "[a]\n[b]\n"),
        ("[m.x]\nk = 1\n\n[b]\n", "[b]\n"),
        ("[a]\n\n[m.x]\nk = 1\n", "[a]\n"),
        ("[a]\n\n[m.x]\nk = 1", "[a]"),
        ("[a]\r\n\r\n[m.x]\r\nk = 1", "[a]"),
        ("[a]\n# x\n[m.x]\nk = 1\n\n[b]\n", "[a]\n# x\n\n[b]\n"),
        ("\n\n[m.x]\n\n\n", "\n\n"),
        ("[m.x]", ""),
    ],
)
def test_blank_lines_do_not_pile_up(before: str, after: str) -> None:
    done = drop(before, ("m", "x"))
    assert done.data.decode() == after
    assert restored(after, done.pieces) == before


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        ("[t]\na = 1 # one\nb = 2\n", ("t", "a"), "[t]\nb = 2\n"),
        ("[t]\n# above\na = [ # c\n  1,\n]\n# below\n", ("t", "a"), "[t]\n# above\n# below\n"),
        ("[t]\na = 1\n\nb = 2\n\nc = 3\n", ("t", "b"), "[t]\na = 1\n\nc = 3\n"),
        ("a = '''\n[t]\n'''\n[t]\nb = 1\n", ("a",), "[t]\nb = 1\n"),
        ("[t]\na = 1\n", ("t", "a"), "[t]\n"),
        ("[s]\nx.a = 1\n# in x\nx.b = 2\ny.a = 1\n", ("s", "x"), "[s]\ny.a = 1\n"),
        ("s.x.a = 1\ns.y.a = 1\ns.x.b = 2\n", ("s", "x"), "s.y.a = 1\n"),
        ("[s]\nx.a = 1\n\n[s.x.env]\nK = 1\n\n[t]\n", ("s", "x"), "[s]\n\n[t]\n"),
        ("[s]\nx = { a = 1 } # x\ny = { }\n", ("s", "x"), "[s]\ny = { }\n"),
        ("[s]\nx = { a = 1 } # x\n[[s.y.hooks]]\nb = 1\n[s.y]\n", ("s", "x"), "[s]\n[[s.y.hooks]]\nb = 1\n[s.y]\n"),
        ("[[s.y.hooks]]\nb = 1\n[s.y.hooks.c]\n[[s.y.hooks]]\n[t]\n", ("s", "y"), "[t]\n"),
        ("[[s]]\nb = 1\n[t]\n[[s]]\nb = 2\n", ("s",), "[t]\n"),
        ('["a b"."c.d"]\nk = 1\n["a b".\'e\']\n', ("a b", "c.d"), "[\"a b\".'e']\n"),
        ("s = { x = { a = 1 }, y = { } }\n", ("s", "x"), "s = { y = { } }\n"),
        ("s = { y = { }, x = { a = 1 } } # c\n", ("s", "x"), "s = { y = { } } # c\n"),
        ("s = { x = { a = 1 } }\n", ("s", "x"), "s = {}\n"),
        ("s = { x = { a = 1, b = [ 1, 2 ] } }\n", ("s", "x", "a"), "s = { x = { b = [ 1, 2 ] } }\n"),
        ("s = {x.a = 1,y = 2,x.b = 3}\n", ("s", "x"), "s = {y = 2}\n"),
        ("s = { x.a = 1, y = 2, x.b = 3 }\n", ("s", "x", "b"), "s = { x.a = 1, y = 2 }\n"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_each_layout_loses_just_the_member_and_gets_it_back(
    before: str, path: Path, after: str, line_end: str, mark: str
) -> None:
    before, after = mark + before.replace("\n", line_end), mark + after.replace("\n", line_end)
    done = drop(before, path)
    assert done.data.decode() == after
    assert restored(after, done.pieces) == before


def test_a_piece_is_the_exact_text() -> None:
    piece = drop("[a]\n# x\n[m.x] # c\nk = 1\n\n[b]\n", ("m", "x")).pieces[("m", "x")]
    assert piece.text == "[m.x] # c\nk = 1\n"
    assert piece.lead == "# x\n"
    assert piece.after is None
