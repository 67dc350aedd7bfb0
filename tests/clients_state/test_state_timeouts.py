"""Surprise 20: the same number means seconds to one client and milliseconds to another."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcptui.clients import BUILT_IN
from mcptui.model import Scope, Source, Syntax

LOCAL = {"type": "local", "command": ["x"]}
TYPED = {"type": "stdio", "command": "x"}


@pytest.mark.parametrize(
    ("client", "entry", "seconds"),
    [
        ("gemini-cli", {"command": "x"}, 0.03),
        ("qwen-code", {"command": "x"}, 0.03),
        ("copilot-cli", {"command": "x"}, 0.03),
        ("opencode", LOCAL, 0.03),
        ("kilo-code", LOCAL, 0.03),
        ("cline", {"command": "x"}, 30),
        ("cline", {"transport": TYPED}, 30),
        ("zed", {"command": "x", "args": []}, 30),
        ("crush", TYPED, 30),
    ],
)
def test_how_long_each_waits_for_thirty(client: str, entry: dict[str, object], seconds: float) -> None:
    source = Source(client, Scope.USER, Path("x"), ("mcp",), Syntax.JSONC)
    definition = BUILT_IN[client].define({**entry, "timeout": 30}, source)
    assert (definition.fault, definition.timeout) == (None, seconds)
