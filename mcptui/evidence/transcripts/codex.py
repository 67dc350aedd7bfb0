"""Codex's sessions: ``sessions/YYYY/MM/DD/rollout-*.jsonl``, and those that were archived.

Facts: openai/codex:codex-rs/rollout/src (policy.rs, compression.rs), codex-rs/codex-mcp/src/tools.rs. The end of a
call tells the server's own name; older sessions have only the call, with the name made fit for a model.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mcptui.clients.base import Site
from mcptui.clients.codex_layers import user_file
from mcptui.evidence.transcripts.recording import Called, Recording, Shelf, called, in_json, sanitised, server_part
from mcptui.model import Entry


def _shelves(site: Site) -> Iterator[Shelf]:
    folder = user_file(site).parent
    yield Shelf(folder / "sessions", "rollout-", ".jsonl", 4, sealed=".jsonl.zst")
    yield Shelf(folder / "archived_sessions", "rollout-", ".jsonl", 1, sealed=".jsonl.zst")


def _calls(record: object) -> Iterator[Called]:
    match record:
        case {"type": "event_msg" | "response_item", "payload": dict(payload), **rest}:
            yield from called(_alike(_server(payload)), payload.get("call_id"), rest.get("timestamp"))


def _server(payload: object) -> str:
    match payload:
        case {"type": "mcp_tool_call_end", "invocation": {"server": str(server)}}:
            return server
        case {"type": "function_call", "namespace": str(space)}:
            return server_part(f"{space.removesuffix('__')}__tool")
        case {"type": "function_call", "name": name}:
            return server_part(name)
        case _:
            return ""


def _alike(name: str) -> str:
    """Newer versions write ``-`` as ``_``, older ones did not."""
    return sanitised(name).replace("-", "_")


def _spelled(entry: Entry) -> str:
    return _alike(entry.name)


CODEX: Final = Recording(
    client="codex",
    shelves=_shelves,
    sign=b'"mcp_',
    calls=in_json(_calls),
    spelled=_spelled,
    separator="__",
    heads=True,
    forever=True,
)
