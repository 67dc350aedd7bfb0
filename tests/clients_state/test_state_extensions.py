"""Goose, Grok Build, Hermes and AI Assistant: what is a server among what else they keep, and what is only read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.clients import BUILT_IN
from mcptui.inventory import look
from mcptui.machine import Machine, System
from mcptui.model import Entry, Inventory, StateKind, Switch
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace
from tests.formats.layouts import GOOSE_WRITTEN

Lay = Callable[[Mapping[str, object]], None]

ON, OFF, BROKEN, UNKNOWN = StateKind.ON, StateKind.OFF, StateKind.BROKEN, StateKind.UNKNOWN
GOOSE, HERMES, GROK = "home/.config/goose/config.yaml", "home/.hermes/config.yaml", "home/.grok/config.toml"
EDITOR = "home/.config/JetBrains/PyCharm2025.1/options/llm.mcpServers.xml"


def seen(machine: Machine, client: str) -> Inventory:
    return look(machine, DiskFiles(), clients=BUILT_IN.only(client)).inventory


def told(machine: Machine, client: str) -> dict[str, Entry]:
    return {each.name: each for each in seen(machine, client).entries}


def refusal(machine: Machine, entry: Entry, act: Act, narrowing: Narrowing = Narrowing()) -> tuple[str, str]:  # noqa: B008
    workspace = Workspace(machine)
    (refused,) = workspace.plan([Change(entry, act, narrowing)], workspace.look()).refusals
    return refused.message, refused.hint


class TestGoose:
    def test_has_servers_among_what_it_brings_itself(self, machine: Machine, lay: Lay) -> None:
        lay({GOOSE: GOOSE_WRITTEN})
        entries = told(machine, "goose")
        assert {name: each.state.kind for name, each in entries.items()} == {"github": ON, "remote": OFF}
        assert dict(entries["github"].definition.env) == {"GITHUB_PERSONAL_ACCESS_TOKEN": ""}
        assert entries["remote"].definition.url == "https://example.com/mcp"

    def test_keeps_its_switch_in_the_entry(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({GOOSE: GOOSE_WRITTEN})
        workspace = Workspace(machine)
        workspace.apply(workspace.plan([Change(told(machine, "goose")["remote"], Act.ENABLE)], workspace.look()))
        after = GOOSE_WRITTEN.replace("remote:\n    enabled: false", "remote:\n    enabled: true")
        assert (place / GOOSE).read_text() == after

    @pytest.mark.parametrize(
        ("entry", "fault"),
        [
            ("{enabled: true, cmd: npx}", "'type' is missing (stdio or streamable_http)"),
            ("{enabled: true, type: sse, uri: 'https://x'}", "'type' is none of stdio, streamable_http"),
            ("{enabled: true, type: stdio}", "'cmd' is missing"),
        ],
    )
    def test_rejects_what_it_cannot_start(self, entry: str, fault: str, machine: Machine, lay: Lay) -> None:
        lay({GOOSE: f"extensions:\n  x: {entry}\n"})
        state = told(machine, "goose")["x"].state
        assert (state.kind, state.reason) == (BROKEN, fault)

    def test_surprise_21_takes_an_empty_list_of_tools_for_all_of_them(self, machine: Machine, lay: Lay) -> None:
        lay({GOOSE: GOOSE_WRITTEN.replace("    bundled: null", "    available_tools: []\n    bundled: null")})
        entry = told(machine, "goose")["github"]
        assert entry.definition.allow is None
        assert "may take an empty list for all tools" in refusal(machine, entry, Act.NARROW, Narrowing(allow=()))[0]

    @pytest.mark.parametrize(
        ("file", "system", "variable"),
        [
            ("home/AppData/Roaming/Block/goose/config/config.yaml", System.WINDOWS, None),
            (GOOSE, System.MACOS, None),
            ("home/elsewhere/config/config.yaml", System.LINUX, "GOOSE_PATH_ROOT"),
            ("home/elsewhere/goose/config.yaml", System.LINUX, "XDG_CONFIG_HOME"),
        ],
    )
    def test_is_where_its_variables_say(
        self, file: str, system: System, variable: str | None, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({file: GOOSE_WRITTEN})
        env = {} if variable is None else {variable: str(place / "home" / "elsewhere")}
        assert set(told(machine._replace(system=system, env=env), "goose")) == {"github", "remote"}


@pytest.mark.parametrize(
    ("client", "file", "text"),
    [
        ("hermes", HERMES, "mcp_servers:\n  x: {command: npx, disabled: true}\n  y: {command: npx, enabled: false}\n"),
        (
            "grok-build",
            GROK,
            '[mcp_servers]\nx = {command="npx", disabled=true}\ny = {command="npx", enabled=false}\n',
        ),
    ],
)
def test_a_switch_of_others_may_or_may_not_count_here(
    client: str, file: str, text: str, machine: Machine, lay: Lay
) -> None:
    lay({file: text})
    assert {name: each.state.kind for name, each in told(machine, client).items()} == {"x": UNKNOWN, "y": OFF}


def test_grok_build_may_have_its_folder_elsewhere(machine: Machine, place: Path, lay: Lay) -> None:
    lay({"home/elsewhere/config.toml": '[mcp_servers.x]\ncommand = "npx"\n'})
    assert set(told(machine._replace(env={"GROK_HOME": str(place / "home" / "elsewhere")}), "grok-build")) == {"x"}


def component(inner: str) -> str:
    name = "McpApplicationServerCommands"
    return f'<application>\n  <component name="{name}" modifiable="true">\n{inner}\n  </component>\n</application>\n'


def command(name: str, *, enabled: bool, arguments: str = "-y files") -> str:
    options = {"enabled": str(enabled).lower(), "name": name, "programPath": "npx", "arguments": arguments}
    text = "".join(f'<option name="{key}" value="{value}" />\n' for key, value in options.items())
    return f'<McpServerCommand>\n{text}<envs><env name="KEY" value="s3cret-value" /></envs></McpServerCommand>'


NEWER = (
    f"<commands>{command('x', enabled=True)}{command('y', enabled=False)}\n"
    '<McpServerConfigurationProperties><option name="enabled" value="true" />'
    '<option name="name" value="kept elsewhere" /></McpServerConfigurationProperties></commands>\n'
    '<urls><McpServerURL><option name="name" value="z" /><option name="url" value="https://x" />'
    '<option name="headers"><map><entry key="A" value="b" /></map></option></McpServerURL></urls>'
)


class TestAIAssistant:
    def test_has_a_file_for_each_editor(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({EDITOR: component(NEWER)})
        entries = told(machine, "jetbrains-ai")
        assert {name: each.state.kind for name, each in entries.items()} == {"x": ON, "y": OFF, "z": ON}
        x = entries["x"]
        assert (x.definition.command, x.definition.args) == ("npx", ("-y", "files"))
        assert dict(x.definition.env) == {"KEY": "s3cret-value"}
        assert dict(entries["z"].definition.headers) == {"A": "b"}
        assert (x.source.file, x.source.note, x.line) == (place / EDITOR, "editor PyCharm2025.1", 3)

    def test_wrote_entries_without_a_table_around_them_once(self, machine: Machine, lay: Lay) -> None:
        lay(
            {
                EDITOR: component(
                    command("x", enabled=True, arguments="-y &quot;a b&quot;")
                    + command("y", enabled=True, arguments="don't")
                )
            }
        )
        entries = told(machine, "jetbrains-ai")
        assert {name: each.definition.args for name, each in entries.items()} == {"x": ("-y", "a b"), "y": ("don't",)}

    @pytest.mark.parametrize("act", [Act.DISABLE, Act.REMOVE, Act.ENABLE])
    def test_is_only_read(self, act: Act, machine: Machine, lay: Lay) -> None:
        lay({EDITOR: component(NEWER)})
        entry = told(machine, "jetbrains-ai")["y" if act is Act.ENABLE else "x"]
        assert entry.switch is Switch.NONE
        message, hint = refusal(machine, entry, act)
        assert message
        if act is not Act.REMOVE:
            assert hint.startswith("switch it in the editor's settings")

    def test_has_a_newer_file_whose_switches_are_elsewhere(self, machine: Machine, lay: Lay) -> None:
        lay({"home/.ai/mcp/mcp.json": {"mcpServers": {"x": {"command": "npx"}}}})
        entry = told(machine, "jetbrains-ai")["x"]
        assert (entry.state.kind, entry.switch) == (UNKNOWN, Switch.NONE)

    def test_that_cannot_be_read_is_one_problem(self, machine: Machine, lay: Lay) -> None:
        lay({EDITOR: "<!DOCTYPE a><application/>", EDITOR.replace("PyCharm", "GoLand"): component(NEWER)})
        assert set(told(machine, "jetbrains-ai")) == {"x", "y", "z"}
        (problem,) = seen(machine, "jetbrains-ai").problems
        assert (problem.message, problem.line) == ("a document type, which is not read", 1)
