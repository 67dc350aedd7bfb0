"""A machine with a home and a repository, looked at with nothing in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mcptui.inventory import Look, look
from mcptui.machine import Machine, System
from mcptui.store.files import DiskFiles


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Look:
    """The look at a Windows machine, where every client has a file: nothing is written to it."""
    place = Path(os.path.realpath(tmp_path_factory.mktemp("bare")))
    for name in ("home", "p/.git"):
        (place / name).mkdir(parents=True)
    machine = Machine.at_home(place / "home", place / "p", env={}, system=System.WINDOWS, root=place / "root")
    return look(machine, DiskFiles())
