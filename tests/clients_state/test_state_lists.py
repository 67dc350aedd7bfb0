"""Surprise 12: Continue and Mistral Vibe keep a list of servers, in which each is known by the name that it tells."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.adding import copy_of
from mcptui.changes.change import Act, Change
from mcptui.clients import BUILT_IN
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.model import Entry, Inventory, StateKind, Switch
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

ON, OFF, BROKEN, PENDING, SHADOWED, UNKNOWN = (
    StateKind.ON,
    StateKind.OFF,
    StateKind.BROKEN,
    StateKind.PENDING,
    StateKind.SHADOWED,
    StateKind.UNKNOWN,
)
CONTINUE, VIBE, VIBE_HERE = "home/.continue/config.yaml", "home/.vibe/config.toml", "p/.vibe/config.toml"
TRUST = "home/.vibe/trusted_folders.toml"


def item(name: str, more: str = "") -> str:
    """An entry of Vibe."""
    return f'[[mcp_servers]]\nname = "{name}"\ntransport = "stdio"\ncommand = "npx"\n{more}'


def seen(machine: Machine, client: str) -> Inventory:
    return look(machine, DiskFiles(), clients=BUILT_IN.only(client)).inventory


def states(machine: Machine, client: str) -> dict[str, StateKind]:
    return {each.name: each.state.kind for each in seen(machine, client).entries}


def only(machine: Machine, client: str) -> Entry:
    (entry,) = seen(machine, client).entries
    return entry


def refusal(machine: Machine, entry: Entry, act: Act) -> str:
    workspace = Workspace(machine)
    plan = workspace.plan([Change(entry, act)], workspace.look())
    assert not plan
    return plan.refusals[0].message if plan.refusals else ""


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here pulls the plug, so nothing has to wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


class TestSurprise12TwoEntriesOfOneName:
    def test_are_not_claimed_to_be_on_where_nobody_knows_which_counts(self, machine: Machine, lay: Lay) -> None:
        lay({CONTINUE: "mcpServers:\n- {name: x, command: a}\n- {name: y, command: b}\n- {name: x, command: c}\n"})
        told = {each.name: each for each in seen(machine, "continue").entries}
        assert (told["x"].state.kind, told["y"].state.kind) == (UNKNOWN, ON)
        assert told["x"].state.reason.startswith("there are 2 entries of this name in the file")
        assert (told["x"].line, told["x"].definition.command) == (4, "c")

    @pytest.mark.parametrize("act", [Act.DISABLE, Act.REMOVE])
    @pytest.mark.parametrize(
        ("client", "file", "text"),
        [
            ("continue", CONTINUE, "mcpServers:\n  - name: x\n    command: a\n  - name: x\n    command: c\n"),
            ("mistral-vibe", VIBE, item("x") + item("x")),
            ("mistral-vibe", VIBE, 'mcp_servers = [{name="x", transport="stdio", command="a"}, {name="x"}]\n'),
        ],
    )
    def test_are_not_edited(
        self, client: str, file: str, text: str, act: Act, machine: Machine, lay: Lay, place: Path
    ) -> None:
        lay({file: text})
        entry = only(machine, client)
        if entry.state.kind is not BROKEN or act is Act.REMOVE:
            assert refusal(machine, entry, act).endswith("x is there more than once")
        assert (place / file).read_text() == text

    def test_are_one_to_vibe_and_the_last_counts(self, machine: Machine, lay: Lay) -> None:
        lay({VIBE: item("x") + item("y") + item("x", "disabled = true\n")})
        assert states(machine, "mistral-vibe") == {"x": OFF, "y": ON}

    def test_that_vibe_spells_alike_stop_it(self, machine: Machine, lay: Lay) -> None:
        lay({VIBE: item("a b") + item("a_b") + item("c")})
        assert set(states(machine, "mistral-vibe").values()) == {BROKEN}
        reasons = {each.state.reason for each in seen(machine, "mistral-vibe").entries}
        assert reasons == {"Vibe does not start at all: 'a_b' and 'a b' are one name to it"}


class TestSurprise12AnEntryWithoutAName:
    def test_is_told_and_the_others_are_shown(self, machine: Machine, lay: Lay) -> None:
        lay({CONTINUE: "mcpServers:\n- command: a\n- name: y\n  command: b\n- name: 3\n"})
        assert states(machine, "continue") == {"y": ON}
        (problem,) = seen(machine, "continue").problems
        assert "2 of them are not shown" in problem.message
        assert problem.line == 1

    def test_stops_vibe(self, machine: Machine, lay: Lay) -> None:
        lay({VIBE: f'{item("x")}[[mcp_servers]]\ncommand = "npx"\n'})
        entry = only(machine, "mistral-vibe")
        assert (entry.state.kind, entry.state.reason) == (BROKEN, "Vibe does not start at all: an entry has no name")
        assert "1 of them are not shown" in seen(machine, "mistral-vibe").problems[0].message


@pytest.mark.parametrize(
    ("client", "file", "text", "message"),
    [
        ("mistral-vibe", VIBE, '[mcp_servers.x]\ncommand = "npx"\n', "'mcp_servers' is not a list of entries"),
        ("continue", CONTINUE, "mcpServers:\n  x:\n    command: npx\n", "'mcpServers' is not a list of entries"),
        (
            "goose",
            "home/.config/goose/config.yaml",
            "extensions:\n- name: x\n",
            "'extensions' is not a table of entries",
        ),
    ],
)
def test_surprise_12_a_list_is_no_table_and_a_table_no_list(
    client: str, file: str, text: str, message: str, machine: Machine, lay: Lay
) -> None:
    lay({file: text})
    assert seen(machine, client).entries == ()
    assert [each.message for each in seen(machine, client).problems] == [message]


@pytest.mark.parametrize(
    ("client", "file", "text"),
    [
        ("mistral-vibe", VIBE, "mcp_servers = []\n"),
        ("continue", CONTINUE, "mcpServers: []\n"),
        ("continue", CONTINUE, ""),
    ],
)
def test_surprise_30_an_empty_list_is_no_problem(client: str, file: str, text: str, machine: Machine, lay: Lay) -> None:
    lay({file: text})
    assert seen(machine, client) == Inventory((), ())


NEW_ITEM = '[[mcp_servers]]\nname = "new"\ntransport = "stdio"\ncommand = "npx"\nargs = ["-y"]\n'
IN_BRACKETS = '{ name = "new", transport = "stdio", command = "npx", args = ["-y"] }'


@pytest.mark.parametrize(
    ("client", "file", "before", "after"),
    [
        ("mistral-vibe", VIBE, item("x"), f"{item('x')}\n{NEW_ITEM}"),
        ("mistral-vibe", VIBE, "mcp_servers = []\n", f"mcp_servers = [{IN_BRACKETS}]\n"),
        ("mistral-vibe", VIBE, "", f"mcp_servers = [{IN_BRACKETS}]\n"),
        (
            "continue",
            CONTINUE,
            "mcpServers:\n- name: x\n  command: a\n# end\n",
            "mcpServers:\n- name: x\n  command: a\n- name: new\n  command: npx\n  args:\n  - -y\n# end\n",
        ),
        ("continue", CONTINUE, "v: 1\n", "v: 1\nmcpServers:\n  - name: new\n    command: npx\n    args:\n      - -y\n"),
    ],
)
def test_surprise_12_a_new_entry_is_an_item_with_its_name(
    client: str, file: str, before: str, after: str, machine: Machine, place: Path, lay: Lay
) -> None:
    lay({file: before, "home/.cursor/mcp.json": {"mcpServers": {"new": {"command": "npx", "args": ["-y"]}}}})
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.source.client == "cursor")
    source = next(each for each in BUILT_IN[client].sources(at.site) if each.file == place / file)
    workspace.apply(workspace.plan([copy_of(at, entry, source)], at))
    assert (place / file).read_text() == after
    assert states(machine, client)["new"] is ON
    workspace.apply(workspace.plan_undo())
    assert (place / file).read_text() == before


class TestVibe:
    def test_reads_a_project_only_where_it_is_trusted(self, machine: Machine, lay: Lay) -> None:
        lay({VIBE_HERE: item("x")})
        assert only(machine, "mistral-vibe").state.kind is PENDING
        lay({TRUST: 'trusted = ["{at}/p"]\nuntrusted = []\n'})
        assert only(machine, "mistral-vibe").on
        lay({TRUST: 'trusted = ["{at}"]\nuntrusted = ["{at}/p/.vibe"]\n'})
        assert only(machine, "mistral-vibe").state.kind is PENDING

    def test_adds_a_project_to_what_the_user_has_and_of_one_name_takes_the_projects(
        self, machine: Machine, lay: Lay
    ) -> None:
        lay({VIBE: item("x") + item("y"), VIBE_HERE: item("x") + item("z")})
        untrusted = {each.selector: each.state.kind for each in seen(machine, "mistral-vibe").entries}
        assert untrusted["mistral-vibe/user/x"] is ON
        lay({TRUST: 'trusted = ["{at}/p"]\n'})
        assert {each.selector: each.state.kind for each in seen(machine, "mistral-vibe").entries} == {
            "mistral-vibe/user/x": SHADOWED,
            "mistral-vibe/user/y": ON,
            "mistral-vibe/project/x": ON,
            "mistral-vibe/project/z": ON,
        }

    def test_reads_the_nearest_file_alone(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({VIBE_HERE: item("x"), "p/a/.vibe/config.toml": item("y"), TRUST: 'trusted = ["{at}/p"]\n'})
        assert states(machine._replace(project=place / "p" / "a" / "b"), "mistral-vibe") == {"x": SHADOWED, "y": ON}

    @pytest.mark.parametrize(
        ("entry", "reason"),
        [
            ('name = "bad"\n', "'bad': there is neither a 'command' nor a 'url'"),
            ('name = "bad"\ncommand = "npx"\n', "'bad': 'transport' is missing (stdio, http or streamable-http)"),
            ('name = "!"\ntransport = "stdio"\ncommand = "npx"\n', "the name '!' has no letter or digit"),
        ],
    )
    def test_is_stopped_by_one_bad_entry(self, entry: str, reason: str, machine: Machine, lay: Lay) -> None:
        lay({VIBE: f"{item('x')}[[mcp_servers]]\n{entry}"})
        x = next(each for each in seen(machine, "mistral-vibe").entries if each.name == "x")
        assert (x.state.kind, x.state.reason) == (BROKEN, f"Vibe does not start at all: {reason}")

    def test_is_stopped_by_a_table_where_a_list_is_wanted(self, machine: Machine, lay: Lay) -> None:
        lay({VIBE: item("x"), VIBE_HERE: '[mcp_servers.y]\ncommand = "npx"\n', TRUST: 'trusted = ["{at}/p"]\n'})
        reason = "Vibe does not start at all: 'mcp_servers' is not a list"
        assert only(machine, "mistral-vibe").state.reason == reason

    def test_starts_none_where_they_are_switched_off_as_a_whole(self, machine: Machine, lay: Lay) -> None:
        lay({VIBE: f"enable_mcp = false\n{item('x')}"})
        entry = only(machine, "mistral-vibe")
        assert (entry.state.kind, entry.state.reason) == (OFF, "enable_mcp = false")
        assert "cannot be switched on: enable_mcp = false" in refusal(machine, entry, Act.ENABLE)
        lay({VIBE_HERE: "enable_mcp = true\n", TRUST: 'trusted = ["{at}/p"]\n'})
        assert only(machine, "mistral-vibe").on

    def test_takes_a_command_as_a_list_and_headers_from_a_table(self, machine: Machine, lay: Lay) -> None:
        lay({VIBE: '[[mcp_servers]]\nname = "x"\ntransport = "stdio"\ncommand = ["npx", "-y"]\n'})
        definition = only(machine, "mistral-vibe").definition
        assert (definition.command, definition.args) == ("npx", ("-y",))
        remote = (
            '[[mcp_servers]]\nname = "x"\ntransport = "http"\nurl = "https://x"\n[mcp_servers.auth.headers]\nA = "b"\n'
        )
        lay({VIBE: remote})
        assert dict(only(machine, "mistral-vibe").definition.headers) == {"A": "b"}

    def test_ignores_what_other_clients_call_its_switch(self, machine: Machine, lay: Lay) -> None:
        lay({VIBE: item("x", "enabled = false\n")})
        entry = only(machine, "mistral-vibe")
        assert (entry.on, entry.state.reason) == (True, "'enabled' in the entry is ignored by this client")

    def test_may_have_its_folder_elsewhere(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"home/elsewhere/config.toml": item("x"), "home/elsewhere/trusted_folders.toml": 'trusted = ["{at}/p"]\n'})
        lay({VIBE_HERE: item("z")})
        moved = machine._replace(env={"VIBE_HOME": str(place / "home" / "elsewhere")})
        assert states(moved, "mistral-vibe") == {"x": ON, "z": ON}


class TestContinue:
    BLOCK = "home/.continue/mcpServers/mine.json"

    def test_reads_one_server_that_is_all_a_file_says(self, machine: Machine, lay: Lay) -> None:
        lay({self.BLOCK: {"command": "npx", "args": ["-y"], "disabled": True}})
        entry = only(machine, "continue")
        assert (entry.name, entry.path, entry.switch) == ("mine", (), Switch.NONE)
        assert (entry.on, entry.state.reason) == (True, "'disabled' in the entry is ignored by this client")
        assert refusal(machine, entry, Act.DISABLE)
        assert refusal(machine, entry, Act.REMOVE)

    def test_reads_blocks_as_other_clients_write_them(self, machine: Machine, lay: Lay) -> None:
        lay({self.BLOCK: {"mcpServers": {"x": {"type": "http", "url": "https://x", "headers": {"A": "b"}}}}})
        assert only(machine, "continue").definition.headers == {"A": "b"}
        lay({self.BLOCK: {"theme": "dark"}})
        assert seen(machine, "continue") == Inventory((), ())

    def test_may_have_its_folder_elsewhere(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"home/elsewhere/config.yaml": "mcpServers:\n- name: x\n  command: npx\n"})
        assert states(machine._replace(env={"CONTINUE_GLOBAL_DIR": str(place / "home" / "elsewhere")}), "continue") == {
            "x": ON
        }

    def test_reads_a_parked_entry_as_it_was(self, machine: Machine, lay: Lay) -> None:
        headers = "requestOptions:\n    headers:\n      A: b\n"
        lay({CONTINUE: f"mcpServers:\n- name: x\n  url: https://x\n  {headers}- name: y\n  command: c\n"})
        workspace = Workspace(machine)
        at = workspace.look()
        entry = next(each for each in at.entries if each.name == "x")
        workspace.apply(workspace.plan([Change(entry, Act.DISABLE)], at))
        parked = next(each for each in seen(machine, "continue").entries if each.name == "x")
        assert (parked.state.kind, parked.definition) == (OFF, entry.definition)

    def test_has_an_older_file_that_is_told_of(self, machine: Machine, lay: Lay) -> None:
        older = {"experimental": {"modelContextProtocolServers": [{"transport": {"type": "stdio"}}]}}
        lay({"home/.continue/config.json": older})
        (problem,) = seen(machine, "continue").problems
        assert "older file" in problem.message
        lay({"home/.continue/config.json": {"models": []}})
        assert seen(machine, "continue").problems == ()
