"""Files that a client merges entry by entry, key by key: what an entry is in the end, and which file decides it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.formats.document import MISSING, Document, KeyPath
from mcptui.model import Place, Source, StateKind
from mcptui.operations import Assign, FileOperations, Operation, Take


class Fault(NamedTuple):
    """What a client cannot use, and where it stands."""

    reason: str
    place: Place


class Layer(NamedTuple):
    """One source that counts in a folder."""

    source: Source
    document: Document

    def table(self, name: str) -> Mapping[str, object]:
        value = self.document.value(self.path(name))
        return value if isinstance(value, dict) else {}

    def path(self, name: str) -> KeyPath:
        return (*self.source.key, name)

    def place(self, name: str, field: str = "") -> Place:
        line = self.document.line((*self.path(name), field)) if field else None
        return Place(self.source.file, line or self.document.line(self.path(name)))

    def change(self, *operations: Operation) -> FileOperations:
        return FileOperations(self.source.file, self.source.syntax, operations)


class Reading(Protocol):
    """How a client reads what one file says of an entry."""

    def passed_over(self, layer: Layer) -> Fault | None:
        """Why the client takes nothing from a file, and starts all the same."""
        ...

    def defines(self, source: Source, table: Mapping[str, object]) -> bool:
        """Whether it tells a server, and is more than an override of one in a weaker file."""
        ...

    def vote(self, source: Source, table: Mapping[str, object]) -> bool | None:
        """Whether it says on or off; None: neither."""
        ...

    def switch_in(self, source: Source, table: Mapping[str, object]) -> tuple[str, bool]:
        """The field that switches the entry off in that file, and its value then."""
        ...

    def switches(self, source: Source) -> tuple[str, ...]:
        """Every field that counts as a switch there."""
        ...


class Stack:
    """The layers that count in one folder, the weakest first.

    ``unreadable`` are sources that nobody can parse, ``lost`` those that the client passes over, with why.
    """

    def __init__(self, sources: Sequence[Source], reading: Reading, site: Site) -> None:
        read = [(source, site.read(source.file, source.syntax, source.scope)) for source in sources]
        layers = [Layer(source, document) for source, document in read if document is not None]
        missing = (source for source, document in read if document is None)
        faults = [(layer, reading.passed_over(layer)) for layer in layers]
        self.layers = tuple(layer for layer, fault in faults if fault is None)
        self.lost = {layer.source: fault for layer, fault in faults if fault is not None}
        self.unreadable = tuple(each for each in missing if each.file.name in site.names(each.file.parent))
        self._reading = reading

    def of(self, source: Source) -> int | None:
        """Where ``source`` stands in the stack; None: it does not count here."""
        return next((at for at, layer in enumerate(self.layers) if layer.source == source), None)

    def defines(self, layer: Layer, name: str) -> bool:
        table = layer.table(name)
        return bool(table) and self._reading.defines(layer.source, table)

    def votes(self, name: str) -> Iterator[tuple[Layer, bool]]:
        """What each layer says about on and off, the strongest first."""
        for layer in reversed(self.layers):
            table = layer.table(name)
            vote = self._reading.vote(layer.source, table) if table else None
            if vote is not None:
                yield layer, vote

    def shadowing(self, found: Found, own: int, site: Site) -> Iterator[Cause]:
        """A stronger layer that tells the server anew."""
        winner = next((each for each in reversed(self.layers[own + 1 :]) if self.defines(each, found.name)), None)
        if winner is not None:
            where = f"the {winner.source.scope.value} entry in {site.machine.short(winner.source.file)}"
            hint = f"switch or remove {where} instead"
            yield cause(StateKind.SHADOWED, f"{where} wins", winner.place(found.name), hint=hint)

    def switched_off(self, name: str) -> Iterator[Cause]:
        """The strongest layer that says on or off says off.

        Where weaker ones say it too, they are left as they are, for they may count elsewhere: the strongest
        then says on.
        """
        said = list(self.votes(name))
        offs = [layer for layer, _ in said[: next((at for at, (_, on) in enumerate(said) if on), len(said))]]
        if not offs:
            return
        strongest, table, path = offs[0], offs[0].table(name), offs[0].path(name)
        told = [each for each in self._reading.switches(strongest.source) if each in table]
        place, reason = strongest.place(name, told[0]), f"{told[0]} = {str(table[told[0]]).lower()}"
        if not strongest.source.writable:
            yield cause(StateKind.BLOCKED, f"an administrator's file switches it off ({reason})", place)
            return
        lifts: list[Operation] = [Assign((*path, each), MISSING, expect=table[each]) for each in told]
        if len(offs) > 1:
            field, off = self._reading.switch_in(strongest.source, table)
            lifts = [Assign((*path, field), value=not off), *(each for each in lifts if each.path[-1] != field)]
        elif set(table) == set(told):
            lifts = [Take(path, dict(table))]
        yield cause(StateKind.OFF, reason, place, remedy=[strongest.change(*lifts)])

    def off(self, layer: Layer, name: str) -> FileOperations:
        """What makes ``layer`` say off."""
        field, off = self._reading.switch_in(layer.source, layer.table(name))
        return layer.change(Assign((*layer.path(name), field), value=off))
