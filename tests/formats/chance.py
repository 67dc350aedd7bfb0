"""Cases by chance: the properties of each editor are tried on 1,000, none may be skipped, each can be had again.

``MCPTUI_EXAMPLES`` is another number for each editor, of which every property has the same share.
``MCPTUI_SEED`` chooses other cases; a case that fails tells both numbers that make it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")

SEED = os.environ.get("MCPTUI_SEED", "0")


class Chance(Random):
    """What one case is made of; the same seed and number make the same case."""

    def __init__(self, number: int, seed: str = SEED) -> None:
        super().__init__(f"{seed}/{number}")

    def happens(self, share: float) -> bool:
        return self.random() < share

    def some(self, things: Sequence[Thing], least: int, most: int) -> list[Thing]:
        """Between ``least`` and ``most`` of the things, none twice, in any order."""
        return self.sample(things, min(len(things), self.randint(least, most)))

    def often(self, things: Sequence[Thing], most: int) -> list[Thing]:
        """Up to ``most`` things, each of which may come again."""
        return [self.choice(things) for _ in range(self.randint(0, most))]


def cases(share: int) -> Callable[[Callable[[Chance], object]], Callable[[], None]]:
    """Try a property on ``share`` of each 1,000 cases; it counts only if it judged every one."""
    count = share * int(os.environ.get("MCPTUI_EXAMPLES", "1000")) // 1000

    def tried_on(judge: Callable[[Chance], object]) -> Callable[[], None]:
        def tried() -> None:
            judged = 0
            for number in range(count):
                try:
                    judge(Chance(number))
                except BaseException as error:
                    error.add_note(f"case {number} of MCPTUI_SEED={SEED}")
                    raise
                judged += 1
            assert judged == count

        tried.__name__, tried.__doc__, tried.__module__ = judge.__name__, judge.__doc__, judge.__module__
        return tried

    return tried_on
