"""GitHub Copilot CLI's sessions: ``session-state/<session>/events.jsonl``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mcptui.clients.base import Site
from mcptui.evidence.transcripts.recording import Called, Recording, Shelf, called, in_json
from mcptui.model import Entry


def _shelves(site: Site) -> Iterator[Shelf]:
    folder = site.machine.folder("COPILOT_HOME", site.machine.home / ".copilot")
    yield Shelf(folder / "session-state", "events", ".jsonl", 2)


def _calls(record: object) -> Iterator[Called]:
    """Early versions told only ``<server>-<tool>``, as which tools of its own may look too."""
    match record:
        case {"type": "tool.execution_start", "data": dict(data), **rest}:
            name = data.get("mcpServerName", data.get("toolName"))
            yield from called(name, data.get("toolCallId"), rest.get("timestamp"))


def _spelled(entry: Entry) -> str:
    return entry.name


COPILOT_CLI: Final = Recording(
    client="copilot-cli",
    shelves=_shelves,
    sign=b'"tool.execution_start"',
    calls=in_json(_calls),
    spelled=_spelled,
    separator="-",
)
