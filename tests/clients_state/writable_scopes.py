"""A file in each writable scope of these clients, as that client writes it.

In each ``target`` is the entry that is changed; nothing in it but ``s3cret-value`` is a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mcptui.model import StateKind
from tests.clients_state import written_texts
from tests.clients_state.written_texts import HIDDEN

Lay = Callable[[Mapping[str, object]], None]


@dataclass(frozen=True)
class Case:
    """``file`` holds the entry, ``files`` are all there are; ``off`` are those that change when it goes off.

    ``here``: what changes instead when it goes off with the smallest reach, None where that is the same.
    ``allow``: whether the client can leave only some tools.
    """

    selector: str
    file: str
    text: str
    others: Mapping[str, str] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    here: tuple[str, ...] | None = None
    deny: bool = True
    allow: bool = True
    kind: StateKind = StateKind.ON

    @property
    def files(self) -> dict[str, str]:
        return {self.file: self.text, **self.others}


ARGS = '["-y", "files", "/data/a"]'
STDIO = f'{{\n      "command": "npx",\n      "args": {ARGS},\n      "env": {{"KEY": "{HIDDEN}"}}\n    }}'
TYPED = STDIO.replace('"command"', '"type": "stdio",\n      "command"', 1)
LOCAL = (
    '{\n      "type": "local",\n      "command": ["npx", "-y", "files", "/data/a"],\n'
    f'      "environment": {{"KEY": "{HIDDEN}"}}\n    }}'
)
NESTED = (
    f'{{\n      "transport": {{\n        "type": "stdio",\n        "command": "npx",\n        "args": {ARGS},\n'
    f'        "env": {{"KEY": "{HIDDEN}"}}\n      }}\n    }}'
)
TABLED = STDIO.replace('"command": "npx"', '"path": "npx"').replace("\n", "\n  ")
TABLED = f'{{\n      "source": "custom",\n      "command": {TABLED}\n    }}'


def strict(key: str, entry: str, before: str = "") -> str:
    """As a client writes it: two spaces, no line end at the end."""
    return f'{{\n{before}  "{key}": {{\n    "other": {{"command": "x"}},\n    "target": {entry}\n  }}\n}}'


def commented(key: str, entry: str) -> str:
    """As a person writes it: comments, four spaces, another order."""
    return (
        f'// mine\n{{\n    "theme": "dark", /* for now */\n    "{key}": {{\n'
        f'    // reads files\n    "target": {entry}, // behind it\n'
        '    "last": {"url": "https://example.com"}\n    }\n}\n'
    )


def loose(key: str, entry: str) -> str:
    """The same with a comma behind the last item, tabs and CRLF."""
    text = commented(key, entry).replace('example.com"}\n', 'example.com"},\n')
    return text.replace("    ", "\t").replace("\n", "\r\n")


def parks(selector: str, file: str, text: str) -> Case:
    """A file of a client that has neither a switch nor a choice of tools."""
    return Case(selector, file, text, off=(file,), deny=False, allow=False)


MCP = '{\n  "$schema": "https://opencode.ai/config.json",\n  "mcp": {\n    "target": %s\n  }\n}\n'
SERVERS = '{\n  // the second schema\n  "mcp": {\n    "servers": {\n    "target": %s,\n    },\n  },\n}\n'
GEMINI, SWITCHES = "home/.gemini/settings.json", "home/.gemini/mcp-server-enablement.json"
TRUST = {"home/.gemini/trustedFolders.json": '{\n  "{at}/p": "TRUST_FOLDER"\n}'}
GEMINI_HERE = "p/.gemini/settings.json"
QWEN, QWEN_HERE = "home/.qwen/settings.json", "p/.qwen/settings.json"
COPILOT, COPILOT_SETTINGS = "home/.copilot/mcp-config.json", "home/.copilot/settings.json"
COPILOT_TRUST = {"home/.copilot/config.json": '{\n  "trusted_folders": [\n    "{at}/p"\n  ]\n}'}
COPILOT_HERE = "p/.github/copilot/settings.local.json"
OPENCODE, KILO = "home/.config/opencode/opencode.json", "home/.config/kilo/kilo.json"
CLINE = "home/.cline/data/settings/cline_mcp_settings.json"
CLINE_OLD = "home/.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json"
ZED, AMP = "home/.config/zed/settings.json", "home/.config/amp/settings.json"
CRUSH, CRUSH_DATA = "home/.config/crush/crush.json", "home/.local/share/crush/crush.json"
GOOSE, HERMES = "home/.config/goose/config.yaml", "home/.hermes/config.yaml"
CONTINUE, BLOCK = "home/.continue/config.yaml", ".continue/mcpServers/a.yaml"
JSON_BLOCK = ".continue/mcpServers/a.json"
VIBE, VIBE_HERE = "home/.vibe/config.toml", "p/.vibe/config.toml"
VIBE_TRUST = {"home/.vibe/trusted_folders.toml": 'trusted = [\n    "{at}/p",\n]\nuntrusted = []\n'}
GROK, GROK_HERE = "home/.grok/config.toml", "p/.grok/config.toml"
CASES = {
    "goose: user": Case("goose/user", GOOSE, written_texts.GOOSE, off=(GOOSE,), deny=False),
    "hermes: user": Case("hermes/user", HERMES, written_texts.HERMES, off=(HERMES,), deny=False, allow=False),
    "grok: user": Case("grok-build/user", GROK, written_texts.GROK, off=(GROK,), deny=False, allow=False),
    "grok: project": Case(
        "grok-build/project", GROK_HERE, written_texts.GROK, off=(GROK_HERE,), deny=False, allow=False
    ),
    "continue: user": parks("continue/user", CONTINUE, written_texts.CONTINUE),
    "continue: block": parks("continue/user", f"home/{BLOCK}", written_texts.CONTINUE),
    "continue: project": parks("continue/project", f"p/{BLOCK}", written_texts.CONTINUE),
    "continue: JSON": parks("continue/user", f"home/{JSON_BLOCK}", strict("mcpServers", STDIO)),
    "continue: JSON here": parks("continue/project", f"p/{JSON_BLOCK}", loose("mcpServers", STDIO)),
    "vibe: user": Case("mistral-vibe/user", VIBE, written_texts.VIBE, off=(VIBE,), allow=False),
    "vibe: short": Case("mistral-vibe/user", VIBE, written_texts.VIBE_SHORT, off=(VIBE,), allow=False),
    "vibe: project": Case(
        "mistral-vibe/project", VIBE_HERE, written_texts.VIBE, VIBE_TRUST, off=(VIBE_HERE,), allow=False
    ),
    "gemini: user": Case(
        "gemini-cli/user",
        GEMINI,
        commented("mcpServers", STDIO),
        {**TRUST, SWITCHES: '{\n  "other": {\n    "enabled": false\n  }\n}'},
        off=(SWITCHES,),
        here=(GEMINI_HERE,),
    ),
    "gemini: no map of switches yet": Case(
        "gemini-cli/user", GEMINI, strict("mcpServers", STDIO), TRUST, off=(SWITCHES,), here=(GEMINI_HERE,)
    ),
    "gemini: project": Case(
        "gemini-cli/project",
        GEMINI_HERE,
        strict("mcpServers", STDIO, '  "mcp": {\n    "excluded": ["one"]\n  },\n'),
        TRUST,
        off=(SWITCHES,),
        here=(GEMINI_HERE,),
    ),
    "qwen: user": Case("qwen-code/user", QWEN, commented("mcpServers", STDIO), off=(QWEN,), here=(QWEN_HERE,)),
    "qwen: a list of others": Case(
        "qwen-code/user",
        QWEN,
        strict("mcpServers", STDIO, '  "mcp": {\n    "excluded": ["one", "two"]\n  },\n'),
        {QWEN_HERE: '{\n  "$version": 4\n}\n'},
        off=(QWEN,),
        here=(QWEN_HERE,),
    ),
    "qwen: project": Case(
        "qwen-code/project", QWEN_HERE, strict("mcpServers", STDIO), off=(QWEN_HERE,), kind=StateKind.PENDING
    ),
    "qwen: shared": Case(
        "qwen-code/project",
        "p/.mcp.json",
        strict("mcpServers", STDIO),
        {QWEN: "{}\n"},
        off=(QWEN_HERE,),
        kind=StateKind.PENDING,
    ),
    "copilot: user": Case(
        "copilot-cli/user",
        COPILOT,
        loose("mcpServers", STDIO),
        {**COPILOT_TRUST, COPILOT_SETTINGS: '// mine\n{\n  "disabledMcpServers": ["one",],\n}\n'},
        off=(COPILOT_SETTINGS,),
        here=(COPILOT_HERE,),
        deny=False,
    ),
    "copilot: no settings yet": Case(
        "copilot-cli/user", COPILOT, strict("mcpServers", STDIO), off=(COPILOT_SETTINGS,), deny=False
    ),
    "copilot: project": Case(
        "copilot-cli/project",
        "p/.mcp.json",
        strict("mcpServers", STDIO),
        COPILOT_TRUST,
        off=(COPILOT_SETTINGS,),
        here=(COPILOT_HERE,),
        deny=False,
    ),
    "copilot: github": Case(
        "copilot-cli/project",
        "p/.github/mcp.json",
        strict("mcpServers", STDIO),
        COPILOT_TRUST,
        off=(COPILOT_SETTINGS,),
        here=(COPILOT_HERE,),
        deny=False,
    ),
    "copilot: names outermost": Case(
        "copilot-cli/project",
        "p/.mcp.json",
        f'{{\n  "target": {STDIO}\n}}\n',
        COPILOT_TRUST,
        off=(COPILOT_SETTINGS,),
        here=(COPILOT_HERE,),
        deny=False,
    ),
    "opencode: user": Case(
        "opencode/user", OPENCODE, MCP % LOCAL, off=(OPENCODE,), here=("p/opencode.json",), allow=False
    ),
    "opencode: comments": Case(
        "opencode/user",
        OPENCODE + "c",
        loose("mcp", LOCAL).replace('{"url"', '{"type": "remote", "url"'),
        {"p/opencode.json": '{\n  // ours\n  "theme": "x"\n}\n'},
        off=(OPENCODE + "c",),
        here=("p/opencode.json",),
        allow=False,
    ),
    "opencode: said on purpose": Case(
        "opencode/user",
        OPENCODE,
        MCP % LOCAL.replace('"type"', '"enabled": true,\n      "type"'),
        off=(OPENCODE,),
        here=("p/opencode.json",),
        allow=False,
    ),
    "opencode: second schema": Case(
        "opencode/user", OPENCODE, SERVERS % LOCAL, off=(OPENCODE,), here=("p/opencode.json",), allow=False
    ),
    "opencode: project": Case(
        "opencode/project", "p/.opencode/opencode.json", MCP % LOCAL, off=("p/.opencode/opencode.json",), allow=False
    ),
    "kilo: user": Case("kilo-code/user", KILO, MCP % LOCAL, off=(KILO,), here=("p/kilo.json",), allow=False),
    "kilo: project": Case(
        "kilo-code/project",
        "p/.kilo/kilo.jsonc",
        loose("mcp", LOCAL).replace('{"url"', '{"type": "remote", "url"'),
        off=("p/.kilo/kilo.jsonc",),
        allow=False,
    ),
    "kilo: as the extension was": Case(
        "kilo-code/project",
        "p/.kilocode/mcp.json",
        strict("mcpServers", STDIO),
        off=("p/.kilocode/mcp.json",),
        deny=False,
        allow=False,
    ),
    "cline: flat": Case("cline/user", CLINE, strict("mcpServers", STDIO), off=(CLINE,), deny=False, allow=False),
    "cline: nested": Case("cline/user", CLINE, strict("mcpServers", NESTED), off=(CLINE,), deny=False, allow=False),
    "cline: said on purpose": Case(
        "cline/user",
        CLINE,
        strict("mcpServers", STDIO.replace('"command"', '"disabled": false,\n      "command"', 1)),
        off=(CLINE,),
        deny=False,
        allow=False,
    ),
    "zed: user": Case("zed/user", ZED, loose("context_servers", STDIO), off=(ZED,), allow=False),
    "zed: older": Case("zed/user", ZED, commented("context_servers", TABLED), off=(ZED,), allow=False),
    "zed: project": Case(
        "zed/project",
        "p/.zed/settings.json",
        commented("context_servers", STDIO),
        off=("p/.zed/settings.json",),
        allow=False,
        kind=StateKind.UNKNOWN,
    ),
    "amp: user": Case("amp/user", AMP, loose("amp.mcpServers", STDIO), off=(AMP,)),
    "amp: workspace": Case(
        "amp/project",
        "p/.amp/settings.json",
        strict("amp.mcpServers", STDIO),
        off=("p/.amp/settings.json",),
        kind=StateKind.UNKNOWN,
    ),
    "crush: user": Case("crush/user", CRUSH, strict("mcp", TYPED), off=(CRUSH,), here=("p/crush.json",)),
    "crush: data": Case("crush/user", CRUSH_DATA, strict("mcp", TYPED), off=(CRUSH_DATA,), here=("p/crush.json",)),
    "crush: project": Case("crush/project", "p/.crush.json", strict("mcp", TYPED), off=("p/.crush.json",)),
}
