"""Edits of generated files, judged by lines: the generator knows whose each line is, the editor is not asked."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from mcptui.errors import Unreadable
from mcptui.formats.document import MISSING, Drop, Put, Restore
from mcptui.formats.toml import TomlDocument

NAMES = {
    "x": "x",
    "y-2": "y-2",
    "z_": "'z_'",
    "1": "1",
    "a b": '"a b"',
    "dot.ted": '"dot.ted"',
    "é": '"\\u00e9"',
    "#": "'#'",
}
COMMENTS = ("# plain", "#", "# [mcp_servers.fake]", '# "quote', "# é = [", "\t# indented")
TRIVIA = st.lists(st.sampled_from(("", "", "   ", *COMMENTS)), max_size=3)
TAIL = st.sampled_from(("", "", "  # behind", " #"))
ARRAYS = (
    ["args = []"],
    ['args = ["-y", "pkg#1", \'/home\']'],
    ["args = [", '  "-y", # yes', "  # the package", '  "pkg",', "]"],
    ["args = [ 1,", "  2 ]"],
    ["args = [[1, 2], [3]]"],
)
VALUES = (
    ['command = "npx"'],
    ["command = 'C:\\x'"],
    ['"quoted key" = 1'],
    ["env = { A = \"1\", 'B c' = '#' }"],
    ['text = """', "[mcp_servers.fake]", "# no comment", '"""'],
    ["text = '''a", '"""', "b'''"],
    ["when = 1979-05-27 07:32:00"],
    ["tools.t.mode = 'never'", "tools.u = {}"],
    ["count = +1_000"],
)


@dataclass(frozen=True)
class Line:
    text: str
    owner: str | None


@dataclass(frozen=True)
class File:
    """Lines with their owners, and how they are joined to bytes."""

    lines: tuple[Line, ...]
    names: tuple[str, ...]
    newline: str
    mark: bytes
    final: bool

    @property
    def data(self) -> bytes:
        text = self.newline.join(line.text for line in self.lines) + (self.newline if self.final else "")
        return self.mark + text.encode()

    def without(self, *names: str) -> list[str]:
        return [line.text for line in self.lines if line.owner not in names and line.text.strip()]


def lines_of(data: bytes) -> list[str]:
    text = data.decode("utf-8-sig")
    return [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def in_order(some: list[str], lines: list[str]) -> bool:
    rest = iter(lines)
    return all(line in rest for line in some)


def behind(statement: list[str], comment: str) -> list[str]:
    return [*statement[:-1], statement[-1] + comment]


@st.composite
def bodies(draw: st.DrawFn, prefix: str = "") -> list[list[str]]:
    """Statements of one table, each a list of lines."""
    chosen = draw(st.lists(st.sampled_from(VALUES), max_size=3, unique_by=lambda lines: lines[0].split()[0]))
    if draw(st.booleans()):
        chosen.append(draw(st.sampled_from(ARRAYS)))
    indent = draw(st.sampled_from(("", "", "  ")))
    statements = []
    for lines in chosen:
        whole = [lines] if not lines[0].startswith("tools") else [[line] for line in lines]
        statements += [behind([indent + prefix + one[0], *one[1:]], draw(TAIL)) for one in whole]
    return statements


@st.composite
def files(draw: st.DrawFn) -> File:
    names = draw(st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=4, unique=True))
    blocks: list[tuple[str | None, list[list[str]]]] = []
    tables: list[tuple[str | None, list[list[str]]]] = []
    dotted: list[tuple[str | None, list[list[str]]]] = []
    for name in names:
        key = NAMES[name]
        form = draw(st.sampled_from(("table", "table", "table", "dotted", "inline")))
        if form == "table":
            header = draw(st.sampled_from((f"[mcp_servers.{key}]", f"  [ mcp_servers . {key} ] # head")))
            tables.append((name, [[header], *draw(bodies())]))
            subs = draw(st.lists(st.sampled_from(("sub", "deep.t", "'o o'")), max_size=2, unique=True))
            tables += [(name, [[f"[mcp_servers.{key}.{sub}]"], ["K = 'v' # secret"]]) for sub in subs]
            if draw(st.booleans()):
                tables.append((name, [[f"[[mcp_servers.{key}.hooks]]"], ["h = 1"]]))
        elif form == "dotted":
            dotted.append((name, [[f"{key}.first = 'd'"], *draw(bodies(prefix=f"{key}."))]))
            if draw(st.booleans()):
                tables.append((name, [[f"[mcp_servers.{key}.scattered]"], ["s = 1"]]))
        else:
            dotted.append((name, [[f"{key} = {{ command = 'i', enabled = true }}{draw(TAIL)}"]]))
    tables += draw(
        st.lists(st.sampled_from([(None, [["[other]"], ["k = 1"]]), (None, [["[[rows]]"], ["r = []"]])]), max_size=1)
    )
    # An array of tables that belongs to an entry must not stand before the table itself.
    hooks = [block for block in tables if block[1][0][0].startswith("[[mcp")]
    tables = draw(st.permutations([block for block in tables if block not in hooks])) + hooks
    if draw(st.booleans()):
        blocks.append((None, [["model = 'o3' # top"]]))
    if dotted:
        blocks.append((None, [["[mcp_servers]"]]))
        if draw(st.booleans()):
            blocks.append((None, [["plain = 1"]]))
        blocks += draw(st.permutations(dotted))
    blocks += tables
    return File(
        tuple(draw(owned(blocks))),
        tuple(names),
        draw(st.sampled_from(("\n", "\n", "\r\n"))),
        draw(st.sampled_from((b"", b"", b"\xef\xbb\xbf"))),
        draw(st.booleans()),
    )


@st.composite
def owned(draw: st.DrawFn, blocks: list[tuple[str | None, list[list[str]]]]) -> list[Line]:
    """All lines: what is between two statements of one entry is the entry's, all other is nobody's."""
    lines = [Line(text, None) for text in draw(TRIVIA)]
    before: str | None = None
    for owner, statements in blocks:
        for statement in statements:
            if lines:
                lines += [Line(text, owner if owner == before else None) for text in draw(TRIVIA)]
            lines += [Line(text, owner) for text in statement]
            before = owner
    return lines + [Line(text, None) for text in draw(TRIVIA)]


def path(name: str) -> tuple[str, str]:
    return ("mcp_servers", name)


def values(data: bytes) -> dict[str, object]:
    return tomllib.loads(data.decode("utf-8-sig"))


def values_without(data: bytes, *names: str) -> dict[str, object]:
    whole = values(data)
    servers = whole["mcp_servers"]
    assert isinstance(servers, dict)
    for name in names:
        del servers[name]
    if not servers:
        del whole["mcp_servers"]
    return whole


def settled(found: dict[str, object]) -> dict[str, object]:
    """An empty table of servers means the same as none."""
    return {key: value for key, value in found.items() if key != "mcp_servers" or value}


@given(files())
def test_a_generated_file_is_read_as_it_is(file: File) -> None:
    document = TomlDocument(file.data)
    assert document.value() == values(file.data)
    lines = [line.text for line in file.lines]
    for name in file.names:
        number = document.line(path(name))
        assert number is not None
        assert file.lines[number - 1].owner == name, lines
        text = document.text(path(name))
        assert text is not None
        assert lines_of(text.encode()) == [line.text for line in file.lines if line.owner == name and line.text.strip()]


@given(files(), st.data())
def test_what_is_removed_is_just_the_entrys_lines_and_comes_back_to_the_byte(file: File, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(file.names), min_size=1, max_size=3, unique=True))
    done = TomlDocument(file.data).edit([Drop(path(name)) for name in names])
    assert lines_of(done.data) == file.without(*names)
    assert settled(values(done.data)) == values_without(file.data, *names)
    assert done.data.startswith(file.mark)
    order = data.draw(st.permutations(names))
    back = TomlDocument(done.data).edit([Restore(path(name), done.pieces[path(name)]) for name in order])
    assert back.data == file.data


@given(files(), st.data())
def test_entries_come_back_one_by_one_in_any_order_into_a_file_that_has_changed(
    file: File, data: st.DataObject
) -> None:
    names = data.draw(st.permutations(file.names))
    done = TomlDocument(file.data).edit([Drop(path(name)) for name in names])
    added = f"{file.newline}[added]{file.newline}later = true".encode()
    text = done.data + added
    for name in names:
        text = TomlDocument(text).edit([Restore(path(name), done.pieces[path(name)])]).data
    assert values(text) == values(file.data) | {"added": {"later": True}}
    assert sorted(lines_of(text)) == sorted([*file.without(), "[added]", "later = true"])
    for name in names:
        assert in_order([line.text for line in file.lines if line.owner == name and line.text.strip()], lines_of(text))


@given(files(), st.data(), st.booleans())
def test_switching_adds_or_changes_one_line_for_each_entry(file: File, data: st.DataObject, on: bool) -> None:  # noqa: FBT001
    names = data.draw(st.lists(st.sampled_from(file.names), min_size=1, max_size=3, unique=True))
    done = TomlDocument(file.data).edit([Put((*path(name), "enabled"), on) for name in names]).data
    wanted = values(file.data)
    servers = wanted["mcp_servers"]
    assert isinstance(servers, dict)
    for name in names:
        servers[name]["enabled"] = on
    assert values(done) == wanted
    old, new = Counter(file.without()), Counter(lines_of(done))
    assert all("enabled = true" in line for line in old - new)
    assert all("enabled = " in line for line in new - old)
    assert (new - old).total() <= len(names)
    assert in_order([line for line in file.without() if line not in old - new], lines_of(done))
    assert TomlDocument(done).comments() == TomlDocument(file.data).comments()
    if file.newline == "\r\n":
        assert done.count(b"\n") == done.count(b"\r\n")
    assert TomlDocument(done).edit([Put((*path(name), "enabled"), on) for name in names]).data == done


ITEMS = st.lists(st.sampled_from(["-y", "pkg", "/home", "a b", "", '"', "#", 1, True]), max_size=6)
SEPARATORS = st.sampled_from((", ", ",", " , ", ",\n  ", ", # c\n  ", ",\n  # above\n  ", "\n  , "))


@given(ITEMS, ITEMS, st.data())
def test_a_list_gets_its_new_items_and_loses_no_line_of_those_that_stay(
    old: list[object], new: list[object], data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(("[", "[ ", "[\n  ", "[ # first\n")))
    for index, item in enumerate(old):
        text += ("" if index == 0 else data.draw(SEPARATORS)) + data.draw(st.sampled_from(spellings(item)))
    text += data.draw(st.sampled_from(("", " ", "\n", ",\n", " # last\n", ", # last\n") if old else ("", "\n"))) + "]"
    before = f"# before\nargs = {text} # behind\nafter = 1\n".encode()
    done = TomlDocument(before).edit([Put(("args",), new)]).data
    # By spelling, because True is equal to 1.
    assert repr(values(done)) == repr({"args": new, "after": 1})
    assert done.startswith(b"# before\nargs = [")
    assert done.endswith(b"] # behind\nafter = 1\n")
    for mark in ("# above", "# first"):
        assert done.count(mark.encode()) == before.count(mark.encode())
    if repr(old) == repr(new):
        assert done == before


def spellings(item: object) -> list[str]:
    if isinstance(item, str):
        basic = '"' + item.replace('"', '\\"') + '"'
        return [basic, f"'{item}'", f'"""\n{item}\\\n  """' if item != '"' else basic]
    return ["true"] if item is True else ["1", "0x1"]


MEMBERS = st.dictionaries(
    st.sampled_from(sorted(NAMES)), st.sampled_from(["{ a = 1 }", "{}", "'v,}'", "[ 1, { b = 2 } ]"])
)


@given(MEMBERS, st.data())
def test_an_inline_table_loses_and_gets_back_members_and_nothing_else_moves(
    members: dict[str, str], data: st.DataObject
) -> None:
    separator = data.draw(st.sampled_from((", ", ",", " ,  ")))
    pad = data.draw(st.sampled_from(("", " ", "\t")))
    inner = separator.join(f"{NAMES[name]} = {value}" for name, value in members.items())
    before = f"# top\nm = {{{pad}{inner}{pad}}} # behind\nk = 1".encode()
    document = TomlDocument(before)
    wanted = values(before)["m"]
    assert isinstance(wanted, dict)
    added = document.edit([Put(("m", "new"), {"c": ["d"]})]).data
    assert values(added) == {"m": wanted | {"new": {"c": ["d"]}}, "k": 1}
    if not members:
        return
    names = data.draw(st.lists(st.sampled_from(sorted(members)), min_size=1, unique=True))
    done = document.edit([Drop(("m", name)) for name in names])
    assert values(done.data) == {"m": {name: wanted[name] for name in members if name not in names}, "k": 1}
    assert done.data.startswith(b"# top\nm = {")
    assert done.data.endswith(b"} # behind\nk = 1")
    order = data.draw(st.permutations(names))
    back = TomlDocument(done.data).edit([Restore(("m", name), done.pieces[("m", name)]) for name in order])
    assert back.data == before
    later = done.data.replace(b"k = 1", b"k = 2")
    for name in order:
        later = TomlDocument(later).edit([Restore(("m", name), done.pieces[("m", name)])]).data
    assert values(later) == {"m": wanted, "k": 2}


@given(st.binary(max_size=40) | st.text("[]{}=.,#'\"\\ \nab1\r\t", max_size=40).map(str.encode))
def test_any_bytes_are_read_as_the_language_reads_them_or_refused(data: bytes) -> None:
    try:
        wanted = values(data)
    except ValueError:
        wanted = None
    try:
        document = TomlDocument(data)
    except Unreadable:
        assert wanted is None
        return
    assert document.value() == wanted
    for key in wanted or ():
        assert document.value((key,)) is not MISSING
        done = document.edit([Drop((key,))])
        assert TomlDocument(done.data).edit([Restore((key,), done.pieces[(key,)])]).data == data
