"""What tells one state of a file or folder from another without reading it."""

from __future__ import annotations

import os
from typing import NamedTuple

_SECOND = 1_000_000_000


class Signature(NamedTuple):
    """A file's, or folder's, identity, size and times (nanoseconds since 1970).

    ``changed`` moves with permissions and renaming too, and whoever sets ``modified`` back cannot set it back.
    """

    device: int
    inode: int
    size: int
    modified: int
    changed: int

    @classmethod
    def of(cls, status: os.stat_result) -> Signature:
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)

    def is_fresh(self, now: int) -> bool:
        """Whether what is signed may change once more and keep this signature: the clock of a disk ticks slowly.

        Some tick every few milliseconds, some every two seconds; the latter know no parts of a second.
        """
        newest = max(self.modified, self.changed)
        tick = 2 * _SECOND if newest % _SECOND == 0 else _SECOND // 20
        return 0 <= now - newest < tick
