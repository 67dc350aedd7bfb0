"""The clients that mcptui knows, one module each."""

from __future__ import annotations

from mcptui.clients.base import Client
from mcptui.clients.claude_code import ClaudeCode
from mcptui.clients.claude_desktop import ClaudeDesktop
from mcptui.clients.codex import Codex
from mcptui.clients.cursor import Cursor
from mcptui.clients.vscode import VSCode, VSCodeInsiders, VSCodium
from mcptui.clients.windsurf import Windsurf

CLIENTS: tuple[Client, ...] = (
    ClaudeCode(),
    ClaudeDesktop(),
    Cursor(),
    VSCode(),
    VSCodeInsiders(),
    Codex(),
    Windsurf(),
    VSCodium(),
)

BY_ID: dict[str, Client] = {client.id: client for client in CLIENTS}
