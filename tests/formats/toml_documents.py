"""TOML files by chance, as lines with owners: every form of a table, comments and blank lines wherever they may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from tests.formats.chance import Chance
from tests.formats.lines import Line, Lines, Path

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
BLANKS = ("", "", "   ")
TAILS = ("", "", "  # behind", " #")
INDENTS = ("", "", "  ", "\t")
STATEMENTS = {
    "command": (['command = "npx"'], ["command = 'C:\\x'"], ["command\t=\t'#'"]),
    "quoted key": (['"quoted key" = 1'],),
    "env": (["env = { A = \"1\", 'B c' = '#' }"], ["env = {}"]),
    "text": (
        ['text = """', "[mcp_servers.fake]", "# no comment", "", '"""'],
        ["text = '''a", '"""', "b'''"],
    ),
    "when": (["when = 1979-05-27 07:32:00"],),
    "count": (["count = +1_000"], ["count = 0x1F"], ["count = 1e3"]),
    "enabled": (["enabled = true"],),
    "args": (
        ["args = []"],
        ['args = ["-y", "pkg#1", \'/home\']'],
        ["args = [", '  "-y", # yes', "  # the package", '  "pkg",', "]"],
        ["args = [ 1,", "  2 ]"],
        ["args = [[1, 2], [3]]"],
    ),
}


class Statement(NamedTuple):
    """A header or ``key = value`` over one line or more."""

    path: Path
    lines: tuple[str, ...]


@dataclass(frozen=True)
class TomlFile(Lines):
    """``names`` are the entries in the order of the file, ``forms`` how each is written.

    ``listed``: they are the tables of an array, and each says its name.
    """

    forms: dict[str, str]
    listed: bool

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.path[0] for line in self.lines if line.path))

    def tables(self) -> list[str]:
        """The entries that have a header of their own."""
        return [name for name in self.names if self.forms[name] == "table"]


def path_of(name: str, *more: str) -> Path:
    return ("mcp_servers", name, *more)


def trivia(chance: Chance) -> list[str]:
    return chance.often((*BLANKS, *COMMENTS), 3) if chance.happens(0.8) else []


def statements(chance: Chance, path: Path, prefix: str = "") -> list[Statement]:
    """Statements of one table."""
    indent = chance.choice(INDENTS)
    found = []
    for key in chance.some(tuple(STATEMENTS), 0, 4):
        first, *rest = chance.choice(STATEMENTS[key])
        found.append(Statement((*path, key), (indent + prefix + first, *rest)))
    if chance.happens(0.2):
        found += [
            Statement((*path, "tools"), (f"{indent}{prefix}tools.t.mode = 'never'",)),
            Statement((*path, "tools"), (f"{indent}{prefix}tools.u = {{}}",)),
        ]
    return [each._replace(lines=(*each.lines[:-1], each.lines[-1] + chance.choice(TAILS))) for each in found]


def toml_file(chance: Chance, tables: int = 0) -> TomlFile:
    """``tables``: so many entries have a header, at least."""
    names = chance.some(sorted(NAMES), max(tables, 1), 4)
    if listed := chance.happens(0.3):
        tables = len(names)
    forms = {name: chance.choice(("table", "table", "table", "dotted", "inline")) for name in names}
    forms |= dict.fromkeys(names[:tables], "table")
    top = [Statement((), ("model = 'o3' # top",))] if chance.happens(0.5) else []
    dotted = [each for name in names if forms[name] != "table" for each in dotted_entry(chance, name, forms[name])]
    if dotted or (not listed and chance.happens(0.1)):
        top += [Statement((), ("[mcp_servers]",))] + [Statement((), ("plain = 1",))] * chance.happens(0.5)
    blocks = [block for name in names for block in table_entry(chance, name, forms[name], listed=listed)]
    if chance.happens(0.4):
        blocks.append(
            [
                Statement(
                    (),
                    (
                        chance.choice(
                            ("[other]", "[[rows]]"),
                        ),
                    ),
                ),
                Statement((), ("k = 1",)),
            ]
        )
    if not listed and chance.happens(0.5):
        # An array of tables must not stand above the table that it is in.
        hooks = [block for block in blocks if "hooks" in block[0].path]
        blocks = [block for block in blocks if block not in hooks]
        chance.shuffle(blocks)
        blocks += hooks
    lines = owned(chance, [*top, *dotted, *(each for block in blocks for each in block)])
    newline = chance.choice(("\n", "\n", "\r\n"))
    mark = chance.choice((b"", b"", b"\xef\xbb\xbf"))
    return TomlFile(tuple(lines), newline, mark, chance.happens(0.7) or not lines[-1].text, forms, listed)


def dotted_entry(chance: Chance, name: str, form: str) -> list[Statement]:
    """What stands below ``[mcp_servers]``."""
    key = NAMES[name]
    if form == "dotted":
        return [Statement((name,), (f"{key}.first = 'd'",)), *statements(chance, (name,), f"{key}.")]
    return [Statement((name,), (f"{key} = {{ command = 'i', enabled = true }}{chance.choice(TAILS)}",))]


def table_entry(chance: Chance, name: str, form: str, *, listed: bool) -> list[list[Statement]]:
    """The entry's tables, each with its statements."""
    key = "mcp_servers" if listed else f"mcp_servers.{NAMES[name]}"
    if form == "dotted" and chance.happens(0.5):
        return [[Statement((name,), (f"[{key}.scattered]",)), Statement((name,), ("s = 1",))]]
    if form != "table":
        return []
    if listed:
        found = [listed_entry(chance, name)]
    else:
        header = chance.choice((f"[{key}]", f"  [ mcp_servers . {NAMES[name]} ] # head"))
        found = [[Statement((name,), (header,)), *statements(chance, (name,))]]
    for sub, top in chance.some((("sub", "sub"), ("deep.t", "deep"), ("'o o'", "o o")), 0, 2):
        member = (name, top)
        own = [Statement(member, ("K = 'v' # secret",))] if chance.happens(0.8) else []
        found.append([Statement(member, (f"[{key}.{sub}]",)), *own])
    if chance.happens(0.4):
        found.append([Statement((name, "hooks"), (f"[[{key}.hooks]]",)), Statement((name, "hooks"), ("h = 1",))])
    return found


def listed_entry(chance: Chance, name: str) -> list[Statement]:
    """The entry as an item of an array: its name is anywhere among its statements."""
    header = Statement((name,), (chance.choice(("[[mcp_servers]]", "\t[[ mcp_servers ]] # head")),))
    key = NAMES[name] if NAMES[name][0] in "\"'" else f'"{name}"'
    said = Statement((name,), (f"name = {key}{chance.choice(TAILS)}",))
    own = statements(chance, (name,))
    own.insert(chance.randint(0, len(own)), said)
    return [header, *own]


def owned(chance: Chance, every: Iterable[Statement]) -> list[Line]:
    """All lines: what is between two statements of one member is the member's, all other is nobody's."""
    lines: list[Line] = []
    before: Path = ()
    for statement in every:
        both = common(before, statement.path)
        lines += [Line(text, both) for text in trivia(chance)]
        lines += [Line(text, statement.path) for text in statement.lines]
        before = statement.path
    return lines + [Line(text) for text in trivia(chance)]


def common(one: Path, other: Path) -> Path:
    size = 0
    while size < min(len(one), len(other)) and one[size] == other[size]:
        size += 1
    return one[:size]
