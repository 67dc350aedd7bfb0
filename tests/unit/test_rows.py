"""An entry as ``--json`` tells it: a contract that scripts depend on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mcptui.demo import build_demo_home
from mcptui.inventory import Look
from mcptui.machine import Machine, System
from mcptui.model import Scope, StateKind, Switch, Transport
from mcptui.rows import problem_row, row
from mcptui.workspace import Workspace

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

KEYS = [
    "id",
    "name",
    "client",
    "scope",
    "project",
    "gone",
    "file",
    "line",
    "key",
    "transport",
    "command",
    "args",
    "cwd",
    "env",
    "url",
    "headers",
    "state",
    "reason",
    "switch",
    "writable",
    "reach",
    "tools",
    "package",
    "updated",
    "used",
    "risk",
    "findings",
]
INNER = {
    "reach": ["paths", "hosts", "env", "container", "shell"],
    "tools": ["allow", "deny"],
    "package": ["launcher", "ecosystem", "name", "version", "pinned"],
    "updated": ["entry", "installed", "released"],
    "used": ["status", "count", "last", "since", "looked", "source", "reason"],
}
DEMO_SECRETS = (
    "ghp_0000DEMO0000demo0000DEMO0000demo0000",
    "ghp_0000demo0000DEMO0000demo0000DEMO0000",
    "demo-0000-not-a-key-0000",
    "DEMO-not-a-password",
    "0000demo.0000DEMO.0000demo",
    "0000demo0000DEMO0000demo0000DEMO0000demo0000DEMO",
    "BSA0000demo0000DEMO0000demo0000",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Look]:
    machine = build_demo_home(tmp_path_factory.mktemp("demo"), lambda: NOW, broken=True)
    workspace = Workspace(machine)
    return workspace, workspace.look(everywhere=True)


@pytest.fixture(scope="module")
def rows(demo: tuple[Workspace, Look]) -> list[dict[str, object]]:
    workspace, at = demo
    return [row(entry, workspace.evidence(entry, at)) for entry in at.entries]


def texts(value: object) -> Iterator[str]:
    """Every string in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from (key, *texts(each))
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


class TestTheContract:
    def test_every_row_has_every_key_and_no_other(self, rows: list[dict[str, object]]) -> None:
        assert len(rows) > 30
        for each in rows:
            assert list(each) == KEYS
            for key, inner in INNER.items():
                value = each[key]
                assert isinstance(value, dict)
                assert list(value) == inner

    def test_findings_come_with_all_that_is_to_be_told_and_the_risk_is_the_gravest(
        self, rows: list[dict[str, object]]
    ) -> None:
        risks = set()
        for each in rows:
            findings = each["findings"]
            assert isinstance(findings, list)
            for finding in findings:
                assert list(finding) == ["rule", "severity", "what", "why", "where", "fix", "source"]
            grave = [finding["severity"] for finding in findings if finding["severity"] != "info"]
            assert each["risk"] == (grave[0] if grave else None)
            risks.add(each["risk"])
        assert risks == {"critical", "high", "medium", "low", None}

    def test_every_row_is_json(self, rows: list[dict[str, object]]) -> None:
        assert json.loads(json.dumps(rows)) == rows

    def test_ids_are_short_and_differ(self, rows: list[dict[str, object]]) -> None:
        ids = [str(each["id"]) for each in rows]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"[0-9a-f]{10}", each) for each in ids)

    def test_words_are_those_of_the_contract(self, rows: list[dict[str, object]]) -> None:
        for each in rows:
            assert each["scope"] in {scope.value for scope in Scope}
            assert each["transport"] in {transport.value for transport in Transport}
            assert each["state"] in {kind.value for kind in StateKind}
            assert each["switch"] in {switch.value for switch in Switch}
            assert isinstance(each["reason"], str)
            assert each["reason"]

    def test_the_id_stays_while_the_entry_is_parked(self, tmp_path: Path) -> None:
        from mcptui.changes.change import Act, Change

        workspace = Workspace(build_demo_home(tmp_path, lambda: NOW))
        at = workspace.look()
        before = next(entry for entry in at.entries if entry.selector == "cursor/user/everything")
        workspace.apply(workspace.plan([Change(before, Act.DISABLE)], at))
        at = workspace.look()
        after = next(entry for entry in at.entries if entry.selector == "cursor/user/everything")
        told = row(after, workspace.evidence(after, at))
        assert (told["id"], told["state"], told["switch"], told["line"]) == (before.id, "off", "park", None)
        assert told["file"] == str(before.source.file)

    def test_a_row_of_the_demo_reads_as_expected(self, demo: tuple[Workspace, Look]) -> None:
        workspace, at = demo
        entry = next(each for each in at.entries if each.selector == "codex/user/filesystem")
        home = workspace.machine.home
        told = row(entry, workspace.evidence(entry, at))
        changing = {"id", "line", "updated", "reason"}
        assert {key: value for key, value in told.items() if key not in changing} == {
            "name": "filesystem",
            "client": "codex",
            "scope": "user",
            "project": None,
            "gone": False,
            "file": str(home / ".codex" / "config.toml"),
            "key": ["mcp_servers", "filesystem"],
            "transport": "stdio",
            "command": "npx",
            "args": ["-y", "@modelcontextprotocol/server-filesystem@2.4.0", str(home / "src")],
            "cwd": None,
            "env": [],
            "url": None,
            "headers": [],
            "state": "on",
            "switch": "field",
            "writable": True,
            "reach": {
                "paths": [{"path": str(home / "src"), "access": "rw", "from": "args[2]"}],
                "hosts": [],
                "env": [],
                "container": None,
                "shell": False,
            },
            "tools": {"allow": None, "deny": ["write_file", "edit_file", "move_file"]},
            "package": {
                "launcher": "npx",
                "ecosystem": "npm",
                "name": "@modelcontextprotocol/server-filesystem",
                "version": "2.4.0",
                "pinned": True,
            },
            "used": {
                "status": "unknown",
                "count": None,
                "last": None,
                "since": None,
                "looked": None,
                "source": None,
                "reason": "no transcript was looked through yet",
            },
            "risk": None,
            "findings": [],
        }

    def test_dates_are_iso_8601_with_where_they_were_seen(self, rows: list[dict[str, object]]) -> None:
        seen = 0
        for each in rows:
            assert isinstance(each["updated"], dict)
            for dated in each["updated"].values():
                if dated is not None:
                    assert datetime.fromisoformat(dated["at"]).tzinfo is not None
                    assert dated["source"]
                    seen += 1
        assert seen > len(rows)

    def test_a_problem_is_told_with_its_place(self, demo: tuple[Workspace, Look]) -> None:
        _, at = demo
        (told,) = map(problem_row, at.inventory.problems)
        assert list(told) == ["path", "client", "scope", "line", "column", "message"]
        assert (told["client"], told["scope"], told["line"], told["column"]) == ("cursor", "project", 5, 7)
        assert json.loads(json.dumps(told)) == told


class TestSecrets:
    def test_those_of_the_demo_are_in_its_files_and_in_no_row(
        self, demo: tuple[Workspace, Look], rows: list[dict[str, object]]
    ) -> None:
        workspace, _ = demo
        files = b"".join(path.read_bytes() for path in workspace.machine.home.rglob("*") if path.is_file())
        told = json.dumps(rows, ensure_ascii=False)
        for secret in DEMO_SECRETS:
            assert secret.encode() in files
            assert secret not in told

    @pytest.mark.parametrize(
        "entry",
        [
            {"command": "API_TOKEN=tiger-lily-42 npx x"},
            {"command": "sh", "args": ["-c", "API_TOKEN=tiger-lily-42 npx -y x"]},
            {"command": "npx", "args": ["-y", "x", "--api-key", "tiger-lily-42"]},
            {"command": "npx", "args": ["@modelcontextprotocol/server-filesystem", "--token", "tiger-lily-42", "/p"]},
            {"command": "npx", "args": ["-y", "git+https://me:tiger-lily-42@git.example/x.git"]},
            {"command": "uvx", "args": ["--from", "git+https://me:tiger-lily-42@git.example/x.git@v1", "x"]},
            {"command": "docker", "args": ["run", "-e", "API_TOKEN=tiger-lily-42", "image:1"]},
            {"command": "docker", "args": ["run", "-v", "/p:/q", "-e", "DB=postgres://a:tiger-lily-42@h/d", "image"]},
            {"command": "npx", "args": ["x"], "cwd": "https://me:tiger-lily-42@h/x"},
            {"command": "npx", "args": ["x", "https://me:tiger-lily-42@h.example/x"]},
            {"command": "npx", "env": {"API_TOKEN": "tiger-lily-42"}},
            {"command": "npx", "args": ["x", "/data/tiger-lily-42"], "env": {"API_TOKEN": "tiger-lily-42"}},
            {"url": "https://tiger-lily-42@h.example/mcp", "type": "http"},
            {"url": "https://h.example/mcp?token=tiger-lily-42", "type": "http"},
            {"url": "https://h.example/mcp", "headers": {"X-Team": "tiger-lily-42"}},
        ],
    )
    def test_none_is_in_any_field_wherever_it_stood(self, tmp_path: Path, entry: dict[str, object]) -> None:
        home = tmp_path / "me"
        (home / ".cursor").mkdir(parents=True)
        (home / ".cursor" / "mcp.json").write_text(json.dumps({"mcpServers": {"x": entry}}))
        machine = Machine.at_home(
            home, home / "p", env={}, system=System.LINUX, root=tmp_path / "root", clock=lambda: NOW
        )
        workspace = Workspace(machine)
        at = workspace.look()
        told = row(at.entries[0], workspace.evidence(at.entries[0], at))
        assert not [text for text in texts(told) if "tiger-lily" in text]
