"""OpenClaw: its settings file, under a key that is not verified."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads
from mcptui.clients.shape import PLAIN
from mcptui.model import Scope, Syntax


class OpenClaw(Declared):
    """Facts: farion1231/cc-switch; snyk/agent-scan knows its folder only."""

    id = "openclaw"
    name = "OpenClaw"
    takes_effect = "with OpenClaw's next start"
    traces = ("~/.openclaw",)
    unverified = ("its file and the key in it, which other tools tell of",)
    reads = (
        Reads(
            Scope.USER,
            "~/.openclaw/openclaw.json",
            ("mcp", "servers"),
            Syntax.JSONC,
            doubt="it is not verified that OpenClaw reads its servers under this key",
        ),
    )
    shape = PLAIN
