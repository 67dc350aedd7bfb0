"""What the caches of npx, uv and pipx tell about installed versions."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from hashlib import sha512
from pathlib import Path

import pytest

from mcptui.evidence.versions import InstalledVersions
from mcptui.machine import Machine, System
from mcptui.model import Dated, Package
from mcptui.store.files import DiskFiles

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
DAY = 86_400.0
MEMORY = "@modelcontextprotocol/server-memory"


def npm(name: str = MEMORY, version: str | None = None) -> Package:
    return Package("npx", "npm", name, version, version not in {None, "latest"})


def pypi(name: str, version: str | None = None, launcher: str = "uvx") -> Package:
    return Package(launcher, "pypi", name, version, version not in {None, "latest"})


def at(days: float, source: str) -> Dated:
    moment = datetime.fromtimestamp(NOW - days * DAY, UTC)
    return Dated(moment.isoformat(timespec="seconds"), source)


def age(path: Path, days: float) -> None:
    os.utime(path, (NOW - days * DAY, NOW - days * DAY))


def npx_install(cache: Path, specs: list[str], version: str, days: float, name: str = MEMORY) -> Path:
    """As npx leaves it: a folder named by a digest of the specs."""
    folder = cache / "_npx" / sha512("\n".join(sorted(specs)).encode()).hexdigest()[:16]
    package = folder / "node_modules" / name
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": name, "version": version}))
    (folder / "package.json").write_text(json.dumps({"dependencies": {}, "_npx": {"packages": specs}}))
    lock = folder / "package-lock.json"
    lock.write_text(json.dumps({"packages": {"": {}, f"node_modules/{name}": {"version": version}}}))
    age(lock, days)
    return folder


def dist_info(environment: Path, name: str, version: str, days: float, lib: str = "lib/python3.12") -> None:
    folder = environment / lib / "site-packages" / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "RECORD").touch()
    age(folder / "RECORD", days)


def uv_environment(cache: Path, identity: str, name: str, version: str, days: float) -> None:
    """As uvx leaves it: a link named by digests, to an unnamed environment in the archive."""
    dist_info(cache / "archive-v0" / identity, name, version, days)
    link = cache / "environments-v2" / "8b0cbae4892decd7" / identity
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(Path("../../archive-v0") / identity)
    link.with_suffix(".lock").touch()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


def versions(home: Path, system: System = System.LINUX, env: dict[str, str] | None = None) -> InstalledVersions:
    return InstalledVersions(Machine.at_home(home, home, env=env or {}, system=system), DiskFiles())


class TestNpx:
    def test_the_installed_version_and_its_date_come_from_the_npx_cache(self, home: Path) -> None:
        npx_install(home / ".npm", [MEMORY], "0.6.3", days=40)
        assert versions(home).find(npm()) == ("0.6.3", at(40, "npx cache"))

    def test_what_was_installed_for_the_spec_as_typed_wins_over_anything_newer(self, home: Path) -> None:
        npx_install(home / ".npm", [f"{MEMORY}@2025.4.25"], "2025.4.25", days=300)
        npx_install(home / ".npm", [MEMORY], "0.6.3", days=2)
        assert versions(home).find(npm(version="2025.4.25")) == ("2025.4.25", at(300, "npx cache"))
        assert versions(home).find(npm(), f"{MEMORY}@2025.4.25") == ("2025.4.25", at(300, "npx cache"))

    def test_newest_means_installed_last_and_never_the_highest_number(self, home: Path) -> None:
        npx_install(home / ".npm", [f"{MEMORY}@2026.8.31"], "2026.8.31", days=80)
        npx_install(home / ".npm", [f"{MEMORY}@2"], "2.5.0", days=3)
        assert versions(home).find(npm()) == ("2.5.0", at(3, "npx cache"))
        assert versions(home).find(npm(version="latest")) == ("2.5.0", at(3, "npx cache"))

    def test_a_pinned_entry_is_never_said_to_run_another_version(self, home: Path) -> None:
        npx_install(home / ".npm", [MEMORY], "0.6.3", days=2)
        assert versions(home).find(npm(version="0.6.2")) is None

    def test_a_pinned_version_counts_whatever_it_was_installed_as(self, home: Path) -> None:
        npx_install(home / ".npm", [MEMORY], "0.6.3", days=2)
        assert versions(home).find(npm(version="0.6.3")) == ("0.6.3", at(2, "npx cache"))

    def test_a_range_is_answered_only_by_what_was_installed_for_it(self, home: Path) -> None:
        npx_install(home / ".npm", [MEMORY], "3.0.0", days=2)
        assert versions(home).find(npm(version="^2")) is None
        npx_install(home / ".npm", [f"{MEMORY}@^2"], "2.9.1", days=9)
        assert versions(home).find(npm(version="^2")) == ("2.9.1", at(9, "npx cache"))

    def test_one_of_several_packages_of_one_call_is_found(self, home: Path) -> None:
        npx_install(home / ".npm", ["mkdirp@3", MEMORY], "0.6.3", days=5)
        assert versions(home).find(npm()) == ("0.6.3", at(5, "npx cache"))

    def test_the_lock_file_tells_the_version_when_the_package_does_not(self, home: Path) -> None:
        folder = npx_install(home / ".npm", [MEMORY], "0.6.3", days=5)
        (folder / "node_modules" / MEMORY / "package.json").write_text("{")
        assert versions(home).find(npm()) == ("0.6.3", at(5, "npx cache"))

    def test_without_a_lock_file_its_neighbour_tells_the_date(self, home: Path) -> None:
        folder = npx_install(home / ".npm", [MEMORY], "0.6.3", days=5)
        (folder / "package-lock.json").unlink()
        age(folder / "package.json", 7)
        assert versions(home).find(npm()) == ("0.6.3", at(7, "npx cache"))

    def test_other_launchers_do_not_run_what_npx_installed(self, home: Path) -> None:
        npx_install(home / ".npm", [MEMORY], "0.6.3", days=5)
        assert versions(home).find(Package("bunx", "npm", MEMORY)) is None
        assert versions(home).find(Package("pnpm-dlx", "npm", MEMORY)) is None

    @pytest.mark.parametrize("variable", ["npm_config_cache", "NPM_CONFIG_CACHE"])
    def test_the_environment_moves_the_cache(self, home: Path, variable: str) -> None:
        npx_install(home / "elsewhere", [MEMORY], "0.6.3", days=5)
        assert versions(home, env={variable: str(home / "elsewhere")}).find(npm()) is not None

    @pytest.mark.parametrize(
        "line", ["cache=~/elsewhere\n", 'cache = "{home}/elsewhere"\n', "a=b\ncache={home}/elsewhere"]
    )
    def test_npmrc_moves_the_cache(self, home: Path, line: str) -> None:
        (home / ".npmrc").write_text(line.replace("{home}", str(home)))
        npx_install(home / "elsewhere", [MEMORY], "0.6.3", days=5)
        assert versions(home).find(npm()) is not None

    @pytest.mark.parametrize("line", ["cache=elsewhere\n", "cache=\n", ";cache=/nowhere\n", "cache=${HOME}/x\n"])
    def test_an_npmrc_that_names_no_absolute_folder_changes_nothing(self, home: Path, line: str) -> None:
        (home / ".npmrc").write_text(line)
        npx_install(home / ".npm", [MEMORY], "0.6.3", days=5)
        assert versions(home).find(npm()) is not None

    def test_on_windows_the_cache_is_in_local_app_data(self, home: Path) -> None:
        npx_install(home / "AppData" / "Local" / "npm-cache", [MEMORY], "0.6.3", days=5)
        assert versions(home, System.WINDOWS).find(npm()) is not None


class TestBrokenCaches:
    def test_an_empty_home_knows_nothing(self, home: Path) -> None:
        assert versions(home).find(npm()) is None
        assert versions(home).find(pypi("mcp-server-time")) is None
        assert versions(home).find(Package()) is None

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{",
            "[]",
            "7",
            '{"_npx": []}',
            '{"_npx": {"packages": "x"}}',
            '{"_npx": {"packages": [1]}}',
            "[" * 99_999,
        ],
    )
    def test_a_broken_folder_does_not_hide_its_neighbour(self, home: Path, text: str) -> None:
        broken = npx_install(home / ".npm", [f"{MEMORY}@latest"], "9.9.9", days=1)
        (broken / "package.json").write_text(text)
        npx_install(home / ".npm", [MEMORY], "0.6.3", days=5)
        assert versions(home).find(npm()) == ("0.6.3", at(5, "npx cache"))

    @pytest.mark.parametrize("version", [None, 3, "", "1" * 101, ["1.0"]])
    def test_a_version_that_is_none_is_not_told(self, home: Path, version: object) -> None:
        folder = npx_install(home / ".npm", [MEMORY], "0.6.3", days=5)
        (folder / "package-lock.json").write_text("{}")
        (folder / "node_modules" / MEMORY / "package.json").write_text(json.dumps({"version": version}))
        assert versions(home).find(npm()) is None

    @pytest.mark.parametrize("name", ["../../../secret", "@a/../../secret", "/etc", "..", ""])
    def test_a_name_cannot_lead_out_of_the_cache(self, home: Path, name: str) -> None:
        folder = npx_install(home / ".npm", [f"{name}@1.0.0"], "1.0.0", days=5)
        (home / "secret").mkdir()
        (home / "secret" / "package.json").write_text('{"version": "1.0.0"}')
        (folder / "package-lock.json").write_text(
            json.dumps({"packages": {f"node_modules/{name}": {"version": "1.0.0"}}})
        )
        assert versions(home).find(npm(name)) is None
        assert versions(home).find(pypi(name)) is None

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO here")
    def test_a_fifo_does_not_block(self, home: Path) -> None:
        folder = npx_install(home / ".npm", [MEMORY], "0.6.3", days=5)
        (folder / "package.json").unlink()
        os.mkfifo(folder / "package.json")
        os.mkfifo(home / ".npmrc")
        assert versions(home).find(npm()) is None

    def test_a_huge_file_is_left_alone(self, home: Path) -> None:
        folder = npx_install(home / ".npm", [MEMORY], "0.6.3", days=5)
        with (folder / "package.json").open("a") as file:
            file.write("\n" * (5 << 20))
        assert versions(home).find(npm()) is None

    def test_links_that_lead_nowhere_are_passed_by(self, home: Path) -> None:
        uv_environment(home / ".cache" / "uv", "gone", "mcp_server_time", "2026.1.1", days=3)
        link = home / ".cache" / "uv" / "environments-v2" / "8b0cbae4892decd7" / "loop"
        link.symlink_to(link)
        (link.parent / "dangling").symlink_to("nowhere")
        assert versions(home).find(pypi("mcp-server-time")) is not None

    def test_a_date_before_there_were_computers_is_no_date(self, home: Path) -> None:
        uv = home / ".local" / "share" / "uv" / "tools" / "mcp-server-time"
        dist_info(uv, "mcp_server_time", "2026.1.1", days=60 * 365)
        assert versions(home).find(pypi("mcp-server-time")) is None

    def test_a_cache_is_looked_through_once(self, home: Path) -> None:
        npx_install(home / ".npm", [MEMORY], "0.6.3", days=5)
        known = versions(home)
        assert known.find(npm("mkdirp")) is None
        npx_install(home / ".npm", ["mkdirp"], "3.0.0", days=1, name="mkdirp")
        assert known.find(npm("mkdirp")) is None
        assert versions(home).find(npm("mkdirp")) is not None


@pytest.mark.skipif(os.name == "nt", reason="uv makes links of another kind on Windows")
class TestUvxEnvironments:
    def test_an_environment_of_uvx_tells_version_and_date(self, home: Path) -> None:
        uv_environment(home / ".cache" / "uv", "Wdb933aM6YEtRQnT", "mcp_server_time", "2026.10.19", days=12)
        assert versions(home).find(pypi("mcp-server-time")) == ("2026.10.19", at(12, "uv cache"))

    @pytest.mark.parametrize("name", ["mcp-server-time", "MCP_Server.Time", "mcp--server__time"])
    def test_names_are_compared_as_pypi_does(self, home: Path, name: str) -> None:
        uv_environment(home / ".cache" / "uv", "a", "mcp_server_time", "2026.10.19", days=12)
        assert versions(home).find(pypi(name)) is not None

    def test_of_several_environments_the_newest_by_date_counts(self, home: Path) -> None:
        uv_environment(home / ".cache" / "uv", "a", "mcp_server_time", "2026.10.19", days=90)
        uv_environment(home / ".cache" / "uv", "b", "mcp_server_time", "2.0.0", days=4)
        assert versions(home).find(pypi("mcp-server-time")) == ("2.0.0", at(4, "uv cache"))

    def test_a_pinned_entry_gets_its_version_or_nothing(self, home: Path) -> None:
        uv_environment(home / ".cache" / "uv", "a", "mcp_server_time", "2026.10.19", days=90)
        uv_environment(home / ".cache" / "uv", "b", "mcp_server_time", "2.0.0", days=4)
        assert versions(home).find(pypi("mcp-server-time", "2026.10.19")) == ("2026.10.19", at(90, "uv cache"))
        assert versions(home).find(pypi("mcp-server-time", "1.0.0")) is None

    def test_a_downloaded_wheel_is_not_an_installed_package(self, home: Path) -> None:
        (home / ".cache" / "uv" / "archive-v0" / "x" / "mcp_server_time-2026.10.19.dist-info").mkdir(parents=True)
        assert versions(home).find(pypi("mcp-server-time")) is None

    def test_the_environment_moves_the_cache(self, home: Path) -> None:
        uv_environment(home / "elsewhere", "a", "mcp_server_time", "2026.10.19", days=12)
        assert versions(home, env={"UV_CACHE_DIR": str(home / "elsewhere")}).find(pypi("mcp-server-time")) is not None

    def test_on_macos_the_cache_stands_where_it_does_on_linux(self, home: Path) -> None:
        uv_environment(home / ".cache" / "uv", "a", "mcp_server_time", "2026.10.19", days=12)
        assert versions(home, System.MACOS).find(pypi("mcp-server-time")) is not None


class TestUvOnWindows:
    def test_a_link_of_uv_is_a_file_with_the_place_in_it(self, home: Path) -> None:
        cache = home / "AppData" / "Local" / "uv" / "cache"
        dist_info(cache / "archive-v0" / "a", "mcp_server_time", "2026.10.19", days=12, lib="Lib")
        link = cache / "environments-v2" / "8b0cbae4892decd7" / "f4441dc0d740902a"
        link.parent.mkdir(parents=True)
        link.write_text("archive-v0/a")
        assert versions(home, System.WINDOWS).find(pypi("mcp-server-time")) == ("2026.10.19", at(12, "uv cache"))

    def test_a_link_that_leads_out_of_the_archive_is_not_followed(self, home: Path) -> None:
        cache = home / "AppData" / "Local" / "uv" / "cache"
        dist_info(home / "outside", "mcp_server_time", "2026.10.19", days=12, lib="Lib")
        link = cache / "environments-v2" / "8b0cbae4892decd7" / "f4441dc0d740902a"
        link.parent.mkdir(parents=True)
        (cache / "archive-v0").mkdir()
        link.write_text("archive-v0/../../../../../outside")
        assert (cache / link.read_text() / "Lib").is_dir()
        assert versions(home, System.WINDOWS).find(pypi("mcp-server-time")) is None

    def test_tools_are_in_roaming_app_data(self, home: Path) -> None:
        tool = home / "AppData" / "Roaming" / "uv" / "data" / "tools" / "mcp-server-time"
        dist_info(tool, "mcp_server_time", "2026.10.19", days=12, lib="Lib")
        assert versions(home, System.WINDOWS).find(pypi("mcp-server-time")) == ("2026.10.19", at(12, "uv tool"))


class TestInstalledTools:
    @pytest.fixture
    def tools(self, home: Path) -> Path:
        tools = home / ".local" / "share" / "uv" / "tools"
        dist_info(tools / "mcp-server-time", "mcp_server_time", "2026.1.1", days=200)
        dist_info(tools / "mcp-server-time", "mcp", "2.3.0", days=200)
        return tools

    @pytest.mark.usefixtures("tools")
    def test_uvx_takes_an_installed_tool_before_its_cache(self, home: Path) -> None:
        uv_environment(home / ".cache" / "uv", "a", "mcp_server_time", "2026.10.19", days=12)
        assert versions(home).find(pypi("mcp-server-time")) == ("2026.1.1", at(200, "uv tool"))

    @pytest.mark.usefixtures("tools")
    def test_uvx_at_latest_passes_the_tool_by(self, home: Path) -> None:
        assert versions(home).find(pypi("mcp-server-time", "latest")) is None
        uv_environment(home / ".cache" / "uv", "a", "mcp_server_time", "2026.10.19", days=12)
        assert versions(home).find(pypi("mcp-server-time", "latest")) == ("2026.10.19", at(12, "uv cache"))

    @pytest.mark.usefixtures("tools")
    def test_what_a_tool_depends_on_is_no_tool(self, home: Path) -> None:
        assert versions(home).find(pypi("mcp")) is None

    def test_the_environment_moves_the_tools(self, home: Path, tools: Path) -> None:
        moved = tools.rename(home / "elsewhere")
        assert versions(home).find(pypi("mcp-server-time")) is None
        assert versions(home, env={"UV_TOOL_DIR": str(moved)}).find(pypi("mcp-server-time")) is not None

    @pytest.mark.parametrize("place", [".local/share/pipx", ".local/pipx"])
    def test_pipx_run_takes_what_pipx_installed(self, home: Path, place: str) -> None:
        dist_info(home / place / "venvs" / "mcp-server-time", "mcp_server_time", "2026.2.2", days=60)
        assert versions(home).find(pypi("mcp-server-time", launcher="pipx-run")) == ("2026.2.2", at(60, "pipx"))
        assert versions(home).find(pypi("mcp-server-time")) is None

    def test_the_environment_moves_pipx(self, home: Path) -> None:
        dist_info(home / "px" / "venvs" / "mcp-server-time", "mcp_server_time", "2026.2.2", days=60)
        known = versions(home, env={"PIPX_HOME": str(home / "px")})
        assert known.find(pypi("mcp-server-time", launcher="pipx-run")) == ("2026.2.2", at(60, "pipx"))
