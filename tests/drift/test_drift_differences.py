"""What entries of one server say differently, and what is only their clients' spelling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mcptui.drift.aspects import Aspect
from mcptui.drift.differences import MOST_NAMES, MOST_VARIANTS
from mcptui.drift.servers import Server
from mcptui.model import Entry, StateKind

Make = Callable[..., Entry]
Together = Callable[..., Server]

FILES = "npx -y @modelcontextprotocol/server-filesystem"
URL = "https://mcp.example/mcp"


def env(**variables: str) -> dict[str, object]:
    return {"command": "npx", "args": ["tool"], "env": variables}


def headers(**texts: str) -> dict[str, object]:
    return {"url": URL, "headers": texts}


SPELLING = [
    # the way to start it
    ("npx -y tool a", "npx tool a", "codex"),
    ("npx tool a", "C:\\nodejs\\npx.cmd -y tool a", "codex"),
    ("npx tool a", "cmd /c npx -y tool a", "claude-desktop"),
    ("npx tool a", "/opt/homebrew/bin/npx tool a", "claude-desktop"),
    ("npx tool a", "npx -y tool a", "opencode"),
    ("uvx tool", "uv tool run tool", "codex"),
    ("npx tool@1.0.0", "npx tool@v1.0.0", "codex"),
    ("uvx tool==1.0", "uvx tool@1.0", "codex"),
    ("calendar-mcp a", "~/.local/bin/calendar-mcp a", "claude-desktop"),
    ("docker run -i --rm -e B -e A org/tool", "docker run --rm -i -e A -e B org/tool:latest", "codex"),
    # folders and variables
    (f"{FILES} ~/a /b", f"{FILES} /b ~/a", "codex"),
    (f"{FILES} ${{userHome}}/a", f"{FILES} ~/a", "codex"),
    (f"{FILES} ${{env:HOME}}/a", f"{FILES} ${{HOME}}/a", "claude-code"),
    (env(A="x", B="y"), env(B="y", A="x"), "codex"),
    (env(A="${env:A}"), {"command": "npx", "args": ["tool"], "env_vars": ["A"]}, "codex"),
    (env(A="${env:B}"), {"type": "local", "command": ["npx", "tool"], "environment": {"A": "{env:B}"}}, "opencode"),
    (env(A="${env:B}"), env(A="${B}"), "gemini-cli"),
    # remote servers
    ({"url": URL}, {"type": "http", "url": f"{URL}/"}, "claude-code"),
    ({"url": URL}, {"type": "streamable-http", "url": URL}, "claude-code"),
    ({"url": URL}, {"httpUrl": URL}, "gemini-cli"),
    ({"url": URL}, {"type": "remote", "url": URL}, "opencode"),
    (headers(Authorization="Bearer ${env:T}"), {"url": URL, "bearer_token_env_var": "T"}, "codex"),
    (headers(**{"x-key": "${env:T}"}), {"url": URL, "env_http_headers": {"X-Key": "T"}}, "codex"),
    # what only some speak of, and how they count
    ("npx tool", {"command": "npx", "args": ["tool"], "timeout": 5000}, "gemini-cli"),
    ("npx tool", {"command": "npx", "args": ["tool"], "excludeTools": ["x"]}, "gemini-cli"),
]
DRIFT = [
    ("npx tool@1.0.0", "npx tool@2.0.0", "codex", "version"),
    ("npx tool", "npx tool@latest", "codex", "version"),
    ("docker run org/tool:1", "docker run org/tool", "codex", "version"),
    ("npx tool", "bunx tool", "codex", "start"),
    ("npx tool", "srt --fs npx tool", "codex", "start"),
    ("uvx tool", "uvx tool[cli]", "codex", "start"),
    ("uvx tool", "uvx --python 3.12 tool", "codex", "start"),
    ("docker run org/tool", "docker run --network none org/tool", "codex", "start"),
    ("python ~/s.py", "/venv/bin/python ~/s.py", "codex", "start"),
    ("/usr/bin/tool", "/opt/x/bin/tool", "codex", "start"),
    ({"url": URL}, f"npx mcp-remote {URL}", "claude-desktop", "start"),
    ("npx tool a", "npx tool b", "codex", "arguments"),
    ("npx tool a b", "npx tool b a", "codex", "arguments"),
    ("npx tool ${env:X}", "npx tool ${X}", "codex", "arguments"),
    (f"{FILES} /a", f"{FILES} /a /b", "codex", "folders"),
    (f"{FILES} a", f"{FILES} b", "codex", "folders"),
    ("docker run -v /a:/m org/t", "docker run -v /a:/m:ro org/t", "codex", "folders"),
    ({"command": "npx", "args": ["tool"], "cwd": "/a"}, "npx tool", "codex", "working folder"),
    (env(A="x"), env(), "codex", "environment"),
    (env(A="x"), env(A="y"), "codex", "environment"),
    (env(A="x"), env(A="${A}"), "codex", "environment"),
    ("docker run -e A=1 org/tool", "docker run -e A org/tool", "codex", "environment"),
    ({"url": URL}, {"url": "http://mcp.example/mcp"}, "codex", "address"),
    ({"url": URL}, {"url": f"{URL}?key=1"}, "codex", "address"),
    ({"url": URL}, {"type": "sse", "url": URL}, "claude-code", "transport"),
    (headers(A="x"), headers(a="y"), "vscode", "headers"),
    (headers(A="x"), {"url": URL}, "codex", "headers"),
]


@pytest.mark.parametrize(("one", "other", "client"), SPELLING)
def test_spelling_is_no_drift(one: object, other: object, client: str, make: Make, together: Together) -> None:
    assert together(make(one), make(other, client)).aspects == ()


@pytest.mark.parametrize(("one", "other", "client", "aspect"), DRIFT)
def test_this_is_drift(one: object, other: object, client: str, aspect: str, make: Make, together: Together) -> None:
    assert together(make(one), make(other, client)).aspects == (aspect,)


def test_what_most_say_comes_first(make: Make, together: Together) -> None:
    entries = make("npx tool@1.0.0"), make("npx tool@2.0.0", "codex"), make("npx tool@2.0.0", "vscode")
    (version,) = together(*entries).differences
    assert [(each.shown, [entry.source.client for entry in each.entries]) for each in version.variants] == [
        ("2.0.0", ["codex", "vscode"]),
        ("1.0.0", ["cursor"]),
    ]


def test_the_state_and_what_only_some_speak_of_are_told_and_no_drift(make: Make, together: Together) -> None:
    quiet = make("npx tool", state=StateKind.OFF)
    speaking = make({"command": "npx", "args": ["tool"], "timeout": 5000, "excludeTools": ["x"]}, "gemini-cli")
    server = together(quiet, speaking)
    assert server.aspects == ()
    assert [(each.aspect, {variant.shown for variant in each.variants}) for each in server.differences] == [
        (Aspect.TIMEOUT, {"5 s", "not said"}),
        (Aspect.TOOLS, {"without x", "not said"}),
        (Aspect.STATE, {"on", "off"}),
    ]


def test_a_list_of_all_tools_is_no_list(make: Make, together: Together) -> None:
    copilot = make({"type": "local", "command": "npx", "args": ["tool"], "tools": ["*"]}, "copilot-cli")
    assert together(make("npx tool"), copilot).differences == ()


def test_times_to_wait_differ_among_those_that_tell_one(make: Make, together: Together) -> None:
    five = {"command": "npx", "args": ["tool"], "timeout": 5000}
    alike = make(five, "gemini-cli"), make({**five, "timeout": 5}, "cline"), make("npx tool", "claude-desktop")
    assert together(*alike).aspects == ()
    apart = make({**five, "timeout": 9}, "cline")
    assert together(*alike, apart).aspects == ("timeout",)


def test_variables_are_told_by_name_and_values_never(make: Make, together: Together) -> None:
    one = make(env(API="secret-one", MODE="fast", HOST="${env:HOST}", SAME="s"))
    other = make(env(API="secret-two", HOST="here", SAME="s"), "codex")
    server = together(one, other)
    assert [
        (each.label, [variant.shown for variant in each.variants]) for each in server.differences if each.drifts
    ] == [
        ("environment API", ["set (value 1)", "set (value 2)"]),
        ("environment HOST", ["from outside", "set"]),
        ("environment MODE", ["set", "not set"]),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("npx tool --token secret-one-1234", "npx tool --token secret-two-1234"),
        ({"url": "https://me:secret-one-1234@h/m"}, {"url": "https://me:secret-two-1234@h/m"}),
        ({"url": "https://h/m?token=secret-one-1234"}, {"url": "https://h/m?token=secret-two-1234"}),
        ("npx --registry https://u:secret-one-1234@r tool", "npx --registry https://u:secret-two-1234@r tool"),
        ("docker run -e API_KEY=secret-one-1234 org/t", "docker run -e API_KEY=secret-two-1234 org/t"),
        (headers(Authorization="Bearer secret-one-1234"), headers(Authorization="Bearer secret-two-1234")),
        ("env API_KEY=secret-one-1234 npx tool", "env API_KEY=secret-two-1234 npx tool"),
    ],
)
def test_secrets_differ_without_being_shown(one: object, other: object, make: Make, together: Together) -> None:
    server = together(make(one), make(other, "vscode"))
    told = [variant.shown for each in server.differences for variant in each.variants]
    assert server.aspects
    assert "secret" not in " ".join(told)
    assert len(set(told)) == len(told)


def test_too_much_of_anything_is_counted(make: Make, together: Together) -> None:
    many = {f"N{number}": "x" for number in range(MOST_NAMES + 7)}
    named = together(make(env(**many)), make(env(), "codex")).differences
    assert (len(named), named[-1].more) == (MOST_NAMES + 1, 7)
    clients = ("cursor", "codex")
    entries = [make(f"npx tool@{n}.0.0", clients[n % 2], f"t{n % 2}") for n in range(MOST_VARIANTS + 5)]
    (version,) = together(*entries).differences
    assert (len(version.variants), version.more) == (MOST_VARIANTS, 5)
