"""The clients that are known on a machine, as one value that is handed along: a user may have added some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from mcptui.clients.base import Client
from mcptui.clients.shape import Shape
from mcptui.formats.document import KeyPath
from mcptui.model import Problem
from mcptui.plain_text import visible

_LONGEST = 80


class Clients(Mapping[str, Client]):
    """Clients by their ids, in the order in which they are told. What follows from all of them is worked out once.

    ``problems`` are of files that should tell of more clients.
    """

    def __init__(self, clients: Iterable[Client], problems: tuple[Problem, ...] = ()) -> None:
        self._by_id = {client.id: client for client in clients}
        self.problems = problems

    def __getitem__(self, id_: str) -> Client:
        return self._by_id[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def only(self, *ids: str) -> Clients:
        """These alone, in this order."""
        return Clients(self._by_id[id_] for id_ in ids)

    def name_of(self, id_: str) -> str:
        """What users call the client with this id; the id where nobody knows it, for files may tell any."""
        known = self._by_id.get(id_)
        return visible(id_, _LONGEST) if known is None else known.name

    @cached_property
    def containers(self) -> tuple[KeyPath, ...]:
        """Where any of them keeps entries, ``*`` being any key."""
        return tuple(dict.fromkeys(path for client in self.values() for path in client.containers()))

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """How any of them reads an entry."""
        return tuple(shape for client in self.values() for shape in (client.shape, *client.other_shapes))
