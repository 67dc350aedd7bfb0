"""A machine made of files: a home, a repository, a plain folder, a root for what an administrator puts down."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mcptui.machine import Machine, System


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where ``home``, the repository ``p``, the folder ``plain`` and the ``root`` of system files are."""
    folder = Path(os.path.realpath(tmp_path))
    for name in ("home", "p/.git", "p/a/b", "plain/sub"):
        (folder / name).mkdir(parents=True)
    (folder / "p" / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    return folder


@pytest.fixture
def machine(place: Path) -> Machine:
    """A Linux machine on the repository, with nothing in its environment and a clock that stands."""
    return Machine.at_home(
        place / "home",
        place / "p",
        env={},
        system=System.LINUX,
        root=place / "root",
        clock=lambda: datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    )


@pytest.fixture
def lay(place: Path) -> Callable[[Mapping[str, object]], None]:
    """Write files, by path below ``place``: bytes and text as they are, anything else as JSON.

    ``{at}`` in them stands for ``place``.
    """

    def write(files: Mapping[str, object]) -> None:
        for name, content in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = content if isinstance(content, str | bytes) else json.dumps(content, indent=2)
            data = text if isinstance(text, bytes) else text.encode()
            path.write_bytes(data.replace(b"{at}", str(place).encode()))

    return write
