"""The clients that mcptui knows, one module each."""

from __future__ import annotations

from mcptui.clients.amp import Amp
from mcptui.clients.base import Client
from mcptui.clients.claude_code import ClaudeCode
from mcptui.clients.claude_desktop import ClaudeDesktop
from mcptui.clients.cline import Cline
from mcptui.clients.codex import Codex
from mcptui.clients.copilot_cli import CopilotCli
from mcptui.clients.crush import Crush
from mcptui.clients.cursor import Cursor
from mcptui.clients.gemini_cli import GeminiCli
from mcptui.clients.kilo_code import KiloCode
from mcptui.clients.opencode import OpenCode
from mcptui.clients.qwen_code import QwenCode
from mcptui.clients.vscode import VSCode
from mcptui.clients.windsurf import Windsurf
from mcptui.clients.zed import Zed

CLIENTS: tuple[Client, ...] = (
    ClaudeCode(),
    ClaudeDesktop(),
    Cursor(),
    VSCode(),
    Codex(),
    Windsurf(),
    GeminiCli(),
    QwenCode(),
    CopilotCli(),
    OpenCode(),
    KiloCode(),
    Cline(),
    Zed(),
    Amp(),
    Crush(),
)

BY_ID: dict[str, Client] = {client.id: client for client in CLIENTS}
