"""What only POSIX says of a file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
