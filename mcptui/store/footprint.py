"""What a look at files depends on, and whether any of it is different now.

A footprint is a disk that notes what is asked of it. Whether something is different is told by signatures
alone; nothing is read for it. A file that is not there is not asked for again and again: it can come only
when the nearest folder above it changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from mcptui.errors import Unreadable
from mcptui.store.files import READ_LIMIT, Files
from mcptui.store.names import Names
from mcptui.store.signature import Signature


class _Note(NamedTuple):
    """How something was found; ``signature`` is None where nothing was there, or a sentence why it cannot be told.

    ``sure``: as long as the signature is the same, so is the content. ``names`` are those in a folder, where they
    were asked for.
    """

    signature: Signature | str | None
    sure: bool
    names: Names | None = None


class _Gap(NamedTuple):
    """Files that are not there, below the nearest folder that is, and how that was found before they were missed."""

    folder: _Note
    missing: list[Path]


class Footprint:
    """Reads, and notes what was read. One thread may ask for ``changes`` while others read on.

    ``now`` is the time in nanoseconds since 1970.
    """

    def __init__(self, files: Files, now: Callable[[], int] = time.time_ns) -> None:
        self._files = files
        self._now = now
        self._earlier: Mapping[Path, _Note] = {}
        self._noted: dict[Path, _Note] = {}
        self._folders: dict[Path, bool] = {}
        self._missed: list[Path] = []
        self._gaps: dict[Path, _Gap] = {}

    def next(self) -> Footprint:
        """For another look: of what is as it was at this one nothing is read again."""
        made = Footprint(self._files, self._now)
        made._earlier = self._noted
        return made

    # --- what a look asks

    def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
        """The bytes of a file, as ``Files.read`` gives them; ``known`` are those that it had at the look before."""
        note = self.note(path)
        if note.signature is None:
            return None
        if known is not None and self._is_as_before(path, note):
            return known
        return self._files.read(path, limit, known)

    def list_folder(self, path: Path) -> tuple[str, ...]:
        """The names in a folder, as ``Files.list_folder`` gives them."""
        note = self.note(path)
        names = self._earlier[path].names if self._is_as_before(path, note) else None
        if names is None:
            names = Names(self._files.list_folder(path))
        self._noted[path] = note._replace(names=names)
        return names

    def note(self, path: Path) -> _Note:
        """Note how something is found, without reading it; what was noted before stays so."""
        note = self._noted.get(path)
        if note is None:
            note = self._noted[path] = self._find(path)
            if note.signature is None:
                self._missed.append(path)
        return note

    def has(self, path: Path) -> bool:
        """Whether something was there."""
        return self.note(path).signature is not None

    def note_folder(self, path: Path) -> None:
        """Note whether a folder is there, whatever becomes of what is in it."""
        self._folders[path] = self._find(path).signature is not None

    def _is_as_before(self, path: Path, note: _Note) -> bool:
        before = self._earlier.get(path)
        return before is not None and before.sure and before.signature == note.signature

    def _find(self, path: Path) -> _Note:
        now = self._now()
        try:
            signature = self._files.signature(path)
        except Unreadable as error:
            return _Note(error.message, sure=True)
        return _Note(signature, sure=signature is None or not signature.is_fresh(now))

    # --- what is different now

    def changes(self) -> tuple[Path, ...]:
        """Where something else is found now, or may be, than was found then."""
        return tuple(dict.fromkeys((*self._changed(), *self._turned(), *self._came())))

    def is_fresh(self, paths: Iterable[Path]) -> bool:
        """Whether one of these was written only just now, and perhaps not to its end."""
        return any(not self._find(path).sure for path in paths)

    def _changed(self) -> Iterator[Path]:
        """What was there and is something else, or gone."""
        for path, note in list(self._noted.items()):
            if note.signature is None:
                continue
            now = self._find(path)
            if now.signature == note.signature and note.sure:
                continue
            names = None if note.names is None else self._names_now(path, note.names)
            if names is None:
                yield path
            else:
                self._noted[path] = now._replace(names=names)

    def _names_now(self, path: Path, names: Names) -> Names | None:
        """The names in a folder that changed; None where one came or went that was asked for."""
        try:
            return names.now(self._files.list_folder(path))
        except Unreadable:
            return None

    def _turned(self) -> Iterator[Path]:
        """Folders that came or went."""
        for path, there in self._folders.items():
            if (self._find(path).signature is not None) is not there:
                yield path

    def _came(self) -> Sequence[Path]:
        """What was not there and is now."""
        missing, self._missed = self._missed, []
        for folder, gap in list(self._gaps.items()):
            if not gap.folder.sure or self._find(folder).signature != gap.folder.signature:
                missing += self._gaps.pop(folder).missing
        found: dict[Path, _Note] = {}
        came = [path for path in missing if not self._miss(path, found)]
        self._missed += came  # it may go again before there is another look
        return came

    def _miss(self, path: Path, found: dict[Path, _Note]) -> bool:
        """Note below which folder ``path`` is missing; False: it is there.

        The folder is looked at first, then what is missing in it: who comes in between is seen the next time.
        """
        below, folder = path, path.parent
        while (note := found.get(folder) or self._find(folder)).signature is None and folder != folder.parent:
            below, folder = folder, folder.parent
        while True:
            found[folder] = note
            if self._find(below).signature is None:
                self._gaps.setdefault(folder, _Gap(note, [])).missing.append(path)
                return True
            if below == path:
                return False
            folder = below
            below = folder / path.relative_to(folder).parts[0]
            note = self._find(folder)
