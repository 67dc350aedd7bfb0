"""What a session of Qwen Code would do with an entry: each case was tried with the real one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients.known import Clients
from mcptui.clients.qwen_approvals import digest
from mcptui.clients.qwen_code import QwenCode
from mcptui.inventory import Look, look
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind, Transport
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

ON, OFF, PENDING, SHADOWED = StateKind.ON, StateKind.OFF, StateKind.PENDING, StateKind.SHADOWED
BLOCKED, BROKEN, UNKNOWN = StateKind.BLOCKED, StateKind.BROKEN, StateKind.UNKNOWN

Lay = Callable[[Mapping[str, object]], None]

USER, PROJECT, SHARED = "home/.qwen/settings.json", "p/.qwen/settings.json", "p/.mcp.json"
SYSTEM, APPROVALS = "root/etc/qwen-code/settings.json", "home/.qwen/mcpApprovals.json"


def server(name: str, **more: object) -> dict[str, object]:
    return {"command": "npx", "args": [name], **more}


def servers(*names: str, **more: object) -> dict[str, object]:
    return {"mcpServers": {name: server(name) for name in names}, **more}


def approvals(status: str = "approved", **entries: dict[str, object]) -> dict[str, object]:
    told = {name: {"hash": digest(entry), "status": status} for name, entry in entries.items()}
    return {APPROVALS: json.dumps({"{at}/p": told})}


def looked(machine: Machine) -> Look:
    return look(machine, DiskFiles(), clients=Clients([QwenCode()]))


def kinds(machine: Machine) -> dict[str, StateKind]:
    def name(entry: Entry) -> str:
        return f"{entry.source.note or entry.source.scope.value}/{entry.name}"

    return {name(entry): entry.state.kind for entry in looked(machine).entries}


def only(machine: Machine) -> Entry:
    (entry,) = looked(machine).entries
    return entry


class TestLayers:
    def test_of_one_name_the_strongest_file_counts_even_while_its_entry_waits(self, machine: Machine, lay: Lay) -> None:
        lay({SYSTEM: servers("s"), PROJECT: servers("s", "p"), SHARED: servers("p", "u"), USER: servers("u", "only")})
        assert kinds(machine) == {
            "managed/s": ON,
            "project/s": SHADOWED,
            "project/p": PENDING,
            ".mcp.json/p": SHADOWED,
            ".mcp.json/u": PENDING,
            "user/u": SHADOWED,
            "user/only": ON,
        }

    def test_the_shared_file_counts_only_where_the_client_was_seen(self, machine: Machine, lay: Lay) -> None:
        """Surprise 9: the file belongs to others too."""
        lay({SHARED: servers("m")})
        assert kinds(machine) == {}
        lay({USER: "{}"})
        assert kinds(machine) == {".mcp.json/m": PENDING}

    def test_from_a_folder_below_the_files_of_the_root_are_not_read(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({USER: servers("u"), PROJECT: servers("p"), SHARED: servers("m")})
        assert kinds(machine._replace(project=place / "p" / "a")) == {"user/u": ON}

    def test_in_the_home_its_settings_are_the_users(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({USER: servers("u")})
        assert kinds(machine._replace(project=place / "home")) == {"user/u": ON}

    def test_its_folder_can_be_moved(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"home/q/settings.json": servers("m"), USER: servers("u")})
        assert kinds(machine._replace(env={"QWEN_HOME": str(place / "home" / "q")})) == {"user/m": ON}

    def test_a_folder_is_trusted_unless_trust_is_asked_for(self, machine: Machine, lay: Lay) -> None:
        lay({USER: servers("u", security={"folderTrust": {"enabled": True}})})
        assert kinds(machine) == {"user/u": PENDING}
        lay({"home/.qwen/trustedFolders.json": '{"{at}/p": "TRUST_FOLDER"}'})
        assert kinds(machine) == {"user/u": ON}


class TestApproval:
    @pytest.mark.parametrize("file", [PROJECT, SHARED])
    def test_a_projects_server_waits_until_it_was_approved(self, file: str, machine: Machine, lay: Lay) -> None:
        lay({USER: "{}", file: servers("m")})
        assert only(machine).state.kind is PENDING
        lay(approvals(m=server("m")))
        assert only(machine).state.kind is ON
        lay(approvals("rejected", m=server("m")))
        assert only(machine).state.kind is OFF

    def test_an_entry_that_changed_waits_again(self, machine: Machine, lay: Lay) -> None:
        """Surprise 24: an answer counts for the entry as it was."""
        lay({USER: "{}", SHARED: servers("m"), **approvals(m=server("m", cwd="/x"))})
        assert (
            only(machine).state.reason
            == "a server of the project changed since you answered, so it waits for your approval"
        )

    def test_the_digest_does_not_depend_on_order_or_on_what_changes_nothing(self) -> None:
        entry: dict[str, object] = {"command": "x", "timeout": 1e3, "description": "no matter"}
        again = dict(reversed(list(entry.items())))
        assert digest(again) == digest(entry) == digest({**entry, "description": "other", "scope": "project"})
        assert digest({**entry, "command": "y"}) != digest(entry)

    def test_the_digest_is_that_of_the_clients_own_code(self) -> None:
        entry = {"command": "npx", "args": ["ü", "/a"], "env": {"B": "1", "A": "2"}, "timeout": 30000.0}
        assert digest(entry) == "3c62128b4303a2990dc8aaa8ba4ac43152e2d81c80674a8f9a033cd7f79e06f2"

    def test_approving_and_excluding_it_again_is_what_switching_does(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({USER: "{}", SHARED: servers("m")})
        workspace = Workspace(machine)
        for act, kind in ((Act.ENABLE, ON), (Act.DISABLE, OFF), (Act.ENABLE, ON)):
            at = workspace.look()
            entry = next(each for each in at.entries if each.source.client == "qwen-code")
            workspace.apply(workspace.plan([Change(entry, act)], at))
            assert only(machine).state.kind is kind
        assert json.loads((place / APPROVALS).read_text()) == {
            str(place / "p"): {"m": {"hash": digest(server("m")), "status": "approved"}}
        }

    def test_with_a_variable_in_it_nobody_but_the_user_can_approve(self, machine: Machine, lay: Lay) -> None:
        """Surprise 18: the digest is taken after variables were expanded, which mcptui never does."""
        lay({USER: "{}", PROJECT: {"mcpServers": {"m": server("$HOME")}}})
        workspace = Workspace(machine)
        at = workspace.look()
        (refusal,) = workspace.plan([Change(at.entries[0], Act.ENABLE)], at).refusals
        assert refusal.hint == "qwen mcp approve m"
        lay(approvals(m=server("/home/me")))
        assert only(machine).state.kind is UNKNOWN

    def test_projects_are_known_from_what_was_approved(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({APPROVALS: '{"{at}/plain": {}}', "plain/.mcp.json": servers("q")})
        found = look(machine, DiskFiles(), everywhere=True, clients=Clients([QwenCode()]))
        assert [(each.source.project, each.state.kind) for each in found.entries] == [(place / "plain", PENDING)]


class TestLists:
    def test_excluded_names_are_spelled_exactly_or_patterns(self, machine: Machine, lay: Lay) -> None:
        """Surprises 15 and 28: this fork excludes by a list in its settings; its own list starts them all the same."""
        lay({USER: servers("a", "A", "git-x", "g[1]", mcp={"excluded": ["a", "git-*", "g[?]"]})})
        assert kinds(machine) == {"user/a": OFF, "user/A": ON, "user/git-x": OFF, "user/g[1]": OFF}

    def test_what_a_pattern_excludes_is_not_lifted(self, machine: Machine, lay: Lay) -> None:
        lay({USER: servers("git-x", mcp={"excluded": ["git-*"]})})
        workspace = Workspace(machine)
        at = workspace.look()
        (refusal,) = workspace.plan([Change(at.entries[0], Act.ENABLE)], at).refusals
        assert refusal.hint == "the pattern fits other servers too: change it in that file"

    def test_a_name_that_would_be_a_pattern_is_not_listed(self, machine: Machine, lay: Lay) -> None:
        lay({USER: servers("git-*")})
        workspace = Workspace(machine)
        at = workspace.look()
        assert workspace.plan([Change(at.entries[0], Act.DISABLE)], at).refusals

    @pytest.mark.parametrize(
        ("user", "project", "on"),
        [(["a"], None, {"a"}), (["a"], ["b"], {"a", "b"}), ([], None, set()), (["?"], None, {"a", "b"})],
    )
    def test_allowed_are_those_of_any_list_and_an_empty_one_allows_nobody(
        self, user: list[str], project: list[str] | None, on: set[str], machine: Machine, lay: Lay
    ) -> None:
        """Surprise 21: the opposite of what Gemini CLI makes of an empty list."""
        lay({USER: servers("a", "b", mcp={"allowed": user})})
        if project is not None:
            lay({PROJECT: {"mcp": {"allowed": project}}})
        assert {name.removeprefix("user/") for name, kind in kinds(machine).items() if kind is ON} == on

    def test_an_administrators_list_blocks(self, machine: Machine, lay: Lay) -> None:
        """Surprise 31."""
        lay({USER: servers("a", "b"), SYSTEM: {"mcp": {"excluded": ["a"], "allowed": ["a"]}}})
        assert kinds(machine) == {"user/a": BLOCKED, "user/b": BLOCKED}


class TestFiles:
    @pytest.mark.parametrize("file", [USER, SYSTEM])
    @pytest.mark.parametrize("text", ["{", "", '{"mcpServers": {},}', "[]"])
    def test_a_broken_file_that_is_no_projects_is_fatal(self, file: str, text: str, machine: Machine, lay: Lay) -> None:
        """As surprise 10, for another client."""
        lay({USER: servers("u"), SHARED: servers("m"), file: text})
        assert {entry.state.kind for entry in looked(machine).entries} == {BROKEN}

    @pytest.mark.parametrize("file", [PROJECT, SHARED])
    def test_a_broken_file_of_a_project_is_passed_over(self, file: str, machine: Machine, lay: Lay) -> None:
        lay({USER: servers("u"), file: '{"mcpServers": {},}'})
        assert kinds(machine) == {"user/u": ON}
        assert len(looked(machine).inventory.problems) == 1

    def test_a_mark_at_the_start_is_read_over_in_settings_alone(self, machine: Machine, lay: Lay) -> None:
        """Surprise 25."""
        text = "\ufeff// mine\n" + json.dumps(servers("x"))
        lay({USER: text, SHARED: text})
        assert kinds(machine) == {"user/x": ON, ".mcp.json/x": BROKEN}


@pytest.mark.parametrize(
    ("entry", "settings", "shared"),
    [
        ({"command": "x", "type": "http"}, Transport.STDIO, Transport.STDIO),
        ({"url": "https://example.com"}, Transport.SSE, Transport.SSE),
        ({"url": "https://example.com", "type": "http"}, Transport.SSE, Transport.HTTP),
        ({"httpUrl": "https://example.com"}, Transport.HTTP, Transport.HTTP),
    ],
)
def test_a_bare_url_is_sse(entry: object, settings: Transport, shared: Transport, machine: Machine, lay: Lay) -> None:
    """Surprise 16: Gemini CLI, of which this is a fork, takes it for HTTP."""
    lay({USER: {"mcpServers": {"x": entry}}, SHARED: {"mcpServers": {"y": entry}}})
    found = {each.name: each.definition.transport for each in looked(machine).entries}
    assert found == {"x": settings, "y": shared}


def test_a_disabled_in_the_entry_is_ignored_and_that_is_said(machine: Machine, lay: Lay) -> None:
    """Surprise 1."""
    lay({USER: {"mcpServers": {"x": server("x", disabled=True)}}})
    assert (only(machine).on, only(machine).state.reason) == (True, "'disabled' in the entry is ignored by this client")


def test_what_the_client_wrote_meanwhile_is_kept(machine: Machine, place: Path, lay: Lay) -> None:
    """Surprise 27: its own list of servers adds a version to the settings."""
    lay({USER: servers("x")})
    workspace = Workspace(machine)
    at = workspace.look()
    plan = workspace.plan([Change(at.entries[0], Act.DISABLE)], at)
    path = place / USER
    path.write_text(path.read_text()[:-2] + ',\n  "$version": 4\n}')
    workspace.apply(plan)
    assert json.loads(path.read_text()) == {**servers("x"), "$version": 4, "mcp": {"excluded": ["x"]}}
