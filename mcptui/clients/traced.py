"""How a client shows that it is here, and which of its places it does not read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from mcptui.clients.places import Folders, Nearness
from mcptui.model import NOTHING, Scope, Source

if TYPE_CHECKING:
    from mcptui.clients.base import Site


class Unread(NamedTuple):
    """A place that a client does not read on this machine, and why; ``path`` may be a pattern."""

    path: str
    scope: Scope
    reason: str


class Traced(ABC):
    """The part of a client that is about its files being there, not about what they say."""

    traces: ClassVar[tuple[str, ...]] = ()
    """Folders and files that are there where it is installed, told as ``places.Reads`` tells a path."""
    defaults: ClassVar[Mapping[str, str]] = NOTHING
    """What the environment variables in such paths mean where they are not set."""
    unverified: ClassVar[tuple[str, ...]] = ()
    """What mcptui takes for true of it on the word of others, or by a guess; each fits behind "not verified:"."""

    @abstractmethod
    def sources(self, site: Site) -> Iterator[Source]:
        """Every place this client reads, whether the file is there or not."""

    @property
    def folders(self) -> Folders:
        """What its paths mean."""
        return Folders(self.defaults, Nearness.ROOT)

    def traces_in(self, site: Site) -> tuple[Path, ...]:
        """Those of its traces that are there."""
        told = (self.folders.place(path, site) for path in self.traces)
        return tuple(path for path in told if path.name in site.names(path.parent))

    def own_files(self, site: Site) -> Iterator[Path]:
        """Files that it reads and nobody but its user puts down, there or not."""
        of_others = (Scope.MANAGED, Scope.SYSTEM)
        return (each.file for each in self.sources(site) if each.project is None and each.scope not in of_others)

    def installed(self, site: Site) -> bool:
        """Whether the client left its traces here, or one of its own files is there."""
        return bool(self.traces_in(site)) or any(file.name in site.names(file.parent) for file in self.own_files(site))

    def left(self, source: Source, site: Site) -> str:
        """Why the client does not read a file any more, or at all, and its entries are told all the same."""
        return ""

    def doubt(self, source: Source) -> str:
        """Why it is not certain that the client reads a file; empty: it does."""
        return ""

    def unread(self, site: Site) -> Iterator[Unread]:
        """What the client could read, and does not on this machine."""
        return iter(())
