"""What the tests of lost and found are given: a home, and mcptui on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcptui.workspace import Workspace
from tests.lost.lost_home import CountedFiles, Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def counted(home: Home) -> list[Path]:
    """The files that are written from now on."""
    files = CountedFiles()
    home.workspace = Workspace(home.machine, files)
    return files.written
