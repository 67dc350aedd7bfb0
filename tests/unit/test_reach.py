"""What a server can touch as its entry is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.machine import Machine, System
from mcptui.model import Access, Definition, PathReach, Reach, Transport
from mcptui.reach import covers, read_reach

FILES = "@modelcontextprotocol/server-filesystem"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    home = tmp_path / "people" / "me"
    home.mkdir(parents=True)
    return Machine.at_home(home, tmp_path / "project", env={}, system=System.LINUX)


def reach(machine: Machine, command: str, *args: str, cwd: str | None = None) -> Reach:
    return read_reach(Definition(Transport.STDIO, command=command, args=args, cwd=cwd), machine, machine.project)


def only(found: Reach) -> PathReach:
    assert found.paths is not None
    (path,) = found.paths
    return path


def test_folders_of_the_file_system_server_are_resolved(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    found = reach(machine, "npx", "-y", FILES, f"{tmp_path}/link/new", "docs")
    assert found.paths == (
        PathReach(f"{tmp_path}/real/new", Access.WRITE, "args[2]"),
        PathReach(f"{tmp_path}/project/docs", Access.WRITE, "args[3]"),
    )


def test_a_link_to_the_home_covers_the_home(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(machine.home)
    assert only(reach(machine, "npx", FILES, f"{tmp_path}/link")).covers == "home"


def test_a_link_loop_and_a_null_character_are_kept_as_written(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert only(reach(machine, "npx", FILES, f"{tmp_path}/loop")).path.endswith("loop")
    assert only(reach(machine, "npx", FILES, "/a\0b")).path == "/a\0b"


def test_relative_folders_count_from_the_folder_of_the_entry(machine: Machine) -> None:
    assert only(reach(machine, "npx", FILES, "docs", cwd="/srv/x")).path == "/srv/x/docs"
    assert only(reach(machine, "npx", FILES, "docs", cwd="sub")).path == f"{machine.project}/sub/docs"
    assert only(reach(machine, "npx", FILES, "docs", cwd="${workspaceFolder}")).path == "docs"
    assert only(read_reach(Definition(Transport.STDIO, "npx", (FILES, "docs")), machine, None)).path == "docs"


def test_variables_and_tilde_are_not_expanded(machine: Machine) -> None:
    found = reach(machine, "npx", FILES, "~/notes", "${HOME}/notes", "${workspaceFolder}")
    assert found.paths is not None
    assert [(path.path, path.origin, path.covers) for path in found.paths] == [
        ("~/notes", "args[1], ~ as written", None),
        ("${HOME}/notes", "args[2]", None),
        ("${workspaceFolder}", "args[3]", None),
    ]


def test_a_shell_expands_the_tilde(machine: Machine) -> None:
    found = reach(machine, "bash", "-c", f"npx {FILES} ~/notes")
    assert found.shell
    assert only(found) == PathReach(f"{machine.home}/notes", Access.WRITE, "command text")


@pytest.mark.parametrize("path", ["~", "~/", "$HOME", "${HOME}", "${userHome}", "${env:HOME}", "%USERPROFILE%"])
def test_a_word_for_the_home_covers_the_home(machine: Machine, path: str) -> None:
    assert only(reach(machine, "npx", FILES, path)).covers == "home"


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        ("/", "root"),
        ("//", "root"),
        ("/srv/..", "root"),
        ("C:\\", "root"),
        ("d:/", "root"),
        ("C:", "root"),
        ("/home", "home"),
        ("/Users/", "home"),
        ("C:\\Users", "home"),
        ("C:\\Users\\other", None),
        ("/srv", None),
        ("relative", None),
        ("${HOME}x", None),
    ],
)
def test_whole_drives_and_homes_are_told(machine: Machine, path: str, whole: str | None) -> None:
    assert covers(path, machine) == whole


def test_the_home_and_the_folders_above_it_cover_the_home(machine: Machine) -> None:
    assert covers(str(machine.home), machine) == "home"
    assert covers(str(machine.home.parent), machine) == "home"
    assert covers(str(machine.home / "work"), machine) is None
    assert covers(str(machine.home).upper(), machine) is None


def test_case_does_not_matter_where_the_system_ignores_it(tmp_path: Path) -> None:
    machine = Machine.at_home(tmp_path / "Me", env={}, system=System.MACOS)
    assert covers(str(tmp_path / "mE"), machine) == "home"


def test_a_container_reaches_its_mounts_with_their_rights(machine: Machine) -> None:
    found = reach(
        machine, "docker", "run", "-v", "/srv/a:/a:ro", "--mount", "type=bind,src=/srv/b,dst=/b", "-v", "named:/c",
        "-e", "TOKEN=abc", "--env=MODE", "org/img:1.2", "postgres://me:pw@db:5432/x",
    )  # fmt: skip
    assert found == Reach(
        paths=(PathReach("/srv/a", Access.READ, "args[2]"), PathReach("/srv/b", Access.WRITE, "args[4]")),
        hosts=("db",),
        env=("TOKEN", "MODE"),
        container="org/img:1.2",
    )


def test_paths_are_empty_only_where_there_are_surely_none(machine: Machine) -> None:
    assert reach(machine, "docker", "run", "img").paths == ()
    assert reach(machine, "npx", "mcp-remote", "https://host/mcp").paths == ()
    remote = read_reach(Definition(Transport.HTTP, url="https://host/mcp"), machine, None)
    assert remote.paths == ()


@pytest.mark.parametrize(
    "line",
    ["npx tool", f"npx {FILES}", "uvx mcp-server-git", "docker exec box srv", "my-server /a", "docker compose up"],
)
def test_paths_of_other_servers_are_not_known(machine: Machine, line: str) -> None:
    command, *args = line.split()
    assert reach(machine, command, *args).paths is None


def test_hosts_are_those_of_addresses_without_credentials(machine: Machine) -> None:
    found = reach(machine, "npx", "tool", "--url=https://me:pw@one/x", "redis://:pw@two:1", "file:///x", "plain")
    assert found.hosts == ("one", "two")
    remote = read_reach(Definition(Transport.HTTP, url="https://key@host:1/mcp"), machine, None)
    assert remote.hosts == ("host",)


def test_environment_is_names_only(machine: Machine) -> None:
    definition = Definition(Transport.STDIO, "npx", ("tool",), env={"TOKEN": "abc", "MODE": "x"})
    assert read_reach(definition, machine, None).env == ("TOKEN", "MODE")


def test_folders_inside_another_system_are_not_resolved_here(machine: Machine) -> None:
    assert only(reach(machine, "wsl", "npx", FILES, "docs")).path == "docs"


@given(st.lists(st.text(), max_size=3), st.none() | st.text())
def test_any_entry_has_a_reach(args: list[str], cwd: str | None) -> None:
    machine = Machine.at_home(Path("/nowhere/me"), Path("/nowhere/project"), env={}, system=System.LINUX)
    read_reach(Definition(Transport.STDIO, "npx", (FILES, *args), cwd=cwd), machine, machine.project)
    read_reach(Definition(Transport.STDIO, "docker", ("run", "-v", *args), cwd=cwd), machine, None)
