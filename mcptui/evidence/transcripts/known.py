"""The clients whose transcripts tell which servers were called, each in a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mcptui.evidence.transcripts.claude_code import CLAUDE_CODE
from mcptui.evidence.transcripts.claude_desktop import CLAUDE_DESKTOP
from mcptui.evidence.transcripts.cline import CLINE, ROO_CODE
from mcptui.evidence.transcripts.codex import CODEX
from mcptui.evidence.transcripts.copilot_cli import COPILOT_CLI
from mcptui.evidence.transcripts.gemini_cli import GEMINI_CLI
from mcptui.evidence.transcripts.recording import Recording

RECORDINGS: Final[Mapping[str, Recording]] = {
    each.client: each for each in (CLAUDE_CODE, CLAUDE_DESKTOP, CODEX, COPILOT_CLI, GEMINI_CLI, CLINE, ROO_CODE)
}
"""By the id of the client."""
