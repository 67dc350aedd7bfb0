"""Files of every client in every style, and what stands in a client's files before and after a change.

In each file below, ``target`` is the entry that is changed, and ``MARK-1`` stands where another program
writes something of its own meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.model import Entry, StateKind
from mcptui.store.transaction import Record
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

ARGS = '["-y", "@modelcontextprotocol/server-filesystem", "/data/a", "/data/b"]'
ENTRY = f'{{\n      "command": "npx",\n      "args": {ARGS}\n    }}'
STATE = "home/.claude.json"


@dataclass(frozen=True)
class Case:
    """``file`` holds the entry; ``files`` are all that are looked at; ``here`` asks for the smallest reach."""

    scope: str
    file: str
    files: Mapping[str, str]
    here: bool = False


def claude_state(
    project: str = '\n      "hasTrustDialogAccepted": true,\n      "history": []\n    ', local: str = ""
) -> str:
    """As Claude Code writes it: two spaces, no line end at the end."""
    user = "" if local else f'"target": {ENTRY},\n    '
    inside = project if not local else f'\n      "mcpServers": {{\n        "target": {local}\n      }},{project}'
    return (
        '{\n  "numStartups": 12345678901234567890,\n  "note": "MARK-1",\n'
        f'  "mcpServers": {{\n    {user}"other": {{"type": "http", "url": "https://example.com/\\u00e9"}}\n  }},\n'
        f'  "projects": {{\n    "{{at}}/p": {{{inside}}}\n  }}\n}}'
    )


DISABLED = '\n      "disabledMcpServers": [{}],\n      "history": []\n    '
PROJECT_FILE = (
    f'{{\n  "mcpServers": {{\n    "target": {ENTRY},\n    "other": {{"command": "x"}}\n  }},\n  "note": "MARK-1"\n}}\n'
)
JSONC = f"""\
// My servers. MARK-1
{{
  "inputs": [{{"id": "key", "type": "promptString"}}], // asked once
  "servers": {{
    /* the first */
    "other": {{"command": "x",}},

    // the one that reads files
    "target": {ENTRY}, // behind it

    "last": {{"url": "https://example.com"}},
  }},
}}
"""
CODEX = """\
# What I use every day. MARK-1
model = "gpt-5"

[mcp_servers.other] # the first
command = "x"

# reads files
[mcp_servers.target]
command = "npx"
args = ["-y", "@modelcontextprotocol/server-filesystem", "/data/a", "/data/b"] # two of them
startup_timeout_sec = 20

[mcp_servers.target.env]
TOKEN = "s3cret" # mine

[mcp_servers.last]
url = "https://example.com"

[projects."{at}/p"]
trust_level = "trusted"
"""
CODEX_USER, CODEX_PROJECT = "home/.codex/config.toml", "p/.codex/config.toml"
TRUST = '[projects."{at}/p"]\ntrust_level = "trusted"\n'
DESKTOP = "home/.config/Claude/claude_desktop_config.json"
VSCODE, CURSOR = "home/.config/Code/User/mcp.json", "home/.cursor/mcp.json"


def tabs(text: str) -> str:
    return text.replace("  ", "\t")


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def bom(text: str) -> str:
    return "\ufeff" + text


def compact(text: str) -> str:
    return " ".join(text.split())


def claude(text: str) -> Case:
    return Case("claude-code/user", STATE, {STATE: text})


def codex(text: str, *, here: bool = False, **project: str) -> Case:
    files = {CODEX_USER: text, **({CODEX_PROJECT: project["project"]} if project else {})}
    return Case("codex/user", CODEX_USER, files, here)


APPROVED = '{\n  "enabledMcpjsonServers": ["target"]\n}\n'
CASES = {
    "claude: no list": claude(claude_state()),
    "claude: an empty list": claude(claude_state(DISABLED.format(""))),
    "claude: a list of others": claude(claude_state(DISABLED.format('"one", "two"'))),
    "claude: a long list of others": claude(claude_state(DISABLED.format('\n        "one",\n        "two"\n      '))),
    "claude: a project without anything": claude(claude_state("")),
    "claude: no such project": claude(claude_state().replace("{at}/p", "/elsewhere")),
    "claude: no projects": claude(f'{{\n  "mcpServers": {{\n    "target": {ENTRY}\n  }},\n  "note": "MARK-1"\n}}'),
    "claude: tabs": claude(tabs(claude_state())),
    "claude: CRLF": claude(crlf(claude_state())),
    "claude: BOM": claude(bom(claude_state())),
    "claude: one line": claude(compact(claude_state())),
    "claude: four spaces": claude(claude_state().replace("  ", "    ")),
    "claude: local": Case("claude-code/local", STATE, {STATE: claude_state(local=ENTRY)}),
    "claude: project": Case(
        "claude-code/project",
        "p/.mcp.json",
        {"p/.mcp.json": PROJECT_FILE, STATE: claude_state(), "home/.claude/settings.json": APPROVED},
    ),
    "desktop": Case(
        "claude-desktop/user", DESKTOP, {DESKTOP: PROJECT_FILE.replace('"note"', '"globalShortcut": "",\n  "note"')}
    ),
    "desktop: the only one": Case(
        "claude-desktop/user",
        DESKTOP,
        {DESKTOP: f'{{\n  "mcpServers": {{\n    "target": {ENTRY}\n  }},\n  "n": "MARK-1"\n}}'},
    ),
    "desktop: CRLF": Case("claude-desktop/user", DESKTOP, {DESKTOP: crlf(PROJECT_FILE)}),
    "cursor": Case("cursor/user", CURSOR, {CURSOR: tabs(PROJECT_FILE)}),
    "cursor: project": Case("cursor/project", "p/.cursor/mcp.json", {"p/.cursor/mcp.json": bom(PROJECT_FILE)}),
    "cursor: one line": Case("cursor/user", CURSOR, {CURSOR: compact(PROJECT_FILE)}),
    "vscode": Case("vscode/user", VSCODE, {VSCODE: JSONC}),
    "vscode: tabs and CRLF": Case("vscode/user", VSCODE, {VSCODE: crlf(tabs(JSONC))}),
    "vscode: workspace, BOM": Case("vscode/project", "p/.vscode/mcp.json", {"p/.vscode/mcp.json": bom(JSONC)}),
    "codex": codex(CODEX),
    "codex: CRLF": codex(crlf(CODEX)),
    "codex: BOM": codex(bom(CODEX)),
    "codex: said on purpose": codex(CODEX.replace("startup_timeout_sec = 20", "enabled = true   # on purpose")),
    "codex: said first": codex(CODEX.replace('command = "npx"', 'enabled=true\ncommand = "npx"')),
    "codex: inline": codex(
        f'# MARK-1\n{TRUST}\n[mcp_servers]\ntarget = {{ command = "npx", args = {ARGS} }} # short\n'
        'other = { command = "x" }\n'
    ),
    "codex: dotted": codex(
        f'mcp_servers.target.command = "npx"\nmcp_servers.target.args = {ARGS}\n\n{TRUST}# MARK-1\n'
    ),
    "codex: here, in a project file": codex(CODEX, here=True, project='# ours\n[mcp_servers.x]\ncommand = "x"\n'),
    "codex: here, with an override": codex(CODEX, here=True, project='[mcp_servers.target]\ncwd = "/x" # ours\n'),
    "codex: here, switched on there": codex(
        CODEX.replace("startup_timeout_sec = 20", "enabled = false"),
        here=True,
        project="[mcp_servers.target]\nenabled = true # ours\n",
    ),
    "codex: project": Case(
        "codex/project",
        CODEX_PROJECT,
        {CODEX_USER: TRUST, CODEX_PROJECT: CODEX.partition("[projects")[0]},
    ),
}


@dataclass(frozen=True)
class Scene:
    """One case on the disk."""

    case: Case
    place: Path
    workspace: Workspace

    def files(self) -> dict[str, bytes | None]:
        return {name: self.read(name) for name in (*self.case.files, CODEX_PROJECT)}

    def read(self, name: str) -> bytes | None:
        path = self.place / name
        return path.read_bytes() if path.exists() else None

    def replace(self, old: bytes, new: bytes) -> None:
        """What another program does to the file of the entry."""
        data = self.read(self.case.file) or b""
        assert data.count(old) == 1
        (self.place / self.case.file).write_bytes(data.replace(old, new))

    def target(self) -> Entry | None:
        entries = self.workspace.look().entries
        return next((each for each in entries if each.selector == f"{self.case.scope}/target"), None)

    def is_(self, kind: StateKind) -> bool:
        target = self.target()
        return target is not None and target.state.kind is kind

    def do(self, act: Act, narrowing: Narrowing = Narrowing()) -> Record:  # noqa: B008
        at = self.workspace.look()
        entry = next(each for each in at.entries if each.selector == f"{self.case.scope}/target")
        plan = self.workspace.plan([Change(entry, act, narrowing, self.case.here or None)], at)
        assert not plan.refusals, plan.refusals
        assert plan
        return self.workspace.apply(plan)

    def undo(self) -> None:
        self.workspace.apply(self.workspace.plan_undo())
