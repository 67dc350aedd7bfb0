"""Where clients read, told as values: one file, or one in each of many folders, on the systems that have it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from mcptui.formats.document import KeyPath
from mcptui.machine import System
from mcptui.model import Scope, Syntax
from mcptui.project import Project

if TYPE_CHECKING:
    from mcptui.clients.base import Site

EVERYWHERE: Final = tuple(System)
_MOST_NAMES: Final = 1_000
UNIX: Final = (System.LINUX, System.MACOS)


class Start(NamedTuple):
    """A beginning of paths of a client's own, whose place takes code to tell."""

    name: str
    place: Callable[[Site], Path]


class Nearness(Enum):
    """In which folders of a project a client looks, from the one it is started in.

    ``EITHER``: in that one and in the root, since an editor may be opened on both.
    """

    FOLDER = auto()
    ROOT = auto()
    EITHER = auto()
    UPWARDS = auto()


class Reads(NamedTuple):
    """Files in which a client reads entries.

    ``path`` begins with ``~`` (the home), ``<config>`` (where desktop programs keep settings), ``<cache>``,
    ``<project>``, a slash (the system's root), ``$NAME``: what that environment variable names, else
    the client's own default for it, or one of the client's own starts. A part of it may be ``*``: whatever
    is there. Files of one scope are told apart by ``note``; what a ``*`` stands for is put behind it.
    ``listed``: the entries are items of a list. ``shared``: the file belongs to another client, and counts
    only where this one is installed.

    The client starts what stands there: ``when`` something holds, after it ``asks``, or with a ``doubt``.
    ``dead`` says where the entries went if it does not read the file any more.
    """

    scope: Scope
    path: str
    key: KeyPath = ("mcpServers",)
    syntax: Syntax = Syntax.JSON
    writable: bool = True
    systems: tuple[System, ...] = EVERYWHERE
    note: str | None = None
    listed: bool = False
    shared: bool = False
    dead: str = ""
    doubt: str = ""
    when: str = ""
    asks: str = ""


class Told(NamedTuple):
    """A file that a client may read, with its project's folder if it is in one, and what tells it apart."""

    file: Path
    project: Path | None
    note: str | None


class Folders(NamedTuple):
    """What the beginnings of paths stand for: ``defaults`` for environment variables, ``nearness`` for projects.

    ``starts`` are beginnings of the client's own.
    """

    defaults: Mapping[str, str]
    nearness: Nearness
    starts: tuple[Start, ...] = ()

    def files(self, reads: Reads, site: Site) -> Iterator[Told]:
        """The files that ``reads`` means, there or not."""
        if site.machine.system not in reads.systems:
            return
        if not reads.path.startswith("<project>"):
            yield from _told(self.place(reads.path, site), reads, None, site)
            return
        rest = reads.path.removeprefix("<project>/")
        first = rest.partition("/")[0]
        for folder, here in self._projects(site):
            # Of the many projects elsewhere only what is there is of interest.
            if here or "*" in first or first in site.names(folder):
                yield from _told(folder / rest, reads, folder, site)

    def place(self, path: str, site: Site) -> Path:
        """What a path that is in no project means on this machine."""
        machine = site.machine
        start, _, rest = path.partition("/")
        match start:
            case "":
                return machine.absolute(path)
            case "~":
                return machine.home / rest
            case "<config>":
                return machine.app_config / rest
            case "<cache>":
                return machine.cache / rest
        for own in self.starts:
            if own.name == start:
                return own.place(site) / rest
        base = machine.moved(start.removeprefix("$")) or self.place(self.defaults[start.removeprefix("$")], site)
        return base / rest if rest else base

    def _projects(self, site: Site) -> Iterable[tuple[Path, bool]]:
        """The folders to look in, each with whether it belongs to the project looked at; worked out once for a look."""
        key = ("folders of projects", self.nearness)
        kept = site.memo.get(key)
        if isinstance(kept, dict):
            return kept.items()
        home = Path(os.path.realpath(site.machine.home))
        folders: dict[Path, bool] = {}
        for project in (site.project, *site.others):
            for folder in self._near(project):
                if folder != home:  # what lies there is the user's
                    folders.setdefault(folder, project is site.project)
        site.memo[key] = folders
        return folders.items()

    def _near(self, project: Project) -> tuple[Path, ...]:
        match self.nearness:
            case Nearness.FOLDER:
                return (project.folder,)
            case Nearness.ROOT:
                return (project.root,)
            case Nearness.EITHER:
                return (project.folder, project.root)
            case Nearness.UPWARDS:
                return project.lineage


def _told(path: Path, reads: Reads, project: Path | None, site: Site) -> Iterator[Told]:
    if "*" not in reads.path:
        yield Told(path, project, reads.note)
        return
    own = reads.path.count("/")
    for file, names in _spread(path.parents[own - 1], path.parts[-own:], site):
        yield Told(file, project, " ".join(filter(None, (reads.note, "/".join(names)))))


def _spread(folder: Path, parts: tuple[str, ...], site: Site) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """A file for each name that the ``*`` among ``parts`` may stand for, with these names."""
    starred = next((index for index, part in enumerate(parts) if "*" in part), None)
    if starred is None:
        yield folder.joinpath(*parts), ()
        return
    folder, suffix = folder.joinpath(*parts[:starred]), parts[starred].removeprefix("*")
    for name in site.names(folder)[:_MOST_NAMES]:
        if name.endswith(suffix) and not name.startswith("."):
            for file, names in _spread(folder / name, parts[starred + 1 :], site):
                yield file, (name.removesuffix(suffix), *names)
