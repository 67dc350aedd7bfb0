"""Gemini CLI's sessions: ``tmp/<project>/chats/session-*``, a record a line or, older, one JSON value.

Facts: google-gemini/gemini-cli:packages/core/src/services/chatRecordingTypes.ts, tools/mcp-tool.ts. Nothing parts
the server's name from the tool's, and older versions did not say that a tool was a server's: what is not found
there may still have been called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mcptui.clients.base import Site
from mcptui.evidence.transcripts.recording import Called, Recording, Shelf, called, in_json
from mcptui.model import Entry

_PREFIX: Final = "mcp_"
_NO_PART_OF_A_NAME = re.compile(r"[^A-Za-z0-9_.:-]")


def _shelves(site: Site) -> Iterator[Shelf]:
    home = site.machine.moved("GEMINI_CLI_HOME") or site.machine.home
    yield Shelf(home / ".gemini" / "tmp", "session-", ".jsonl", 2)


def _calls(record: object) -> Iterator[Called]:
    match record:
        case {"type": "gemini", "toolCalls": list(calls)}:
            for call in calls:
                match call:
                    case {"name": str(name)} if name.startswith(_PREFIX):
                        yield from called(name.removeprefix(_PREFIX), call.get("id"), call.get("timestamp"))


def _spelled(entry: Entry) -> str:
    return _NO_PART_OF_A_NAME.sub("_", entry.name)


GEMINI_CLI: Final = Recording(
    client="gemini-cli",
    shelves=_shelves,
    sign=b'"mcp_',
    calls=in_json(_calls),
    spelled=_spelled,
    separator="_",
    thorough=False,
)
