"""Where clients read, told as values: one file, or one in each of many folders, on the systems that have it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from pathlib import Path
from typing import Final, NamedTuple

from mcptui.clients.base import Site
from mcptui.formats.document import KeyPath
from mcptui.machine import System
from mcptui.model import Scope, Syntax
from mcptui.project import Project

EVERYWHERE: Final = tuple(System)
UNIX: Final = (System.LINUX, System.MACOS)


class Nearness(Enum):
    """In which folders of a project a client looks, from the one it is started in."""

    FOLDER = auto()
    ROOT = auto()
    UPWARDS = auto()


class Reads(NamedTuple):
    """Files in which a client reads entries.

    ``path`` begins with ``~`` (the home), ``<config>`` (where desktop programs keep settings), ``<cache>``,
    ``<project>``, a slash (the system's root), or ``$NAME``: what that environment variable names, else
    the client's own default for it. A part of it may be ``*``: whatever is there. ``dead`` says why the
    client does not read the file any more.
    """

    scope: Scope
    path: str
    key: KeyPath = ("mcpServers",)
    syntax: Syntax = Syntax.JSON
    writable: bool = True
    systems: tuple[System, ...] = EVERYWHERE
    note: str | None = None
    shared: bool = False
    dead: str = ""
    doubt: str = ""


class Folders(NamedTuple):
    """What the beginnings of paths stand for: ``defaults`` for environment variables, ``nearness`` for projects."""

    defaults: Mapping[str, str]
    nearness: Nearness

    def files(self, reads: Reads, site: Site) -> Iterator[tuple[Path, Path | None]]:
        """The files that ``reads`` means, there or not, each with its project's folder, if it is in one."""
        if site.machine.system not in reads.systems:
            return
        if not reads.path.startswith("<project>"):
            for file in _spread(self.place(reads.path, site), site):
                yield file, None
            return
        home = Path(os.path.realpath(site.machine.home))
        rest = reads.path.removeprefix("<project>/")
        for folder in self._projects(site):
            if folder != home:  # what lies there is the user's
                for file in _spread(folder / rest, site):
                    yield file, folder

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
        told = machine.variable(start.removeprefix("$"))
        base = self.place(self.defaults[start.removeprefix("$")], site) if told is None else Path(told)
        return base / rest if rest else base

    def _projects(self, site: Site) -> Iterator[Path]:
        seen: set[Path] = set()
        for project in (site.project, *site.others):
            for folder in self._near(project):
                if folder not in seen:
                    seen.add(folder)
                    yield folder

    def _near(self, project: Project) -> tuple[Path, ...]:
        match self.nearness:
            case Nearness.FOLDER:
                return (project.folder,)
            case Nearness.ROOT:
                return (project.root,)
            case Nearness.UPWARDS:
                return project.lineage


def _spread(path: Path, site: Site) -> Iterator[Path]:
    """``path``, or one for each name that its ``*`` may stand for; ``*.json`` stands for files of that kind."""
    for index, part in enumerate(path.parts):
        if "*" in part:
            folder, suffix = Path(*path.parts[:index]), part.removeprefix("*")
            for name in site.names(folder):
                if name.endswith(suffix) and not name.startswith("."):
                    yield from _spread(folder.joinpath(name, *path.parts[index + 1 :]), site)
            return
    yield path
