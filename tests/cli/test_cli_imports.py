"""``mcptui list`` starts at once, because it imports little: modules are counted, for times are not stable."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mcptui.machine import Machine

ROOT = Path(__file__).parents[2]

HEAVY = {
    "textual", "rich", "pydantic", "pydantic_core", "tomlkit", "platformdirs", "asyncio", "difflib", "email", "http",
    "importlib.metadata", "logging", "psutil", "shutil", "socket", "subprocess", "tempfile", "unittest", "zipfile",
}  # fmt: skip

TELL = """
import json, sys
from mcptui.__main__ import main
status = main(sys.argv[1:])
print(json.dumps([status, sorted(sys.modules)]), file=sys.stderr)
"""


def modules_after(home: Path, *argv: str) -> set[str]:
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{TELL}"
    options = ("--home", str(home), "--project", str(home))
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, *argv, *options], capture_output=True, check=True, timeout=60
    )
    status, modules = json.loads(done.stderr.splitlines()[-1])
    assert status == 0
    return set(modules)


@pytest.mark.parametrize("argv", [("list",), ("list", "--json"), ("show", "memory"), ("clients",)])
def test_reading_imports_nothing_heavy(home: Path, argv: tuple[str, ...]) -> None:
    assert modules_after(home, *argv) & HEAVY == set()


def test_what_was_found_in_transcripts_is_read_only_where_it_is_told(home: Path) -> None:
    assert "sqlite3" not in modules_after(home, "list", "--json")
    index = Machine.at_home(home).state / "seen" / "use.sqlite3"
    index.parent.mkdir(parents=True, exist_ok=True)
    index.touch()
    assert "sqlite3" not in modules_after(home, "list")
    assert "sqlite3" in modules_after(home, "list", "--json")
    assert index.stat().st_size == 0


def test_neither_does_a_client_of_the_users_own(home: Path) -> None:
    folder = home / ".config" / "mcptui" / "clients"
    folder.mkdir(parents=True)
    (folder / "acme.toml").write_text('name = "Acme"\n[reads.user]\npath = "~/.acme.json"\n')
    assert modules_after(home, "list") & HEAVY == set()
    assert "mcptui.clients.added_file" in modules_after(home, "list")
    (folder / "acme.toml").unlink()
    assert "mcptui.clients.added_file" not in modules_after(home, "list")


def test_no_verb_imports_another(home: Path) -> None:
    loaded = {name for name in modules_after(home, "list") if name.startswith("mcptui.cli.")}
    needed = ("arguments", "call", "list", "output", "table", "verb_arguments", "verbs", "words")
    assert loaded == {f"mcptui.cli.{name}" for name in needed}


def test_the_count_would_notice_the_screen() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, textual; print(sorted(sys.modules))"], capture_output=True, check=True
    )
    assert HEAVY & set(done.stdout.decode().replace("'", "").strip("[]\n").split(", ")) >= {
        "textual",
        "rich",
        "asyncio",
    }
