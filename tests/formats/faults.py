"""Editors that are broken on purpose: a judge that lets one through proves nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from mcptui.formats.document import Edit, Restore
from tests.formats.chance import Chance
from tests.formats.editors import Done, Editor
from tests.formats.lines import NEW

Property = Callable[[Chance, Editor], object]
Fault = Callable[[Chance, str, str], str | None]
"""Spoils the text after, given the one before too; None where it finds nothing to spoil."""


class Planted:
    """An editor whose first result is spoiled; with ``restores``, the first that puts something back."""

    def __init__(self, editor: Editor, fault: Fault, chance: Chance, *, restores: bool) -> None:
        self._editor = editor
        self._fault = fault
        self._chance = chance
        self._restores = restores
        self.spoiled = False

    def __call__(self, data: bytes, edits: Sequence[Edit]) -> Done:
        done = self._editor(data, edits)
        if self.spoiled or (self._restores and not any(isinstance(edit, Restore) for edit in edits)):
            return done
        text = self._fault(self._chance, data.decode(), done.data.decode())
        if text is None or text.encode() == done.data:
            return done
        self.spoiled = True
        return done._replace(data=text.encode())


def tally(judge: Property, editor: Editor, fault: Fault, cases: int = 100, *, restores: bool = False) -> Counter[str]:
    """In how many cases the fault was ``planted``, and in how many of these it was ``missed``."""
    counted: Counter[str] = Counter()
    for number in range(cases):
        planted = Planted(editor, fault, Chance(number, "fault"), restores=restores)
        try:
            judge(Chance(number, "faults"), planted)
        except Exception:  # noqa: BLE001  # whatever it stumbles over: without the fault it does not
            counted["planted"] += 1
        else:
            counted["planted"] += planted.spoiled
            counted["missed"] += planted.spoiled
    return counted


# --- in lines

SPELLINGS = {"1_000": "1000", "+1000": "1000", "0x1F": "31", "1e3": "1000.0", "1.50": "1.5", "07:32:00": "07:32:00.0"}


def eats_a_sign(chance: Chance, _: str, after: str) -> str | None:
    lines = after.split("\n")
    places = [(row, column) for row in _kept(lines) for column, sign in enumerate(lines[row]) if sign.strip()]
    if not places:
        return None
    row, column = chance.choice(places)
    return _with(lines, row, lines[row][:column] + lines[row][column + 1 :])


def eats_a_blank(chance: Chance, _: str, after: str) -> str | None:
    lines = after.split("\n")
    places = [(row, column) for row in _kept(lines) for column, sign in enumerate(lines[row]) if sign in " \t"]
    if not places:
        return None
    row, column = chance.choice(places)
    return _with(lines, row, lines[row][:column] + lines[row][column + 1 :])


def eats_a_blank_line(chance: Chance, before: str, after: str) -> str | None:
    found = re.finditer(r"(?<=\n)[^\n]*\S[^\n]*\n\s*\n(?=([^\n]*\S[^\n]*\n))", after)
    runs = [each for each in found if all(text.count(each[0] + each[1]) == 1 for text in (before, after))]
    if not runs:
        return None
    at = chance.choice(runs).end()
    start = after.rindex("\n", 0, at - 1) + 1
    return after[:start] + after[at:]


def drops_a_comment(chance: Chance, _: str, after: str) -> str | None:
    lines = after.split("\n")
    comments = [row for row in _kept(lines) if re.search(r"(?:^|\s)#[^'\"]*$", lines[row])]
    if not comments:
        return None
    row = chance.choice(comments)
    return _with(lines, row, re.sub(r"(?:^|\s+)#[^'\"]*$", "", lines[row]))


def spells_a_number_in_another_way(chance: Chance, _: str, after: str) -> str | None:
    lines = after.split("\n")
    numbers = [(row, old, new) for row in _kept(lines) for old, new in SPELLINGS.items() if f" {old}" in lines[row]]
    if not numbers:
        return None
    row, old, new = chance.choice(numbers)
    return _with(lines, row, lines[row].replace(old, new))


def swaps_two_lines(chance: Chance, _: str, after: str) -> str | None:
    lines = after.split("\n")
    kept = _kept(lines)
    pairs = [(one, other) for one, other in pairwise(kept) if lines[one] != lines[other]]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def leaves_a_line(chance: Chance, before: str, after: str) -> str | None:
    removed = [line for line in (Counter(before.split("\n")) - Counter(after.split("\n"))) if line.strip()]
    if not removed:
        return None
    lines = after.split("\n")
    lines.insert(chance.randint(0, len(lines) - 1), chance.choice(removed))
    return "\n".join(lines)


def ends_a_line_in_another_way(chance: Chance, _: str, after: str) -> str | None:
    ends = [found.start() for found in re.finditer("\n", after)]
    if not ends:
        return None
    at = chance.choice(ends)
    return after[: at - 1] + after[at:] if after.endswith("\r", 0, at) else after[:at] + "\r" + after[at:]


def changes_the_end_of_the_file(_: Chance, __: str, after: str) -> str | None:
    if not after.strip("\ufeff\r\n"):
        return None
    return after.rstrip("\r\n") if after.endswith("\n") else after + "\n"


def loses_the_mark(_: Chance, __: str, after: str) -> str | None:
    return after[1:] if after.startswith("\ufeff") else None


def sets_another_value(chance: Chance, _: str, after: str) -> str | None:
    set_ones = [found.span() for found in re.finditer(rf"(?<=[=:] ){NEW}|\"{NEW}\"|(?<={NEW}_on[:=] )\w+", after)]
    if not set_ones:
        return None
    start, end = chance.choice(set_ones)
    return f'{after[:start]}"{NEW}{NEW}"{after[end:]}'


def does_nothing(_: Chance, before: str, after: str) -> str | None:
    return None if before == after else before


IN_LINES: Sequence[Fault] = (
    eats_a_sign,
    eats_a_blank,
    eats_a_blank_line,
    drops_a_comment,
    spells_a_number_in_another_way,
    swaps_two_lines,
    leaves_a_line,
    ends_a_line_in_another_way,
    changes_the_end_of_the_file,
    loses_the_mark,
    sets_another_value,
    does_nothing,
)


def _kept(lines: Sequence[str]) -> list[int]:
    """The lines with something on them that was there before."""
    return [row for row, line in enumerate(lines) if line.strip("\ufeff\r ") and NEW not in line]


def _with(lines: Sequence[str], row: int, text: str) -> str:
    return "\n".join([*lines[:row], text, *lines[row + 1 :]])
