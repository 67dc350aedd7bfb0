"""A project folder as the clients see it: where its repository begins, and the main one of a linked work tree."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

_LONGEST_LINK = 4096
_LONGEST_PATH = 4096


class Project(NamedTuple):
    """``folder`` is what was asked for, links resolved; ``root`` the top of its work tree (or ``folder``);

    ``main`` the root of the main repository when ``root`` is a linked work tree, else ``root``.
    """

    folder: Path
    root: Path
    main: Path

    @property
    def lineage(self) -> tuple[Path, ...]:
        """``folder`` and its parents up to ``root``, nearest first."""
        chain = [self.folder]
        while chain[-1] != self.root:
            chain.append(chain[-1].parent)
        return tuple(chain)


class KnownProject(NamedTuple):
    """A project that clients know of: its folder, their ids, and whether the folder is ``gone``."""

    folder: Path
    clients: tuple[str, ...]
    gone: bool


class KnownProjects(NamedTuple):
    """The current project and the others by their folders and by their main repositories; the first one counts.

    ``judging`` has the project in whose view what is kept for a folder is judged: the current one for those around it.
    """

    by_folder: Mapping[Path, Project]
    by_main: Mapping[Path, Project]
    judging: Mapping[Path, Project]

    @classmethod
    def of(cls, current: Project, others: Sequence[Project]) -> KnownProjects:
        """Others are in the order in which clients name them."""
        by_folder: dict[Path, Project] = {}
        by_main: dict[Path, Project] = {}
        judging = dict.fromkeys((*current.folder.parents, current.folder, current.main), current)
        for project in (current, *others):
            by_folder.setdefault(project.folder, project)
            by_main.setdefault(project.main, project)
        for project in others:
            judging.setdefault(project.folder, project)
            judging.setdefault(project.main, project)
        return cls(by_folder, by_main, judging)


def locate(folder: Path, read: Callable[[Path], bytes | None]) -> Project:
    """Find the repository around ``folder`` by walking up to the first ``.git``, as git does, without running it.

    ``read`` gives a file's bytes, None when it cannot be read.
    """
    folder = resolved(folder)
    for candidate in (folder, *folder.parents):
        git = candidate / ".git"
        if os.path.exists(git):
            main = None if git.is_dir() else _main_repository(git, read)
            return Project(folder, candidate, main or candidate)
    return Project(folder, folder, folder)


def is_possible(folder: PurePath) -> bool:
    """Whether a project could be there: a file of a client may name what no file system has.

    Nor is one looked for on a share, which is another machine: nobody asked to contact that.
    """
    if folder.drive.startswith("\\\\"):
        return False
    try:
        return folder.is_absolute() and b"\0" not in os.fsencode(folder) and len(str(folder)) <= _LONGEST_PATH
    except UnicodeEncodeError:
        return False


def is_gone(folder: Path) -> bool:
    """Whether there is no such folder any more; one that cannot be looked at may be there."""
    try:
        return not stat.S_ISDIR(folder.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False


def resolved(path: Path) -> Path:
    """``path`` with its links resolved; one that no file system could have, as a hostile file names it, as it is."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        return path


def _main_repository(git: Path, read: Callable[[Path], bytes | None]) -> Path | None:
    """The main repository behind a linked work tree's ``.git`` file; None for anything else, submodules too.

    A copied work tree, to which its repository does not point back, is a project of its own.
    """
    text = _line(read(git))
    if text is None or not text.startswith("gitdir:") or "\0" in text:
        return None
    folder = resolved(git.parent / text.removeprefix("gitdir:").strip())
    common, back = _line(read(folder / "commondir")), _line(read(folder / "gitdir"))
    if not common or not back or resolved(folder / back) != resolved(git):
        return None
    shared = resolved(folder / common)
    return shared.parent if shared.name == ".git" else shared


def _line(data: bytes | None) -> str | None:
    if data is None or len(data) > _LONGEST_LINK:
        return None
    return os.fsdecode(data).strip()
