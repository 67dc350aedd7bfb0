"""The names in a folder, which know what of them mattered: in a home, names come and go that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Self, SupportsIndex, overload


class Names(tuple[str, ...]):  # noqa: SLOT001  # a tuple has no room for slots
    """A tuple of names. Whether one ``in`` it was all that was asked, or more, is noted."""

    _asked: set[object]
    _all_count: bool

    def __new__(cls, names: Iterable[str]) -> Self:
        made = super().__new__(cls, names)
        made._asked = set()
        made._all_count = False
        return made

    def now(self, others: Iterable[str]) -> Names | None:
        """The names as they are now; None where somebody who asked these would be told something else."""
        new = Names(others)
        if self._all_count and not tuple.__eq__(self, new):
            return None
        if any(tuple.__contains__(self, name) is not tuple.__contains__(new, name) for name in self._asked.copy()):
            return None
        new._asked, new._all_count = self._asked, self._all_count
        return new

    def __contains__(self, name: object) -> bool:
        self._asked.add(name)
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        self._all_count = True
        return super().__iter__()

    def __len__(self) -> int:
        self._all_count = True
        return super().__len__()

    @overload
    def __getitem__(self, at: SupportsIndex) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...

    def __getitem__(self, at: SupportsIndex | slice) -> str | tuple[str, ...]:
        self._all_count = True
        return super().__getitem__(at)

    def __eq__(self, other: object) -> bool:
        self._all_count = True
        return super().__eq__(other)

    __hash__ = tuple.__hash__
