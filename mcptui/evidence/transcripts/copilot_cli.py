"""GitHub Copilot CLI's sessions: ``session-state/<session>/events.jsonl``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mcptui.clients.base import Site
from mcptui.evidence.transcripts.recording import Called, Recording, Shelf, as_named, called, in_json


def _shelves(site: Site) -> Iterator[Shelf]:
    folder = site.machine.folder("COPILOT_HOME", site.machine.home / ".copilot")
    yield Shelf(folder / "session-state", "events", ".jsonl", 2)


def _calls(record: object) -> Iterator[Called]:
    """Early versions told only ``<server>-<tool>``, as which tools of its own may look too."""
    match record:
        case {"type": "tool.execution_start", "data": dict(data), **rest}:
            name = data.get("mcpServerName", data.get("toolName"))
            yield from called(name, data.get("toolCallId"), rest.get("timestamp"))


COPILOT_CLI: Final = Recording(
    client="copilot-cli",
    shelves=_shelves,
    sign=b'"tool.execution_start"',
    calls=in_json(_calls),
    spelled=as_named,
    separator="-",
)
