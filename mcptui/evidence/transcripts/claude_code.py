"""Claude Code's sessions: ``projects/<folder>/<session>.jsonl``, those of sub-agents below.

Observed on 2.1.100 and 2.1.330. No record has a space between its parts. Those that only list tools, or repeat a
sub-agent's message, are no calls, and the fields that attribute a message to a server go on doing so long after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mcptui.clients.base import Site
from mcptui.clients.claude_settings import configuration_folder, user_settings
from mcptui.evidence.transcripts.recording import Called, Recording, Shelf, called, in_json, sanitised, server_part
from mcptui.model import Entry, Scope, Syntax

_DEPTH: Final = 6
_CLEANED_UP_AFTER: Final = 30  # days, unless the settings say otherwise
_CONNECTOR: Final = "claude.ai "


def _shelves(site: Site) -> Iterator[Shelf]:
    folders = {configuration_folder(site), site.machine.home / ".config" / "claude"}
    return (Shelf(folder / "projects", "", ".jsonl", _DEPTH) for folder in sorted(folders))


def _calls(record: object) -> Iterator[Called]:
    match record:
        case {"type": "assistant", "message": {"content": list(blocks)}, **rest}:
            for block in blocks:
                match block:
                    case {"type": "tool_use", "name": name, "id": id_}:
                        yield from called(server_part(name), id_, rest.get("timestamp"), rest.get("cwd"))


def _spelled(entry: Entry) -> str:
    spelled = sanitised(entry.name)
    return re.sub("_+", "_", spelled).strip("_") if entry.name.startswith(_CONNECTOR) else spelled


def _days(site: Site) -> int:
    settings = site.read(user_settings(site), Syntax.JSON, Scope.USER)
    told = None if settings is None else settings.value(("cleanupPeriodDays",))
    return told if isinstance(told, int) and told >= 0 else _CLEANED_UP_AFTER


CLAUDE_CODE: Final = Recording(
    client="claude-code",
    shelves=_shelves,
    sign=b'"name":"mcp__',
    calls=in_json(_calls),
    spelled=_spelled,
    separator="__",
    days=_days,
)
