"""What surprises who writes: clients that write as well, what one change breaks elsewhere, secrets, databases."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.changes.plan import Plan
from mcptui.clients import BUILT_IN
from mcptui.errors import Refused
from mcptui.inventory import look
from mcptui.machine import Machine, System
from mcptui.model import Entry, StateKind
from mcptui.rows import row
from mcptui.store.files import DiskFiles
from mcptui.store.locks import LockKind
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

ON, OFF, BROKEN = StateKind.ON, StateKind.OFF, StateKind.BROKEN
X: Mapping[str, object] = {"command": "npx", "args": ["-y", "x"]}
SERVERS: Mapping[str, object] = {"mcpServers": {"x": X}}
STATE, CODEX = "home/.claude.json", "home/.codex/config.toml"
CURSOR, CODE = "home/.cursor/mcp.json", "home/.config/Code/User/mcp.json"


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here pulls the plug, so nothing has to wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def entries(machine: Machine, client: str) -> tuple[Entry, ...]:
    return look(machine, DiskFiles(), clients=BUILT_IN.only(client)).entries


def plan(machine: Machine, client: str, act: Act, name: str = "x") -> Plan:
    workspace = Workspace(machine)
    at = workspace.look()
    mine = [each for each in at.entries if (each.source.client, each.name) == (client, name)]
    return workspace.plan([Change(each, act) for each in mine], at)


def do(machine: Machine, client: str, act: Act, name: str = "x") -> None:
    made = plan(machine, client, act, name)
    assert not made.refusals
    Workspace(machine).apply(made)


class TestSurprise4TheStateFileOfClaudeCode:
    def test_is_written_under_the_client_s_own_lock(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({STATE: SERVERS})
        (change,) = plan(machine, "claude-code", Act.DISABLE).file_changes
        assert change.lock is not None
        assert (change.lock.path, change.lock.kind) == (place / f"{STATE}.lock", LockKind.FOLDER)

    def test_is_read_again_and_only_the_list_is_changed(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({STATE: SERVERS})
        made = plan(machine, "claude-code", Act.DISABLE)
        lay({STATE: {"numStartups": 3, **SERVERS, "projects": {"{at}/plain": {"history": [1]}}}})
        Workspace(machine).apply(made)
        written = json.loads((place / STATE).read_text())
        assert written.pop("numStartups") == 3
        projects = {str(place / "plain"): {"history": [1]}, str(place / "p"): {"disabledMcpServers": ["x"]}}
        assert written == {**SERVERS, "projects": projects}


def test_surprise_5_a_running_claude_desktop_may_undo_what_is_written(machine: Machine, lay: Lay) -> None:
    lay({"home/.config/Claude/claude_desktop_config.json": SERVERS})
    assert [file.warnings for file in plan(machine, "claude-desktop", Act.DISABLE).files] == [()]
    running = machine._replace(running=lambda: ["/usr/lib/claude-desktop/claude-desktop"])
    (file,) = plan(running, "claude-desktop", Act.DISABLE).files
    assert [each.partition(" writes")[0] for each in file.warnings] == ["Claude Desktop is running and"]


def test_surprise_5_the_store_s_claude_desktop_has_a_file_of_its_own(machine: Machine, place: Path, lay: Lay) -> None:
    package = "home/AppData/Local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude/claude_desktop_config.json"
    lay({package: SERVERS, "home/AppData/Roaming/Claude/claude_desktop_config.json": SERVERS})
    told = {each.source.file: each.on for each in entries(machine._replace(system=System.WINDOWS), "claude-desktop")}
    assert [file for file, on in told.items() if on] == [place / package]
    assert len(told) == 2


class TestSurprise10ABadEntryStopsCodex:
    OVERRIDE = "p/.codex/config.toml"

    @pytest.mark.parametrize("bad", ["enabled = false", 'command = "a"\nurl = "https://example.com"'])
    def test_as_a_whole(self, bad: str, machine: Machine, lay: Lay) -> None:
        lay({CODEX: f'[mcp_servers.x]\ncommand = "npx"\n[mcp_servers.bad]\n{bad}\n'})
        assert {each.state.kind for each in entries(machine, "codex")} == {BROKEN}

    def test_but_an_override_of_a_lower_layer_is_none(self, machine: Machine, lay: Lay) -> None:
        lay({CODEX: '[mcp_servers.x]\ncommand = "npx"\n[projects."{at}/p"]\ntrust_level = "trusted"\n'})
        lay({self.OVERRIDE: "[mcp_servers.x]\nenabled = false\n"})
        assert [each.state.kind for each in entries(machine, "codex")] == [OFF]

    def test_so_a_removal_takes_its_tables_and_overrides_along(self, machine: Machine, place: Path, lay: Lay) -> None:
        tables = '[mcp_servers.x]\ncommand = "npx"\n\n[mcp_servers.x.env]\nA = "1"\n\n'
        tools = '[mcp_servers.x.tools.a]\napproval_mode = "auto"\n\n'
        trust = '[projects."{at}/p"]\ntrust_level = "trusted"\n'
        lay({CODEX: tables + tools + trust, self.OVERRIDE: "[mcp_servers.x]\nenabled = false\n"})
        do(machine, "codex", Act.REMOVE)
        assert "mcp_servers" not in (place / CODEX).read_text() + (place / self.OVERRIDE).read_text()


def test_surprise_11_nothing_of_mcptui_is_kept_in_a_client_s_file(machine: Machine, place: Path, lay: Lay) -> None:
    """Codex's own commands drop comments and unknown keys of all servers."""
    text = '# mine\n[mcp_servers.x] # why\ncommand = "npx"\nnote = "unknown"\n\n[mcp_servers.y]\ncommand = "y" # too\n'
    lay({CODEX: text, CURSOR: SERVERS})
    cursor = (place / CURSOR).read_bytes()
    do(machine, "codex", Act.DISABLE)
    added = set((place / CODEX).read_text().splitlines()) - set(text.splitlines())
    assert added == {"enabled = false"}
    do(machine, "cursor", Act.DISABLE)
    assert json.loads((place / CURSOR).read_text()) == {"mcpServers": {}}
    do(machine, "codex", Act.ENABLE)
    do(machine, "cursor", Act.ENABLE)
    assert ((place / CODEX).read_text(), (place / CURSOR).read_bytes()) == (text, cursor)


LISTED = {
    "continue": ("home/.continue/config.yaml", "mcpServers:\n", "  - name: {}\n    command: npx # {}\n"),
    "mistral-vibe": (
        "home/.vibe/config.toml",
        "# mine\n",
        '[[mcp_servers]]\nname = "{}"\ntransport = "stdio"\ncommand = "npx" # {}\n\n',
    ),
}


@pytest.mark.parametrize("client", LISTED)
class TestSurprise12AListOfServers:
    def test_is_addressed_by_name_wherever_the_item_stands_by_then(
        self, client: str, machine: Machine, place: Path, lay: Lay
    ) -> None:
        file, head, item = LISTED[client]
        first, meant, last = (item.format(name, name) for name in ("a", "x", "z"))
        lay({file: head + first + meant + last})
        made = plan(machine, client, Act.DISABLE)
        lay({file: head + first + item.format("new", "new") + meant + last})
        Workspace(machine).apply(made)
        assert {each.name for each in entries(machine, client) if each.on} == {"a", "new", "z"}

    def test_keeps_its_order_when_one_is_put_back(self, client: str, machine: Machine, place: Path, lay: Lay) -> None:
        file, head, item = LISTED[client]
        text = head + "".join(item.format(name, name) for name in ("a", "x", "z"))
        lay({file: text})
        for act in (Act.DISABLE, Act.ENABLE):
            do(machine, client, act)
        assert (place / file).read_text() == text

    def test_may_hold_a_name_twice_and_then_none_of_the_two_is_changed(
        self, client: str, machine: Machine, place: Path, lay: Lay
    ) -> None:
        file, head, item = LISTED[client]
        lay({file: head + item.format("x", "one") + item.format("a", "a") + item.format("x", "two")})
        before = (place / file).read_bytes()
        (refusal,) = plan(machine, client, Act.DISABLE).refusals
        assert refusal.message.endswith("x is there more than once")
        do(machine, client, Act.DISABLE, "a")
        do(machine, client, Act.ENABLE, "a")
        assert (place / file).read_bytes() == before


def test_surprise_19_values_are_neither_resolved_nor_printed(machine: Machine, lay: Lay) -> None:
    secret = "s3cr3t-value-0123456789"  # noqa: S105  # stands for one
    servers = {
        "local": {"command": "npx", "args": ["--token", secret], "env": {"KEY": secret, "REF": "${HOME}"}},
        "remote": {"url": f"https://example.com/mcp?token={secret}", "headers": {"Authorization": f"Bearer {secret}"}},
    }
    lay({CURSOR: {"mcpServers": servers}})
    workspace = Workspace(machine)
    at = workspace.look()
    told = json.dumps([row(each, workspace.evidence(each, at)) for each in at.entries])
    made = workspace.plan([Change(each, Act.DISABLE) for each in at.entries], at)
    told += "".join(each.diff for each in made.files) + json.dumps(made.record_rows)
    assert secret not in told
    assert str(machine.home) not in json.dumps([list(each.definition.env.values()) for each in at.entries])
    workspace.apply(made)
    kept = [path for path in machine.state.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    assert kept
    for path in kept:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("client", "file", "database"),
    [
        ("cursor", CURSOR, "home/.config/Cursor/User/globalStorage/state.vscdb"),
        ("vscode", CODE, "home/.config/Code/User/globalStorage/state.vscdb"),
    ],
)
def test_surprise_23_state_in_a_database_is_not_touched(
    client: str, file: str, database: str, machine: Machine, place: Path, lay: Lay
) -> None:
    lay({file: {"mcpServers": {"x": X}, "servers": {"x": X}}, database: b"SQLite format 3\0"})
    before = (place / database).stat()
    for act in (Act.DISABLE, Act.ENABLE):
        assert [each.path for each in plan(machine, client, act).files if each.path.suffix == ".vscdb"] == []
        do(machine, client, act)
    after = (place / database).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert [each.name for each in (place / database).parent.iterdir()] == ["state.vscdb"]


ASKING = {
    "vscode": (CODE, {"servers": {"a": X, "x": X, "z": X}}),
    "cursor": ("p/.cursor/mcp.json", {"mcpServers": {"a": X, "x": X, "z": X}}),
    "amp": ("p/.amp/settings.json", {"amp.mcpServers": {"a": X, "x": X, "z": X}}),
    "warp": ("p/.warp/.mcp.json", {"mcpServers": {"a": X, "x": X, "z": X}}),
    "claude-code": ("p/.mcp.json", {"mcpServers": {"a": X, "x": X, "z": X}}),
}


@pytest.mark.parametrize("client", ASKING)
def test_surprise_24_no_client_has_to_ask_again_about_what_was_put_back(
    client: str, machine: Machine, place: Path, lay: Lay
) -> None:
    file, content = ASKING[client]
    lay({file: content, "home/.claude/settings.json": {"enableAllProjectMcpServers": True}})
    before = (place / file).read_bytes()
    do(machine, client, Act.DISABLE)
    assert ((place / file).read_bytes() == before) == (client == "claude-code")
    do(machine, client, Act.ENABLE)
    assert (place / file).read_bytes() == before


def test_surprise_26_where_no_lock_is_known_the_bytes_are_compared(machine: Machine, place: Path, lay: Lay) -> None:
    lay({CURSOR: SERVERS})
    made = plan(machine, "cursor", Act.DISABLE)
    assert [each.lock for each in made.file_changes if not each.private] == [None]
    lay({CURSOR: {"mcpServers": {"x": {"command": "other"}}}})
    after = (place / CURSOR).read_bytes()
    with pytest.raises(Refused, match="changed"):
        Workspace(machine).apply(made)
    assert (place / CURSOR).read_bytes() == after


@pytest.mark.parametrize(
    ("client", "file", "rewritten"),
    [
        ("claude-code", STATE, {"machineID": "a", "userID": "b", **SERVERS}),
        ("qwen-code", "home/.qwen/settings.json", {**SERVERS, "$version": 4}),
        ("cursor", CURSOR, {**SERVERS, "$schema": "https://example.com"}),
    ],
)
def test_surprise_27_a_client_that_rewrote_its_file_meanwhile_stops_nothing(
    client: str, file: str, rewritten: dict[str, object], machine: Machine, place: Path, lay: Lay
) -> None:
    lay({file: SERVERS})
    made = plan(machine, client, Act.DISABLE)
    (place / file).write_text(json.dumps(rewritten, indent=4))
    Workspace(machine).apply(made)
    (entry,) = entries(machine, client) or (next(each for each in Workspace(machine).look().entries),)
    assert entry.state.kind is OFF
    assert (
        json.loads((place / file).read_text()).items()
        >= {key: value for key, value in rewritten.items() if key != "mcpServers"}.items()
    )
    do(machine, client, Act.ENABLE)
    assert [each.state.kind for each in entries(machine, client)] == [ON]
