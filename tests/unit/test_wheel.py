"""What is in the wheel: the program as people get it, not as it lies in the checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

CHECKOUT = Path(__file__).parent.parent.parent

ASK = """
import sys
from datetime import UTC, datetime
from pathlib import Path

import mcptui
from mcptui.demo import build_demo_home
from mcptui.tui.theme import read_themes
from mcptui.workspace import Workspace

assert Path(mcptui.__file__).is_relative_to(sys.argv[1]), mcptui.__file__
folder = Path(sys.argv[2])
machine = build_demo_home(folder, lambda: datetime(2026, 11, 22, tzinfo=UTC))
workspace = Workspace(machine)
found = read_themes(machine, workspace.files)
assert not found.mistakes, found.mistakes
print(*sorted(theme.name for theme in found.themes))
print(*sorted(workspace.profiles().by_name))
look = workspace.look()
print(len(look.entries))
print(*{finding.rule for entry in look.entries for finding in workspace.evidence(entry, look).findings})
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    wheel = next(folder.glob("mcptui-*.whl"))
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_themes_profiles_and_the_demo_are_in_it(installed: Path, tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", ASK, str(installed), str(tmp_path)],
        env={"PYTHONPATH": str(installed), "PATH": "", "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    themes, profiles, entries, rules = asked.stdout.splitlines()
    assert themes.split() == sorted(path.stem for path in (CHECKOUT / "themes").glob("*.toml"))
    assert {"locked-down", "trusted"} <= set(profiles.split())
    assert int(entries) > 30
    assert {"SRC001", "NET002"} <= set(rules.split())  # what is known of packages is a file of its own


def test_nothing_else_is_in_it(installed: Path) -> None:
    top = {path.name for path in installed.iterdir()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"mcptui"}
    assert not list(installed.rglob("test_*"))
