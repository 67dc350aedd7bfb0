"""The made-up home of ``mcptui demo``."""

from __future__ import annotations

import json
import os
import re
import stat
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mcptui.demo import build_demo_home, demo_machine
from mcptui.errors import Refused
from mcptui.evidence.versions import InstalledVersions
from mcptui.machine import Machine, System
from mcptui.model import Package
from mcptui.project import locate
from mcptui.store.files import DiskFiles

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def clock() -> datetime:
    return NOW


@pytest.fixture
def demo(tmp_path: Path) -> Machine:
    return build_demo_home(tmp_path, clock)


def everything(folder: Path) -> dict[str, tuple[bytes, float, int]]:
    """Path below ``folder`` → bytes, time of change, mode, of every file."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            status = path.stat()
            found[path.relative_to(folder).as_posix()] = (path.read_bytes(), status.st_mtime, status.st_mode)
    return found


def json_object(path: Path) -> dict[str, dict[str, object]]:
    """A strict JSON file."""
    value = json.loads(path.read_text("utf-8"))
    assert isinstance(value, dict)
    return value


def jsonc_object(path: Path) -> dict[str, dict[str, object]]:
    """A JSON file with comments and trailing commas; no string in the demo holds either."""
    text = re.sub(r"(?m)^\s*//.*$|/\*.*?\*/", "", path.read_text("utf-8"))
    value = json.loads(re.sub(r",(\s*[]}])", r"\1", text))
    assert isinstance(value, dict)
    return value


def codex_servers(path: Path) -> dict[str, dict[str, object]]:
    servers = tomllib.loads(path.read_text("utf-8"))["mcp_servers"]
    assert isinstance(servers, dict)
    return servers


def age_in_days(path: Path) -> float:
    return (NOW.timestamp() - path.stat().st_mtime) / 86_400


class TestTheMachine:
    def test_it_is_a_linux_machine_with_a_project_wherever_this_runs(self, demo: Machine, tmp_path: Path) -> None:
        assert demo.system is System.LINUX
        assert demo.home.is_relative_to(tmp_path.resolve())
        assert demo.project == demo.home / "src" / "acme-api"
        assert demo.project.is_dir()

    def test_all_it_knows_is_in_its_own_folder(self, demo: Machine, tmp_path: Path) -> None:
        for path in (demo.home, demo.config, demo.state, demo.root, demo.absolute("/etc/codex"), demo.cache):
            assert path.is_relative_to(tmp_path.resolve())
        assert set(demo.env) == {"HOME", "PATH", "USER"}

    def test_its_clock_is_the_one_that_was_given(self, demo: Machine) -> None:
        assert demo.clock() == NOW

    def test_a_second_work_tree_belongs_to_the_same_repository(self, demo: Machine) -> None:
        hotfix = locate(demo.home / "src" / "acme-api-hotfix", DiskFiles().read)
        assert hotfix.main == demo.project
        assert hotfix.root == demo.home / "src" / "acme-api-hotfix"


class TestWhatIsWritten:
    def test_the_same_folder_and_clock_give_the_same_home(self, tmp_path: Path) -> None:
        folder = tmp_path / "demo"
        homes = []
        for _ in range(2):
            folder.mkdir()
            build_demo_home(folder, clock)
            homes.append(everything(folder))
            folder.rename(tmp_path / f"was-{len(homes)}")
        assert homes[0] == homes[1]

    def test_ages_are_counted_from_the_clock_and_reach_from_hours_to_a_year(self, demo: Machine) -> None:
        assert age_in_days(demo.home / ".claude.json") == pytest.approx(0.2, abs=0.01)
        assert age_in_days(demo.project / ".mcp.json") == pytest.approx(31, abs=0.01)
        assert 360 < age_in_days(demo.home / ".config" / "Code" / "User" / "mcp.json") < 366

    def test_moments_inside_files_are_counted_from_the_clock(self, demo: Machine) -> None:
        plugins = json_object(demo.home / ".claude" / "plugins" / "installed_plugins.json")["plugins"]
        copies = plugins["release-notes@acme-tools"]
        assert isinstance(copies, list)
        assert datetime.fromisoformat(copies[0]["installedAt"]) == NOW - timedelta(days=64)

    def test_no_placeholder_is_left(self, demo: Machine) -> None:
        for name, (data, _, _) in everything(demo.home).items():
            assert b"{home}" not in data, name
            assert b"{ago:" not in data, name

    def test_paths_in_it_are_those_of_the_demo_home(self, demo: Machine) -> None:
        claude = json_object(demo.home / ".claude.json")
        assert demo.project.as_posix() in claude["projects"]
        assert {demo.home.as_posix()} <= set(map(str, _args(claude["mcpServers"]["filesystem"])))

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
    @pytest.mark.parametrize("name", [".claude.json", ".codex/config.toml", ".ssh/config", "src/acme-api/.env"])
    def test_private_files_are_private(self, demo: Machine, name: str) -> None:
        assert stat.S_IMODE((demo.home / name).stat().st_mode) == 0o600

    def test_it_gets_an_empty_folder_of_its_own(self, tmp_path: Path) -> None:
        (tmp_path / "letter").write_text("dear")
        with pytest.raises(Refused, match="not an empty folder"):
            build_demo_home(tmp_path, clock)
        with pytest.raises(Refused, match="not an empty folder"):
            build_demo_home(tmp_path / "missing", clock)
        assert everything(tmp_path).keys() == {"letter"}

    def test_the_temporary_demo_is_gone_afterwards(self) -> None:
        with demo_machine(clock) as machine:
            folder = machine.root.parent
            assert (machine.home / ".claude.json").is_file()
        assert not folder.exists()

    def test_the_temporary_demo_is_gone_after_an_error(self) -> None:
        seen = []

        def fail() -> None:
            with demo_machine() as machine:
                seen.append(machine.root.parent)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert not seen[0].exists()


class TestTheServers:
    def test_five_clients_have_thirty_to_forty_entries_and_a_few_more(self, demo: Machine) -> None:
        assert 30 <= len(_entries(demo)) <= 45
        assert {client for client, _, _ in _entries(demo)} == {
            "claude-code",
            "claude-desktop",
            "codex",
            "cursor",
            "vscode",
        }

    def test_the_frightening_ones_are_there(self, demo: Machine) -> None:
        text = "\n".join(json.dumps(entry) for _, _, entry in _entries(demo))
        for sign in (
            "| sh",
            "/:/host",
            "http://crm.example:8080/mcp",
            "DEMO-not-a-password@",
            "mcp-remote@0.1.15",
            "ghp_",
        ):
            assert sign in text, sign

    def test_a_project_has_one_approved_one_rejected_and_one_pending_server(self, demo: Machine) -> None:
        servers = set(json_object(demo.project / ".mcp.json")["mcpServers"])
        choices = json_object(demo.project / ".claude" / "settings.local.json")
        approved, rejected = set(choices["enabledMcpjsonServers"]), set(choices["disabledMcpjsonServers"])
        assert (approved, rejected, servers - approved - rejected) == ({"git"}, {"bootstrap"}, {"postgres"})

    def test_one_is_switched_off_where_its_client_does_not_look(self, demo: Machine) -> None:
        assert [(client, name) for client, name, entry in _entries(demo) if "disabled" in entry] == [
            ("cursor", "brave-search")
        ]

    def test_a_codex_project_overrides_the_users_server(self, demo: Machine) -> None:
        assert codex_servers(demo.project / ".codex" / "config.toml")["playwright"] == {"enabled": False}
        assert "command" in codex_servers(demo.home / ".codex" / "config.toml")["playwright"]

    def test_one_program_is_missing_and_the_others_are_on_the_search_path(self, demo: Machine) -> None:
        found = Path(demo.env["PATH"])
        commands = {str(entry["command"]) for _, _, entry in _entries(demo) if "command" in entry}
        missing = {command for command in commands if not (found / command).is_file()}
        assert missing == {f"{demo.home.as_posix()}/.local/bin/calendar-mcp"}

    def test_everything_shaped_like_a_secret_is_plainly_made_up(self, demo: Machine) -> None:
        shapes = re.compile(r"(?:gh[ps]_|BSA|sk-|xox|Bearer )[\w.-]{12,}|(?<=:)[^:/@\s\"}]{6,}(?=@)")
        for name, (data, _, _) in everything(demo.home).items():
            for secret in shapes.findall(data.decode()):
                assert "demo" in secret.lower(), name

    def test_installed_versions_of_different_ages_are_found(self, demo: Machine) -> None:
        versions = InstalledVersions(demo, DiskFiles())
        filesystem = versions.find(Package("npx", "npm", "@modelcontextprotocol/server-filesystem"))
        pinned = versions.find(Package("npx", "npm", "@modelcontextprotocol/server-filesystem", "2.4.0", pinned=True))
        git = versions.find(Package("uvx", "pypi", "mcp-server-git"))
        jupyter = versions.find(Package("uvx", "pypi", "jupyter-mcp-server"))
        assert [each and (each[0], each[1].source) for each in (filesystem, pinned, git, jupyter)] == [
            ("2025.8.21", "npx cache"),
            ("2.4.0", "npx cache"),
            ("2026.11.18", "uv cache"),
            ("0.17.1", "uv tool"),
        ]
        assert filesystem is not None
        assert datetime.fromisoformat(filesystem[1].at) == NOW - timedelta(days=241)


class TestBroken:
    def test_no_file_is_broken_unless_asked_for(self, demo: Machine) -> None:
        paths = list(demo.home.rglob("*.json"))
        assert len(paths) > 10
        for path in paths:
            with_comments = {".vscode", "Code"} & set(path.parts)
            (jsonc_object if with_comments else json_object)(path)

    def test_one_file_with_a_mistake_is_added_on_demand(self, tmp_path: Path) -> None:
        names = []
        for broken in (False, True):
            folder = tmp_path / str(broken)
            folder.mkdir()
            names.append(set(everything(build_demo_home(folder, clock, broken=broken).home)))
        assert names[1] - names[0] == {"src/data-lab/.cursor/mcp.json"}
        with pytest.raises(json.JSONDecodeError):
            json_object(tmp_path / "True" / "sam" / "src" / "data-lab" / ".cursor" / "mcp.json")


def _args(entry: object) -> list[object]:
    return list(entry.get("args", [])) if isinstance(entry, dict) else []


def _entries(demo: Machine) -> list[tuple[str, str, dict[str, object]]]:
    """Client, name and value of every entry, read without the product's own readers."""
    home, project = demo.home, demo.project
    claude = json_object(home / ".claude.json")
    plugin = home / ".claude/plugins/cache/acme-tools/release-notes/1.4.0/.mcp.json"
    maps: list[tuple[str, object]] = [("claude-code", claude["mcpServers"])]
    maps += [("claude-code", local["mcpServers"]) for local in claude["projects"].values() if isinstance(local, dict)]
    for file in (project / ".mcp.json", home / "src/data-lab/.mcp.json", plugin):
        maps.append(("claude-code", json_object(file)["mcpServers"]))
    maps.append(("claude-desktop", json_object(home / ".config/Claude/claude_desktop_config.json")["mcpServers"]))
    maps += [("codex", codex_servers(folder / ".codex/config.toml")) for folder in (home, project)]
    for folder in (home, home / "src/acme-web"):
        maps.append(("cursor", json_object(folder / ".cursor/mcp.json")["mcpServers"]))
    for file in (home / ".config/Code/User/mcp.json", project / ".vscode/mcp.json"):
        maps.append(("vscode", jsonc_object(file)["servers"]))
    return [
        (client, name, dict(entry))
        for client, servers in maps
        if isinstance(servers, dict)
        for name, entry in servers.items()
    ]
