"""JSON and JSONC by chance: every layout, with comments and white space wherever they may stand, and edits of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from mcptui.formats.document import Drop, Edit, KeyPath, Put
from tests.formats.chance import Chance
from tests.formats.json_tokens import Node, members, plain, tree

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


LAYOUTS = ("wide", "line", "minified", "comma-first", "mixed")


@dataclass
class Writer:
    """Writes a document by chance, comments and white space wherever they may stand.

    ``least``: so many members of the outermost object, at least.
    """

    chance: Chance
    strict: bool
    duplicates: bool = False
    least: int = 0
    size: int = field(init=False)
    layout: str | None = field(init=False)
    newline: str = field(init=False)
    step: str = field(init=False)
    noise: float = field(init=False)

    def __post_init__(self) -> None:
        self.size = self.chance.randint(1, 4)
        self.layout = self.chance.choice((None, None, None, "minified", *LAYOUTS))
        self.newline = self.chance.choice(["\n", "\n", "\n", "\r\n", "\r\n", "\r"])
        self.step = self.chance.choice(["  ", "\t", "    ", ""])
        self.noise = self.chance.choice([0, 0, 0.1, 0.4])

    def document(self) -> str:
        text = self.gap("") + self.container("", 0, is_object=True) + self.gap("")
        return self.chance.choice(["", "", "", "\ufeff"]) + text + self.chance.choice(["", self.newline])

    def comment(self, lead: str) -> str:
        words = self.chance.choice(WORDS)
        kind = self.chance.randrange(4)
        if kind == 0:
            return f"//{words}{self.newline}{lead}"
        if kind == 1:
            return f"/*{words}{self.newline}{lead} *{words.lstrip('/')}*/"
        return f"/*{words.rstrip('/')} */"

    def gap(self, lead: str, usual: str = "") -> str:
        """White space, sometimes with comments; ``usual`` is what a tidy writer would put."""
        text = usual
        while self.chance.happens(self.noise):
            pick = self.chance.randrange(5)
            if pick == 0:
                text += self.chance.choice([" ", "\t", self.newline, self.newline + lead])
            elif not self.strict:
                text += self.chance.choice(["", " "]) + self.comment(lead) + self.chance.choice(["", " ", usual])
        return text

    def value(self, lead: str, depth: int) -> str:
        pick = self.chance.random()
        if depth > 3 or pick < 0.5:
            return self.chance.choice(SCALARS)
        return self.container(lead, depth, is_object=pick < 0.8)

    def container(self, lead: str, depth: int, *, is_object: bool) -> str:
        few = self.chance.choice([0, 1, 2, 3, self.size, self.size])
        count = few if depth else self.chance.randint(self.least, self.size + 1)
        inner = lead + self.step
        mode = self.layout or self.chance.choice(("wide", "wide", *LAYOUTS))
        keys = self.chance.sample(KEYS, min(count, len(KEYS)))
        if self.duplicates and len(keys) > 1 and self.chance.happens(0.4):
            keys.append(self.chance.choice(keys))
        parts = []
        for index in range(len(keys) if is_object else count):
            body = self.value(inner, depth + 1)
            if is_object:
                colon = "" if mode == "minified" else " "
                body = keys[index] + self.gap(inner) + ":" + self.gap(inner, colon) + body
            parts.append(body)
        opening, closing = "{}" if is_object else "[]"
        if not parts:
            return opening + self.gap(lead, self.chance.choice(["", " ", self.newline + lead])) + closing
        text = opening
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            text += self.before(mode, inner, index) + part
            if mode == "comma-first" and not last:
                text += self.gap(inner, self.newline + inner) + ","
            elif not last or (not self.strict and self.chance.happens(0.3)):
                text += self.gap(inner) + ","
                text += self.behind(inner)
            else:
                text += self.behind(inner)
        return text + self.gap(lead, self.newline + lead if mode in ("wide", "comma-first") else "") + closing

    def before(self, mode: str, inner: str, index: int) -> str:
        wide = mode == "wide" or (mode == "mixed" and self.chance.happens(0.5))
        usual = self.newline + inner if wide else ("" if mode == "minified" or (mode == "line" and not index) else " ")
        above = ""
        if wide and not self.strict and self.chance.happens(self.noise):
            above = f"{self.newline}{inner}// above{self.chance.choice(WORDS)}"
        if wide and self.chance.happens(self.noise / 2):
            above = self.newline + above
        return above + self.gap(inner, usual)

    def behind(self, inner: str) -> str:
        if self.strict or not self.chance.happens(self.noise):
            return ""
        return self.chance.choice([" ", ""]) + f"/*{self.chance.choice(WORDS).rstrip('/')} */"


def some_edits(chance: Chance, text: str, most: int) -> list[Edit]:
    root = tree(text)
    places = [((), root), *members(root)]
    edits: list[Edit] = []
    for _ in range(chance.randint(1, most)):
        path, node = chance.choice(places)
        kind = chance.choice(["drop", "drop", "put", "list", "new", "deep"])
        edit: Edit
        if node.is_object and kind in ("new", "deep"):
            more = ("new",) if kind == "new" else ("n1", "n 2", "n3")
            edit = Put((*path, *more), chance.choice(VALUES))
        elif not path:
            continue
        elif kind == "drop":
            edit = Drop(path)
        elif node.members is not None and not node.is_object:
            edit = Put(path, some_items(chance, node, text))
        else:
            edit = Put(path, chance.choice(VALUES))
        if not any(each.path[: len(edit.path)] == edit.path[: len(each.path)] for each in edits):
            edits.append(edit)
    return edits or [Put(("new",), chance.choice(VALUES))]


def some_items(chance: Chance, node: Node, text: str) -> list[object]:
    items = plain(node, text)
    assert isinstance(items, list)
    items = [item for item in items if chance.happens(0.7)]
    for _ in range(chance.choice([0, 0, 1, 2])):
        items.insert(chance.randint(0, len(items)), chance.choice(VALUES))
    return items


def some_drops(chance: Chance, text: str) -> list[KeyPath]:
    """Members to take out, none in another."""
    paths: list[KeyPath] = []
    for path in chance.some([path for path, _ in members(tree(text))], 1, 3):
        if not any(each[: len(path)] == path[: len(each)] for each in paths):
            paths.append(path)
    return paths
