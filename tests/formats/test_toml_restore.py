from __future__ import annotations

from itertools import permutations

import pytest

from mcptui.errors import EditRefused
from mcptui.formats.document import Drop, Edited, Piece, Put, Restore
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


def changed(before: str, path: Path, old: str, new: str) -> str:
    """``before`` without ``path``, then with ``old`` turned into ``new``, then with ``path`` back."""
    done = drop(before, path)
    text = done.data.decode()
    assert old in text
    return restored(text.replace(old, new), done.pieces)


# --- several at once ---

THREE = """\
# config
[mcp_servers]
near = { command = "n" }
x.command = "a" # a

# about y
[mcp_servers.y]
command = "b"

[mcp_servers.x.env]
K = "v"

# about z
[mcp_servers.z]
command = "d" # d"""


@pytest.mark.parametrize("names", permutations(("near", "x", "y", "z")))
def test_tables_removed_together_come_back_together_in_any_order(names: tuple[str, ...]) -> None:
    paths = [("mcp_servers", name) for name in names]
    done = drop(THREE, *paths)
    assert done.data.decode() == "# config\n[mcp_servers]\n\n# about y\n\n# about z"
    for order in permutations(paths):
        assert restored(done.data.decode(), {path: done.pieces[path] for path in order}) == THREE


@pytest.mark.parametrize("names", permutations(("near", "x", "y", "z")))
def test_tables_removed_together_come_back_one_by_one_with_all_that_is_theirs(names: tuple[str, ...]) -> None:
    done = drop(THREE, *(("mcp_servers", name) for name in names))
    text = done.data.decode()
    for path, piece in done.pieces.items():
        text = restored(text, {path: piece})
    assert TomlDocument(text.encode()).value() == TomlDocument(THREE.encode()).value()
    assert TomlDocument(text.encode()).comments() == TomlDocument(THREE.encode()).comments()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_last_line_of_a_file_that_has_no_end_comes_back_anywhere(newline: str) -> None:
    before = "[m.x]\na = 1 # a\n[m.y]\nk = 2 # k".replace("\n", newline)
    done = drop(before, ("m", "y", "k"), ("m", "x", "a"))
    assert done.data.decode() == "[m.x]\n[m.y]".replace("\n", newline)
    assert restored(done.data.decode(), done.pieces) == before
    later = done.data.decode() + newline + "z = 3"
    for path, piece in done.pieces.items():
        later = restored(later, {path: piece})
    assert later == before + newline + "z = 3"


def test_scattered_parts_that_meet_at_the_end_of_a_file_go_with_the_line_end_above_them() -> None:
    before = "[m.x]\nk = 1\n[m.y]\nk = 2\n[m.x.env]\nA = 1\n[m.y.env]\nB = 2"
    done = drop(before, ("m", "x"), ("m", "y"))
    assert done.data.decode() == ""
    assert restored("", done.pieces) == before
    assert drop("z = 1\n" + before, ("m", "x"), ("m", "y")).data.decode() == "z = 1"
    assert drop("z = 1\n\n\n" + before, ("m", "y"), ("m", "x")).data.decode() == "z = 1"
    assert drop("z = 1\n" + before.replace("[m.x.", "\n[m.x."), ("m", "y"), ("m", "x")).data.decode() == "z = 1"


def test_removing_setting_and_restoring_go_together() -> None:
    before = "[m.a]\nk = 1\n\n[m.b]\nk = 2 # b\n\n[m.c]\nk = 3\n"
    gone = drop(before, ("m", "b"))
    done = TomlDocument(gone.data).edit(
        [Drop(("m", "c")), Put(("m", "a", "k"), 9), Restore(("m", "b"), gone.pieces[("m", "b")])]
    )
    assert done.data.decode() == "[m.a]\nk = 9\n\n[m.b]\nk = 2 # b\n"
    assert restored(done.data.decode(), done.pieces) == "[m.a]\nk = 9\n\n[m.b]\nk = 2 # b\n\n[m.c]\nk = 3\n"


def test_the_last_server_takes_the_implied_table_with_it_and_brings_it_back() -> None:
    done = drop("[mcp_servers.x]\ncommand = 'a'\n", X)
    assert TomlDocument(done.data).value() == {}
    assert restored("", done.pieces) == "[mcp_servers.x]\ncommand = 'a'\n"


def test_both_servers_of_an_implied_table_can_go_at_once() -> None:
    assert without("[mcp_servers.x]\n[mcp_servers.y]\n", X, Y) == ""


# --- when the file has changed since ---

FILE = """\
model = "o3"

[mcp_servers.w]
command = "w"

# about x
[mcp_servers.x]
command = "x" # run

[mcp_servers.x.env]
K = "v"

# about y
[mcp_servers.y]
command = "y"

[projects."/p"]
trust_level = "trusted"
"""


@pytest.mark.parametrize("path", [("mcp_servers", "w"), X, Y, ("projects", "/p"), ("projects",), ("model",)])
def test_a_change_elsewhere_does_not_move_what_comes_back(path: Path) -> None:
    text = changed(FILE, path, "command", "a_longer_name")
    assert text.replace("a_longer_name", "command") == FILE


def test_a_table_goes_below_its_neighbour_when_the_text_between_has_changed() -> None:
    text = changed(FILE, X, "# about x\n\n", "")
    assert text == FILE.replace("# about x\n", "")


def test_the_first_table_goes_above_the_one_that_was_next() -> None:
    text = changed(FILE, ("mcp_servers", "w"), '"o3"', '"o4"')
    assert text == FILE.replace('"o3"', '"o4"')


def test_a_table_whose_neighbour_is_gone_goes_to_the_end() -> None:
    done = drop("[m.a]\nk = 1\n\n[m.x]\nk = 2\n\n[b]\n", ("m", "x"))
    assert restored("[b]\nk = 1", done.pieces) == "[b]\nk = 1\n\n[m.x]\nk = 2"
    assert restored("[b]\nk = 1\n", done.pieces) == "[b]\nk = 1\n\n[m.x]\nk = 2\n"


@pytest.mark.parametrize("more", ["\n[t]\n", " longer\n[t]\n", "\r\n[t]\n"])
def test_a_comment_that_ended_the_file_is_no_place_in_the_middle_of_a_line(more: str) -> None:
    done = drop("[m.a]\n# x\n[m.x]\nk = 1", ("m", "x"))
    assert done.data == b"[m.a]\n# x"
    lines = restored(done.data.decode() + more, done.pieces).split("\n")
    assert [line for line in lines if not line.startswith(("[m.x]", "k = 1")) and line] == [
        "[m.a]",
        *f"# x{more}".split("\n")[:-1],
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_where_the_neighbour_is_gone_the_one_before_that_counts(newline: str) -> None:
    before = "[m.a]\nk = 1\n\n[m.b]\nk = 2\n\n[m.x]\nk = 3\n\n[t]\n".replace("\n", newline)
    done = drop(before, ("m", "x"))
    left = without(done.data.decode(), ("m", "b"))
    assert restored(left, done.pieces) == without(before, ("m", "b"))
    inline = drop("m = { a = 1, b = 2, x = 3, y = 4 }", ("m", "x"))
    assert restored("m = { y = 4, a = 1, z = 5 }", inline.pieces) == "m = { y = 4, a = 1, x = 3, z = 5 }"
    lines = drop("[m]\na = 1\nb = 2\nx = 3\n", ("m", "x"))
    assert restored("[m]\na = 1\nz = 5\n", lines.pieces) == "[m]\na = 1\nx = 3\nz = 5\n"


def test_a_table_never_swallows_keys_that_stand_behind_its_neighbour() -> None:
    done = drop("[m.a]\nk = 1\n[m.x]\nk = 2\n", ("m", "x"))
    assert restored("[m]\na = { k = 1 }\nb = 2\n", done.pieces) == "[m]\na = { k = 1 }\nb = 2\n\n[m.x]\nk = 2\n"


def test_scattered_parts_are_joined_when_their_places_are_gone() -> None:
    before = "[m.x]\nk = 1\n[a]\n[m.x.env]\nK = 'v'\n[b]\n"
    assert changed(before, ("m", "x"), "[a]\n[b]\n", "[c]\n") == "[c]\n\n[m.x]\nk = 1\n[m.x.env]\nK = 'v'\n"


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        ("[s]\nw = 1\nx = { a = 1 } # x\ny = 2\n", "w = 1", "w = 3", "[s]\nw = 3\nx = { a = 1 } # x\ny = 2\n"),
        ("[s]\nw = 1\nx.a = 1\ny = 2\n", "w = 1\n", "", "[s]\nx.a = 1\ny = 2\n"),
        ("[s]\n# x\nx.a = 1\ny = 2\n", "2", "3", "[s]\n# x\nx.a = 1\ny = 3\n"),
        ("[s]\nx.a = 1\n[t]\n", "[s]\n[t]\n", "[t]\n", "[t]\n\n[s]\nx.a = 1\n"),
        ("[s]\nx.a = 1\n[t]\n", "[s]\n", "[s.u]\n", "[s]\nx.a = 1\n\n[s.u]\n[t]\n"),
        ("k = 1\ns.x.a = 1\ns.y.b = 2\n", "k = 1", "k = 2", "k = 2\ns.x.a = 1\ns.y.b = 2\n"),
        ("s.x.a = 1\nk = 1\n", "k = 1", "k = 2", "k = 2\ns.x.a = 1\n"),
        ("[s]\nx.a = 1\n\n[s.x.env]\nK = 1\n", "[s]\n", "z = 1\n[s]\n", "z = 1\n[s]\nx.a = 1\n\n[s.x.env]\nK = 1\n"),
        ("[s]\nx.a = 1\ny.a = 1\n[s.z]\n[s.x.env]\n", "[s.z]", "[s.w]", "[s]\nx.a = 1\ny.a = 1\n[s.w]\n\n[s.x.env]\n"),
        ("s = { w = 1, x = { a = 1 }, y = 2 }\n", "2", "3", "s = { w = 1, x = { a = 1 }, y = 3 }\n"),
        ("s = { x = { a = 1 }, y = 2 }\n", "2", "3", "s = { x = { a = 1 }, y = 3 }\n"),
        ("s = { w = 1, x = { a = 1 }, y = 2 }\n", "w = 1, ", "", "s = { x = { a = 1 }, y = 2 }\n"),
        ("s = { x = { a = 1 }, y = 2 }\n", "s = { y = 2 }", "[s]\ny = 2", "[s]\ny = 2\nx = { a = 1 }\n"),
        ("s = { x = { a = 1 } }\n", "s = {}\n", "", "[s]\nx = { a = 1 }\n"),
        ("s = { x = { a = 1 }, y = 2 }\n", "s = { y = 2 }", "s.y = 2", "s.y = 2\ns.x = { a = 1 }\n"),
    ],
)
def test_lines_and_members_find_a_place_in_a_changed_file(before: str, old: str, new: str, after: str) -> None:
    assert changed(before, ("s", "x"), old, new) == after


# --- refusals ---


def test_a_name_that_is_there_again_is_refused() -> None:
    done = drop("[m.x]\nk = 1\n", ("m", "x"))
    for text in (b"[m.x]\nk = 2\n", b"m = { x = 1 }\n"):
        with pytest.raises(EditRefused, match=r"m\.x is there again"):
            TomlDocument(text).edit([Restore(("m", "x"), done.pieces[("m", "x")])])


@pytest.mark.parametrize("text", [b"m = 1\n", b"[[m]]\nk = 1\n", b"m = [ 1 ]\n"])
def test_a_parent_that_is_no_table_any_more_is_refused(text: bytes) -> None:
    for before in ("[m.x]\nk = 1\n", "[m]\nx = 1\n", "m = { x = 1 }\n"):
        done = drop(before, ("m", "x"))
        with pytest.raises(EditRefused):
            TomlDocument(text).edit([Restore(("m", "x"), done.pieces[("m", "x")])])


def test_lines_for_a_table_that_is_inline_now_are_refused() -> None:
    done = drop("[m]\nx.a = 1 # c\n", ("m", "x"))
    with pytest.raises(EditRefused):
        TomlDocument(b"m = { y = 1 }\n").edit([Restore(("m", "x"), done.pieces[("m", "x")])])


def test_a_piece_of_another_path_is_refused() -> None:
    done = drop("[m.x]\nk = 1\n", ("m", "x"))
    with pytest.raises(EditRefused, match="belongs elsewhere"):
        TomlDocument(b"").edit([Restore(("m", "y"), done.pieces[("m", "x")])])


@pytest.mark.parametrize(
    "whole",
    [
        "",
        "[]",
        "{}",
        '{"cuts":[]}',
        '{"before":[],"cuts":[{"at":0}]}',
        '{"before":[],"cuts":[{"at":-1,"size":12,"table":[],"inline":false}]}',
        '{"before":[],"cuts":[{"at":0,"size":9,"table":[],"inline":false}]}',
        '{"before":[],"cuts":[{"at":0,"size":12,"table":"m","inline":false}]}',
        '{"before":[],"cuts":[{"at":0,"size":12,"table":[],"inline":0}]}',
        "[" * 100_000,
    ],
)
def test_a_damaged_piece_is_refused(whole: str) -> None:
    piece = drop("[m.x]\nk = 1\n", ("m", "x")).pieces[("m", "x")]
    assert len(piece.text) == 12
    with pytest.raises(EditRefused, match="damaged"):
        TomlDocument(b"").edit([Restore(("m", "x"), piece._replace(whole=whole))])


@pytest.mark.parametrize("text", ["[m.x]\nk = = \n", "[m.y]\nk = 1\n\n", "'''unclosed\n"])
def test_a_piece_with_another_text_is_refused(text: str) -> None:
    piece = drop("[m.x]\nk = 1\n", ("m", "x")).pieces[("m", "x")]
    with pytest.raises(EditRefused, match="damaged"):
        TomlDocument(b"").edit([Restore(("m", "x"), piece._replace(text=text))])


@pytest.mark.parametrize(
    ("before", "path"),
    [
        ("[m]\n", ("m", "x")),
        ("m = 1\n", ("m", "x")),
        ("[[m]]\nx = 1\n", ("m", "x")),
        ("", ("m",)),
        ("a = 1\n", ()),
    ],
)
def test_removing_what_is_not_there_is_refused(before: str, path: Path) -> None:
    with pytest.raises(EditRefused):
        drop(before, path)


def test_a_refusal_holds_no_value() -> None:
    piece = drop('[m.x.env]\nTOKEN = "hunter2"\n', ("m", "x")).pieces[("m", "x")]
    with pytest.raises(EditRefused) as refusal:
        TomlDocument(b"m = 1\n").edit([Restore(("m", "x"), piece)])
    assert "hunter2" not in f"{refusal.value!r} {refusal.value.hint}"
