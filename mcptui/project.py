"""A project folder as the clients see it: where its repository begins, and the main one of a linked work tree."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_LONGEST_LINK = 4096


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
