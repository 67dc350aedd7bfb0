"""A disk that is only tried: what a transaction would write, without writing it."""

from __future__ import annotations

from pathlib import Path

from mcptui.store.files import READ_LIMIT, Facts, Files, demand_writable, prepared_prefix
from mcptui.store.signature import Signature


class DryRunFiles(Files):
    """A disk that is only tried: reads show what would be there, refusals come early, nothing is written.

    ``written`` is what would have changed: path to new bytes, None for a file that would be gone.
    """

    def __init__(self, disk: Files) -> None:
        self._disk = disk
        self.written: dict[Path, bytes | None] = {}

    def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
        real = self.resolve(path)
        return self.written[real] if real in self.written else self._disk.read(path, limit, known)

    def resolve(self, path: Path) -> Path:
        return self._disk.resolve(path)

    def facts(self, path: Path) -> Facts | None:
        real = self.resolve(path)
        if real in self.written and self.written[real] is None:
            return None
        return self._disk.facts(path)

    def signature(self, path: Path) -> Signature | None:
        return self._disk.signature(path)

    def list_folder(self, path: Path) -> tuple[str, ...]:
        names = set(self._disk.list_folder(path))
        for changed, data in self.written.items():
            if changed.parent == path:
                (names.discard if data is None else names.add)(changed.name)
        return tuple(sorted(names))

    def create_folder(self, path: Path, *, private: bool) -> None:
        """Nothing: a folder shows once a file is in it."""

    def prepare(self, path: Path, data: bytes, *, mode: int | None = None, private: bool = False) -> Path:
        demand_writable(path, self.facts(path))
        prepared = path.with_name(prepared_prefix(path))
        self.written[prepared] = data
        return prepared

    def swap(self, prepared: Path, path: Path) -> None:
        self.written[path] = self.written.pop(prepared)

    def remove(self, path: Path) -> None:
        self.written[path] = None

    def remove_folder(self, path: Path) -> None:
        """Nothing: see ``create_folder``."""
