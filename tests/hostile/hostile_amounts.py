"""Homes that hold as many of something as is asked for."""

from __future__ import annotations

import json
from pathlib import Path


def servers(count: int, prefix: str = "s") -> dict[str, object]:
    return {f"{prefix}{number}": {"command": "npx", "args": ["-y", f"package-{number}"]} for number in range(count)}


def lay(home: Path, file: str, content: object) -> None:
    path = home / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))


def in_claude_code(home: Path, count: int) -> None:
    lay(home, ".claude.json", {"mcpServers": servers(count)})


def in_cursor(home: Path, count: int) -> None:
    lay(home, ".cursor/mcp.json", {"mcpServers": servers(count)})


def in_codex(home: Path, count: int) -> None:
    tables = (f'[mcp_servers.s{number}]\ncommand = "npx"\nargs = ["p{number}"]\n' for number in range(count))
    lay(home, ".codex/config.toml", "\n".join(tables))


def in_vibe(home: Path, count: int) -> None:
    tables = (f'[[mcp_servers]]\nname = "s{number}"\ntransport = "stdio"\ncommand = "npx"\n' for number in range(count))
    lay(home, ".vibe/config.toml", "\n".join(tables))


def in_vibe_in_brackets(home: Path, count: int) -> None:
    items = (f'{{ name = "s{number}", transport = "stdio", command = "npx" }}' for number in range(count))
    lay(home, ".vibe/config.toml", f"mcp_servers = [{', '.join(items)}]")


def in_continue(home: Path, count: int) -> None:
    items = (f"- name: s{number}\n  command: npx\n" for number in range(count))
    lay(home, ".continue/config.yaml", "mcpServers:\n" + "".join(items))


def of_one_name_in_two_scopes(home: Path, count: int) -> None:
    in_claude_code(home, count)
    lay(home, "p/.mcp.json", {"mcpServers": servers(count)})


def named_in_lists_and_rules(home: Path, count: int) -> None:
    names = list(servers(count))
    project = {"hasTrustDialogAccepted": True, "disabledMcpServers": names, "enabledMcpjsonServers": names}
    lay(home, ".claude.json", {"mcpServers": servers(count), "projects": {str(home / "p"): project}})
    lay(home, "p/.mcp.json", {"mcpServers": servers(count)})
    settings = {
        "disabledMcpjsonServers": names,
        "deniedMcpServers": [{"serverName": name} for name in names] + [{"serverCommand": ["x", n]} for n in names],
        "allowedMcpServers": [{"serverName": name} for name in names],
        "permissions": {"deny": [f"mcp__{name}__tool" for name in names]},
    }
    lay(home, "p/.claude/settings.local.json", settings)


def of_plugins_that_start_what_others_start(home: Path, count: int) -> None:
    alike = {"command": "npx", "args": ["same"]}
    market = {"source": {"source": "directory"}, "installLocation": str(home / "market")}
    plugins = [{"name": f"plugin{number}", "source": f"./plugin{number}"} for number in range(count)]
    lay(home, ".claude.json", {"mcpServers": dict.fromkeys(servers(count), alike)})
    lay(home, ".claude/plugins/known_marketplaces.json", {"mk": market})
    lay(home, "market/.claude-plugin/marketplace.json", {"plugins": plugins})
    lay(home, ".claude/settings.json", {"enabledPlugins": {f"plugin{number}@mk": True for number in range(count)}})
    own = dict.fromkeys(servers(count, "t"), alike)
    lay(home, "market/plugin0/.claude-plugin/plugin.json", {"name": "plugin0", "mcpServers": own})
    lay(home, "market/plugin0/.mcp.json", {"mcpServers": own | servers(count, "u")})


def in_projects_that_were_left_long_ago(home: Path, count: int) -> None:
    projects = {f"/nowhere/p{number}": {"mcpServers": servers(1)} for number in range(count)}
    lay(home, ".claude.json", {"projects": projects})


def with_many_folders(home: Path, count: int) -> None:
    folders = [f"/data/{number}" for number in range(count)]
    entry = {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", *folders]}
    lay(home, ".cursor/mcp.json", {"mcpServers": {"s0": entry}})


def with_many_secrets(home: Path, count: int) -> None:
    env = {f"TOKEN_{number}": f"hidden-{number}-{number}" for number in range(count)}
    lay(home, ".cursor/mcp.json", {"mcpServers": {"s0": {"command": "x", "env": env}}})
