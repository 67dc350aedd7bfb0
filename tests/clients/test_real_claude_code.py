"""The real Claude Code agrees with what is shown of it, before and after every change."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients.claude_code import ClaudeCode
from mcptui.clients.known import Clients
from mcptui.inventory import Look, look
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind
from mcptui.store.files import DiskFiles
from mcptui.store.transaction import Record
from mcptui.workspace import Workspace

pytestmark = pytest.mark.clients

Lay = Callable[[Mapping[str, object]], None]
Claude = Callable[..., CompletedProcess[str]]
Session = Callable[..., list[dict[str, object]]]
Server = Callable[[str], dict[str, object]]

STATE = "home/.claude.json"
FOLDERS = ["p", "p/a/b", "wt", "wt/a"]


@pytest.fixture
def home(lay: Lay, ends_at_once: Server) -> None:
    """Servers of every scope and in every state, in a project that is trusted."""

    def servers(*names: str) -> dict[str, object]:
        return {"mcpServers": {name: ends_at_once(name) for name in names}}

    def project(*names: str) -> dict[str, object]:
        return {"mcpServers": {name: ends_at_once(f"of the project: {name}") for name in names}}

    trusted = {"hasTrustDialogAccepted": True, "disabledMcpServers": ["user-off", "project-off"]}
    names = ("project-on", "project-off", "waits", "rejected", "denied", "both")
    lay(
        {
            STATE: {
                **servers("user-on", "user-off", "user-denied", "both", "waits"),
                "projects": {"{at}/p": {**trusted, **servers("local-on", "local-wins")}},
            },
            "home/.claude/settings.json": {
                "deniedMcpServers": [{"serverName": "denied"}, {"serverName": "user-denied"}],
                "enabledPlugins": {"plg@mk": True, "off@mk": False},
            },
            "home/.claude/plugins/known_marketplaces.json": {
                "mk": {
                    "source": {"source": "directory", "path": "{at}/mk"},
                    "installLocation": "{at}/mk",
                    "lastUpdated": "2026-11-22T09:30:00.000Z",
                }
            },
            "mk/.claude-plugin/marketplace.json": {
                "name": "mk",
                "owner": {"name": "x"},
                "plugins": [{"name": name, "source": f"./{name}"} for name in ("plg", "off")],
            },
            "mk/plg/.claude-plugin/plugin.json": {"name": "plg", **servers("inline", "twice")},
            "mk/plg/.mcp.json": {"mcpServers": {"twice": ends_at_once("second"), "file": ends_at_once("file")}},
            "mk/off/.claude-plugin/plugin.json": {"name": "off", **servers("never")},
            "p/.mcp.json": project(*names),
            "wt/.mcp.json": project(*names),
            "p/.claude/settings.local.json": {
                "enabledMcpjsonServers": ["project-on", "project-off", "both", "denied"],
                "disabledMcpjsonServers": ["rejected"],
            },
        }
    )


def looked(machine: Machine) -> Look:
    return look(machine, DiskFiles(), clients=Clients([ClaudeCode()]))


def shown(machine: Machine) -> dict[str, str]:
    """What Claude Code should say of each name, by what is shown: the best that any entry of that name is."""
    words: dict[str, str] = {}
    for entry in looked(machine).entries:
        kind = entry.state.kind
        if kind is StateKind.ON:
            words[entry.name] = "on"
        elif kind is StateKind.OFF and entry.state.reason.startswith("off in this project"):
            words[entry.name] = "disabled"
        elif kind is StateKind.PENDING:
            words.setdefault(entry.name, "waits")
    return words


def told(claude: Claude, machine: Machine) -> dict[str, str]:
    """What ``claude mcp list`` says of each name. A server that ended at once was started."""
    done = claude(machine, "mcp", "list")
    assert done.returncode == 0, done.stderr
    words = {}
    for line in done.stdout.splitlines():
        name, separator, rest = line.rpartition(" - ")[0].partition(": ")
        said = line.rpartition(" - ")[2]
        if not separator or "SystemExit" not in rest:
            continue
        if "Pending approval" in said:
            words[name] = "waits"
        else:
            words[name] = "disabled" if "Disabled" in said else "on"
    return words


def scopes(session: Session, machine: Machine) -> dict[str, str]:
    """Where a session takes each server from that it did not switch off."""
    (answer,) = session(machine, {"subtype": "mcp_status"})
    match answer:
        case {"mcpServers": list(rows)}:
            return {str(row["name"]): str(row["scope"]) for row in rows if row["status"] != "disabled"}
    raise AssertionError(answer)


def find(at: Look, scope: str, name: str) -> Entry:
    return next(each for each in at.entries if (each.source.scope.value, each.name) == (scope, name))


def change(workspace: Workspace, act: Act, scope: str, name: str, *, only_here: bool = True) -> Record:
    at = workspace.look()
    plan = workspace.plan([Change(find(at, scope, name), act, only_here=only_here)], at)
    assert not plan.refusals
    assert plan
    return workspace.apply(plan)


def contents(place: Path, files: Sequence[str]) -> dict[str, bytes | None]:
    return {name: (place / name).read_bytes() if (place / name).exists() else None for name in files}


FILES = [STATE, "p/.mcp.json", "wt/.mcp.json", "p/.claude/settings.local.json", "home/.claude/settings.json"]


@pytest.mark.usefixtures("home")
class TestTheStateOfThings:
    @pytest.mark.parametrize("folder", FOLDERS)
    def test_every_server_is_shown_as_it_is_told(
        self, folder: str, machine: Machine, place: Path, claude: Claude
    ) -> None:
        there = machine._replace(project=place / folder)
        assert told(claude, there) == shown(there)

    @pytest.mark.parametrize("folder", FOLDERS)
    def test_a_server_that_is_on_comes_from_the_scope_that_is_shown(
        self, folder: str, machine: Machine, place: Path, claude_session: Session
    ) -> None:
        there = machine._replace(project=place / folder)
        words = {"plugin": "dynamic"}
        waiting = {entry.name for entry in looked(there).entries if entry.state.kind is StateKind.PENDING}
        expected = {
            entry.name: words.get(entry.source.scope.value, entry.source.scope.value)
            for entry in looked(there).entries
            if entry.on and entry.name not in waiting
        }
        # A session starts what waits for approval, so of those names it cannot tell the truth.
        found = {name: scope for name, scope in scopes(claude_session, there).items() if name not in waiting}
        assert found == expected

    def test_a_folder_that_is_not_trusted(self, machine: Machine, place: Path, lay: Lay, claude: Claude) -> None:
        state = json.loads((place / STATE).read_text("utf-8"))
        del state["projects"][str(place / "p")]["hasTrustDialogAccepted"]
        lay({STATE: state})
        assert told(claude, machine) == shown(machine)
        assert shown(machine)["project-on"] == "waits"


SWITCHED = [("user", "user-on"), ("local", "local-on"), ("project", "project-on"), ("plugin", "plugin:plg:inline")]


@pytest.mark.usefixtures("home")
class TestAChange:
    @pytest.mark.parametrize("folder", FOLDERS)
    @pytest.mark.parametrize(("scope", "name"), SWITCHED)
    def test_switched_off_and_on_again(
        self, scope: str, name: str, folder: str, machine: Machine, place: Path, claude: Claude
    ) -> None:
        there = machine._replace(project=place / folder)
        told(claude, there)  # it writes its own marks into the file the first time
        workspace, before, words = Workspace(there), contents(place, FILES), shown(there)
        change(workspace, Act.DISABLE, scope, name)
        off = contents(place, FILES)
        assert off != before
        assert told(claude, there) == shown(there) == {**words, name: "disabled"}
        untouched = contents(place, FILES) == off
        change(workspace, Act.ENABLE, scope, name)
        assert not untouched or contents(place, FILES) == before
        assert told(claude, there) == shown(there) == words

    @pytest.mark.parametrize("act", [Act.DISABLE, Act.REMOVE])
    @pytest.mark.parametrize(("scope", "name"), SWITCHED[:3])
    def test_taken_back_at_once_it_leaves_no_byte(
        self, scope: str, name: str, act: Act, machine: Machine, place: Path, claude: Claude
    ) -> None:
        told(claude, machine)
        workspace, before, words = Workspace(machine), contents(place, FILES), shown(machine)
        change(workspace, act, scope, name)
        workspace.apply(workspace.plan_undo())
        assert contents(place, FILES) == before
        assert told(claude, machine) == words

    @pytest.mark.parametrize(("scope", "name"), SWITCHED[:3])
    def test_removed_and_taken_back_after_the_client_wrote(
        self, scope: str, name: str, machine: Machine, place: Path, claude: Claude
    ) -> None:
        workspace, words = Workspace(machine), shown(machine)
        change(workspace, Act.REMOVE, scope, name)
        gone = {each: word for each, word in words.items() if each != name}
        assert told(claude, machine) == shown(machine) == gone
        assert claude(machine, "mcp", "add", "-s", "user", "another", "false").returncode == 0
        workspace.apply(workspace.plan_undo())
        assert shown(machine) == {**words, "another": "on"}
        assert told(claude, machine) == words  # its own row shows another command, so it is not read here

    def test_an_approval_that_waits_is_given_and_refused(self, machine: Machine, claude: Claude) -> None:
        workspace = Workspace(machine)
        change(workspace, Act.REMOVE, "user", "waits")
        assert told(claude, machine) == shown(machine)
        assert shown(machine)["waits"] == "waits"
        change(workspace, Act.DISABLE, "project", "waits")
        assert told(claude, machine) == shown(machine)
        assert "waits" not in shown(machine)
        change(workspace, Act.ENABLE, "project", "waits")
        assert told(claude, machine) == shown(machine)
        assert shown(machine)["waits"] == "on"

    @pytest.mark.parametrize(("scope", "name"), [("user", "user-denied"), ("project", "denied")])
    def test_a_denial_is_lifted(self, scope: str, name: str, machine: Machine, claude: Claude) -> None:
        workspace = Workspace(machine)
        assert name not in told(claude, machine)
        change(workspace, Act.ENABLE, scope, name)
        assert told(claude, machine) == shown(machine)
        assert shown(machine)[name] == "on"

    @pytest.mark.parametrize(("scope", "name"), [("user", "user-on"), ("plugin", "plugin:plg:inline")])
    def test_switched_off_for_every_project_and_on_again(
        self, scope: str, name: str, machine: Machine, place: Path, claude: Claude
    ) -> None:
        """Surprise 2: without a write to the file that every session writes."""
        elsewhere = machine._replace(project=place / "home")
        told(claude, machine)
        told(claude, elsewhere)
        workspace, before = Workspace(machine), contents(place, FILES)
        change(workspace, Act.DISABLE, scope, name, only_here=False)
        assert contents(place, [STATE])[STATE] == before[STATE]
        for there in (machine, elsewhere):
            assert told(claude, there) == shown(there)
            assert name not in told(claude, there)
        change(workspace, Act.ENABLE, scope, name, only_here=False)
        assert contents(place, FILES) == before
        assert told(claude, machine) == shown(machine)
        assert shown(machine)[name] == "on"

    @pytest.mark.parametrize("folder", ["p", "wt"])
    def test_a_profile_and_back(self, folder: str, machine: Machine, place: Path, claude: Claude) -> None:
        there = machine._replace(project=place / folder)
        told(claude, there)
        workspace, before, words = Workspace(there), contents(place, FILES), shown(there)
        at = workspace.look()
        workspace.apply(workspace.plan_use(workspace.profiles().get("locked-down"), at))
        locked = contents(place, FILES)
        assert "on" not in shown(there).values()
        assert told(claude, there) == shown(there)
        untouched = contents(place, FILES) == locked
        workspace.apply(workspace.plan_profile_back())
        assert not untouched or contents(place, FILES) == before
        assert told(claude, there) == shown(there) == words


@pytest.mark.usefixtures("home")
class TestTheClientsOwnWriting:
    @pytest.mark.parametrize("folder", FOLDERS)
    def test_what_its_own_toggle_did_is_seen(
        self, folder: str, machine: Machine, place: Path, claude_session: Session
    ) -> None:
        there = machine._replace(project=place / folder)
        claude_session(there, {"subtype": "mcp_toggle", "serverName": "user-on", "enabled": False})
        # It may answer before the file is written.
        deadline = time.monotonic() + 10
        while shown(there).get("user-on") != "disabled" and time.monotonic() < deadline:
            time.sleep(0.1)
        assert shown(there)["user-on"] == "disabled"

    def test_it_takes_the_file_as_it_was_left(self, machine: Machine, claude: Claude) -> None:
        change(Workspace(machine), Act.DISABLE, "user", "user-on")
        done = claude(machine, "mcp", "add", "-s", "user", "another", "false")
        assert (done.returncode, done.stderr) == (0, "")
        assert shown(machine)["user-on"] == "disabled"
        assert shown(machine)["another"] == "on"
