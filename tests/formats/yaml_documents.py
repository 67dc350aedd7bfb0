"""YAML files by chance, as lines with owners: servers as a mapping or as a sequence of items with a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tests.formats.chance import Chance
from tests.formats.lines import Line, Lines, Path

NAMES = {"x": "x", "y-2": "y-2", "1": "'1'", "a b": "a b", "k: v": '"k: v"', "#": "'#'", "é": '"\\u00e9"'}
TAILS = ("", "", "  # behind", " #")
BLANKS = ("", "", "   ")
COMMENTS = ("# plain", "#", "# name: fake", '# "quote', "# - [")
MEMBERS = {
    "command": (("command: npx",), ("command: 'a # b'",), ("command : https://x/#y",)),
    'quo"ted': (('\'quo"ted\': "\\" # : [" ',),),
    "q": (("? 'q'", ": 1"),),
    "enabled": (("enabled: true",),),
    "args": (
        ("args: []",),
        ("args: [a, 'b, #', \"c\"]",),
        ("args:", "- -y", "# of pkg", "- 'pkg'  # pkg"),
        ("args:", "  - -y", "", "  - - nested", "    - list", "  - k: 1", "    l: 2"),
        ("args: [ # head", "  1, # one", "  [2]", "  ]"),
    ),
    "envs": (("envs: {A: x, 'B c': '#'}",), ("envs: {}",)),
    "nothing": (("nothing:",),),
    "tagged": (("tagged: !!str 1",),),
    "count": (("count: +1000",), ("count: 0x1F",), ("count: 1.50",)),
    "text": (
        ("text: |", "  first", "  # no comment", "", "    - deeper"),
        ("text: >-", "  folded", "", "  more: text"),
        ("text: |+", "  kept", "", ""),
        ("text: |2-  # head", "   first"),
        ('text: "one', "", '  # two"'),
        ("text: one", "  two", "", "  three"),
    ),
}
ENV = ((("env:",), ()), (("  # secret",), ()), (("  K: v # v",), ("K",)), (("  L:", "    deep: [1]"), ("L",)))


class Member(NamedTuple):
    """A key with its value, the key in the first column, as lines with what is in it."""

    key: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class YamlFile(Lines):
    """``names`` are the entries in the order of the file; ``listed``: they are items of a sequence."""

    names: tuple[str, ...]
    listed: bool


def path_of(name: str, *more: str) -> Path:
    return ("servers", name, *more)


def trivia(chance: Chance, margin: str = "") -> list[str]:
    return [margin + text if text.strip() else text for text in chance.often((*BLANKS, *COMMENTS), 3)]


def members(chance: Chance) -> list[Member]:
    """Members of one entry, no key twice."""
    found = []
    for key in chance.some((*MEMBERS, "env"), 0, 4):
        if key == "env":
            lines = [Line(text, (key, *below)) for texts, below in ENV for text in texts]
        else:
            texts = list(chance.choice(MEMBERS[key]))
            texts[-1] += chance.choice(TAILS) if len(texts) == 1 or key == "q" else ""
            lines = [Line(text, (key,)) for text in texts]
        found.append(Member(key, tuple(lines)))
    return found


def entry(chance: Chance, name: str, step: int, *, listed: bool) -> list[Line]:
    """One entry, its key or dash in the first column, with the comments that belong to it."""
    inner = members(chance)
    if listed:
        inner.insert(chance.randint(0, len(inner)), Member("name", (Line(f"name: {NAMES[name]}", ("name",)),)))
        if inner[0].key == "q":
            inner.reverse()
    margin = "  " if listed else " " * step
    own: list[Line] = []
    for index, member in enumerate(inner):
        own += [Line(text, (name,)) for text in trivia(chance, margin)] if index else []
        own += [Line(margin + text if text else text, (name, *path)) for text, path in member.lines]
    if not listed:
        head = chance.choice(TAILS) if inner else chance.choice((" {}", " text # c", ""))
        own.insert(0, Line(f"{NAMES[name]}:{head}", (name,)))
    elif chance.happens(0.5) or inner[0].key == "q":
        own.insert(0, Line("-" + chance.choice(TAILS), (name,)))
    else:
        # What shares the line of the dash cannot go without it.
        first = inner[0].key
        own = [Line(text, (name,) if path[1:2] == (first,) else path) for text, path in own]
        own[0] = Line("- " + own[0].text.removeprefix("  "), (name,))
    last = own[-1].path
    # Below a text in lines it would be a line of the text.
    far = "# below" if last[1:2] == ("text",) else "    # far"
    for text in chance.often(("", "# below", far), 2):
        last = (name,) if text == "# below" else last  # what is indented deeper than a member belongs to it
        own.append(Line(margin + text if text else text, last))
    while not own[-1].text.strip():
        own.pop()
    return own


def yaml_file(chance: Chance, least: int = 1) -> YamlFile:
    """``least``: so many entries, at least."""
    names = chance.some(sorted(NAMES), least, 4)
    listed = chance.happens(0.5)
    step = chance.choice((2, 2, 4))
    margin = " " * (chance.choice((0, step)) if listed else step)
    lines = [Line("---")] * chance.happens(0.5) + [Line(text) for text in trivia(chance)]
    if chance.happens(0.5):
        lines += [Line("model: o3 # top"), Line("base: &b {k: [1]}"), Line("copy: *b"), Line("limit: +1000")]
    lines.append(Line("servers:" + chance.choice(TAILS)))
    for name in names:
        lines += [Line(text) for text in trivia(chance, margin)]
        own = entry(chance, name, step, listed=listed)
        lines += [Line(margin + text if text else text, path) for text, path in own]
    lines += [Line(text) for text in trivia(chance)]
    if chance.happens(0.5):
        lines.append(Line("after: 'x'"))
    newline = chance.choice(("\n", "\n", "\r\n"))
    mark = chance.choice((b"", b"", b"\xef\xbb\xbf"))
    # Below a text in lines that ends the file without a line end nothing can be added: it would get one.
    final = chance.happens(0.7) or not lines[-1].text or lines[-1].path[1:2] == ("text",)
    return YamlFile(tuple(lines), newline, mark, final, tuple(names), listed)
