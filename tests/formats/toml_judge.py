"""What edits of a TOML file by chance must come to. The editor is an argument: it may be a broken one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from itertools import pairwise

from mcptui.formats.document import Drop, Edit, Put, Restore
from tests.formats.chance import Chance
from tests.formats.editors import Done, Editor
from tests.formats.lines import NEW, Path, assert_only, lines_of
from tests.formats.toml_documents import TomlFile, path_of, toml_file

ENTRY: dict[str, object] = {
    f"{NEW}_command": NEW,
    f"{NEW}_args": [NEW, f"#{NEW}"],
    f"{NEW}_env": {f"{NEW} k": f'"{NEW}'},
}
SWITCH = re.compile(r"(?<=enabled = )(?:true|false)")
INLINE = re.compile(rf', {NEW}(?:_on = (?:true|false)| = {{ {NEW} = "{NEW}" }})')


def values(data: bytes) -> dict[str, object]:
    """What a file says; servers in a list as a table of their names."""
    found = tomllib.loads(data.decode("utf-8-sig"))
    servers = found.get("mcp_servers")
    if isinstance(servers, list):
        found["mcp_servers"] = {server["name"]: server for server in servers}
    return found


def servers_of(found: dict[str, object]) -> dict[str, dict[str, object]]:
    servers = found.setdefault("mcp_servers", {})
    assert isinstance(servers, dict)
    return servers


def settled(found: dict[str, object]) -> dict[str, object]:
    """An empty table of servers means the same as none."""
    return {key: value for key, value in found.items() if key != "mcp_servers" or value}


class Wishes:
    """Edits by chance, and what they must come to: values, members whose lines go, lines that may change."""

    def __init__(self, file: TomlFile) -> None:
        self.file = file
        self.edits: list[Edit] = []
        self.values = values(file.data)
        self.servers = servers_of(self.values)
        self.gone: set[Path] = set()
        self.changed: set[str] = set()

    def choose(self, chance: Chance) -> Wishes:
        for name in chance.some(self.file.names, 0, 3):
            if chance.happens(0.4):
                self.drop(name)
                continue
            for wish in chance.some((self.switch, self.set_deep, self.drop_member), 1, 2):
                wish(chance, name)
        if not self.file.listed and (chance.happens(0.3) or not self.edits):
            self.edits.append(Put(path_of(NEW), ENTRY))
            self.servers[NEW] = ENTRY
        if chance.happens(0.1) or not self.edits:
            self.edits.append(Put((NEW,), NEW))
            self.values[NEW] = NEW
        chance.shuffle(self.edits)
        return self

    def drop(self, name: str) -> None:
        self.edits.append(Drop(path_of(name)))
        self.gone.add((name,))
        del self.servers[name]

    def drop_member(self, chance: Chance, name: str) -> None:
        within = sorted({line.path[1] for line in self.file.lines if line.path[:1] == (name,) and len(line.path) > 1})
        if self.file.forms[name] != "table" or not within:
            return
        member = chance.choice(within)
        if member != "enabled":
            self.edits.append(Drop(path_of(name, member)))
            self.gone.add((name, member))
            del self.servers[name][member]

    def switch(self, chance: Chance, name: str) -> None:
        key = "enabled" if "enabled" in self.servers[name] else f"{NEW}_on"
        self.servers[name][key] = on = chance.happens(0.5)
        self.edits.append(Put(path_of(name, key), on))
        self.changed.update(self.file.of((name,)))

    def set_deep(self, _: Chance, name: str) -> None:
        self.edits.append(Put(path_of(name, NEW, NEW), NEW))
        self.servers[name][NEW] = {NEW: NEW}
        self.changed.update(self.file.of((name,)))

    def stays(self, before: str, after: str) -> bool:
        return before == after or (
            before in self.changed and SWITCH.sub("", INLINE.sub("", after)) == SWITCH.sub("", before)
        )

    def check(self, done: Done) -> None:
        assert settled(values(done.data)) == settled(self.values)
        assert_only(self.file, done.data, self.gone, self.stays)
        assert set(done.pieces) == {edit.path for edit in self.edits if isinstance(edit, Drop)}


def does_what_was_asked(chance: Chance, editor: Editor) -> None:
    wishes = Wishes(toml_file(chance)).choose(chance)
    wishes.check(editor(wishes.file.data, wishes.edits))


def comes_back_to_the_byte(chance: Chance, editor: Editor) -> None:
    """What was removed at once comes back at once, in any order; what was removed bit by bit, backwards."""
    file = toml_file(chance)
    paths = removable(chance, file)
    done = editor(file.data, [Drop(path) for path in paths])
    back = chance.sample(paths, len(paths))
    assert editor(done.data, [Restore(path, done.pieces[path]) for path in back]).data == file.data
    data, history = file.data, []
    for path in paths:
        done = editor(data, [Drop(path)])
        history.append((data, path, done.pieces[path]))
        data = done.data
    for before, path, piece in reversed(history):
        data = editor(data, [Restore(path, piece)]).data
        assert data == before


def removable(chance: Chance, file: TomlFile) -> list[Path]:
    """Entries and members of entries, none in another."""
    within = [line.path for line in file.lines if len(line.path) > 1 and file.forms[line.path[0]] == "table"]
    paths: list[Path] = []
    for path in chance.some(sorted({*((name,) for name in file.names), *within}), 1, 3):
        if not any(path[: len(each)] == each[: len(path)] for each in paths):
            paths.append(path)
    return [path_of(*path) for path in paths]


def comes_back_into_a_changed_file(chance: Chance, editor: Editor) -> None:
    """All entries go and come back one by one in any order, while something else was added."""
    file = toml_file(chance)
    names = chance.sample(file.names, len(file.names))
    done = editor(file.data, [Drop(path_of(name)) for name in names])
    text = done.data + f"{file.newline}[{NEW}]{file.newline}{NEW} = true".encode()
    for name in names:
        text = editor(text, [Restore(path_of(name), done.pieces[path_of(name)])]).data
    assert values(text) == values(file.data) | {NEW: {NEW: True}}
    lines = lines_of(text)
    assert sorted(lines) == sorted([*file.without(), f"[{NEW}]", f"{NEW} = true"])
    for name in names:
        assert in_order(file.of((name,)), lines)


def sits_where_it_was(chance: Chance, editor: Editor) -> None:
    """An entry comes back to its place among others, when one was switched and one removed meanwhile.

    In a file whose entries are scattered none is removed: what is between its parts would go with it.
    """
    file = toml_file(chance, tables=3)
    name, switched, *gone = chance.sample(file.tables(), 2 if is_scattered(file) else 3)
    done = editor(file.data, [Drop(path_of(name))])
    edits: list[Edit] = [Put(path_of(switched, f"{NEW}_on"), value=True), *(Drop(path_of(each)) for each in gone)]
    text = editor(editor(done.data, edits).data, [Restore(path_of(name), done.pieces[path_of(name)])]).data
    lines = [line for line in lines_of(text) if NEW not in line]
    assert in_order(file.of((name,)), lines)
    assert sorted(lines) == sorted(file.without(*((each,) for each in gone)))
    if not is_scattered(file):
        assert list(servers_of(values(text))) == [each for each in servers_of(values(file.data)) if each not in gone]


def is_scattered(file: TomlFile) -> bool:
    """Whether an entry stands in more than one place."""
    owners = [line.path[0] for line in file.lines if line.path]
    return sum(one != other for one, other in pairwise(owners)) >= len(file.names)


def in_order(some: Sequence[str], lines: Sequence[str]) -> bool:
    rest = iter(lines)
    return all(line in rest for line in some)
