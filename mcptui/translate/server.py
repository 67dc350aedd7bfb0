"""A server as it is meant, whatever the fields are called where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from mcptui.clients.variables import Text
from mcptui.model import Transport

NOTHING: Final[Mapping[str, Text]] = MappingProxyType({})


class Server(NamedTuple):
    """What an entry says in no client's words; its texts are taken apart and may hold secrets.

    ``timeout`` is in seconds. ``allow`` and ``deny`` are tools; None: there is no such list. ``needs`` are
    what only the client of the entry understands and the server is not the same without, ``asides`` what
    it is the same without; both are names of fields.
    """

    transport: Transport
    command: Text | None = None
    args: tuple[Text, ...] = ()
    cwd: Text | None = None
    env: Mapping[str, Text] = NOTHING
    url: Text | None = None
    headers: Mapping[str, Text] = NOTHING
    allow: tuple[str, ...] | None = None
    deny: tuple[str, ...] | None = None
    timeout: float | None = None
    needs: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()

    def texts(self) -> Iterator[Text]:
        """Every text in which there may be a variable."""
        yield from (each for each in (self.command, self.cwd, self.url) if each is not None)
        yield from self.args
        yield from self.env.values()
        yield from self.headers.values()
