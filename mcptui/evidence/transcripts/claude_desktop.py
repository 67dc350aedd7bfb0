"""Claude Desktop's logs: one for each server, with every message that was exchanged.

They are cut from time to time, and nobody tells when: what is not found there may still have been called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mcptui.clients.base import Site
from mcptui.evidence.transcripts.recording import Called, Recording, Shelf, as_named, called
from mcptui.machine import System

_CALL: Final = re.compile(
    rb'([0-9T:.Z+-]{10,35}) \[(.{1,200}?)\] \[info\] Message from client: \{"method":"tools/call"'
)


def _shelves(site: Site) -> Iterator[Shelf]:
    machine = site.machine
    on_macos = machine.system is System.MACOS
    folder = machine.home / "Library" / "Logs" / "Claude" if on_macos else machine.app_config / "Claude" / "logs"
    yield Shelf(folder, "mcp-server-", ".log", 0)


def _calls(line: bytes) -> Iterator[Called]:
    """Only at the beginning of a line: what a message says may look like a line of the log, too."""
    match = _CALL.match(line)
    if match is not None:
        yield from called(match[2].decode("utf-8", "replace"), at=match[1].decode())


CLAUDE_DESKTOP: Final = Recording(
    client="claude-desktop",
    shelves=_shelves,
    sign=b'Message from client: {"method":"tools/call"',
    calls=_calls,
    spelled=as_named,
    separator="\n",
    thorough=False,
)
