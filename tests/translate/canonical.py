"""The same four servers as each client's own documentation would have them written, by hand; None: it has no way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from mcptui.clients.base import Client
from mcptui.model import Entry, Source, State, StateKind, Switch

Value = Mapping[str, object]

COMMAND: Final[Value] = {"command": "npx", "args": ["-y", "srv@1.2.0", "/data"]}
WHOLE: Final[Value] = {"type": "local", "command": ["npx", "-y", "srv@1.2.0", "/data"]}
URL: Final = "https://mcp.example.com/v1"


class Canonical(NamedTuple):
    """``stdio`` and ``http`` hold plain texts, ``stdio_variable`` and ``http_variable`` take a token from outside."""

    stdio: Value
    http: Value | None
    stdio_variable: Value | None = None
    http_variable: Value | None = None


def entry_of(client: Client, value: object, source: Source, name: str = "srv") -> Entry:
    """``value`` as an entry that is on."""
    state = State(StateKind.ON, "on")
    return Entry(source, name, (*source.key, name), value, 1, client.define(value, source), state, Switch.PARK)


def _flat(variable: str | None, remote: Value | None, **more: object) -> Canonical:
    """A client whose entry has ``command``, ``args``, ``env``, and headers beside the address."""
    return Canonical(
        {**COMMAND, "env": {"MODE": "fast"}, **more},
        None if remote is None else {**remote, "headers": {"X-Team": "blue"}, **more},
        None if variable is None else {**COMMAND, "env": {"MODE": "fast", "TOKEN": variable}, **more},
        None
        if variable is None or remote is None
        else {**remote, "headers": {"Authorization": f"Bearer {variable}"}, **more},
    )


def _typed(kind: str, variable: str | None, *, stdio: str | None = None, field: str = "type") -> Canonical:
    flat = _flat(variable, {field: kind, "url": URL})
    if stdio is None:
        return flat
    told = flat.stdio_variable
    return flat._replace(
        stdio={field: stdio, **flat.stdio}, stdio_variable=None if told is None else {field: stdio, **told}
    )


def _without(field: str) -> dict[str, object]:
    return {name: each for name, each in COMMAND.items() if name != field}


def _opencode() -> Canonical:
    remote = {"type": "remote", "url": URL}
    return Canonical(
        {**WHOLE, "environment": {"MODE": "fast"}},
        {**remote, "headers": {"X-Team": "blue"}},
        {**WHOLE, "environment": {"MODE": "fast", "TOKEN": "{env:TOKEN}"}},
        {**remote, "headers": {"Authorization": "Bearer {env:TOKEN}"}},
    )


def _inspector() -> Canonical:
    """GitHub Copilot for JetBrains keeps headers one step deeper."""
    return Canonical({**COMMAND, "env": {"MODE": "fast"}}, {"url": URL, "requestInit": {"headers": {"X-Team": "blue"}}})


PLAIN: Final = _flat(None, {"url": URL})

CANONICAL: Final[Mapping[str, Canonical]] = {
    "claude-code": _typed("http", "${TOKEN}", stdio="stdio"),
    "claude-desktop": _flat(None, None),
    "cursor": _flat("${env:TOKEN}", {"url": URL}),
    "vscode": _typed("http", "${env:TOKEN}", stdio="stdio"),
    "vscode-insiders": _typed("http", "${env:TOKEN}", stdio="stdio"),
    "vscodium": _typed("http", "${env:TOKEN}", stdio="stdio"),
    "codex": Canonical(
        {**COMMAND, "env": {"MODE": "fast"}},
        {"url": URL, "http_headers": {"X-Team": "blue"}},
        {**COMMAND, "env": {"MODE": "fast"}, "env_vars": ["TOKEN"]},
        {"url": URL, "bearer_token_env_var": "TOKEN"},
    ),
    "windsurf": _flat("${env:TOKEN}", {"serverUrl": URL}),
    "gemini-cli": _flat("${TOKEN}", {"httpUrl": URL}),
    "copilot-cli": _typed("http", "${TOKEN}", stdio="local"),
    "opencode": _opencode(),
    "cline": _typed("streamableHttp", "${env:TOKEN}"),
    "zed": PLAIN,
    "kiro": _flat("${TOKEN}", {"url": URL}, autoApprove=["read"]),
    "goose": Canonical(
        {
            "type": "stdio",
            "name": "srv",
            "cmd": "npx",
            **_without("command"),
            "envs": {"MODE": "fast"},
            "enabled": True,
        },
        {"type": "streamable_http", "name": "srv", "uri": URL, "headers": {"X-Team": "blue"}, "enabled": True},
    ),
    "continue": Canonical(
        {"name": "srv", "type": "stdio", **COMMAND, "env": {"MODE": "fast"}},
        {"name": "srv", "type": "streamable-http", "url": URL, "requestOptions": {"headers": {"X-Team": "blue"}}},
    ),
    "amp": _flat("${TOKEN}", {"url": URL}),
    "qwen-code": _flat("${TOKEN}", {"httpUrl": URL}),
    "factory-droid": _typed("http", "${TOKEN}", stdio="stdio"),
    "crush": _typed("http", "${TOKEN}", stdio="stdio"),
    "antigravity": _flat(None, {"serverUrl": URL}),
    "kilo-code": _opencode(),
    "roo-code": _typed("streamable-http", "${env:TOKEN}"),
    "amazon-q": _typed("http", "${env:TOKEN}"),
    "junie": PLAIN,
    "copilot-jetbrains": _inspector(),
    "lm-studio": PLAIN,
    "warp": _flat("${TOKEN}", {"url": URL}),
    "trae": PLAIN,
    "augment": _typed("http", "${TOKEN}"),
    "rovo-dev": _typed("http", "${TOKEN}", stdio="stdio", field="transport"),
    "visual-studio": _typed("http", "${env:TOKEN}", stdio="stdio"),
    "mistral-vibe": _typed("streamable-http", None, stdio="stdio", field="transport")._replace(
        http_variable={"transport": "streamable-http", "url": URL, "api_key_env": "TOKEN"}
    ),
    "grok-build": PLAIN,
    "hermes": PLAIN,
    "boltai": PLAIN,
    "kimi-code": _typed("http", None, field="transport")._replace(
        http_variable={"transport": "http", "url": URL, "bearerTokenEnvVar": "TOKEN"}
    ),
    "qoder": PLAIN,
    "5ire": _flat(None, {"url": URL}, isActive=True),
    "codebuddy": PLAIN,
    "mcporter": PLAIN,
    "openclaw": PLAIN,
}
