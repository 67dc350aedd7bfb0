"""However much was ever changed, a listing reads only the newest part of the history, and says nothing untrue."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.machine import Machine, System
from mcptui.model import Dated, Entry
from mcptui.store.files import READ_LIMIT, DiskFiles
from mcptui.workspace import Workspace

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Counting(DiskFiles):
    """The real disk, and how many manifests were read from it."""

    def __init__(self) -> None:
        self.manifests = 0

    def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
        self.manifests += path.name == "manifest.json"
        return super().read(path, limit, known)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A home with two servers in Codex, one of which was switched off at noon."""
    home = tmp_path / "home"
    (home / ".codex").mkdir(parents=True)
    (home / ".codex" / "config.toml").write_bytes(b'[mcp_servers.a]\ncommand = "x"\n[mcp_servers.b]\ncommand = "x"\n')
    machine = Machine.at_home(home, home, env={}, system=System.LINUX, root=tmp_path, clock=lambda: NOON)
    at = Workspace(machine).look()
    Workspace(machine).apply(Workspace(machine).plan([Change(at.entries[0], Act.DISABLE)], at))
    return machine


def later_changes(machine: Machine, number: int, entry: Entry) -> None:
    """As many later records, all of which name another entry."""
    (manifest,) = machine.state.rglob("manifest.json")
    told = json.loads(manifest.read_bytes())
    for minute in range(1, number + 1):
        at = NOON + timedelta(minutes=minute)
        folder = machine.state / "backups" / f"{at:%Y-%m-%d}" / f"{at:%Y%m%d-%H%M%S}-001"
        folder.mkdir(parents=True)
        record = {**told, "id": folder.name, "at": at.isoformat(), "changes": [{"id": entry.id}]}
        (folder / "manifest.json").write_text(json.dumps(record))


@pytest.mark.parametrize(("later", "source"), [(3, "mcptui's history"), (1_000, "date of the file")])
def test_an_entry_is_dated_by_the_newest_part_of_the_history_else_by_its_file(
    machine: Machine, later: int, source: str
) -> None:
    files = Counting()
    workspace = Workspace(machine, files)
    at = workspace.look()
    first, second = at.entries
    later_changes(machine, later, second)
    dates = {entry.name: workspace.evidence(entry, at).updated.entry for entry in at.entries}
    assert dates[second.name] == Dated((NOON + timedelta(minutes=later)).isoformat(), "mcptui's history")
    dated = dates[first.name]
    assert dated is not None
    assert dated.source == source
    assert files.manifests <= 200
    assert len(workspace.history()) == later + 1
