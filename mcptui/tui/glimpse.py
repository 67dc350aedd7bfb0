"""What the table shows of a look, and no more: it can be handed from one process to another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mcptui.model import Problem, StateKind
from mcptui.tui.listing import Column, Row

if TYPE_CHECKING:
    from mcptui.machine import Machine
    from mcptui.tui.session import Seen


class ClientNames(NamedTuple):
    """What users call clients, by id."""

    names: Mapping[str, str]

    def name_of(self, id_: str) -> str:
        return self.names.get(id_, id_)


class Glimpse(NamedTuple):
    """The same as of ``Seen``, less the look: nothing can be done with it. The rows' entries do not tell what they
    say, so there is no secret in it. ``clients`` are those of which a file cannot be read.
    """

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    clients: ClientNames
    counts: Mapping[StateKind, int]
    on: frozenset[str]
    needs: Mapping[Column, int]
    here: Collection[Path]
    twins: Mapping[str, str]
    everywhere: bool

    @classmethod
    def of(cls, seen: Seen, machine: Machine) -> Glimpse:
        """Work out all that is painted. Not for the event loop."""
        return cls(
            tuple(row.untold(machine) for row in seen.rows),
            seen.problems,
            ClientNames({problem.client: seen.clients.name_of(problem.client) for problem in seen.problems}),
            dict(seen.counts),
            seen.on,
            dict(seen.needs),
            seen.here,
            dict(seen.twins),
            seen.everywhere,
        )
