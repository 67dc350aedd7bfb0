"""Files that several clients read: what a change of one of them does to the servers of the others.

What becomes of an entry there is not concluded from the kind of the change: each of the others judges the file as it
would be, so a switch that it does not heed leaves the server on, and an edit that it asks about leaves it waiting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mcptui.changes.change import Act, Change
from mcptui.clients.base import Client
from mcptui.formats.document import KeyPath
from mcptui.inventory import Look, imagined
from mcptui.model import Entry, StateKind
from mcptui.project import resolved

_BECOMES = {
    StateKind.ON: "it is switched on there as well",
    StateKind.OFF: "it is switched off there as well",
    StateKind.PENDING: "it waits for approval there then",
}


_Placed = Mapping[tuple[Path, KeyPath], Entry]
"""Entries by the real file and the place in it."""


class Sharing:
    """What ``files`` would be, by the path under which a client was to change them, against a look."""

    def __init__(self, look: Look, files: Mapping[Path, bytes | None]) -> None:
        self._look = look
        self._files = {resolved(path): data for path, data in files.items()}
        self._readers = _readers(look, self._files)
        self._before: dict[str, _Placed] = {}
        self._after: dict[str, _Placed] = {}

    def readers(self, path: Path, owners: Sequence[str]) -> tuple[Client, ...]:
        """The clients that read the file too, and are installed; ``owners`` are the ids of those it is changed for."""
        return tuple(each for each in self._readers.get(resolved(path), ()) if each.id not in owners)

    def notes(self, change: Change, paths: Sequence[Path]) -> Iterator[str]:
        """A sentence for every outcome that the change has for others, in the files that it touches."""
        for path in dict.fromkeys(paths):
            outcomes: dict[str, list[str]] = {}
            for client in self.readers(path, (change.entry.source.client,)):
                told = self._outcome(change, resolved(path), client)
                if told is not None:
                    outcomes.setdefault(told, []).append(client.name)
            for told, names in outcomes.items():
                yield f"{reading(names, path)}: {told}"

    def affected(self, path: Path, owners: Sequence[str]) -> tuple[Client, ...]:
        """The other clients for which entries of the file would be others."""
        return tuple(each for each in self.readers(path, owners) if self._differs(each, resolved(path)))

    def _differs(self, client: Client, target: Path) -> bool:
        self._judge(client)
        was, will = (
            {path: (each.value, each.state.kind) for (file, path), each in placed.items() if file == target}
            for placed in (self._before[client.id], self._after[client.id])
        )
        return was != will

    def _judge(self, client: Client) -> None:
        """Have the client judge its entries as they are and as they would be; once for all that is asked of it."""
        if client.id not in self._after:
            before = (each for each in self._look.entries if each.source.client == client.id and each.parked is None)
            self._before[client.id] = _by_place(before, self._files)
            self._after[client.id] = _by_place(imagined(self._look, client, self._files), self._files)

    def _outcome(self, change: Change, target: Path, client: Client) -> str | None:
        """What becomes of the entry for ``client``; None: it takes no such entry from the file."""
        self._judge(client)
        place = (target, change.entry.path)
        was, will = self._before[client.id].get(place), self._after[client.id].get(place)
        if will is None:
            return None if was is None else "the server goes there as well"
        if was is None:
            return "the server comes there as well"
        if was.state.kind is not will.state.kind:
            return _BECOMES.get(will.state.kind, f"it is {will.state.kind.value} there then")
        if change.act in (Act.ENABLE, Act.DISABLE):
            return f"it stays {will.state.kind.value} there"
        return "the change holds there as well"


def reading(names: Sequence[str], path: Path) -> str:
    """``Cursor and Copilot CLI read .mcp.json too``."""
    *first, last = names
    told = f"{', '.join(first)} and {last}" if first else last
    return f"{told} {'read' if first else 'reads'} {file_called(path)} too"


def file_called(path: Path) -> str:
    """A file by its name; one in a hidden folder, where many files are called alike, with that."""
    hidden = path.parent.name.startswith(".") and not path.name.startswith(".")
    return f"{path.parent.name}/{path.name}" if hidden else path.name


def _readers(look: Look, files: Mapping[Path, bytes | None]) -> Mapping[Path, tuple[Client, ...]]:
    """The installed clients that take entries from each of ``files``, whatever they call it."""
    # A file that is not there has no other name yet.
    there = {path: resolved(path) for path, _ in look.documents}
    readers: dict[Path, dict[str, Client]] = {}
    for source in look.sources:
        target = there.get(source.file, source.file)
        if target in files:
            readers.setdefault(target, {})[source.client] = look.site.clients[source.client]
    return {
        target: tuple(client for client in clients.values() if client.installed(look.site))
        for target, clients in readers.items()
    }


def _by_place(entries: Iterable[Entry], files: Mapping[Path, bytes | None]) -> _Placed:
    """The entries that stand in ``files``."""
    placed = ((resolved(entry.source.file), entry) for entry in entries)
    return {(target, entry.path): entry for target, entry in placed if target in files}
