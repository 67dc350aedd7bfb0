"""Words that are not spelled out: ``pgs`` finds ``postgres``, ``ccode`` finds ``claude-code``.

As in fzf the letters have to be there in their order, and the closer they stand the better. Far fewer things are alike
here: the first letter begins a word, each further one follows closely or begins a word, too, and in all hardly more
letters are left out than there are.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_SHORTEST, _LONGEST = 2, 32  # letters of a word that may resemble something
_SKIPPED: Final = 3  # letters that may be left out before the next
_LEFT_OUT: Final = 2  # letters that may be left out in all, beyond as many as there are
_SKETCHED: Final = 120  # letters of a text that are looked at
_NO_LETTER: Final = re.compile(r"[\W_]")


def lower(text: str) -> str:
    """Lower case, sign by sign: as long as ``text``, whatever is in it."""
    small = text.lower()
    return (
        small if len(small) == len(text) else "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    )


def sketch(*texts: str) -> str:
    """What a word may resemble: the beginnings of the texts in lower case, all that is no letter or digit blank."""
    return "".join(f" {_NO_LETTER.sub(' ', lower(text[:_SKETCHED]))}" for text in texts)


class Alike(NamedTuple):
    """A word that something may resemble, as a pattern whose groups stand where its letters are found."""

    pattern: re.Pattern[str]
    letters: int

    @classmethod
    def of(cls, word: str) -> Alike | None:
        """None for a word that is too short or too long to resemble anything.

        The next letter is first looked for close by, then, if that leads nowhere, at the beginning of a word. That is
        all that is tried, the groups being atomic: no name can make it slow.
        """
        letters = _NO_LETTER.sub("", lower(word))
        if not _SHORTEST <= len(letters) <= _LONGEST:
            return None
        first, *rest = map(re.escape, letters)
        near = "".join(f"(?>[^{each}]{{0,{_SKIPPED}}}(){each}|.*? (){each})" for each in rest)
        at_starts = "".join(f"(?>(){each}|.*? (){each}|[^{each}]{{0,{_SKIPPED}}}(){each})" for each in rest)
        return cls(re.compile(f" (){first}(?:{near}|{at_starts})"), len(letters))

    def spots(self, sketched: str) -> tuple[int, ...] | None:
        """Where in the sketch the letters are; None when they are not there, or too far apart."""
        found = self._found(sketched)
        if found is None:
            return None
        return tuple(start for group in range(1, self.pattern.groups + 1) if (start := found.start(group)) >= 0)

    def skipped(self, sketched: str) -> int | None:
        """How many letters stand between those that were found: the fewer, the more alike. None as in ``spots``."""
        found = self._found(sketched)
        return None if found is None else self._left_out(found)

    def _found(self, sketched: str) -> re.Match[str] | None:
        found = self.pattern.search(sketched)
        return found if found is not None and self._left_out(found) <= self.letters + _LEFT_OUT else None

    def _left_out(self, found: re.Match[str]) -> int:
        return found.end() - found.start() - 1 - self.letters
