"""The difference of two texts as a person reads it, secrets hidden, cost bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import AnyStr, Final

from mcptui.secrets import Masker

_CONTEXT = 3
_LONGEST_LINE = 400
_MOST_LINES = 4000
# Lines looked at for the place where both texts go on alike; so many alike that contexts never meet.
_WINDOW = 2000
_ALIKE = 2 * _CONTEXT + 1
# What is left of a huge line before secrets are hidden. A quarter of it, which is never shown, stands before
# the change, and no argument or value in an environment of Linux is longer than that: none is cut in two.
_LINE_ROOM: Final = 512 * 1024
_LARGEST_STEP: Final = 1024 * 1024
_MORE = "… more lines differ"


def unified_diff(before: bytes | None, after: bytes | None, name: str, masker: Masker) -> str:
    """A unified diff; empty when nothing but the last line's end differs.

    Only the stretches that differ are compared, so a change in a 30 MB file costs no more than in a
    small one. Long lines are cut to what differs in them, and every secret that ``masker`` knows is hidden.
    """
    if before == after:
        return ""
    lines = list(islice(_hunks(before or b"", after or b""), _MOST_LINES + 1))
    if not lines:
        return ""
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES:] = [_MORE]
    # All at once, for a secret may stand on the line behind the one that tells what it is.
    shown = masker.text("\n".join(lines))
    old, new = ("/dev/null" if data is None else name for data in (before, after))
    return "\n".join((f"--- {old}", f"+++ {new}", *_cut(shown.split("\n"))))


# --- the stretches that differ


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Lines that differ with some around them, and how many lines stand before them in either text."""

    old_line: int
    new_line: int
    old: Sequence[bytes]
    new: Sequence[bytes]


def _hunks(before: bytes, after: bytes) -> Iterator[str]:
    from difflib import SequenceMatcher

    for stretch in _stretches(before, after):
        old, new = stretch.old[:_MOST_LINES], stretch.new[:_MOST_LINES]
        for group in SequenceMatcher(None, old, new).get_grouped_opcodes(_CONTEXT):
            ranges = (
                _range(stretch.old_line + group[0][1], stretch.old_line + group[-1][2]),
                _range(stretch.new_line + group[0][3], stretch.new_line + group[-1][4]),
            )
            yield "@@ -{} +{} @@".format(*ranges)
            for tag, start, end, new_start, new_end in group:
                if tag == "equal":
                    yield from _shown(" ", old[start:end], ())
                else:
                    yield from _shown("-", old[start:end], new[new_start:new_end])
                    yield from _shown("+", new[new_start:new_end], old[start:end])
        if len(old) < len(stretch.old) or len(new) < len(stretch.new):
            yield _MORE
            return


def _range(start: int, end: int) -> str:
    """Lines, 0-based, as the header of a hunk tells them."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + 1 if end > start else start},{end - start}"


def _shown(sign: str, lines: Sequence[bytes], others: Sequence[bytes]) -> Iterator[str]:
    """``lines`` as text; where one that took another's place is huge, no more of both than is around what differs."""
    for line, other in zip_longest(lines, others[: len(lines)]):
        huge = max(len(line), len(other or b"")) > _LINE_ROOM
        start, end = _around(line, other, _LINE_ROOM) if huge else (0, len(line))
        yield sign + line[start:end].decode("utf-8", "replace").rstrip("\r")


def _stretches(before: bytes, after: bytes) -> Iterator[_Stretch]:
    old = new = old_line = new_line = 0  # both texts are told up to here, where a line begins
    while True:
        alike = _common_prefix(before, after, old, new)
        if old + alike == len(before) and new + alike == len(after):
            return
        differs = before.rfind(b"\n", old, old + alike) + 1 or old
        start = _back(before, differs, old)
        stops = _stops(before, after, differs, differs + new - old)
        passed = before.count(b"\n", old, start)
        old_line += passed
        new_line += passed
        yield _Stretch(
            old_line,
            new_line,
            _lines(before, start, _on(before, stops[0])),
            _lines(after, start + new - old, _on(after, stops[1])),
        )
        old_line += before.count(b"\n", start, stops[0])
        new_line += after.count(b"\n", start + new - old, stops[1])
        old, new = stops


def _stops(before: bytes, after: bytes, old: int, new: int) -> tuple[int, int]:
    """Where, behind lines that differ at ``old`` and ``new``, the texts go on alike; both at a line's beginning."""
    old_head, new_head = _lines(before, old, len(before), _WINDOW), _lines(after, new, len(after), _WINDOW)
    met = _meeting(old_head, new_head)
    if met is not None:
        ends = (sum(map(len, old_head[: met[0]])) + met[0], sum(map(len, new_head[: met[1]])) + met[1])
        return old + ends[0], new + ends[1]
    if len(old_head) < _WINDOW and len(new_head) < _WINDOW:
        return len(before), len(after)
    tail = _common_end(before, after, min(len(before) - old, len(after) - new))
    line = before.find(b"\n", len(before) - tail) + 1
    tail = len(before) - line if line else 0
    return len(before) - tail, len(after) - tail


def _meeting(old: Sequence[bytes], new: Sequence[bytes]) -> tuple[int, int] | None:
    """The nearest pair of places from which enough lines are alike."""
    places = {tuple(old[at : at + _ALIKE]): at for at in range(len(old) - _ALIKE, -1, -1)}
    nearest: tuple[int, int] | None = None
    for at in range(len(new) - _ALIKE + 1):
        if nearest is not None and at >= sum(nearest):
            break
        place = places.get(tuple(new[at : at + _ALIKE]))
        if place is not None and (nearest is None or place + at < sum(nearest)):
            nearest = place, at
    return nearest


def _common_prefix(one: AnyStr, other: AnyStr, at: int = 0, other_at: int = 0) -> int:
    """Length of the common stretch from these places; comparing slices is far faster than looking at letters."""
    alike, step = 0, 4096
    while True:
        mine, theirs = one[at + alike : at + alike + step], other[other_at + alike : other_at + alike + step]
        if mine != theirs:
            break
        if not mine:
            return alike
        alike, step = alike + len(mine), min(step * 2, _LARGEST_STEP)
    low, high = 0, min(len(mine), len(theirs))
    while low < high:
        middle = (low + high + 1) // 2
        if mine[low:middle] == theirs[low:middle]:
            low = middle
        else:
            high = middle - 1
    return alike + low


def _common_end(one: bytes, other: bytes, most: int) -> int:
    """Length of the stretch, no longer than ``most``, with which both end."""
    alike = 0
    while alike < most:
        step = min(most - alike, _LARGEST_STEP)
        mine, theirs = (text[len(text) - alike - step : len(text) - alike][::-1] for text in (one, other))
        found = _common_prefix(mine, theirs)
        alike += found
        if found < step:
            break
    return alike


def _back(data: bytes, place: int, limit: int) -> int:
    """The beginning of the first line of context before ``place``, not before ``limit``."""
    for _ in range(_CONTEXT):
        if place > limit:
            place = data.rfind(b"\n", limit, place - 1) + 1 or limit
    return place


def _on(data: bytes, place: int) -> int:
    """The end of the last line of context behind ``place``."""
    for _ in range(_CONTEXT):
        place = data.find(b"\n", place) + 1 or len(data)
    return place


def _lines(data: bytes, start: int, end: int, most: int | None = None) -> list[bytes]:
    """The lines between two places, without their ends; no more than ``most``."""
    lines: list[bytes] = []
    while start < end and (most is None or len(lines) < most):
        line_end = data.find(b"\n", start, end)
        line_end = end if line_end < 0 else line_end
        lines.append(data[start:line_end])
        start = line_end + 1
    return lines


# --- long lines


def _cut(lines: Sequence[str]) -> list[str]:
    """``lines``, with their signs, cut to what can be read: of one that took another's place, what differs."""
    if all(len(line) <= _LONGEST_LINE for line in lines):
        return list(lines)
    others = dict(_replacements(lines))
    return [line if len(line) <= _LONGEST_LINE else _shortened(line, others.get(at)) for at, line in enumerate(lines)]


def _replacements(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """By the index of a line, the one that took its place, or whose place it took."""
    at = 0
    while at < len(lines):
        middle = at
        while middle < len(lines) and lines[middle].startswith("-"):
            middle += 1
        end = middle
        while end < len(lines) and lines[end].startswith("+"):
            end += 1
        for old, new in zip(range(at, middle), range(middle, end), strict=False):
            yield old, lines[new]
            yield new, lines[old]
        at = max(end, at + 1)


def _shortened(line: str, other: str | None) -> str:
    sign, text = line[0], line[1:]
    start, end = _around(text, None if other is None else other[1:], _LONGEST_LINE)
    return f"{sign}{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


def _around(text: AnyStr, other: AnyStr | None, room: int) -> tuple[int, int]:
    """As much of ``text`` as there is room for, from shortly before it begins to differ from ``other``."""
    alike = 0 if other is None else _common_prefix(text, other)
    start = max(alike - room // 4, 0)
    return start, min(start + room, len(text))
