"""Kilo Code, and what it has in common with OpenCode, of which it was made. Each case was tried with the real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind, Transport
from mcptui.workspace import Workspace
from tests.clients_state.opencode_machines import (
    BROKEN,
    KILO,
    OFF,
    ON,
    OPENCODE,
    UNKNOWN,
    Lay,
    change,
    kinds,
    link_work_tree,
    looked,
    mcp,
    running,
    server,
)


class TestKilo:
    def test_only_enabled_counts(self, machine: Machine, lay: Lay) -> None:
        """Surprises 1 and 6: OpenCode, whose engine it is, heeds ``disabled`` as well."""
        lay({f"{KILO}/kilo.jsonc": mcp(a=server(disabled=True), b=server(enabled=False))})
        assert kinds(machine, "kilo-code") == {"a": ON, "b": OFF}
        entry = looked(machine, "kilo-code").entries[0]
        assert entry.state.reason == "'disabled' in the entry is ignored by this client"

    def test_each_file_counts_more_than_the_ones_before(self, machine: Machine, place: Path, lay: Lay) -> None:
        files = [
            *(
                f"{KILO}/{name}"
                for name in ("config.json", "kilo.json", "kilo.jsonc", "opencode.json", "opencode.jsonc")
            ),
            "home/told.json",
            *("p/kilo.json", "p/kilo.jsonc", "p/a/kilo.json", "p/opencode.json", "p/a/opencode.json"),
            *("p/a/.kilocode/kilo.json", "p/a/.kilo/kilo.jsonc", "p/a/.kilo/kilo.json", "p/a/.kilo/opencode.json"),
            *("p/.kilocode/kilo.json", "p/.kilo/kilo.json"),
            *("home/.kilocode/kilo.json", "home/.kilo/kilo.json"),
            *("home/folder/kilo.json", "root/etc/kilo/kilo.json"),
        ]
        env = {"KILO_CONFIG": str(place / "home" / "told.json"), "KILO_CONFIG_DIR": str(place / "home" / "folder")}
        there = machine._replace(project=place / "p" / "a", env=env)
        for file in files:
            lay({file: mcp(x=server(file))})
            assert running(there, "kilo-code") == {"x": file}

    def test_in_a_linked_work_tree_the_folders_of_the_main_one_count_least(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        link_work_tree(place)
        lay({"p/.kilo/kilo.json": mcp(x=server("main"), m=server("m")), "p/kilo.json": mcp(no=server())})
        there = machine._replace(project=place / "wt")
        assert running(there, "kilo-code") == {"x": "main", "m": "m"}
        lay({"wt/.kilo/kilo.json": mcp(x=server("tree"))})
        assert running(there, "kilo-code") == {"x": "tree", "m": "m"}

    def test_files_of_the_extension_that_it_was_count_least_and_say_disabled(self, machine: Machine, lay: Lay) -> None:
        old = {"command": "npx", "args": ["old"]}
        lay({"p/.kilocode/mcp.json": {"mcpServers": {"x": old, "off": {**old, "disabled": True}}}})
        assert kinds(machine, "kilo-code") == {"x": ON, "off": OFF}
        lay({f"{KILO}/kilo.json": mcp(x=server("new"), off=server())})
        assert running(machine, "kilo-code") == {"x": "new"}
        state = next(
            each.state
            for each in looked(machine, "kilo-code").entries
            if each.name == "off" and each.source.project is None
        )
        assert (state.kind, state.reason) == (OFF, "disabled = true")

    def test_what_the_extension_keeps_in_vs_code_is_not_read_by_the_command_line(
        self, machine: Machine, lay: Lay
    ) -> None:
        """Surprise 7: the file moved."""
        old = "home/.config/Code/User/globalStorage/kilocode.kilo-code/settings/mcp_settings.json"
        lay(
            {
                old: {
                    "mcpServers": {
                        "x": {"command": "npx", "args": ["old"]},
                        "off": {"command": "npx", "disabled": True},
                    }
                }
            }
        )
        assert kinds(machine, "kilo-code") == {"x": UNKNOWN, "off": OFF}
        change(machine, Act.DISABLE, "x")
        assert kinds(machine, "kilo-code") == {"x": OFF, "off": OFF}
        change(machine, Act.ENABLE, "x")
        assert kinds(machine, "kilo-code") == {"x": UNKNOWN, "off": OFF}

    def test_what_the_extension_keeps_in_vs_code_may_hide_tools(self, machine: Machine, place: Path, lay: Lay) -> None:
        file = "home/.config/Code/User/globalStorage/kilocode.kilo-code/settings/mcp_settings.json"
        lay({file: {"mcpServers": {"x": {"command": "npx", "disabledTools": ["a"]}}}})
        workspace = Workspace(machine)
        at = workspace.look()
        plan = workspace.plan([Change(at.entries[0], Act.NARROW, Narrowing(deny=("b",)))], at)
        assert not plan.refusals
        workspace.apply(plan)
        (entry,) = looked(machine, "kilo-code").entries
        assert entry.definition.deny == ("a", "b")

    @pytest.mark.parametrize(
        ("entry", "kind"),
        [
            ({"url": "https://example.com"}, BROKEN),
            ({"type": "streamable-http", "url": "https://example.com"}, ON),
            ({"command": "x"}, ON),
            ({}, BROKEN),
        ],
    )
    def test_an_address_of_the_older_form_needs_a_type(
        self, entry: dict[str, str], kind: StateKind, machine: Machine, lay: Lay
    ) -> None:
        """Surprise 16."""
        lay({"p/.kilocode/mcp.json": {"mcpServers": {"x": entry}}})
        assert kinds(machine, "kilo-code") == {"x": kind}


@pytest.mark.parametrize(("client", "folder"), [("opencode", OPENCODE), ("kilo-code", KILO)])
def test_a_command_is_a_list_with_its_arguments(client: str, folder: str, machine: Machine, lay: Lay) -> None:
    """Surprise 17."""
    lay(
        {
            f"{folder}/config.json": mcp(
                x=server(environment={"A": "b"}),
                r={"type": "remote", "url": "https://example.com", "headers": {"H": "v"}},
            )
        }
    )
    entries: dict[str, Entry] = {each.name: each for each in looked(machine, client).entries}
    x, r = entries["x"].definition, entries["r"].definition
    assert (x.transport, x.command, x.args, dict(x.env)) == (Transport.STDIO, "npx", ("x",), {"A": "b"})
    assert (r.transport, r.url, dict(r.headers)) == (Transport.HTTP, "https://example.com", {"H": "v"})


def test_denied_tools_are_those_that_any_file_denies_last(machine: Machine, lay: Lay) -> None:
    """Surprise 22: OpenCode hides tools by rules beside its servers."""
    user = {
        **mcp(**{"my server": server()}),
        "tools": {"my_server_old": False},
        "permission": {"my_server_a": "deny", "my_server_b": "deny"},
    }
    lay({f"{OPENCODE}/opencode.json": user, "p/opencode.json": {"permission": {"my_server_b": "allow"}}})
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.source.client == "opencode")
    assert workspace.evidence(entry, at).deny == ("old", "a")


@pytest.mark.parametrize(
    "hostile",
    [
        '{"mcp": {"": {"type": "local", "command": ["x"]}}}',
        '{"mcp": {"servers": {"servers": {}}}}',
        '{"mcp": {"timeout": null}}',
    ],
)
@pytest.mark.parametrize("client", ["opencode", "kilo-code"])
def test_hostile_files_are_read_all_the_same(client: str, hostile: str, machine: Machine, lay: Lay) -> None:
    lay({f"{OPENCODE}/opencode.json": hostile, f"{KILO}/kilo.json": hostile})
    assert set(kinds(machine, client).values()) <= {ON, BROKEN}
