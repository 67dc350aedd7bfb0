"""Operations on a file's bytes: worked out as edits, with the operations that take them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mcptui.changes.both_sides import both_sides
from mcptui.clients import BUILT_IN
from mcptui.clients.known import Clients
from mcptui.errors import ChangedMeanwhile, EditRefused, Unreadable
from mcptui.formats import parse
from mcptui.formats.document import MISSING, Document, Drop, Edit, KeyPath, Piece, Put, Restore, same
from mcptui.model import Syntax
from mcptui.operations import Anything, Assign, Lasting, Listed, Operation, PutBack, Stands, StaysOut, Take

_EDITED_ELSEWHERE = "look at it again and repeat what you wanted"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The outcome of operations on one file: new bytes, what was cut out with its value, and the way back.

    ``document`` is the new file, parsed; ``data`` is None where there was no file and needs none.
    """

    data: bytes | None
    document: Document
    pieces: dict[KeyPath, Piece] = field(default_factory=dict)
    values: dict[KeyPath, object] = field(default_factory=dict)
    undo: tuple[Lasting, ...] = ()


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """Say in a refusal from inside which file it is about."""
    try:
        yield
    except Unreadable as error:
        raise Unreadable(f"{error.place(str(file))}: {error.message}", error.hint, error.line, error.column) from None
    except (ChangedMeanwhile, EditRefused) as error:
        raise type(error)(f"{file}: {error.message}", error.hint, error.difference) from None


def rewrite(
    data: bytes | None,
    syntax: Syntax,
    operations: Sequence[Operation],
    document: Document | None = None,
    clients: Clients = BUILT_IN,
) -> Rewrite:
    """Make ``operations`` hold in ``data`` (None: there is no file); ``document`` is what ``data`` says, if known.

    Of what is refused the secrets are hidden that any of ``clients`` would keep there.

    Whatever their order, what comes back comes first and what goes goes last, so an entry can be put
    back and narrowed, or narrowed and taken out, at once. What holds already is left alone. Raises
    ``ChangedMeanwhile`` where the file no longer says what the user saw, ``EditRefused`` where an edit
    cannot be done exactly, ``Unreadable`` for a broken file.
    """
    if document is None:
        document = parse(data or b"", syntax, [operation.path[:-1] for operation in operations])
    work = _Work(data, document, clients)
    takes = [each for each in operations if isinstance(each, Take)]
    seen = {take.path: work.document.value(take.path) for take in takes}
    work.guard([each for each in operations if isinstance(each, Stands)])
    recut = work.put_back(
        [each for each in operations if isinstance(each, PutBack)],
        [each for each in operations if isinstance(each, StaysOut)],
    )
    work.set([each for each in operations if isinstance(each, Listed | Assign)])
    pieces, values = work.take_out(takes, seen)
    back = tuple(reversed(work.undo))
    return Rewrite(work.data, work.document, recut | pieces, values, (*_guards(operations, back), *back))


def _guards(operations: Sequence[Operation], back: Sequence[Lasting]) -> Iterator[Stands]:
    """What guarded the way there guards the way back, where that sets something in what may be gone by then."""
    sets = [each.path for each in back if isinstance(each, Listed | Assign) and _sets(each)]
    for operation in operations:
        if isinstance(operation, Stands) and any(path[:-1] == operation.path[:-1] for path in sets):
            yield Stands(operation.path)


def _sets(operation: Listed | Assign) -> bool:
    return operation.present if isinstance(operation, Listed) else operation.value is not MISSING


class _Work:
    """A file's bytes while operations are done on them, one kind after the other; ``undo`` is told in that order."""

    __slots__ = ("clients", "data", "document", "undo")

    def __init__(self, data: bytes | None, document: Document, clients: Clients) -> None:
        self.data = data
        self.document = document
        self.clients = clients
        self.undo: list[Lasting] = []

    def _edit(self, edits: Sequence[Edit]) -> dict[KeyPath, Piece]:
        if not edits:
            return {}
        self.document, pieces = self.document.edit(edits)
        self.data = self.document.data
        return pieces

    def guard(self, operations: Sequence[Stands]) -> None:
        """Refuse where what the other operations rest on is gone or was changed."""
        for path, expect in operations:
            now = self.document.value(path)
            self._demand_there(path, now, expect)
            self._demand(path, now, expect)

    def put_back(self, operations: Sequence[PutBack], out: Sequence[StaysOut]) -> dict[KeyPath, Piece]:
        """An entry that stands there again just as it was kept is left; one that says something else is not touched.

        Returns the pieces of those that stay out and had to be cut out anew.
        """
        wanted: list[Restore] = []
        for path, piece in ((each.path, each.piece) for each in operations):
            now, kept = self.document.value(path), _kept_value(self.document.syntax, path, piece)
            if same(now, kept):
                continue
            if now is not MISSING:
                raise ChangedMeanwhile(
                    f"{path[-1]!r} stands there again and says something else",
                    "remove or rename one of the two",
                    self._both_sides(path, kept, now),
                )
            wanted.append(Restore(path, piece))
            self.undo.append(Take(path, kept))
        coming = {each.path for each in operations}
        over = [Restore(each.path, each.piece) for each in out if each.path not in coming]
        fitted = self._fitted(wanted, over) if over else None
        if fitted is None:
            self._edit(wanted)
            return {}
        self.document, above = fitted
        self.data = self.document.data
        return self._edit([Drop(each.path) for each in above])

    def _fitted(self, wanted: Sequence[Restore], over: Sequence[Restore]) -> tuple[Document, list[Restore]] | None:
        """The file with all that is wanted, each where it was cut out, and those of ``over`` that it took for that.

        None where it takes more than that: then no order lets each piece find the text that it was cut from.
        """
        document, waiting, above = self.document, list(wanted), list[Restore]()
        while waiting:
            rest = (each for each in (*waiting, *over) if each not in above)
            fitting = next((each for each in rest if document.fits(each.path, each.piece)), None)
            if fitting is None:
                return None
            if fitting in waiting:
                waiting.remove(fitting)
            else:
                above.append(fitting)
            document = document.edit([fitting]).document
        return document, above

    def set(self, operations: Sequence[Listed | Assign]) -> None:
        """Lists and values; several operations on one path build on each other."""
        wanted: dict[KeyPath, object] = {}
        for operation in operations:
            now = wanted.get(operation.path, self.document.value(operation.path))
            then, back = _listed(now, operation) if isinstance(operation, Listed) else self._assigned(now, operation)
            if back is not None:
                wanted[operation.path] = then
                self.undo.append(back)
        changed = {path: then for path, then in wanted.items() if not same(self.document.value(path), then)}
        self._edit([Drop(path) if then is MISSING else Put(path, then) for path, then in changed.items()])

    def take_out(
        self, operations: Sequence[Take], seen: dict[KeyPath, object]
    ) -> tuple[dict[KeyPath, Piece], dict[KeyPath, object]]:
        """``seen`` is what stood there before the other operations: the user may have expected that."""
        values = {}
        for path, expect in ((each.path, each.expect) for each in operations):
            values[path] = self.document.value(path)
            self._demand_there(path, values[path], expect)
            if not _expected(seen[path], expect):
                self._demand(path, values[path], expect)
        pieces = self._edit([Drop(path) for path in values])
        self.undo += (PutBack(path, pieces[path]) for path in values)
        return pieces, values

    def _assigned(self, now: object, operation: Assign) -> tuple[object, Lasting | None]:
        if same(now, operation.value):
            return now, None
        self._demand(operation.path, now, operation.expect)
        return operation.value, Assign(operation.path, now, expect=operation.value)

    def _demand_there(self, path: KeyPath, now: object, expected: object) -> None:
        if now is MISSING:
            sides = self._both_sides(path, expected, now)
            raise ChangedMeanwhile(f"{path[-1]!r} is no longer in the file", _EDITED_ELSEWHERE, sides)

    def _demand(self, path: KeyPath, now: object, expected: object) -> None:
        if not _expected(now, expected):
            sides = self._both_sides(path, expected, now)
            raise ChangedMeanwhile(f"{'.'.join(path)} was changed by another program", _EDITED_ELSEWHERE, sides)

    def _both_sides(self, path: KeyPath, then: object, now: object) -> str:
        return both_sides(path, then, now, self.document, self.clients)


def _kept_value(syntax: Syntax, path: KeyPath, piece: Piece) -> object:
    """What a piece says: its value in a file that holds nothing else."""
    alone = parse(b"", syntax).edit([Restore(path, piece)])
    return parse(alone.data, syntax).value(path)


def _listed(now: object, operation: Listed) -> tuple[object, Lasting | None]:
    items = [] if now is MISSING or now is None else now
    if not isinstance(items, list):
        raise EditRefused(f"{'.'.join(operation.path)} is not a list", "mend it in the file by hand")
    if any(same(each, operation.item) for each in items) is operation.present:
        return now, None
    back = Listed(operation.path, operation.item, not operation.present)
    if operation.present:
        return [*items, operation.item], back
    return [each for each in items if not same(each, operation.item)], back


def _expected(now: object, expected: object) -> bool:
    return isinstance(expected, Anything) or same(now, expected)
