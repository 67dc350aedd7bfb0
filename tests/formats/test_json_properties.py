"""Random documents, random edits, and a judge that shares no code with the editor.

``MCPTUI_EXAMPLES`` sets the number of examples per property. No case is discarded; the only refusal
that counts as right is the one for a duplicate key on the way of an edit, and the judge must see it too.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from mcptui.errors import EditRefused
from mcptui.formats.document import Drop, Edit, KeyPath, Piece, Put, Restore
from mcptui.formats.jsonc import JsonDocument
from mcptui.model import Syntax

EXAMPLES = int(os.environ.get("MCPTUI_EXAMPLES", "500"))
seeds = st.integers(0, 2**48)
sizes = st.integers(1, 4)
many = settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
)

# --- the judge: a tokenizer and a parser of its own

TOKEN = re.compile(
    r'(?P<comment>//[^\r\n]*|/\*.*?\*/)|(?P<ink>"(?:\\.|[^"\\])*"|[-+.\w]+|[\[\]{},:])|[ \t\r\n]+', re.DOTALL
)


@dataclass
class Token:
    text: str
    start: int
    comment: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass
class Node:
    """``text`` for a scalar; ``members`` for an object (keys as their source) or array (keys empty)."""

    start: int
    end: int
    text: str = ""
    members: list[tuple[str, int, Node]] | None = None
    is_object: bool = False

    def find(self, key: str) -> list[int]:
        assert self.members is not None
        return [index for index, (source, _, _) in enumerate(self.members) if json.loads(source) == key]


def tokens(text: str) -> list[Token]:
    found = []
    position = 1 if text.startswith("\ufeff") else 0
    while position < len(text):
        match = TOKEN.match(text, position)
        assert match, f"no token at {position}: {text[position : position + 20]!r}"
        if match.lastgroup:
            found.append(Token(match[0], position, match.lastgroup == "comment"))
        position = match.end()
    return found


def tree(text: str) -> Node:
    """The document as source texts. Trailing commas are let through; strictness is another test's matter."""
    ink = [token for token in tokens(text) if not token.comment]

    def read(at: int) -> tuple[Node, int]:
        first = ink[at]
        if first.text not in "{[":
            return Node(first.start, first.end, first.text), at + 1
        members: list[tuple[str, int, Node]] = []
        at += 1
        while ink[at].text not in ("}", "]"):
            source, start = "", ink[at].start
            if first.text == "{":
                source = ink[at].text
                assert source.startswith('"')
                assert ink[at + 1].text == ":"
                at += 2
            node, at = read(at)
            members.append((source, start, node))
            if ink[at].text == ",":
                at += 1
            else:
                assert ink[at].text in ("}", "]")
        return Node(first.start, ink[at].end, "", members, first.text == "{"), at + 1

    node, end = read(0)
    assert end == len(ink)
    return node


Shape = object
"""A document as source texts: str, ``["[", shape…]`` or ``["{", [key, shape]…]``."""


def shape(node: Node) -> Shape:
    if node.members is None:
        return node.text
    if not node.is_object:
        return ["[", *(shape(inner) for _, _, inner in node.members)]
    return ["{", *([source, shape(inner)] for source, _, inner in node.members)]


def plain(node: Node, text: str) -> object:
    """The value of a node, by the standard library, on the node's own ink."""
    ink = [token.text for token in tokens(text[node.start : node.end]) if not token.comment]
    kept = [each for each, after in zip(ink, [*ink[1:], ""], strict=True) if not (each == "," and after in ("}", "]"))]
    value: object = json.loads("".join(kept))
    return value


def own(text: str, all_tokens: list[Token], start: int, end: int) -> list[Token]:
    """The comments that leave with what stands from ``start`` to ``end``."""
    inside = [token for token in all_tokens if token.comment and start <= token.start < end]
    line_end = min((found for sign in "\r\n" if (found := text.find(sign, end)) >= 0), default=len(text))
    on_line = [token for token in all_tokens if end <= token.start < line_end]
    before: list[Token] = []
    behind: list[Token] = []
    comma = False
    for token in on_line:
        if token.comment and token.end > line_end:
            return inside + before  # it goes on over several lines
        if token.comment:
            (behind if comma else before).append(token)
        elif token.text == "," and not comma:
            comma = True
        elif token.text in ("}", "]"):
            break
        else:
            return inside + before
    return inside + before + behind


# --- random documents

KEYS = [
    '"a"',
    '"b"',
    '"mcpServers"',
    '"\\u0061b"',
    '""',
    '"*"',
    '"ünï"',
    '"🙂"',
    '"\\ud800"',
    '"a.b"',
    '"//x"',
    '"q\\"q"',
]
SCALARS = ["1", "-0", "1E5", "0.10", "12345678901234567890123", '"s"', '"/* no */"', '"\\u00e9\\n"', '"à…"', "true"]
SCALARS += ["false", "null", '"\\ud83d"', '"🙂 // no"', '"C:\\\\x"', '""']
WORDS = [" x", "", " voilà", " a, b }", ' "q"', " //", "* ", " Å\u2028\u00a0", " {[", " … ", "/ \t", " \\"]
VALUES: list[object] = [
    1,
    -7,
    True,
    None,
    "x",
    'q"\\',
    "é🙂\u2028",
    "\ud800",
    [],
    {},
    ["a"],
    {"k": "v"},
    1.5,
    [[1], {"z": [2]}],
]


@dataclass
class Writer:
    """Writes a random document, comments and white space wherever they may stand."""

    random: Random
    strict: bool
    size: int
    duplicates: bool = False
    newline: str = field(init=False)
    step: str = field(init=False)
    noise: float = field(init=False)

    def __post_init__(self) -> None:
        self.newline = self.random.choice(["\n", "\n", "\n", "\r\n", "\r\n", "\r"])
        self.step = self.random.choice(["  ", "\t", "    ", ""])
        self.noise = self.random.choice([0, 0, 0.1, 0.4])

    def document(self) -> str:
        text = self.gap("") + self.container("", 0, is_object=True) + self.gap("")
        return self.random.choice(["", "", "", "\ufeff"]) + text + self.random.choice(["", self.newline])

    def comment(self, lead: str) -> str:
        words = self.random.choice(WORDS)
        kind = self.random.randrange(4)
        if kind == 0:
            return f"//{words}{self.newline}{lead}"
        if kind == 1:
            return f"/*{words}{self.newline}{lead} *{words.lstrip('/')}*/"
        return f"/*{words.rstrip('/')} */"

    def gap(self, lead: str, usual: str = "") -> str:
        """White space, sometimes with comments; ``usual`` is what a tidy writer would put."""
        text = usual
        while self.random.random() < self.noise:
            pick = self.random.randrange(5)
            if pick == 0:
                text += self.random.choice([" ", "\t", self.newline, self.newline + lead])
            elif not self.strict:
                text += self.random.choice(["", " "]) + self.comment(lead) + self.random.choice(["", " ", usual])
        return text

    def value(self, lead: str, depth: int) -> str:
        pick = self.random.random()
        if depth > 3 or pick < 0.5:
            return self.random.choice(SCALARS)
        return self.container(lead, depth, is_object=pick < 0.8)

    def container(self, lead: str, depth: int, *, is_object: bool) -> str:
        count = (
            self.random.choice([0, 1, 2, 3, self.size, self.size]) if depth else self.random.randint(0, self.size + 1)
        )
        inner = lead + self.step
        mode = self.random.choice(["wide", "wide", "wide", "line", "minified", "comma-first", "mixed"])
        keys = self.random.sample(KEYS, min(count, len(KEYS)))
        if self.duplicates and len(keys) > 1 and self.random.random() < 0.4:
            keys.append(self.random.choice(keys))
        parts = []
        for index in range(len(keys) if is_object else count):
            body = self.value(inner, depth + 1)
            if is_object:
                colon = "" if mode == "minified" else " "
                body = keys[index] + self.gap(inner) + ":" + self.gap(inner, colon) + body
            parts.append(body)
        opening, closing = "{}" if is_object else "[]"
        if not parts:
            return opening + self.gap(lead, self.random.choice(["", " ", self.newline + lead])) + closing
        text = opening
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            text += self.before(mode, inner, index) + part
            if mode == "comma-first" and not last:
                text += self.gap(inner, self.newline + inner) + ","
            elif not last or (not self.strict and self.random.random() < 0.3):
                text += self.gap(inner) + ","
                text += self.behind(inner)
            else:
                text += self.behind(inner)
        return text + self.gap(lead, self.newline + lead if mode in ("wide", "comma-first") else "") + closing

    def before(self, mode: str, inner: str, index: int) -> str:
        wide = mode == "wide" or (mode == "mixed" and self.random.random() < 0.5)
        usual = self.newline + inner if wide else ("" if mode == "minified" or (mode == "line" and not index) else " ")
        above = ""
        if wide and not self.strict and self.random.random() < self.noise:
            above = f"{self.newline}{inner}// above{self.random.choice(WORDS)}"
        if wide and self.random.random() < self.noise / 2:
            above = self.newline + above
        return above + self.gap(inner, usual)

    def behind(self, inner: str) -> str:
        if self.strict or self.random.random() >= self.noise:
            return ""
        return self.random.choice([" ", ""]) + f"/*{self.random.choice(WORDS).rstrip('/')} */"


# --- random edits, and what they must come to


class Duplicate(Exception):
    """A key on the way of an edit stands twice."""


def members(node: Node, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Node]]:
    if node.members is None or not node.is_object:
        return
    for source, _, inner in node.members:
        below = (*path, json.loads(source))
        yield below, inner
        yield from members(inner, below)


def random_edits(random: Random, text: str, most: int) -> list[Edit]:
    root = tree(text)
    places = [((), root), *members(root)]
    edits: list[Edit] = []
    for _ in range(random.randint(1, most)):
        path, node = random.choice(places)
        kind = random.choice(["drop", "drop", "put", "list", "new", "deep"])
        edit: Edit
        if node.is_object and kind in ("new", "deep"):
            more = ("new",) if kind == "new" else ("n1", "n 2", "n3")
            edit = Put((*path, *more), random.choice(VALUES))
        elif not path:
            continue
        elif kind == "drop":
            edit = Drop(path)
        elif node.members is not None and not node.is_object:
            edit = Put(path, random_list(random, node, text))
        else:
            edit = Put(path, random.choice(VALUES))
        if not any(each.path[: len(edit.path)] == edit.path[: len(each.path)] for each in edits):
            edits.append(edit)
    return edits


def random_list(random: Random, node: Node, text: str) -> list[object]:
    items = plain(node, text)
    assert isinstance(items, list)
    items = [item for item in items if random.random() > 0.3]
    for _ in range(random.choice([0, 0, 1, 2])):
        items.insert(random.randint(0, len(items)), random.choice(VALUES))
    return items


def rendered(value: object) -> Shape:
    return shape(tree(json.dumps(value)))


class Judge:
    """What edits of a text must come to: the shape, the comments that may go, the containers that may change.

    Raises ``Duplicate`` where the editor has to refuse.
    """

    def __init__(self, text: str, edits: list[Edit]) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.gone: set[int] = set()
        self.maybe: set[int] = set()
        self.containers: list[tuple[int, int]] = []
        self.lists: dict[KeyPath, list[object]] = {}
        self.removed: set[int] = set()
        self.added: dict[int, list[tuple[str, object]]] = {}
        self.replaced: dict[int, tuple[KeyPath, object]] = {}
        root = tree(text)
        for edit in edits:
            self.visit(edit, root, 0)
        self.shape = self.build(root)

    def visit(self, edit: Edit, node: Node, depth: int) -> None:
        """Follow an edit on its way; ``node`` is the object in which its key at ``depth`` is looked for."""
        assert node.members is not None
        places = node.find(edit.path[depth])
        if len(places) > 1:
            raise Duplicate
        if places and depth < len(edit.path) - 1:
            self.visit(edit, node.members[places[0]][2], depth + 1)
            return
        if not places:
            assert isinstance(edit, Put)
            value = edit.value
            for key in reversed(edit.path[depth + 1 :]):
                value = {key: value}
            self.added.setdefault(node.start, []).append((edit.path[depth], value))
        elif isinstance(edit, Put):
            self.put(edit.path, edit.value, node.members[places[0]][2])
        else:
            _, start, inner = node.members[places[0]]
            self.removed.add(start)
            self.gone.update(token.start for token in own(self.text, self.tokens, start, inner.end))
        self.containers.append((node.start, node.end))

    def put(self, path: KeyPath, value: object, node: Node) -> None:
        """``value`` is to stand where ``node`` is."""
        old = plain(node, self.text)
        if isinstance(old, dict) and isinstance(value, dict):
            for key in old:
                if key not in value:
                    self.visit(Drop((*path, key)), node, len(path))
            for key, each in value.items():
                if key not in old or not same_values(old[key], each):
                    self.visit(Put((*path, key), each), node, len(path))
        elif not same_values(old, value):
            self.replaced[node.start] = (path, value)
            if isinstance(old, list) and isinstance(value, list):
                self.lists[path] = value
                for _, start, item in node.members or []:
                    self.maybe.update(token.start for token in own(self.text, self.tokens, start, item.end))
            else:
                self.gone.update(
                    each.start for each in self.tokens if each.comment and node.start < each.start < node.end
                )

    def build(self, node: Node) -> Shape:
        if node.start in self.replaced:
            path, value = self.replaced[node.start]
            return ["list", path] if path in self.lists else rendered(value)
        if node.members is None:
            return node.text
        if not node.is_object:
            return ["[", *(self.build(inner) for _, _, inner in node.members)]
        kept = [[key, self.build(inner)] for key, start, inner in node.members if start not in self.removed]
        return ["{", *kept, *([json.dumps(key), rendered(value)] for key, value in self.added.get(node.start, []))]


def alike(expected: Shape, after: Node, text: str, lists: dict[KeyPath, list[object]]) -> bool:
    """Whether a node has the shape; new keys and values may be spelled with or without escapes."""
    if isinstance(expected, str):
        return after.text == expected or (
            expected.startswith('"') and after.text.startswith('"') and json.loads(expected) == json.loads(after.text)
        )
    assert isinstance(expected, list)
    kind, *inner = expected
    if kind == "list":
        return same_values(plain(after, text), lists[inner[0]])
    if after.members is None or after.is_object != (kind == "{") or len(after.members) != len(inner):
        return False
    if kind == "[":
        return all(alike(one, other, text, lists) for one, (_, _, other) in zip(inner, after.members, strict=True))
    return all(
        (key == source or (json.loads(key) == json.loads(source))) and alike(one, other, text, lists)
        for (key, one), (source, _, other) in zip(inner, after.members, strict=True)
    )


def same_values(one: object, other: object) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def outermost(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    tops = [span for span in set(spans) if not any(a <= span[0] and span[1] <= b and (a, b) != span for a, b in spans)]
    return sorted(tops)


def assert_only_inside(before: str, after: str, spans: list[tuple[int, int]]) -> None:
    """Walk over both texts: what lies between the edited containers must be the same characters."""
    position = 0
    done = 0
    for start, end in outermost(spans):
        outside = before[done : start + 1]
        assert after[position : position + len(outside)] == outside
        position += len(outside)
        # The container's end in the new text: where its brackets are balanced again.
        depth = 1
        for token in tokens(" " * position + after[position:]):
            depth += (not token.comment) * ((token.text in "{[") - (token.text in "}]"))
            if not depth:
                position = token.start
                break
        done = end - 1
    assert after[position:] == before[done:]


def is_subsequence(some: list[str], every: list[str]) -> bool:
    rest = iter(every)
    return all(each in rest for each in some)


def check(before: str, after: str, judged: Judge) -> None:
    root = tree(after)
    assert alike(judged.shape, root, after, judged.lists)
    assert_only_inside(before, after, judged.containers)
    left = [token.text for token in tokens(after) if token.comment]
    stay = [token for token in tokens(before) if token.comment and token.start not in judged.gone]
    if not judged.maybe:
        assert left == [token.text for token in stay]
    assert is_subsequence([token.text for token in stay if token.start not in judged.maybe], left)
    assert is_subsequence(left, [token.text for token in stay])


def written(seed: int, size: int, *, strict: bool, duplicates: bool = False) -> tuple[Random, str, Syntax]:
    random = Random(seed)  # noqa: S311  # a document, not a key
    text = Writer(random, strict, size, duplicates).document()
    return random, text, Syntax.JSON if strict else Syntax.JSONC


# --- the properties


@many
@given(seeds, sizes, st.booleans(), st.booleans())
def test_edits_do_what_was_asked_and_nothing_else(seed: int, size: int, strict: bool, duplicates: bool) -> None:  # noqa: FBT001
    random, text, syntax = written(seed, size, strict=strict, duplicates=duplicates)
    edits = random_edits(random, text, 3)
    try:
        judged = Judge(text, edits)
    except Duplicate:
        event("refused")
        with pytest.raises(EditRefused, match="twice"):
            JsonDocument(text.encode(), syntax).edit(edits)
        return
    after = JsonDocument(text.encode(), syntax).edit(edits).data.decode()
    check(text, after, judged)


def random_drops(random: Random, text: str) -> list[KeyPath]:
    paths: list[KeyPath] = []
    root = tree(text)
    places = [path for path, _ in members(root)]
    for path in random.sample(places, min(len(places), random.randint(1, 3))):
        if not any(each[: len(path)] == path[: len(each)] for each in paths):
            paths.append(path)
    return paths


@many
@given(seeds, sizes, st.booleans())
def test_what_was_dropped_comes_back_to_the_byte_in_any_order(seed: int, size: int, strict: bool) -> None:  # noqa: FBT001
    random, text, syntax = written(seed, size, strict=strict)
    paths = random_drops(random, text)
    dropped = JsonDocument(text.encode(), syntax).edit([Drop(path) for path in paths])
    pieces = random.sample(list(dropped.pieces.items()), len(paths))
    back = JsonDocument(dropped.data, syntax).edit([Restore(path, piece) for path, piece in pieces])
    assert back.data.decode() == text


@many
@given(seeds, sizes, st.booleans())
def test_what_was_dropped_bit_by_bit_comes_back_to_the_byte_backwards(seed: int, size: int, strict: bool) -> None:  # noqa: FBT001
    random, text, syntax = written(seed, size, strict=strict)
    data = text.encode()
    history: list[tuple[bytes, KeyPath, Piece]] = []
    for path in random_drops(random, text):
        edited = JsonDocument(data, syntax).edit([Drop(path)])
        history.append((data, path, edited.pieces[path]))
        data = edited.data
    for before, path, piece in reversed(history):
        data = JsonDocument(data, syntax).edit([Restore(path, piece)]).data
        assert data == before


@many
@given(seeds, st.integers(1, 8), st.sampled_from([None, 1, 2, 4, "\t"]), st.booleans())
def test_a_tidy_file_gets_members_back_to_the_byte_one_by_one_in_any_order(
    seed: int,
    size: int,
    indent: int | str | None,
    crlf: bool,  # noqa: FBT001
) -> None:
    random = Random(seed)  # noqa: S311  # a document, not a key
    names = [f"s{number}" for number in range(size)]
    text = json.dumps({"x": 1, "mcpServers": {name: {"args": [name]} for name in names}, "y": []}, indent=indent)
    data = (text.replace("\n", "\r\n") if crlf else text).encode()
    gone = random.sample(names, random.randint(1, size))
    dropped = JsonDocument(data, Syntax.JSON).edit([Drop(("mcpServers", name)) for name in gone])
    now = dropped.data
    for path, piece in random.sample(list(dropped.pieces.items()), len(gone)):
        now = JsonDocument(now, Syntax.JSON).edit([Restore(path, piece)]).data
    if indent is None and len(gone) == size > 1:
        assert json.loads(now) == json.loads(data)  # no layout was left to go by
    else:
        assert now == data


@many
@given(seeds, sizes, st.booleans())
def test_what_was_dropped_comes_back_among_foreign_changes(seed: int, size: int, strict: bool) -> None:  # noqa: FBT001
    random, text, syntax = written(seed, size, strict=strict)
    paths = [path for path, _ in members(tree(text))]
    if not paths:
        return
    path = random.choice(paths)
    dropped = JsonDocument(text.encode(), syntax).edit([Drop(path)])
    middle = dropped.data.decode()
    foreign = [edit for edit in random_edits(random, middle, 3) if path[: len(edit.path)] != edit.path]
    changed = JsonDocument(dropped.data, syntax).edit(foreign).data.decode()
    back = JsonDocument(changed.encode(), syntax).edit([Restore(path, dropped.pieces[path])]).data.decode()

    home = tree(changed)
    original = tree(text)
    container = tree(back)
    for key in path[:-1]:
        home, original, container = ((each.members or [])[each.find(key)[0]][2] for each in (home, original, container))
    assert_only_inside(changed, back, [(home.start, home.end)])
    assert home.members is not None
    assert original.members is not None
    assert container.members is not None
    names = [json.loads(key) for key, _, _ in container.members]
    place = names.index(path[-1])
    kept = [[key, shape(inner)] for key, _, inner in container.members]
    assert kept.pop(place) == [
        (original.members[original.find(path[-1])[0]][0]),
        shape(original.members[original.find(path[-1])[0]][2]),
    ]
    assert kept == [[key, shape(inner)] for key, _, inner in home.members]
    earlier = [json.loads(key) for key, _, _ in original.members[: original.find(path[-1])[0]]]
    neighbour = next((name for name in reversed(earlier) if name in names), None)
    assert place == (0 if neighbour is None else names.index(neighbour) + 1)
    comments = Counter(token.text for token in tokens(text) if token.comment)
    comments.subtract(token.text for token in tokens(middle) if token.comment)
    comments.update(token.text for token in tokens(changed) if token.comment)
    assert Counter(token.text for token in tokens(back) if token.comment) == +comments


def test_the_random_documents_are_what_they_claim_to_be() -> None:
    """A generator that has gone quiet would make every property above hold."""
    texts = [written(seed, 4, strict=False, duplicates=True)[1] for seed in range(400)]
    ink = [tokens(text) for text in texts]
    assert sum(any(token.comment for token in each) for each in ink) > 100
    assert sum(bool(re.search(r",\s*[\]}]", text)) for text in texts) > 50
    assert sum("\r\n" in text for text in texts) > 50
    assert sum(text.startswith("\ufeff") for text in texts) > 50
    refused = 0
    for seed, text in enumerate(texts):
        try:
            Judge(text, random_edits(Random(seed), text, 3))  # noqa: S311  # a document, not a key
        except Duplicate:
            refused += 1
    assert 0 < refused < 100
