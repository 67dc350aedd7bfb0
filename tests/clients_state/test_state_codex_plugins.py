"""Servers of Codex that stand neither in its own file nor in a project's: of plugins and of profiles.

Surprise 32: plugins' servers are listed with their origin, and never edited where they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.clients import BUILT_IN
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.model import Entry, Scope, StateKind, Switch
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

ON, OFF, BROKEN, SHADOWED = StateKind.ON, StateKind.OFF, StateKind.BROKEN, StateKind.SHADOWED
CONFIG, HERE = "home/.codex/config.toml", "p/.codex/config.toml"
CACHE = "home/.codex/plugins/cache/mk/tools"
MANIFEST, SERVERS = ".codex-plugin/plugin.json", ".mcp.json"
INSTALLED = '[plugins."tools@mk"]\nenabled = true\n'
TRUSTED = '[projects."{at}/p"]\ntrust_level = "trusted"\n'
PLUGIN: Mapping[str, object] = {
    f"{CACHE}/1.2.0/{MANIFEST}": {"name": "tools"},
    f"{CACHE}/1.2.0/{SERVERS}": {"mcpServers": {"x": {"command": "npx"}}},
}


def seen(machine: Machine) -> dict[str, Entry]:
    return {each.name: each for each in look(machine, DiskFiles(), clients=BUILT_IN.only("codex")).entries}


def do(machine: Machine, act: Act, *, here: bool = False) -> None:
    workspace = Workspace(machine)
    plan = workspace.plan([Change(seen(machine)["x"], act, only_here=here)], workspace.look())
    assert not plan.refusals
    workspace.apply(plan)


class TestAPlugin:
    def test_is_listed_with_its_origin_and_not_edited(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({CONFIG: INSTALLED, **PLUGIN})
        entry = seen(machine)["x"]
        assert (entry.state.kind, entry.switch, entry.source.scope) == (ON, Switch.FIELD, Scope.PLUGIN)
        assert (entry.source.note, entry.source.writable) == ("tools@mk", False)
        workspace = Workspace(machine)
        for change in (Change(entry, Act.REMOVE), Change(entry, Act.NARROW, Narrowing(deny=("a",)))):
            assert workspace.plan([change], workspace.look()).refusals[0].message.startswith("codex/plugin/x is not")

    @pytest.mark.parametrize("settings", ["", '[plugins."other@mk"]\n', "[features]\nplugins = true\n"])
    def test_that_no_file_names_is_none(self, settings: str, machine: Machine, lay: Lay) -> None:
        lay({CONFIG: settings, **PLUGIN})
        assert seen(machine) == {}

    @pytest.mark.parametrize(
        ("files", "name"),
        [
            ({MANIFEST: {"mcpServers": {"inline": {"command": "x"}}}}, "inline"),
            (
                {MANIFEST: {"mcpServers": "./more.json"}, "more.json": {"mcpServers": {"more": {"command": "x"}}}},
                "more",
            ),
            ({MANIFEST: {}, SERVERS: {"flat": {"url": "https://example.com"}}}, "flat"),
            ({".claude-plugin/plugin.json": {}, SERVERS: {"mcpServers": {"other": {"command": "x"}}}}, "other"),
        ],
    )
    def test_tells_its_servers_in_several_ways(
        self, files: Mapping[str, object], name: str, machine: Machine, lay: Lay
    ) -> None:
        lay({CONFIG: INSTALLED, **{f"{CACHE}/1.0.0/{file}": told for file, told in files.items()}})
        assert {each.name: each.state.kind for each in seen(machine).values()} == {name: ON}

    @pytest.mark.parametrize("told", ["../../../../config.json", "/etc/passwd", 7])
    def test_is_not_followed_out_of_its_folder(self, told: object, machine: Machine, place: Path, lay: Lay) -> None:
        lay({CONFIG: INSTALLED, **PLUGIN, f"{CACHE}/1.2.0/{MANIFEST}": {"mcpServers": told}})
        assert seen(machine)["x"].source.file == place / CACHE / "1.2.0" / SERVERS

    @pytest.mark.parametrize("key", ["../../tools@mk", "tools@../mk", "tools@/etc", "tools", "@mk"])
    def test_is_not_looked_for_beyond_the_cache(self, key: str, machine: Machine, lay: Lay) -> None:
        lay({CONFIG: f'[plugins."{key}"]\n', **PLUGIN})
        assert seen(machine) == {}

    def test_counts_in_the_highest_version_and_before_all_without_one(self, machine: Machine, lay: Lay) -> None:
        lay({CONFIG: INSTALLED, **PLUGIN})
        for version in ("1.9.0", "1.10.0", "local"):
            servers = {"mcpServers": {"x": {"command": version}}}
            lay({f"{CACHE}/{version}/{MANIFEST}": {}, f"{CACHE}/{version}/{SERVERS}": servers})
            assert seen(machine)["x"].definition.command == version
        lay({f"{CACHE}/1.11.0/{MANIFEST}": {}})
        assert seen(machine)["x"].definition.command == "local"


class TestAServerOfAPlugin:
    @pytest.mark.parametrize(
        ("settings", "kind", "reason"),
        [
            ('[plugins."tools@mk"]\n', ON, "Codex would start it"),
            ('[plugins."tools@mk"]\nenabled = false\n', OFF, "its plugin is switched off"),
            (INSTALLED + "[features]\nplugins = false\n", OFF, "plugins are switched off"),
            (INSTALLED + '[plugins."tools@mk".mcp_servers.x]\nenabled = false\n', OFF, "enabled = false"),
            (INSTALLED + '[mcp_servers.x]\ncommand = "y"\n', SHADOWED, "the user entry in ~/.codex/config.toml wins"),
        ],
    )
    def test_is_what_the_settings_say(
        self, settings: str, kind: StateKind, reason: str, machine: Machine, lay: Lay
    ) -> None:
        lay({CONFIG: settings, **PLUGIN})
        (entry,) = (each for each in look(machine, DiskFiles()).entries if each.source.scope is Scope.PLUGIN)
        assert (entry.state.kind, entry.state.reason) == (kind, reason)

    def test_that_is_none_is_passed_over(self, machine: Machine, lay: Lay) -> None:
        lay({CONFIG: INSTALLED, **PLUGIN, f"{CACHE}/1.2.0/{SERVERS}": {"mcpServers": {"x": {"args": []}}}})
        assert seen(machine)["x"].state.reason == "Codex passes over it: neither command nor url"

    @pytest.mark.parametrize("reach", ["everywhere", "here"])
    def test_is_switched_in_codex_s_own_files_and_back(
        self, reach: str, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({CONFIG: f"{INSTALLED}\n{TRUSTED}", HERE: "# ours\n", **PLUGIN})
        here = reach == "here"
        before = {name: (place / name).read_bytes() for name in (CONFIG, HERE, f"{CACHE}/1.2.0/{SERVERS}")}
        do(machine, Act.DISABLE, here=here)
        assert seen(machine)["x"].state.kind is OFF
        changed = [name for name, data in before.items() if (place / name).read_bytes() != data]
        assert changed == [HERE if here else CONFIG]
        do(machine, Act.ENABLE, here=here)
        assert {name: (place / name).read_bytes() for name in before} == before

    def test_that_its_plugin_switches_off_is_switched_on_in_the_user_s_file(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        off = {"mcpServers": {"x": {"command": "npx", "enabled": False}}}
        lay({CONFIG: INSTALLED, **PLUGIN, f"{CACHE}/1.2.0/{SERVERS}": off})
        assert seen(machine)["x"].state.kind is OFF
        do(machine, Act.ENABLE)
        assert seen(machine)["x"].state.kind is ON
        assert (place / CONFIG).read_text().endswith('[plugins."tools@mk".mcp_servers.x]\nenabled = true\n')


class TestAProfile:
    FILE = "home/.codex/work.config.toml"

    def test_counts_only_in_its_sessions(self, machine: Machine, lay: Lay) -> None:
        lay({CONFIG: "", self.FILE: '[mcp_servers.x]\ncommand = "npx"\n[mcp_servers.other]\nenabled = false\n'})
        (entry,) = seen(machine).values()
        assert (entry.name, entry.state.kind) == ("x", StateKind.UNKNOWN)
        assert entry.state.reason == "on only with codex --profile work"

    def test_is_switched_in_its_own_file(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({self.FILE: '[mcp_servers.x]\ncommand = "npx"\n'})
        before = (place / self.FILE).read_bytes()
        do(machine, Act.DISABLE)
        assert seen(machine)["x"].state.kind is OFF
        assert not (place / CONFIG).exists()
        do(machine, Act.ENABLE)
        assert (place / self.FILE).read_bytes() == before

    def test_takes_no_new_entry_unasked(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({self.FILE: '[mcp_servers.x]\ncommand = "npx"\n'})
        site, client = look(machine, DiskFiles()).site, BUILT_IN["codex"]
        new = client.place_for_new([each for each in client.sources(site) if each.scope is Scope.USER], site)
        assert new is not None
        assert new.file == place / CONFIG

    def test_that_is_broken_is_told(self, machine: Machine, lay: Lay) -> None:
        lay({self.FILE: '[mcp_servers.x]\ncommand = "npx"\nurl = "https://example.com"\n'})
        assert seen(machine)["x"].state.kind is BROKEN


def test_variables_that_a_header_or_a_token_comes_from_are_named(machine: Machine, lay: Lay) -> None:
    text = 'bearer_token_env_var = "TOKEN"\nenv_http_headers = { A = "FROM" }\nhttp_headers = { B = "b" }\n'
    lay({CONFIG: f'[mcp_servers.x]\nurl = "https://example.com"\n{text}tool_timeout_sec = 2.5\n'})
    definition = seen(machine)["x"].definition
    assert (list(definition.env), list(definition.headers)) == (["TOKEN", "FROM"], ["A", "B"])
    assert definition.timeout == 2.5


def test_variables_that_are_forwarded_are_named(machine: Machine, lay: Lay) -> None:
    lay({CONFIG: '[mcp_servers.x]\ncommand = "npx"\nenv_vars = ["A", { name = "B", source = "x" }]\n'})
    assert list(seen(machine)["x"].definition.env) == ["A", "B"]
