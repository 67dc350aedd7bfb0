"""What edits of a YAML file by chance must come to. The editor is an argument: it may be a broken one.

Values are told by libyaml, which the editor does not use.
"""

from __future__ import annotations

import re
from collections import Counter

import yaml

from mcptui.formats.document import Drop, Edit, Put, Restore
from tests.formats.chance import Chance
from tests.formats.editors import Done, Editor
from tests.formats.lines import NEW, Path, assert_only, lines_of
from tests.formats.yaml_documents import YamlFile, path_of, yaml_file

ENTRY: dict[str, object] = {
    f"{NEW}_command": NEW,
    f"{NEW}_args": [NEW, f"#{NEW}", {f"{NEW}_k": 1}],
    f"{NEW} envs": {f"{NEW}: k": f'"{NEW}'},
}
SWITCH = re.compile(r"(?<=enabled: )(?:true|false)")
INT, FLOAT = (
    re.compile(r"[-+]?[0-9]+|0x[0-9a-fA-F]+"),
    re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"),
)
WORDS = {"": None, "null": None, "true": True, "false": False}
TEXT = "tag:yaml.org,2002:str"

FIXED = {"name", "q", "tagged"}
"""What an item is known by, and two forms that are refused: a ``?`` and a tag."""

Entries = dict[str, object]


def values(data: bytes) -> Entries:
    found = plain(yaml.compose(data.decode("utf-8-sig"), Loader=yaml.CSafeLoader))
    assert isinstance(found, dict)
    return found


def plain(node: yaml.Node | None) -> object:
    """The value of a node, by the types of YAML 1.2 that JSON has."""
    match node:
        case yaml.MappingNode():
            return {str(plain(key)): plain(value) for key, value in node.value}
        case yaml.SequenceNode():
            return [plain(item) for item in node.value]
        case yaml.ScalarNode(value=text, style="" | None) if node.tag != TEXT:
            if INT.fullmatch(text):
                return int(text, 16 if text.startswith("0x") else 10)
            return float(text) if FLOAT.fullmatch(text) else WORDS.get(text, text)
        case yaml.ScalarNode(value=text):
            return text
    return None


def entries(found: Entries) -> Entries:
    """The servers by name, whether they are a mapping or a sequence."""
    servers = found["servers"]
    if isinstance(servers, list):
        return {each["name"]: each for each in servers}
    assert isinstance(servers, dict)
    return servers


class Wishes:
    """Edits by chance, and what they must come to: values, members whose lines go, lines that may change."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.edits: list[Edit] = []
        self.values = values(file.data)
        self.servers = dict(entries(self.values))
        self.gone: set[Path] = set()

    def choose(self, chance: Chance) -> Wishes:
        for name in chance.some(self.file.names, 0, 3):
            if chance.happens(0.4):
                self.drop(name)
                continue
            found = self.servers[name]
            if isinstance(found, dict):
                for wish in chance.some((self.switch, self.set_deep, self.drop_member), 1, 2):
                    wish(chance, name, found)
        if chance.happens(0.3) or not self.edits:
            self.edits.append(Put(path_of(NEW), ENTRY))
            self.servers[NEW] = {"name": NEW, **ENTRY} if self.file.listed else ENTRY
        if chance.happens(0.1):
            self.edits.append(Put((NEW,), NEW))
            self.values[NEW] = NEW
        chance.shuffle(self.edits)
        return self

    def drop(self, name: str) -> None:
        self.edits.append(Drop(path_of(name)))
        self.gone.add((name,))
        del self.servers[name]

    def switch(self, chance: Chance, name: str, found: Entries) -> None:
        key = "enabled" if "enabled" in found else f"{NEW}_on"
        found[key] = on = chance.happens(0.5)
        self.edits.append(Put(path_of(name, key), on))

    def set_deep(self, _: Chance, name: str, found: Entries) -> None:
        self.edits.append(Put(path_of(name, NEW, NEW), NEW))
        found[NEW] = {NEW: NEW}

    def drop_member(self, chance: Chance, name: str, found: Entries) -> None:
        """Not the key that an item is known by, and no form that is refused."""
        within = {line.path for line in self.file.lines if line.path[:1] == (name,) and len(line.path) > 1}
        within = {path for path in within if path[1] not in FIXED and path[1] != "enabled"}
        if not within:
            return
        member = chance.choice(sorted(within))
        self.edits.append(Drop(path_of(*member)))
        self.gone.add(member)
        for key in member[1:-1]:
            inner = found[key]
            assert isinstance(inner, dict)
            found = inner
        del found[member[-1]]

    def stays(self, before: str, after: str) -> bool:
        """``{}`` comes where a collection has become empty and goes where it was; ``enabled`` may change."""
        return before == after or self._bare(before) == self._bare(after)

    def _bare(self, line: str) -> str:
        return re.sub(r":(?: \{\}| \[\])?(?=\s*(?:#.*)?$)", ":", SWITCH.sub("", line))

    def check(self, done: Done) -> None:
        found = values(done.data)
        assert entries(found) == self.servers
        assert {**found, "servers": 0} == {**self.values, "servers": 0}
        assert_only(self.file, done.data, self.gone, self.stays)
        assert set(done.pieces) == {edit.path for edit in self.edits if isinstance(edit, Drop)}


def does_what_was_asked(chance: Chance, editor: Editor) -> None:
    wishes = Wishes(yaml_file(chance)).choose(chance)
    wishes.check(editor(wishes.file.data, wishes.edits))


def comes_back_to_the_byte(chance: Chance, editor: Editor) -> None:
    """What was removed at once comes back at once, in any order; what was removed bit by bit, backwards."""
    file = yaml_file(chance)
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


def removable(chance: Chance, file: YamlFile) -> list[Path]:
    """Entries and members of entries, none in another."""
    within = {line.path for line in file.lines if len(line.path) > 1 and line.path[1] not in FIXED}
    paths: list[Path] = []
    for path in chance.some(sorted({*((name,) for name in file.names), *within}), 1, 3):
        if not any(path[: len(each)] == each[: len(path)] for each in paths):
            paths.append(path)
    return [path_of(*path) for path in paths]


def comes_back_into_a_changed_file(chance: Chance, editor: Editor) -> None:
    """All entries go and come back one by one in any order, while something else was added."""
    file = yaml_file(chance)
    names = chance.sample(file.names, len(file.names))
    done = editor(file.data, [Drop(path_of(name)) for name in names])
    text = editor(done.data, [Put((NEW,), NEW)]).data
    for name in names:
        text = editor(text, [Restore(path_of(name), done.pieces[path_of(name)])]).data
    found, wanted = values(text), values(file.data)
    assert but_for_last_line_ends(entries(found)) == but_for_last_line_ends(entries(wanted))
    assert {**found, "servers": 0} == {**wanted, "servers": 0, NEW: NEW}
    lines = [line.strip() for line in lines_of(text)]
    assert Counter(lines) == Counter([*(line.strip() for line in file.without()), f"{NEW}: {NEW}"])
    for name in names:
        assert is_run([line.strip() for line in file.of((name,))], lines)


def sits_where_it_was(chance: Chance, editor: Editor) -> None:
    """An entry comes back to its place, when all that is around it was changed meanwhile."""
    file = yaml_file(chance, least=2)
    name, *others = chance.sample(file.names, len(file.names))
    done = editor(file.data, [Drop(path_of(name))])
    tables = [other for other in others if isinstance(entries(values(file.data))[other], dict)]
    switched = [Put(path_of(other, f"{NEW}_on"), value=True) for other in tables]
    changed = editor(done.data, switched).data
    changed = file.mark + f"# {NEW}{file.newline}".encode() + changed.removeprefix(file.mark)
    gone = others.pop() if len(others) > 1 else None
    if gone:
        changed = editor(changed, [Drop(path_of(gone))]).data
    text = editor(changed, [Restore(path_of(name), done.pieces[path_of(name)])]).data
    lines = [line.replace(" {}", "") for line in lines_of(text) if NEW not in line]
    wanted = [line.replace(" {}", "") for line in (file.without((gone,)) if gone else file.without())]
    assert Counter(lines) == Counter(wanted)
    assert list(entries(values(text))) == [each for each in file.names if each != gone]
    assert gone or lines == wanted


def but_for_last_line_ends(value: object) -> object:
    """The last line end of a ``|`` at the end of a file is there only when something stands below it."""
    if isinstance(value, dict):
        return {key: but_for_last_line_ends(each) for key, each in value.items()}
    return value.rstrip("\n") if isinstance(value, str) else value


def is_run(some: list[str], lines: list[str]) -> bool:
    return any(lines[start : start + len(some)] == some for start in range(len(lines)))
