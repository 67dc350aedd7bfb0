"""What stops Codex altogether, and what costs one entry alone. Each case was seen on Codex 0.169.0."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcptui.machine import Machine
from tests.clients_state.codex_machines import (
    BROKEN,
    ON,
    PROJECT,
    SYSTEM,
    USER,
    Lay,
    entries,
    kinds,
    looked,
    off,
    table,
    trust,
)

FATAL = {
    "command and url": table("bad", 'url = "https://e.com"'),
    "neither": off("bad"),
    "an empty table": "[mcp_servers.bad]\n",
    "a name with an unquoted dot": table("bad.dot"),
    "args beside a url": '[mcp_servers.bad]\nurl = "https://e.com"\nargs = []\n',
    "env beside a url": '[mcp_servers.bad]\nurl = "https://e.com"\nenv = {}\n',
    "a token in the file": '[mcp_servers.bad]\nurl = "https://e.com"\nbearer_token = "t"\n',
    "headers beside a command": table("bad", "http_headers = {}"),
    "a token's variable beside a command": table("bad", 'bearer_token_env_var = "T"'),
    "enabled as text": table("bad", 'enabled = "no"'),
    "enabled as a number": table("bad", "enabled = 0"),
    "a number in env": table("bad", "env = { A = 1 }"),
    "a command that is a list": '[mcp_servers.bad]\ncommand = ["npx"]\n',
    "args as text": '[mcp_servers.bad]\ncommand = "npx"\nargs = "-y"\n',
    "tools as text": table("bad", 'enabled_tools = "a"'),
    "a timeout as text": table("bad", 'startup_timeout_sec = "5"'),
    "an entry that is text": '[mcp_servers]\nbad = "npx"\n',
    "an array of tables": '[[mcp_servers.bad]]\ncommand = "npx"\n',
}


class TestWhatIsFatal:
    @pytest.mark.parametrize("name", FATAL)
    def test_one_bad_table_breaks_every_server(self, name: str, machine: Machine, lay: Lay) -> None:
        lay({USER: "", SYSTEM: table("good"), "p/x": ""})
        assert kinds(machine) == {"system/good": ON}
        lay({USER: FATAL[name]})
        found = kinds(machine)
        assert set(found.values()) == {BROKEN}
        assert "system/good" in found

    def test_the_others_say_which_table_it_is(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({USER: table("good") + off("bad")})
        good = entries(machine)["user/good"].state
        assert good.reason == "Codex does not start at all: 'bad': neither command nor url"
        assert good.place is not None
        assert (good.place.file, good.place.line) == (place / USER, 5)

    def test_servers_that_are_no_table(self, machine: Machine, lay: Lay) -> None:
        lay({USER: "mcp_servers = []\n", SYSTEM: table("good")})
        assert kinds(machine) == {"system/good": BROKEN}

    def test_a_ghost_in_a_trusted_project(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u") + trust("p"), PROJECT: off("ghost")})
        assert kinds(machine) == {"user/u": BROKEN, "project/ghost": BROKEN}

    def test_a_ghost_in_an_untrusted_one_is_nothing(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), PROJECT: off("ghost")})
        assert kinds(machine) == {"user/u": ON}

    def test_a_malformed_file_in_a_trusted_project(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u") + trust("p"), PROJECT: "[mcp_servers.x\n"})
        assert kinds(machine) == {"user/u": BROKEN}
        assert "p/.codex/config.toml" in entries(machine)["user/u"].state.reason

    def test_in_an_untrusted_one_it_is_no_matter(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), PROJECT: "[mcp_servers.x\n"})
        assert kinds(machine) == {"user/u": ON}

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(table("u", "disabled = true"), id="a switch of other clients"),
            pytest.param(table("u", 'type = "stdio"\nfoo = 1'), id="unknown keys"),
            pytest.param('[mcp_servers.u]\nurl = ""\n', id="an empty url"),
            pytest.param('[mcp_servers.u]\nurl = "garbage"\n', id="a url that is none"),
            pytest.param(table("u", "startup_timeout_ms = 5"), id="milliseconds"),
            pytest.param(table("u", 'env_vars = ["A", { name = "B" }]'), id="variables by name"),
            pytest.param(table("u") + '[mcpServers.x]\ncommand = "npx"\n', id="the key of other clients"),
            pytest.param('mcp_servers.u.command = "npx"\n', id="dotted keys"),
            pytest.param('mcp_servers = { u = { command = "npx" } }\n', id="an inline table"),
            pytest.param('[mcp_servers]\nu.command = "npx"\nu.env.K = "v"\n', id="dotted keys in the table"),
            pytest.param('[ mcp_servers . u ]\ncommand = "npx"\n', id="blanks in the header"),
            pytest.param('["mcp_servers"."u"]\ncommand = "npx"\n', id="quotes in the header"),
            pytest.param('[mcp_servers.u.env]\nK = "v"\n[mcp_servers.u]\ncommand = "npx"\n', id="sub-table first"),
            pytest.param("\ufeff" + table("u").replace("\n", "\r\n").rstrip(), id="BOM, CRLF, no last line end"),
        ],
    )
    def test_what_is_not(self, text: str, machine: Machine, lay: Lay) -> None:
        lay({USER: text})
        assert kinds(machine) == {"user/u": ON}

    @pytest.mark.parametrize("name", ["a.b", "with space", "ünï", "", "it's"])
    def test_odd_names_are_fine(self, name: str, machine: Machine, lay: Lay) -> None:
        lay({USER: f'[mcp_servers."{name}"]\ncommand = "npx"\n'})
        assert kinds(machine) == {f"user/{name}": ON}

    def test_a_switch_of_other_clients_is_ignored_and_that_is_said(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u", "disabled = true")})
        assert entries(machine)["user/u"].state.reason == "'disabled' in the entry is ignored by this client"

    @pytest.mark.parametrize(
        "data", [b'[mcp_servers.u]\rcommand = "npx"\r', b'# \xff\n[mcp_servers.u]\ncommand = "npx"\n']
    )
    def test_line_ends_and_bytes_that_codex_refuses_are_a_problem(
        self, data: bytes, machine: Machine, lay: Lay
    ) -> None:
        lay({USER: data})
        at = looked(machine)
        assert at.entries == ()
        assert len(at.inventory.problems) == 1
