"""A client that runs and is known to write its file from memory: the plan warns, and promises nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.changes.file_plan import Affected, FilePlan
from mcptui.changes.plan import Plan
from mcptui.clients import BUILT_IN
from mcptui.machine import Machine, System
from mcptui.model import Effect
from mcptui.workspace import Workspace

SERVERS = json.dumps({"mcpServers": {"files": {"command": "npx"}, "time": {"command": "uvx"}}}, indent=2)

DESKTOP = {
    System.LINUX: [
        "/usr/lib/claude-desktop/claude-desktop",
        "/tmp/.mount_claudeAbC/usr/lib/claude-desktop/node_modules/electron/dist/electron",  # noqa: S108
    ],
    System.MACOS: ["/Applications/Claude.app/Contents/MacOS/Claude", "/Users/me/Apps/Claude.app/Contents/MacOS/Claude"],
    System.WINDOWS: [
        r"C:\Users\me\AppData\Local\AnthropicClaude\app-1.2.3\claude.exe",
        r"C:\Users\me\AppData\Local\AnthropicClaude\Claude.exe",
        r"C:\Program Files\WindowsApps\Claude_1.15962.1.0_x64__pzs8sxrjxfjjc\app\Claude.exe",
    ],
}
NOT_DESKTOP = {
    System.LINUX: ["/usr/bin/claude", "/home/me/.local/share/claude/versions/2.1.330", "/home/me/claude-desktop/x"],
    System.MACOS: [
        "/opt/homebrew/bin/claude",
        "/Users/me/Library/Application Support/Claude/claude-code/2.1.330/claude.app/Contents/MacOS/claude",
    ],
    System.WINDOWS: [
        r"C:\Users\me\.local\bin\claude.exe",
        r"C:\Users\me\AppData\Roaming\Claude\claude-code\2.1.330\claude.exe",
    ],
}


@pytest.fixture
def workspace_with(tmp_path: Path) -> Callable[[System, Callable[[], Iterable[str]]], Workspace]:
    """A home with the same servers in Claude Desktop and Cursor, on a machine on which these programs run."""

    def make(system: System, running: Callable[[], Iterable[str]]) -> Workspace:
        home = tmp_path / "me"
        machine = Machine.at_home(home, home, env={}, system=system, root=tmp_path / "root")._replace(running=running)
        for file in (
            machine.app_config / "Claude" / "claude_desktop_config.json",
            home / ".cursor" / "mcp.json",
        ):
            file.parent.mkdir(parents=True)
            file.write_text(SERVERS, "utf-8")
        return Workspace(machine)

    return make


def plan(workspace: Workspace, *selectors: str) -> Plan:
    look = workspace.look()
    return workspace.plan([Change(entry, Act.DISABLE) for entry in look.entries if entry.selector in selectors], look)


def only(plan: Plan) -> FilePlan:
    (file,) = plan.files
    return file


@pytest.mark.parametrize(("system", "program"), [(system, each) for system in System for each in DESKTOP[system]])
def test_a_change_of_its_file_is_warned_of(
    workspace_with: Callable[..., Workspace], system: System, program: str
) -> None:
    workspace = workspace_with(system, lambda: ["/bin/sh", program])
    file = only(plan(workspace, "claude-desktop/user/files"))
    (warning,) = file.warnings
    assert warning.startswith("Claude Desktop is running and writes this file from its memory: your change may be lost")
    assert warning.endswith("quit it first, in the tray or menu bar too")
    assert file.takes_effect == ""
    assert file.affected == (Affected("Claude Desktop", None),)


@pytest.mark.parametrize("system", System)
def test_claude_code_is_not_taken_for_it(workspace_with: Callable[..., Workspace], system: System) -> None:
    others = [each for every in System for each in DESKTOP[every] if every is not system]
    workspace = workspace_with(system, lambda: [*NOT_DESKTOP[system], *others])
    file = only(plan(workspace, "claude-desktop/user/files"))
    assert file.warnings == ()
    assert file.takes_effect == BUILT_IN["claude-desktop"].takes_effect
    assert file.affected == (Affected("Claude Desktop", Effect.RESTART),)


def test_the_warning_stands_at_its_own_file_alone(workspace_with: Callable[..., Workspace]) -> None:
    workspace = workspace_with(System.LINUX, lambda: DESKTOP[System.LINUX])
    done = plan(workspace, "claude-desktop/user/files", "cursor/user/files")
    assert {file.clients: len(file.warnings) for file in done.files} == {("claude-desktop",): 1, ("cursor",): 0}


def test_undoing_is_warned_of_too(workspace_with: Callable[..., Workspace]) -> None:
    workspace = workspace_with(System.LINUX, lambda: DESKTOP[System.LINUX])
    workspace.apply(plan(workspace, "claude-desktop/user/files"))
    assert len(only(workspace.plan_undo()).warnings) == 1


def test_the_machine_is_asked_what_runs_only_for_a_client_that_does_that(
    workspace_with: Callable[..., Workspace],
) -> None:
    def never() -> Iterable[str]:
        raise AssertionError("asked")

    workspace = workspace_with(System.LINUX, never)
    assert only(plan(workspace, "cursor/user/files")).warnings == ()


def test_the_only_client_known_to_do_that_is_claude_desktop() -> None:
    assert [client.id for client in BUILT_IN.values() if client.overwrites_while_running] == ["claude-desktop"]


def test_a_made_up_machine_runs_nothing_and_the_real_one_this_program(tmp_path: Path) -> None:
    assert list(Machine.at_home(tmp_path, tmp_path).running()) == []
    running = {Path(program).resolve() for program in Machine.detect(tmp_path).running()}
    assert Path(sys.executable).resolve() in running
