"""LM Studio: one file, in Cursor's notation; the switch in its window is not in it."""

from __future__ import annotations

from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads
from mcptui.clients.shape import PLAIN, SWITCHES
from mcptui.model import Effect, Scope


class LMStudio(Declared):
    """Facts: lmstudio-ai/docs (app/mcp). A home that was moved elsewhere is not followed."""

    id = "lm-studio"
    name = "LM Studio"
    takes_effect = "at once, when the file is saved"
    effect = Effect.AT_ONCE
    traces = ("~/.lmstudio", "~/.cache/lm-studio")
    unverified = ("a home that was moved, which is not followed",)
    reads = (
        Reads(Scope.USER, "~/.lmstudio/mcp.json"),
        Reads(
            Scope.USER, "~/.cache/lm-studio/mcp.json", note="cache", dead="the servers moved to ~/.lmstudio/mcp.json"
        ),
    )
    shape = PLAIN._replace(ignored=SWITCHES)
