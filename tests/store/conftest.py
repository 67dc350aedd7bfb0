"""A home, the folder in which mcptui keeps its own, a store on both that waits for nobody, and the disk itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcptui.store.files import DiskFiles
from mcptui.store.transaction import Store
from tests.store.rewrites import NOON, Hooked


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state" / "mcptui"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def files() -> DiskFiles:
    return DiskFiles()


@pytest.fixture
def disk() -> Hooked:
    return Hooked()


@pytest.fixture
def store(state: Path, disk: Hooked) -> Store:
    return Store(state, lambda: NOON, disk, wait=0)
