"""What the allocator of the C library is told before a huge file is read."""

from __future__ import annotations

import sys
from functools import cache

_M_MMAP_THRESHOLD = -3  # glibc's malloc.h
_LARGE = 16 * 1024 * 1024


@cache
def return_large_blocks() -> None:
    """Let large blocks go back to the system as soon as they are freed.

    Once one was freed, glibc takes others of up to its size from the heap, where the holes between them
    come to another copy of a 30 MB file. A threshold that is set is no longer moved by it. Other C
    libraries are left as they are.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # wanted for huge files alone

    try:
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
    except (OSError, AttributeError):
        return
