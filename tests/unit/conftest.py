"""What several tests of the core ask about."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcptui.formats.json_scan import Table, Wanted, read_root
from tests.unit.profile_home import Home


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of JSON files that were read from beginning to end, in turn."""
    sizes: list[int] = []

    def counting(text: str, start: int, wanted: Wanted) -> Table | None:
        sizes.append(len(text))
        return read_root(text, start, wanted)

    monkeypatch.setattr("mcptui.formats.json_file.read_root", counting)
    return sizes


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.empty(tmp_path)


@pytest.fixture
def demo(tmp_path: Path) -> Home:
    return Home.of_demo(tmp_path / "demo")
