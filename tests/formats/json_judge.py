"""What edits of JSON must come to, worked out on source texts. Knows no editor."""

from __future__ import annotations

import json

from mcptui.formats.document import Drop, Edit, KeyPath, Put
from tests.formats.json_tokens import Node, Shape, own, plain, shape, tokens, tree


class Duplicate(Exception):
    """A key on the way of an edit stands twice: the editor has to refuse."""


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
        self.lists: dict[KeyPath, Node] = {}
        self.new_lists: dict[KeyPath, list[object]] = {}
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
                self.lists[path], self.new_lists[path] = node, value
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


def assert_same_between(before: str, after: str, node: Node, now: Node, judged: Judge) -> None:
    """In every object the bytes between two that stay are the same, where nothing went or came between them."""
    if not node.is_object or node.start in judged.replaced:
        assert node.start in judged.replaced or before[node.start : node.end] == after[now.start : now.end]
        return
    assert node.members is not None
    assert now.members is not None
    stay = [member for member in node.members if member[1] not in judged.removed]
    place = done = 0
    for index, (_, start, inner) in enumerate(node.members):
        if start in judged.removed:
            continue
        _, now_start, now_inner = now.members[place]
        if index == done:  # none went between this one and the one before it that stays
            one = node.members[index - 1][2].end if index else node.start
            other = now.members[place - 1][2].end if place else now.start
            assert before[one:start] == after[other:now_start]
        assert before[start : inner.start] == after[now_start : now_inner.start]
        assert_same_between(before, after, inner, now_inner, judged)
        place, done = place + 1, index + 1
    if done == len(node.members) and len(now.members) == len(stay):
        one, other = (each.members[-1][2].end if each.members else each.start for each in (node, now))
        assert before[one : node.end] == after[other : now.end]


def assert_items_keep_their_spelling(before: str, after: str, now: Node, judged: Judge) -> None:
    """Where a list took the place of a list, the items of both are spelled as they were, unless they changed places."""
    for path, node in judged.lists.items():
        found = now
        for key in path:
            found = (found.members or [])[found.find(key)[0]][2]
        old, new = spellings(before, node), spellings(after, found)
        both = {value for value, _ in old} & {value for value, _ in new}
        one, other = ([each for each in every if each[0] in both] for every in (old, new))
        if [value for value, _ in one] == [value for value, _ in other]:
            assert one == other


def spellings(text: str, node: Node) -> list[tuple[str, str]]:
    """The items of a list, each as its value and as it is written."""
    items = [item for _, _, item in node.members or []]
    return [(json.dumps(plain(item, text), sort_keys=True), text[item.start : item.end]) for item in items]


def check(before: str, after: str, judged: Judge) -> None:
    root = tree(after)
    assert alike(judged.shape, root, after, judged.new_lists)
    assert_only_inside(before, after, judged.containers)
    assert_same_between(before, after, tree(before), root, judged)
    assert_items_keep_their_spelling(before, after, root, judged)
    left = [token.text for token in tokens(after) if token.comment]
    stay = [token for token in tokens(before) if token.comment and token.start not in judged.gone]
    if not judged.maybe:
        assert left == [token.text for token in stay]
    assert is_subsequence([token.text for token in stay if token.start not in judged.maybe], left)
    assert is_subsequence(left, [token.text for token in stay])
