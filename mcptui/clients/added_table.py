"""The tables of a file that tells of a client: each question is answered as it should be, or with a mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, TypeVar

from mcptui.errors import Refused
from mcptui.formats.document import KeyPath
from mcptui.plain_text import visible

_LONGEST: Final = 500
_MOST: Final = 100
_SHOWN: Final = 60

Word = TypeVar("Word", bound=StrEnum)


class Mistake(Refused):
    """What is wrong with the member at ``path``. The sentence tells what is expected, never what is there."""

    def __init__(self, path: KeyPath, expected: str) -> None:
        super().__init__(f"{visible('.'.join(path), _SHOWN)!r} {expected}")
        self.path = path


class Table:
    """A table at ``path`` that may hold ``known`` keys and no others; None: any. Every answer may raise ``Mistake``."""

    def __init__(self, values: object, path: KeyPath = (), known: Sequence[str] | None = None) -> None:
        if not isinstance(values, dict):
            raise Mistake(path, "is to be a table")
        self.path = path
        self._values: Mapping[str, object] = values
        for key in values if known is not None else ():
            if known is not None and key not in known:
                raise Mistake((*path, key), f"is not known; there may be: {', '.join(known)}")

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def get(self, key: str) -> object:
        """What stands there, unchecked; None where nothing does, which TOML cannot say."""
        return self._values.get(key)

    def inside(self, key: str, known: Sequence[str] | None = None) -> Table:
        """The table at ``key``, which has to be there and hold something."""
        table = Table(self._values.get(key, {}), (*self.path, key), known)
        if not table._values:
            raise self.mistake(key, "is missing, or empty")
        return table

    def mistake(self, key: str, expected: str) -> Mistake:
        return Mistake((*self.path, key), expected)

    def text(self, key: str, default: str | None = None) -> str:
        """Without a ``default`` it has to be there, and say something."""
        value = self._values.get(key, default)
        if value is None:
            raise self.mistake(key, "is missing")
        if not isinstance(value, str) or not (value or default is not None):
            raise self.mistake(key, "is to be a text in quotes")
        return self._plain(value, key)

    def name_or_none(self, key: str, default: str | None) -> str | None:
        """The name of a field; ``false`` says that there is none."""
        if self._values.get(key) is False:
            return None
        return self.text(key) if key in self._values else default

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            raise self.mistake(key, "is missing" if value is None else "is to be true or false")
        return value

    def word(self, key: str, words: type[Word], default: Word | None = None) -> Word:
        """One of ``words``."""
        if key not in self._values and default is not None:
            return default
        try:
            return words(self.text(key))
        except ValueError:
            raise self.mistake(key, _one_of(words)) from None

    def words(self, key: str, words: type[Word], default: tuple[Word, ...]) -> tuple[Word, ...]:
        if key not in self._values:
            return default
        try:
            return tuple(map(words, self.texts(key)))
        except ValueError:
            raise self.mistake(key, f"is to be a list; each {_one_of(words)}") from None

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self._values.get(key, list(default))
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value) or len(value) > _MOST:
            raise self.mistake(key, 'is to be a list of texts, such as ["…"]')
        return tuple(self._plain(each, key) for each in value)

    def way(self, key: str, default: KeyPath) -> KeyPath:
        """A way through tables: a list of keys, or one key, whatever signs are in it."""
        if isinstance(self._values.get(key), str):
            return (self.text(key),)
        return self.texts(key, default)

    def mapped(self, key: str, words: type[Word]) -> dict[str, Word]:
        """A table of names, each with one of ``words``."""
        table = self.inside(key)
        return {self._plain(name, key): table.word(name, words) for name in table}

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def _plain(self, text: str, key: str) -> str:
        if len(text) > _LONGEST or visible(text) != text:
            raise self.mistake(key, f"is longer than {_LONGEST} letters, or holds signs that cannot be seen")
        return text


def _one_of(words: type[Word]) -> str:
    return f"is one of {', '.join(words)}"
