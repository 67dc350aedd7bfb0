"""What one client says and another cannot: each is a refusal with its reason, and no secret in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcptui.clients import BUILT_IN
from mcptui.errors import Refused
from mcptui.inventory import Look
from mcptui.model import Scope, Source, Syntax
from mcptui.translate import Translation, translate
from mcptui.translate.target import target_of
from tests.translate.canonical import COMMAND, URL, WHOLE, entry_of

HIDDEN = "sk-9f3Kq71LwZx0aB"


def said(
    look: Look, origin: str, value: object, client: str, *, name: str = "srv", without: tuple[str, ...] = ()
) -> Translation:
    own, other = BUILT_IN[origin], BUILT_IN[client]
    entry = entry_of(own, value, target_of(own, Scope.USER, look.site))
    source = target_of(other, Scope.USER, look.site)
    return translate(entry, own, other, source, look.site, name=name, spared=without)


@pytest.mark.parametrize(
    ("origin", "value", "client", "reason"),
    [
        ("codex", {**COMMAND, "cwd": "/x"}, "junie", "it has no field for the folder that a server starts in"),
        ("claude-code", {**COMMAND, "timeout": 5000}, "cursor", "it has no field for how long to wait"),
        ("claude-code", {"type": "http", "url": URL, "headersHelper": "x"}, "codex", "understands 'headersHelper'"),
        ("opencode", {"type": "remote", "url": URL, "oauth": {}}, "claude-code", "understands 'oauth'"),
        ("opencode", {**WHOLE, "timeout": {"startup": 5}}, "gemini-cli", "understands 'timeout'"),
        ("vscode", {**COMMAND, "envFile": ".env"}, "cursor", "understands 'envFile'"),
        ("vscode", {**COMMAND, "env": {"A": None}}, "cursor", "understands 'env.A'"),
        ("vscode", {**COMMAND, "env": {"A": "${input:a}"}}, "cursor", r"env.A holds \${input:…, which only"),
        ("crush", {"type": "stdio", "command": "$(cat x)"}, "opencode", r"command holds \$\(…, which only"),
        ("opencode", {**WHOLE, "environment": {"A": "{file:x}"}}, "codex", "env.A holds {file:…, which only"),
        ("claude-code", {**COMMAND, "env": {"A": "${A:-b}"}}, "vscode", "env.A says what holds where the variable A"),
        ("claude-code", {**COMMAND, "env": {"A": "${A-b}"}}, "vscode", r"env.A holds something in \${…} that only"),
        ("codex", {**COMMAND, "env": {"A": "x${B}"}}, "claude-code", "env.A holds plain text that Claude Code would"),
        ("claude-code", {**COMMAND, "env": {"A": "${B}"}}, "codex", "env.A takes the variable B, and Codex is not"),
        ("claude-code", {"type": "sse", "url": URL}, "codex", "no way to say that a server speaks sse"),
        ("claude-code", {"type": "ws", "url": URL}, "vscode", "no way to say that a server speaks ws"),
        ("cline", {"url": URL}, "opencode", "no way to say that a server speaks sse"),
        ("codex", {**COMMAND, "enabled_tools": ["a"]}, "cursor", "no list of the only tools in an entry"),
        ("codex", {**COMMAND, "disabled_tools": ["a"]}, "copilot-cli", "no list of hidden tools in an entry"),
        ("amp", {**COMMAND, "includeTools": ["read_*"]}, "gemini-cli", "the list of its tools holds a pattern"),
        ("gemini-cli", {"command": "npx", "args": "x"}, "cursor", "Gemini CLI itself would not take it"),
        ("zed", {"settings": {}}, "cursor", "what it starts is not in the entry"),
        ("cursor", {"url": URL}, "claude-desktop", "starts only commands from this file"),
    ],
)
def test_what_cannot_be_said_is_refused(origin: str, value: object, client: str, reason: str, bare: Look) -> None:
    with pytest.raises(Refused, match=reason):
        said(bare, origin, value, client)


def test_surprise_21_an_empty_list_of_tools_is_not_carried_over(bare: Look) -> None:
    with pytest.raises(Refused, match="means all of them to one client and none to another"):
        said(bare, "gemini-cli", {**COMMAND, "includeTools": []}, "codex")
    star = said(bare, "copilot-cli", {**COMMAND, "tools": ["*"]}, "codex").value
    assert "enabled_tools" not in star
    assert said(bare, "copilot-cli", {**COMMAND, "tools": ["a"]}, "codex").value["enabled_tools"] == ["a"]
    assert "disabled_tools" not in said(bare, "kiro", {**COMMAND, "disabledTools": []}, "codex").value


def test_surprise_34_a_name_that_the_client_does_not_take_is_refused(bare: Look) -> None:
    for name, reason in (("my server", "letters, digits, - and _"), ("workspace", "keeps this name for itself")):
        with pytest.raises(Refused, match=reason):
            said(bare, "copilot-cli", COMMAND, "claude-code", name=name)
        assert said(bare, "claude-code", COMMAND, "copilot-cli", name=name).value["command"] == "npx"
    with pytest.raises(Refused, match="something else than a server"):
        said(bare, "cursor", COMMAND, "opencode", name="timeout")
    for name in ("", "a\nb", "\x1b[31mred"):
        with pytest.raises(Refused, match="a name that can be read"):
            said(bare, "cursor", COMMAND, "codex", name=name)


@pytest.mark.parametrize(
    ("origin", "timeout", "client", "field", "number"),
    [
        ("claude-code", {"timeout": 30_000}, "cline", "timeout", 30),
        ("claude-code", {"timeout": 1_500}, "zed", "timeout", 2),
        ("zed", {"timeout": 30}, "gemini-cli", "timeout", 30_000),
        ("codex", {"tool_timeout_sec": 2.5}, "amazon-q", "timeout", 2_500),
        ("crush", {"type": "stdio", "timeout": 30}, "codex", "tool_timeout_sec", 30),
    ],
)
def test_surprise_20_a_time_to_wait_is_told_in_the_units_of_the_client(
    origin: str, timeout: dict[str, object], client: str, field: str, number: int, bare: Look
) -> None:
    assert said(bare, origin, {**COMMAND, **timeout}, client).value[field] == number


def test_surprise_18_a_variable_is_written_as_the_client_reads_it(bare: Look) -> None:
    value = {**COMMAND, "args": ["--key=$KEY", "${HOST:-localhost}", "100%"], "env": {"KEY": "$KEY"}}
    assert said(bare, "gemini-cli", value, "claude-code").value["args"] == [
        "--key=${KEY}",
        "${HOST:-localhost}",
        "100%",
    ]
    with pytest.raises(Refused, match="says what holds where the variable HOST is not set"):
        said(bare, "gemini-cli", value, "opencode")
    one = {**COMMAND, "args": ["--key=$KEY"]}
    assert said(bare, "gemini-cli", one, "opencode").value["command"] == ["npx", "--key={env:KEY}"]


def test_surprise_18_it_is_told_where_an_unset_variable_means_something_else(bare: Look) -> None:
    value = {**COMMAND, "env": {"A": "${B}"}}
    (note,) = said(bare, "claude-code", value, "gemini-cli").notes
    assert note == "where B is not set, Gemini CLI puts nothing there; Claude Code leaves the text as it is"
    assert said(bare, "claude-code", value, "cline").notes == ()


def test_what_is_only_comfort_is_left_out_and_told(bare: Look) -> None:
    value = {**COMMAND, "description": "files", "trust": True, "disabled": True}
    translation = said(bare, "gemini-cli", value, "codex")
    assert translation.value == {**COMMAND}
    assert translation.notes == ("left out, as it is the same server without: description, trust",)


def test_what_is_in_the_way_can_be_left_out(bare: Look) -> None:
    value = {**COMMAND, "cwd": "/x", "oauth": {}, "env": {"A": "${A}", "B": "b"}, "timeout": 5, "includeTools": ["t"]}
    without = ("cwd", "oauth", "env.A", "timeout", "tools")
    with pytest.raises(Refused) as refusal:
        said(bare, "gemini-cli", value, "junie")
    assert all(f"--without {each}" in refusal.value.hint for each in without)
    assert said(bare, "gemini-cli", value, "junie", without=without).value == {**COMMAND, "env": {"B": "b"}}


def test_the_same_client_gets_every_field_as_it_stands_and_switched_on(bare: Look) -> None:
    own = BUILT_IN["gemini-cli"]
    user, project = (target_of(own, scope, bare.site) for scope in (Scope.USER, Scope.PROJECT))
    value = {**COMMAND, "env": {"A": "$A"}, "oauth": {"x": 1}, "trust": True, "disabled": True}
    assert translate(entry_of(own, value, user), own, own, project, bare.site).value == {
        **COMMAND,
        "env": {"A": "$A"},
        "oauth": {"x": 1},
        "trust": True,
    }


def test_builds_of_one_editor_understand_each_other_but_for_what_a_file_asks(bare: Look) -> None:
    value = {**COMMAND, "envFile": "${workspaceFolder}/.env", "sandboxEnabled": True}
    assert said(bare, "vscode", value, "vscode-insiders").value == value
    with pytest.raises(Refused, match=r"\${input:…, which means something in mcp.json alone"):
        said(bare, "vscode", {**COMMAND, "env": {"A": "${input:a}"}}, "vscode-insiders")


def test_a_folder_of_a_plugin_means_nothing_outside_of_it(bare: Look) -> None:
    own = BUILT_IN["claude-code"]
    plugin = Source(own.id, Scope.PLUGIN, Path("/plugin/.mcp.json"), ("mcpServers",), Syntax.JSON)
    entry = entry_of(own, {"command": "${CLAUDE_PLUGIN_ROOT}/server"}, plugin)
    for client in (own, BUILT_IN["gemini-cli"]):
        with pytest.raises(Refused, match="CLAUDE_PLUGIN"):
            translate(entry, own, client, target_of(client, Scope.USER, bare.site), bare.site)


def test_a_project_file_of_kilo_code_takes_no_variable(bare: Look) -> None:
    own, kilo = BUILT_IN["claude-code"], BUILT_IN["kilo-code"]
    entry = entry_of(own, {**COMMAND, "env": {"A": "${A}"}}, target_of(own, Scope.USER, bare.site))
    project = target_of(kilo, Scope.PROJECT, bare.site)
    with pytest.raises(Refused, match="a project's file may not use"):
        translate(entry, own, kilo, project, bare.site)


@pytest.mark.parametrize("client", BUILT_IN)
def test_no_refusal_shows_a_secret(client: str, bare: Look) -> None:
    plain = {**COMMAND, "args": [f"--token=${HIDDEN}", f"${{{HIDDEN}}}"], "env": {"A": f"{HIDDEN}${{B}}$C{{env:D}}%E%"}}
    remote = {"url": f"https://u:{HIDDEN}@h/${{x}}", "http_headers": {"A": f"{HIDDEN}${{B}}$C{{env:D}}"}}
    for value in (plain, remote):
        told = ""
        try:
            said(bare, "codex", value, client)
        except Refused as refusal:
            told = f"{refusal.message}{refusal.hint}"
        assert HIDDEN not in told
