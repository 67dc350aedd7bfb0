"""What a broken editor might do to JSON; see ``faults``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tests.formats.chance import Chance
from tests.formats.faults import Fault
from tests.formats.json_tokens import Token, tokens, tree


def eats_a_sign(chance: Chance, _: str, after: str) -> str | None:
    """Any but a comma: one at the end of what was edited may come or go."""
    at = chance.choice([at for token in tokens(after) if token.text != "," for at in range(token.start, token.end)])
    while after[at] in " \t\r\n":
        at -= 1
    return after[:at] + after[at + 1 :]


def eats_a_blank(chance: Chance, before: str, after: str) -> str | None:
    gaps = _gaps(before, after)
    if not gaps:
        return None
    at = chance.choice(gaps)
    return after[:at] + after[at + 1 :]


def adds_a_blank(chance: Chance, before: str, after: str) -> str | None:
    gaps = _gaps(before, after)
    if not gaps:
        return None
    at = chance.choice(gaps)
    return after[:at] + chance.choice(" \t\n") + after[at:]


def ends_a_line_in_another_way(chance: Chance, before: str, after: str) -> str | None:
    ends = [at for at in _gaps(before, after) if after[at] == "\n"]
    if not ends:
        return None
    at = chance.choice(ends)
    return after[: at - 1] + after[at:] if after[at - 1] == "\r" else after[:at] + "\r" + after[at:]


def drops_a_comment(chance: Chance, _: str, after: str) -> str | None:
    comments = [token for token in _outside_lists(after) if token.comment]
    if not comments:
        return None
    gone = chance.choice(comments)
    return after[: gone.start] + after[gone.end :]


def moves_a_comment(chance: Chance, _: str, after: str) -> str | None:
    comments = [token for token in _outside_lists(after) if token.text.startswith("/*")]
    if len({token.text for token in comments}) < 2:
        return None
    one, other = sorted(chance.sample(comments, 2), key=lambda token: token.start)
    between = after[one.end : other.start]
    return after[: one.start] + other.text + between + one.text + after[other.end :]


def doubles_a_comma(chance: Chance, _: str, after: str) -> str | None:
    commas = [token for token in tokens(after) if token.text == ","]
    if not commas:
        return None
    at = chance.choice(commas).end
    return after[:at] + "," + after[at:]


def spells_a_value_in_another_way(chance: Chance, _: str, after: str) -> str | None:
    spelled = {"-0": "0", "1E5": "100000.0", "0.10": "0.1", '"\\u00e9\\n"': '"é\\n"', '"à…"': '"\\u00e0\\u2026"'}
    values = [token for token in _outside_lists(after) if token.text in spelled]
    if not values:
        return None
    value = chance.choice(values)
    return after[: value.start] + spelled[value.text] + after[value.end :]


def swaps_two_members(chance: Chance, _: str, after: str) -> str | None:
    pairs = []
    waiting = [tree(after)]
    while waiting:
        node = waiting.pop()
        found = node.members or []
        waiting += [inner for _, _, inner in found]
        if node.is_object and len(found) > 1:
            pairs.append(chance.sample(found, 2))
    if not pairs:
        return None
    one, other = sorted(chance.choice(pairs), key=lambda member: member[1])
    first, second = after[one[1] : one[2].end], after[other[1] : other[2].end]
    return after[: one[1]] + second + after[one[2].end : other[1]] + first + after[other[2].end :]


def sets_another_value(chance: Chance, before: str, after: str) -> str | None:
    old = {token.text for token in tokens(before)}
    new = [token for token in tokens(after) if token.text not in old and re.fullmatch(r'".*"|[\d.-]+', token.text)]
    if not new:
        return None
    value = chance.choice(new)
    return f'{after[: value.start]}"evil"{after[value.end :]}'


IN_JSON: Sequence[Fault] = (
    eats_a_sign,
    eats_a_blank,
    adds_a_blank,
    ends_a_line_in_another_way,
    drops_a_comment,
    moves_a_comment,
    doubles_a_comma,
    spells_a_value_in_another_way,
    swaps_two_members,
    sets_another_value,
)


def _gaps(before: str, after: str) -> list[int]:
    """Places of white space that has to stay: the signs on both sides of it are there before and after."""
    same = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), len(after))
    found: list[int] = []
    every = tokens(after)
    outside = {token.start for token in _outside_lists(after)}
    for one, other in pairwise(every):
        is_ink = not (one.comment or other.comment or other.text == ",")
        if other.end <= same and is_ink and {one.start, other.start} <= outside:
            found += range(one.end, other.start)
    return found


def _outside_lists(text: str) -> list[Token]:
    """Tokens of what cannot have been an item of a list that was set."""
    found, depth = [], 0
    for token in tokens(text):
        depth += (not token.comment) * ((token.text == "[") - (token.text == "]"))
        if not depth:
            found.append(token)
    return found
