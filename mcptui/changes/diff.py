"""The difference of two texts as a person reads it, secrets hidden, cost bounded."""

from __future__ import annotations

from collections.abc import Iterator

from mcptui.secrets import Masker

_CONTEXT = 3
_LONGEST_LINE = 400
_MOST_LINES = 4000


def unified_diff(before: bytes | None, after: bytes | None, name: str, masker: Masker) -> str:
    """A unified diff; empty when nothing differs.

    Only the stretch that differs is compared, so a change in a 30 MB file costs no more than in a
    small one. Lines are cut where they are long, and every secret that ``masker`` knows is hidden.
    """
    from difflib import unified_diff as difference

    if before == after:
        return ""
    start, old, new = _changed_stretch(before or b"", after or b"")
    lines = difference(
        _lines(old),
        _lines(new),
        "/dev/null" if before is None else name,
        "/dev/null" if after is None else name,
        lineterm="",
        n=_CONTEXT,
    )
    # All at once, for a secret may stand on the line behind the one that tells what it is.
    shown = masker.text("\n".join(_renumbered(lines, start)))
    return "\n".join(map(_cut, shown.split("\n")))


def _changed_stretch(before: bytes, after: bytes) -> tuple[int, bytes, bytes]:
    """The lines that differ with some around them, and the number of lines before."""
    first = _common_prefix(before, after)
    shortest = min(len(before), len(after)) - first
    last = min(_common_prefix(before[::-1], after[::-1]), shortest)
    start = first
    for _ in range(_CONTEXT + 1):
        start = before.rfind(b"\n", 0, max(start - 1, 0)) + 1
    end = len(before) - last
    for _ in range(_CONTEXT + 1):
        following = before.find(b"\n", end)
        end = len(before) if following < 0 else following + 1
    tail = len(before) - end
    return before.count(b"\n", 0, start), before[start:end], after[start : len(after) - tail]


def _common_prefix(one: bytes, other: bytes) -> int:
    """Length of the common beginning, by bisection: comparing slices is far faster than looking at bytes."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _lines(data: bytes) -> list[str]:
    lines = data.decode("utf-8", "replace").split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines


def _renumbered(lines: Iterator[str], start: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number >= _MOST_LINES:
            yield "… more lines differ"
            return
        yield _moved(line, start) if line.startswith("@@") else line.rstrip("\r")


def _moved(header: str, start: int) -> str:
    """A hunk's header with line numbers of the whole file."""
    parts = []
    for part in header.split(" "):
        if part[:1] in ("-", "+"):
            line, comma, count = part[1:].partition(",")
            parts.append(f"{part[0]}{int(line) + start}{comma}{count}")
        else:
            parts.append(part)
    return " ".join(parts)


def _cut(line: str) -> str:
    if len(line) <= _LONGEST_LINE:
        return line
    half = _LONGEST_LINE // 2
    return f"{line[:half]} … {line[-half:]}"
