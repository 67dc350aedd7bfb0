"""The files of the clients that are told by values: where each is on every system, and what its client writes there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mcptui.machine import System
from mcptui.model import StateKind

LINUX, MACOS, WINDOWS = System.LINUX, System.MACOS, System.WINDOWS
ON, UNKNOWN, PENDING = StateKind.ON, StateKind.UNKNOWN, StateKind.PENDING

Paths = Mapping[System, str]


@dataclass(frozen=True)
class Row:
    """One file of a client, below the folder that holds ``home`` and the project ``p``.

    ``entry`` is what the client writes of a server; ``member`` the key it stands under, if that is not
    its name. ``around`` is what else the file holds, ``needs`` what else has to be there.
    """

    client: str
    scope: str
    paths: Paths
    entry: Mapping[str, object]
    key: tuple[str, ...] = ("mcpServers",)
    state: StateKind = ON
    switch: str = "park"
    member: str = "target"
    around: Mapping[str, object] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    comments: bool = False

    def text(self, system: System) -> str:
        """The file: comments and tabs where the client takes them, line ends of the system."""
        servers: object = {"first": {"command": "uvx", "args": ["one"]}, self.member: self.entry, "last": _LAST}
        for key in reversed(self.key):
            servers = {key: servers}
        assert isinstance(servers, dict)
        text = json.dumps({**self.around, **servers}, indent="\t" if self.comments else 2)
        if self.comments:
            text = text.replace(f'"{self.member}"', f'// the one that is meant\n"{self.member}"')
            text = f"// my servers\n{text} // that is all"
        return text.replace("\n", "\r\n") if system is WINDOWS else text


_LAST = {"url": "https://example.com/mcp"}
COMMAND: Mapping[str, object] = {
    "command": "npx",
    "args": ["-y", "@modelcontextprotocol/server-memory@2026.8.31"],
    "env": {"MEMORY_FILE": "/data/é.json", "TOKEN": "${TOKEN}"},
}
TYPED = {"type": "stdio", **COMMAND}


def same(path: str) -> Paths:
    """The same path on every system."""
    return dict.fromkeys(System, path)


def app(path: str) -> Paths:
    """A path in the folder where desktop programs keep their settings."""
    return {
        LINUX: f"home/.config/{path}",
        MACOS: f"home/Library/Application Support/{path}",
        WINDOWS: f"home/AppData/Roaming/{path}",
    }


def _editor(client: str, folder: str, server: str | None) -> Iterator[Row]:
    """What VS Code and the editors made of it read."""
    inputs = {"inputs": [{"id": "key", "type": "promptString"}]}
    traces = () if client == "vscode" else (f"home/.config/{folder}/User/x",)

    def row(scope: str, paths: Paths, *, state: StateKind = ON, needs: tuple[str, ...] = ()) -> Row:
        return Row(client, scope, paths, TYPED, ("servers",), state, around=inputs, comments=True, needs=needs)

    yield row("user", app(f"{folder}/User/mcp.json"))
    yield row("user", app(f"{folder}/User/profiles/-4a1b/mcp.json"), state=UNKNOWN)
    if server:
        yield row("user", same(f"home/{server}/data/User/mcp.json"))
    yield row("project", {LINUX: "p/.vscode/mcp.json"}, needs=traces)

    def nested(path: str, *key: str) -> Row:
        return Row(client, "project", {LINUX: path}, TYPED, key, UNKNOWN, comments=True, needs=traces)

    yield nested("p/p.code-workspace", "settings", "mcp", "servers")
    for path in ("p/.devcontainer/devcontainer.json", "p/.devcontainer.json"):
        yield nested(path, "customizations", "vscode", "mcp", "servers")
    shared = {LINUX: "p/.mcp.json"}
    yield Row(client, "project", shared, TYPED, state=UNKNOWN, needs=(f"home/.config/{folder}/User/x",))


def _field(client: str, *places: tuple[str, str], **entry: object) -> Iterator[Row]:
    """Files of a client with a switch in the entry; ``entry`` is what it writes beside the command."""
    for scope, path in places:
        yield Row(client, scope, same(path), {**COMMAND, **entry}, switch="field")


def _visual_studio() -> Iterator[Row]:
    traces = ("home/AppData/Local/Microsoft/VisualStudio/17.0/x",)
    for scope, path in (("user", "home/.mcp.json"), ("project", "p/.vs/mcp.json"), ("project", "p/.mcp.json")):
        yield Row("visual-studio", scope, {WINDOWS: path}, TYPED, ("servers",), around={"inputs": []}, needs=traces)
    borrowed = {WINDOWS: "p/.vscode/mcp.json"}
    yield Row("visual-studio", "project", borrowed, TYPED, ("servers",), comments=True, needs=traces)
    yield Row("visual-studio", "project", {WINDOWS: "p/.cursor/mcp.json"}, COMMAND, state=UNKNOWN, needs=traces)


def _warp() -> Iterator[Row]:
    entry = {**COMMAND, "working_directory": "/data"}
    for key in ("mcpServers", "mcp_servers", "servers"):
        yield Row("warp", "user", same("home/.warp/.mcp.json"), entry, (key,))
        yield Row("warp", "project", same("p/.warp/.mcp.json"), entry, (key,), PENDING)


COPILOT_JETBRAINS: Paths = {
    LINUX: "home/.config/github-copilot/intellij/mcp.json",
    MACOS: "home/.config/github-copilot/intellij/mcp.json",
    WINDOWS: "home/AppData/Local/github-copilot/intellij/mcp.json",
}
QODER: Paths = {
    LINUX: "home/.qoder/mcp.json",
    MACOS: "home/.qoder/mcp.json",
    WINDOWS: "home/AppData/Roaming/Qoder/SharedClientCache/mcp.json",
}
PACKAGE = "home/AppData/Local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude/claude_desktop_config.json"
ROO = "globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json"
AUGMENT = {"model": "x", "toolPermissions": []}
APPROVED = {"autoApprove": ["read_graph"]}

ROWS = (
    Row("claude-desktop", "user", app("Claude/claude_desktop_config.json"), COMMAND, around={"globalShortcut": ""}),
    Row("claude-desktop", "user", {WINDOWS: PACKAGE}, COMMAND),
    Row("claude-desktop", "user", {LINUX: "home/.config/claude/claude_desktop_config.json"}, COMMAND, state=UNKNOWN),
    Row("claude-desktop", "user", {LINUX: "home/.config/claude-desktop/config.json"}, COMMAND, state=UNKNOWN),
    Row("cursor", "user", same("home/.cursor/mcp.json"), COMMAND),
    Row("cursor", "project", same("p/.cursor/mcp.json"), {**COMMAND, "envFile": ".env"}, comments=True),
    Row("cursor", "project", same("p/.mcp.json"), TYPED, state=UNKNOWN, needs=("home/.cursor/x",)),
    *_editor("vscode", "Code", ".vscode-server"),
    *_editor("vscode-insiders", "Code - Insiders", ".vscode-server-insiders"),
    *_editor("vscodium", "VSCodium", None),
    *_field(
        "windsurf",
        ("user", "home/.codeium/windsurf/mcp_config.json"),
        ("user", "home/.codeium/mcp_config.json"),
        disabled=False,
        disabledTools=[],
    ),
    Row("windsurf", "user", same("home/.config/devin/mcp_config.json"), COMMAND, state=UNKNOWN, switch="field"),
    Row("windsurf", "project", same("p/.mcp.json"), TYPED, state=UNKNOWN, switch="field", needs=("home/.codeium/x",)),
    *_field(
        "kiro",
        ("user", "home/.kiro/settings/mcp.json"),
        ("project", "p/.kiro/settings/mcp.json"),
        disabled=False,
        **APPROVED,
    ),
    Row("kiro", "user", same("home/.kiro/agents/a.json"), COMMAND, state=UNKNOWN, switch="field"),
    Row("kiro", "project", same("p/.kiro/agents/a.json"), COMMAND, state=UNKNOWN, switch="field"),
    *_field(
        "factory-droid",
        ("user", "home/.factory/mcp.json"),
        ("project", "p/.factory/mcp.json"),
        type="stdio",
        disabled=False,
    ),
    *_field(
        "antigravity",
        ("user", "home/.gemini/config/mcp_config.json"),
        ("project", "p/.agents/mcp_config.json"),
        ("project", "p/.agent/mcp_config.json"),
    ),
    Row("roo-code", "user", app(f"Code/User/{ROO}"), {**TYPED, "timeout": 60, "alwaysAllow": []}, switch="field"),
    Row("roo-code", "project", same("p/.roo/mcp.json"), {**TYPED, "disabled": False}, switch="field"),
    *_field(
        "amazon-q",
        ("user", "home/.aws/amazonq/mcp.json"),
        ("project", "p/.amazonq/mcp.json"),
        ("user", "home/.aws/amazonq/agents/default.json"),
        timeout=120000,
        disabled=False,
    ),
    Row("amazon-q", "user", same("home/.aws/amazonq/cli-agents/a.json"), TYPED, state=UNKNOWN, switch="field"),
    Row("amazon-q", "project", same("p/.amazonq/cli-agents/a.json"), TYPED, state=UNKNOWN, switch="field"),
    Row("junie", "user", same("home/.junie/mcp/mcp.json"), COMMAND),
    Row("junie", "project", same("p/.junie/mcp/mcp.json"), COMMAND),
    Row("copilot-jetbrains", "user", COPILOT_JETBRAINS, COMMAND, ("servers",), comments=True),
    Row("lm-studio", "user", same("home/.lmstudio/mcp.json"), COMMAND),
    *_warp(),
    Row("trae", "user", app("Trae/User/mcp.json"), COMMAND),
    Row("trae", "user", app("Trae CN/User/mcp.json"), COMMAND),
    Row("trae", "project", same("p/.trae/mcp.json"), COMMAND, state=UNKNOWN),
    Row("augment", "user", same("home/.augment/settings.json"), TYPED, switch="field", around=AUGMENT),
    Row("augment", "project", same("p/.augment/settings.json"), COMMAND, switch="field", around=AUGMENT),
    Row("augment", "local", same("p/.augment/settings.local.json"), COMMAND, switch="field"),
    Row("rovo-dev", "user", same("home/.rovodev/mcp.json"), {"transport": "stdio", **COMMAND}),
    *_visual_studio(),
    Row("boltai", "user", same("home/.boltai/mcp.json"), COMMAND),
    *_field("kimi-code", ("user", "home/.kimi-code/mcp.json"), ("project", "p/.kimi-code/mcp.json"), enabled=True),
    Row("qoder", "user", QODER, COMMAND),
    Row("qoder", "user", same("home/.qoder/settings.json"), COMMAND, around={"theme": "dark"}),
    Row(
        "5ire",
        "user",
        app("5ire/mcp.json"),
        {"type": "local", "name": "target", "isActive": True, **COMMAND},
        switch="field",
        member="k3y",
    ),
    Row("codebuddy", "user", same("home/.codebuddy/.mcp.json"), COMMAND, switch="list"),
    Row("mcporter", "user", same("home/.mcporter/mcporter.json"), COMMAND),
    Row("mcporter", "user", same("home/.mcporter/mcporter.jsonc"), COMMAND, comments=True),
    Row("mcporter", "project", same("p/config/mcporter.json"), COMMAND, comments=True),
    Row(
        "openclaw",
        "user",
        same("home/.openclaw/openclaw.json"),
        COMMAND,
        ("mcp", "servers"),
        UNKNOWN,
        around={"gateway": {"port": 1}},
        comments=True,
    ),
)
