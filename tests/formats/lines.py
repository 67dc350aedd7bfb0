"""Files made of lines that know whose they are, and a judge of what an edit did to them.

It knows no editor and no syntax: the generator says of each line to which member it belongs, and what an edit puts
in is known by a mark in every key and text of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

NEW = "zz"
"""Stands in every line that an edit puts in, and in no other."""

Path = tuple[str, ...]


class Line(NamedTuple):
    """One line without its end, and the path of the member that it is a part of; ``()``: of nobody's."""

    text: str
    path: Path = ()


@dataclass(frozen=True)
class Lines:
    """A file: its lines, and how they are joined to bytes. ``final``: the last one has a line end."""

    lines: tuple[Line, ...]
    newline: str
    mark: bytes
    final: bool

    @property
    def data(self) -> bytes:
        text = self.newline.join(line.text for line in self.lines) + (self.newline if self.final else "")
        return self.mark + text.encode()

    def of(self, path: Path) -> list[str]:
        """The lines of a member and of all that is in it."""
        return [line.text for line in self.lines if line.path[: len(path)] == path and line.text.strip()]

    def without(self, *gone: Path) -> list[str]:
        """The lines that are left when members go, without blank ones."""
        return [line.text for line in self.lines if line.text.strip() and not is_of(line, gone)]


def is_of(line: Line, paths: Collection[Path]) -> bool:
    """Whether the line is of one of the members or of what is in them."""
    return any(line.path[: len(path)] == path for path in paths)


def is_same(before: str, after: str) -> bool:
    """Whether a line stayed as it is."""
    return before == after


def lines_of(data: bytes) -> list[str]:
    """The lines of a file that are not blank."""
    text = data.decode("utf-8-sig")
    return [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


class _Walk:
    """The lines that stay, in order, and between them: the blank ones, and how many others went or came."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.blanks: list[list[str]] = [[]]
        self.others = [0]

    def keep(self, text: str) -> None:
        self.kept.append(text)
        self.blanks.append([])
        self.others.append(0)


def assert_only(
    before: Lines, after: bytes, gone: Collection[Path] = (), stays: Callable[[str, str], bool] = is_same
) -> None:
    """Fail unless ``after`` is ``before`` without the lines of ``gone``, to the byte, and with new lines only.

    Blank lines may go where lines went, and come where lines came. ``stays`` says of a line before and one after
    whether they are the same, changed as it may be.
    """
    old = _Walk()
    for line in before.lines:
        is_gone = is_of(line, gone)
        old.others[-1] += is_gone
        if not line.text.strip():
            old.blanks[-1].append(line.text)
        elif not is_gone:
            old.keep(line.text)
    new = _Walk()
    for text in _lines(before, after):
        place = len(new.kept)
        if place < len(old.kept) and stays(old.kept[place], text):
            new.keep(text)
        elif NEW in text:
            new.others[-1] += 1
        else:
            assert not text.strip(), f"a line that was not there: {text!r}"
            new.blanks[-1].append(text)
    assert len(new.kept) == len(old.kept), f"lost: {old.kept[len(new.kept) :]}"
    for went, came, blanks, left in zip(old.others, new.others, old.blanks, new.blanks, strict=True):
        if went or came:
            assert (Counter(left) - Counter(blanks)).total() <= 2 * came
        else:
            assert left == blanks


def _lines(before: Lines, after: bytes) -> list[str]:
    """The lines of the file after, whose mark and line ends are as before."""
    assert after.startswith(before.mark)
    text = after.removeprefix(before.mark).decode()
    assert "\ufeff" not in text
    if not text:
        return []
    *lines, last = text.split("\n")
    if b"\r\n" in before.data:
        assert all(line.endswith("\r") for line in lines)
        lines = [line.removesuffix("\r") for line in lines]
    assert "\r" not in "".join(lines) + last
    assert (last == "") is before.final, "the end of the last line"
    return lines if before.final else [*lines, last]
