"""Edits of generated files, judged by lines: the generator knows whose each line is, the editor is not asked.

Values are told by ruamel's safe loader. ``MCPTUI_EXAMPLES`` sets the number of examples per property. No case
is discarded, and of generated files no edit may be refused.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError

from mcptui.errors import EditRefused, Unreadable
from mcptui.formats.document import Drop, Put, Restore
from mcptui.formats.yaml import YamlDocument

EXAMPLES = int(os.environ.get("MCPTUI_EXAMPLES", "60"))
generated = settings(max_examples=EXAMPLES, deadline=None)

NAMES = {"x": "x", "y-2": "y-2", "1": "'1'", "a b": "a b", "k: v": '"k: v"', "#": "'#'", "é": '"\\u00e9"'}
TAIL = st.sampled_from(("", "", "  # behind", " #"))
TRIVIA = st.lists(st.sampled_from(("", "", "   ", "# plain", "#", "# name: fake", '# "quote', "# - [")), max_size=3)
ONE_LINE = (
    "command: npx",
    "cmd: 'a # b'",
    "url: https://x/#y",
    'quoted: "\\" # : [" ',
    "? 'q'\n: 1",
    "args: []",
    "args: [a, 'b, #', \"c\"]",
    "envs: {A: x, 'B c': '#'}",
    "nothing:",
    "tagged: !!str 1",
    "count : 1_000",
)
MANY_LINES = (
    ("text: |", "  first", "  # no comment", "", "    - deeper"),
    ("text: >-", "  folded", "", "  more: text"),
    ("text: |+", "  kept", "", ""),
    ("text: |2-  # head", "   first"),
    ('text: "one', "", '  # two"'),
    ("plain: one", "  two", "", "  three"),
    ("args:", "- -y", "# of pkg", "- 'pkg'  # pkg"),
    ("args:", "  - -y", "", "  - - nested", "    - list", "  - k: 1", "    l: 2"),
    ("args: [ # head", "  1, # one", "  [2]", "  ]"),
    ("env:", "  # secret", "  K: v # v", "  L:", "    deep: [1]"),
)
LITERALS = ("text: |", "text: >")


@dataclass(frozen=True)
class Line:
    text: str
    owner: str | None


@dataclass(frozen=True)
class File:
    """Lines with their owners, and how they are joined to bytes. ``head`` is the line of the key above."""

    lines: tuple[Line, ...]
    names: tuple[str, ...]
    head: int
    listed: bool
    newline: str
    mark: bytes
    final: bool

    @property
    def data(self) -> bytes:
        text = self.newline.join(line.text for line in self.lines) + (self.newline if self.final else "")
        return self.mark + text.encode()

    def own(self, name: str) -> list[str]:
        return [line.text for line in self.lines if line.owner == name and line.text.strip()]

    def without(self, *names: str) -> list[str]:
        lines = [line.text for line in self.lines]
        if set(names) == set(self.names):
            lines[self.head] = lines[self.head].replace("servers:", f"servers: {'[]' if self.listed else '{}'}")
        return [text for text, line in zip(lines, self.lines, strict=True) if line.owner not in names and text.strip()]


def lines_of(data: bytes) -> list[str]:
    text = data.decode("utf-8-sig")
    return [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def values(data: bytes) -> dict[str, object]:
    loaded = YAML(typ="safe", pure=True).load(data.decode("utf-8-sig"))
    assert isinstance(loaded, dict)
    return loaded


def entries(found: dict[str, object]) -> dict[str, object]:
    """The servers by name, whether they are a mapping or a sequence."""
    servers = found["servers"]
    if isinstance(servers, list):
        return {each["name"]: each for each in servers}
    assert isinstance(servers, dict)
    return servers


def path(name: str) -> tuple[str, str]:
    return ("servers", name)


@st.composite
def members(draw: st.DrawFn) -> list[list[str]]:
    """The members of one entry, each a list of lines without indentation; no key twice."""
    chosen: list[list[str]] = []
    for kind in draw(st.lists(st.sampled_from((ONE_LINE, MANY_LINES)), max_size=4)):
        lines = draw(st.sampled_from(kind))
        one = lines.split("\n") if isinstance(lines, str) else list(lines)
        if one[0].split()[0].strip(":") in {other[0].split()[0].strip(":") for other in chosen}:
            continue
        if isinstance(lines, str):
            one[-1] += draw(TAIL)
        chosen.append(one)
    return chosen


@st.composite
def entry_lines(draw: st.DrawFn, name: str, step: int, *, listed: bool) -> list[str]:
    """The lines of one entry, its key or dash in the first column, with the comments that belong to it."""
    spelled = NAMES[name]
    inner = draw(members())
    own: list[str] = []
    if listed:
        inner.insert(draw(st.integers(0, len(inner))), [f"name: {spelled}"])
        if inner[0][0].startswith("?"):
            inner.reverse()
        margin = "  "
    else:
        margin = " " * step
    for index, lines in enumerate(inner):
        if index:
            own += [margin + text if text.strip() else text for text in draw(TRIVIA)]
        own += [margin + text if text else text for text in lines]
    if listed:
        if draw(st.booleans()) or own[0].startswith("  ?"):
            own.insert(0, "-" + draw(TAIL))
        else:
            own[0] = "- " + own[0].removeprefix("  ")
    else:
        own.insert(0, f"{spelled}:" + (draw(TAIL) if inner else draw(st.sampled_from((" {}", " text # c", "")))))
    deeper = draw(st.lists(st.sampled_from(("", "# below", "    # far")), max_size=2))
    own += [margin + text if text else text for text in deeper]
    return own


@st.composite
def files(draw: st.DrawFn) -> File:
    names = draw(st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=4, unique=True))
    listed = draw(st.booleans())
    step = draw(st.sampled_from((2, 2, 4)))
    margin = " " * (draw(st.sampled_from((0, step))) if listed else step)
    lines = [Line(text, None) for text in draw(TRIVIA)]
    if draw(st.booleans()):
        lines.insert(0, Line("---", None))
    if draw(st.booleans()):
        lines += [Line("model: o3 # top", None), Line("base: &b {k: [1]}", None), Line("copy: *b", None)]
    head = len(lines)
    lines.append(Line("servers:" + draw(TAIL), None))
    for name in names:
        lines += [Line(margin + text if text.strip() else text, None) for text in draw(TRIVIA)]
        own = draw(entry_lines(name, step, listed=listed))
        while not own[-1].strip():
            own.pop()
        lines += [Line(margin + text if text else text, name) for text in own]
    lines += [Line(text, None) for text in draw(TRIVIA)]
    if draw(st.booleans()):
        lines.append(Line("after: 'x'", None))
    final = draw(st.booleans()) or lines[-1].owner is not None
    return File(
        tuple(lines),
        tuple(names),
        head,
        listed,
        draw(st.sampled_from(("\n", "\n", "\r\n"))),
        draw(st.sampled_from((b"", b"", b"\xef\xbb\xbf"))),
        final,
    )


@given(files())
@generated
def test_a_generated_file_is_read_as_it_is(file: File) -> None:
    document = YamlDocument(file.data)
    assert document.value() == values(file.data)
    assert document.keys(("servers",)) == file.names
    for name in file.names:
        number = document.line(path(name))
        assert number is not None
        assert file.lines[number - 1].owner == name
        text = document.text(path(name))
        assert text is not None
        assert lines_of(text.encode()) == file.own(name)
        assert document.value(path(name)) == entries(values(file.data))[name]


@given(files(), st.data())
@generated
def test_what_is_removed_is_just_the_entrys_lines_and_comes_back_to_the_byte(file: File, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(file.names), min_size=1, max_size=4, unique=True))
    done = YamlDocument(file.data).edit([Drop(path(name)) for name in names])
    assert lines_of(done.data) == file.without(*names)
    wanted = values(file.data)
    left = values(done.data)
    assert entries(left) == {name: value for name, value in entries(wanted).items() if name not in names}
    assert {**left, "servers": 0} == {**wanted, "servers": 0}
    assert done.data.startswith(file.mark)
    order = data.draw(st.permutations(names))
    back = YamlDocument(done.data).edit([Restore(path(name), done.pieces[path(name)]) for name in order])
    assert back.data == file.data


@given(files(), st.data())
@generated
def test_entries_come_back_one_by_one_in_any_order_into_a_file_that_has_changed(
    file: File, data: st.DataObject
) -> None:
    names = data.draw(st.permutations(file.names))
    done = YamlDocument(file.data).edit([Drop(path(name)) for name in names])
    text = done.data + f"{file.newline}later: true{file.newline}".encode()
    for name in names:
        text = YamlDocument(text).edit([Restore(path(name), done.pieces[path(name)])]).data
    assert entries(values(text)) == entries(values(file.data))
    assert {**values(text), "servers": 0} == {**values(file.data), "servers": 0, "later": True}
    lines = [line.strip() for line in lines_of(text)]
    assert Counter(lines) == Counter([*(line.strip() for line in file.without()), "later: true"])
    for name in names:
        own = [line.strip() for line in file.own(name)]
        assert any(lines[start : start + len(own)] == own for start in range(len(lines)))


@given(files(), st.data(), st.booleans())
@generated
def test_switching_adds_or_changes_one_line_for_each_entry(file: File, data: st.DataObject, on: bool) -> None:  # noqa: FBT001
    tables = {name for name, value in entries(values(file.data)).items() if isinstance(value, dict)}
    names = data.draw(st.lists(st.sampled_from(file.names), min_size=1, max_size=3, unique=True))
    edits = [Put((*path(name), "enabled"), on) for name in names if name in tables]
    done = YamlDocument(file.data).edit(edits).data
    wanted = values(file.data)
    for name in {*names} & tables:
        entry = entries(wanted)[name]
        assert isinstance(entry, dict)
        entry["enabled"] = on
    assert values(done) == wanted
    old, new = Counter(line.strip() for line in lines_of(file.data)), Counter(line.strip() for line in lines_of(done))
    assert all(line.endswith("{}") for line in old - new)
    assert all(line.removesuffix(":") + ": {}" in old or line.startswith("enabled: ") for line in new - old)
    assert sum(line.count("enabled: ") for line in (new - old).elements()) == len(edits)
    assert YamlDocument(done).comments() == YamlDocument(file.data).comments()
    if file.newline == "\r\n":
        assert done.count(b"\n") == done.count(b"\r\n")
    assert YamlDocument(done).edit(edits).data == done
    flipped = YamlDocument(done).edit([edit._replace(value=not on) for edit in edits]).data
    assert len(lines_of(flipped)) == len(lines_of(done))


@given(files(), st.data())
@generated
def test_a_member_of_an_entry_goes_and_comes_back_to_the_byte(file: File, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(file.names))
    wanted = entries(values(file.data))[name]
    members_by_key = wanted if isinstance(wanted, dict) else {}
    for key in sorted(set(members_by_key) - {"name"}):
        try:
            done = YamlDocument(file.data).edit([Drop((*path(name), key))])
        except EditRefused:
            # An item's first key, on the line of its dash, with something between it and the next; a "?"; a tag.
            own = file.own(name)
            assert key in ("q", "tagged") or (own[0].lstrip().startswith("- ") and key in own[0])
            continue
        left = entries(values(done.data))[name]
        assert left == {other: value for other, value in members_by_key.items() if other != key}
        rest = iter(line.replace(" {}", "") for line in lines_of(file.data))
        kept = [line.strip().replace(" {}", "") for line in lines_of(done.data)]
        assert len(kept) < len(lines_of(file.data))
        assert all(any(line.removeprefix("- ") in other for other in rest) for line in kept)
        back = YamlDocument(done.data).edit([Restore((*path(name), key), done.pieces[(*path(name), key)])])
        assert back.data == file.data


ITEMS = st.lists(st.sampled_from(["-y", "pkg", "/home", "a b", "", '"', "it's", "#", "yes", 1, True, None]), max_size=6)


@given(ITEMS, ITEMS, st.data())
@generated
def test_a_list_gets_its_new_items_and_loses_no_line_of_those_that_stay(
    old: list[object], new: list[object], data: st.DataObject
) -> None:
    block = bool(old) and data.draw(st.booleans())
    if block:
        indent = data.draw(st.sampled_from(("", "  ")))
        text = data.draw(st.sampled_from(("", "  # head"))) + "\n"
        for item in old:
            text += "".join(data.draw(st.sampled_from(("", "", indent + "# above\n", "\n"))))
            text += f"{indent}- {spelling(item, data)}{data.draw(TAIL)}\n"
        before = f"# before\nargs:{text}# after\nafter: 1\n".encode()
    else:
        gap = data.draw(st.sampled_from((", ", ",", " , ", ",\n  ")))
        pad = data.draw(st.sampled_from(("", " ", "\n  ")))
        inner = gap.join(spelling(item, data) for item in old)
        before = f"# before\nargs: [{pad}{inner}{pad}]  # head\n# after\nafter: 1\n".encode()
    done = YamlDocument(before).edit([Put(("args",), new)]).data
    # By spelling, because True is equal to 1.
    assert repr(values(done)) == repr({"args": new, "after": 1})
    assert done.startswith(b"# before\nargs:")
    assert done.endswith(b"# after\nafter: 1\n")
    if new:
        for mark in (b"# above", b"# head"):
            assert done.count(mark) == before.count(mark)
    if repr(old) == repr(new):
        assert done == before


def spelling(item: object, data: st.DataObject) -> str:
    if not isinstance(item, str):
        return {"None": "null", "True": "true", "1": "1"}[repr(item)]
    single = "'" + item.replace("'", "''") + "'"
    double = '"' + item.replace('"', '\\"') + '"'
    plain = [item] if item in ("-y", "pkg", "/home", "a b", "yes") else []
    return data.draw(st.sampled_from([single, double, *plain]))


STRICTER = (
    "a tag, which is not read",
    "a key that is more than a word",
    "an alias inside of what it stands for",
    "a directive, which is not read",
)


@given(st.binary(max_size=40) | st.text("[]{}-:,#'\"\\ \nab|>&*<\t\r", max_size=40).map(str.encode))
@generated
def test_any_bytes_are_read_as_the_language_reads_them_or_refused(data: bytes) -> None:
    refused = False
    wanted: object = None
    try:
        wanted = YAML(typ="safe", pure=True).load(data.decode("utf-8-sig"))
    except DuplicateKeyError:
        wanted = ...
    except Exception:  # noqa: BLE001  # whatever that loader stumbles over
        refused = True
    document = None
    try:
        document = YamlDocument(data)
    except Unreadable as error:
        told = error.message.removeprefix("not valid YAML: ")
    else:
        told = ""
    if document is None:
        assert refused or wanted is ... or told in STRICTER
        return
    if not refused and wanted is not ...:
        assert as_told(document.value()) == as_told({} if wanted is None else wanted)
    keys = document.keys()
    for key in keys:
        with suppress(EditRefused):
            done = document.edit([Drop((key,))])
            assert YamlDocument(done.data).edit([Restore((key,), done.pieces[(key,)])]).data == data


def as_told(value: object) -> object:
    """Spelled, so that 1 is not True; with keys of other types as the texts that they were."""
    if isinstance(value, dict):
        return {("" if key is None else str(key)): as_told(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_told(each) for each in value]
    return repr(value)
