"""The tasks of Cline, and of Roo Code that was made of it: ``tasks/<task>/ui_messages.json``, written anew each time.

Facts: cline/cline:apps/vscode/src/shared/ExtensionMessage.ts. Neither tells in which folder a task was done; where
Cline keeps tasks besides VS Code's folder is not known for certain.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from mcptui.clients.base import Site
from mcptui.clients.roo_code import storage
from mcptui.evidence.transcripts.recording import Called, Recording, Shelf, as_named, called, in_json

_SIGN: Final = b"use_mcp_server"
_EDITORS: Final = ("Code", "Code - Insiders", "VSCodium", "Cursor", "Windsurf")
_EXTENSION: Final = "saoudrizwan.claude-dev"


def _tasks_of_cline(site: Site) -> Iterator[Shelf]:
    for editor in _EDITORS:
        folder = site.machine.app_config / editor / "User" / "globalStorage" / _EXTENSION
        yield Shelf(folder / "tasks", "ui_messages", ".json", 1)
    own = site.machine.moved("CLINE_DIR") or site.machine.home / ".cline"
    yield Shelf((site.machine.moved("CLINE_DATA_DIR") or own / "data") / "tasks", "ui_messages", ".json", 1)


def _tasks_of_roo_code(site: Site) -> Iterator[Shelf]:
    yield Shelf(storage(site) / "tasks", "ui_messages", ".json", 1)


def _calls(messages: object) -> Iterator[Called]:
    for message in messages if isinstance(messages, list) else ():
        match message:
            case {"ask": "use_mcp_server", "text": str(text)} | {"say": "use_mcp_server", "text": str(text)}:
                yield from _in_message(text, message.get("ts"))


def _in_message(text: str, at: object) -> Iterator[Called]:
    """A question and its answer, of one moment, are one call."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return
    match told:
        case {"type": "use_mcp_tool", "serverName": str(name)}:
            yield from called(name, f"{name} {at}", at)


CLINE: Final = Recording(
    client="cline",
    shelves=_tasks_of_cline,
    sign=_SIGN,
    calls=in_json(_calls),
    spelled=as_named,
    separator="\n",
    whole=True,
    thorough=False,
)

ROO_CODE: Final = CLINE._replace(client="roo-code", shelves=_tasks_of_roo_code, thorough=True)
