"""A look at the machine as the table shows it: its entries as rows, and what is worked out once for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from mcptui.model import Problem, StateKind
from mcptui.tui.cells import scope_cell
from mcptui.tui.listing import Column, Row
from mcptui.tui.twins import tell_twins_apart
from mcptui.tui.words import plain

if TYPE_CHECKING:
    from mcptui.clients.known import Clients
    from mcptui.inventory import Look, LookProgress
    from mcptui.workspace import Workspace


class Seen(NamedTuple):
    """A look, its entries as rows, how many are in each state, which are on, and how wide columns have to be.

    ``here`` are the folders whose entries belong to the project that was looked at; ``twins`` tells those apart
    whose rows look the same; ``everywhere``: the look went beyond that project.
    """

    look: Look
    rows: tuple[Row, ...]
    counts: Mapping[StateKind, int]
    on: frozenset[str]
    needs: Mapping[Column, int]
    here: Collection[Path]
    twins: Mapping[str, str]
    everywhere: bool = False

    @classmethod
    def of(cls, workspace: Workspace, *, everywhere: bool, progress: LookProgress | None = None) -> Seen:
        """Read everything. Not for the event loop."""
        return cls.from_look(workspace.watched_look(everywhere=everywhere, progress=progress), everywhere=everywhere)

    def again(self, workspace: Workspace) -> Seen:
        """Read what is different now; the rows of entries that are the same stay. Not for the event loop."""
        look = workspace.watched_look(self.look, everywhere=self.everywhere)
        return self.from_look(look, self.rows, everywhere=self.everywhere)

    @classmethod
    def from_look(cls, look: Look, known: Iterable[Row] = (), *, everywhere: bool = False) -> Seen:
        """What is worked out once for each look. Not for the event loop."""
        by_key = {row.key: row for row in known}
        clients, machine = look.site.clients, look.site.machine
        fresh = (Row(entry, machine, clients) for entry in look.entries)
        rows = tuple(
            old if (old := by_key.get(row.key)) is not None and old.entry == row.entry else row for row in fresh
        )
        named = {row.client for row in rows}
        project = here(look)
        scopes = [plain(scope_cell(row.entry, project)) for row in rows]
        twins = tell_twins_apart(
            ((row.entry.name, row.entry.source.client, scope), row.entry)
            for row, scope in zip(rows, scopes, strict=True)
        )
        names = {f"{row.entry.name} {twins.get(row.key, '')}".rstrip() for row in rows}
        return cls(
            look,
            rows,
            Counter(entry.state.kind for entry in look.entries),
            frozenset(row.key for row in rows if row.entry.on),
            {Column.SERVER: _widest(names), Column.CLIENT: _widest(named), Column.SCOPE: _widest(scopes)},
            project,
            twins,
            everywhere,
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.look.inventory.problems

    @property
    def clients(self) -> Clients:
        """Those that were looked at."""
        return self.look.site.clients

    def shows_the_same_as(self, other: Seen) -> bool:
        """Whether no line of the table says anything else; ``other`` is the look before."""
        return self.problems == other.problems and list(map(id, self.rows)) == list(map(id, other.rows))


def here(look: Look) -> frozenset[Path]:
    """The folders whose entries belong to the project that was looked at."""
    project = look.site.project
    return frozenset((*project.folder.parents, project.folder, project.root, project.main))


def load_domain() -> None:
    """Import what a look needs. On the event loop, before there is a thread that may need it: two threads that each
    import a part of the same package would wait for each other.
    """
    import mcptui.inventory
    import mcptui.launch
    import mcptui.secrets  # noqa: F401


def _widest(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts), default=0)
