"""Splices: stretches of a text that others take the place of, with every character beside them left alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mcptui.errors import EditRefused


class Splice(NamedTuple):
    """Put ``text`` in the place of the characters from ``start`` to ``end``."""

    start: int
    end: int
    text: str = ""


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """``text`` with all splices done; those at one place keep their order. Raises ``EditRefused`` where two overlap."""
    parts: list[str] = []
    done = 0
    for splice in _in_order(splices):
        if splice.start < done:
            raise EditRefused("two edits touch the same text")
        parts += (text[done : splice.start], splice.text)
        done = splice.end
    return "".join((*parts, text[done:]))


def untouched(old: str, new: str, splices: Iterable[Splice]) -> bool:
    """Whether ``new`` is ``old`` with just these splices: every other character is there, in its place."""
    done = shift = 0
    for splice in _in_order(splices):
        if splice.start < done or not new.startswith(old[done : splice.start] + splice.text, done + shift):
            return False
        done = splice.end
        shift += len(splice.text) - (splice.end - splice.start)
    return new[done + shift :] == old[done:]


def _in_order(splices: Iterable[Splice]) -> list[Splice]:
    return sorted(splices, key=lambda splice: (splice.start, splice.end))
