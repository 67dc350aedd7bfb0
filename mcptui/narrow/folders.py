"""Other folders in the place of those that an entry's command line gives to its server."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Mapping, Sequence
from pathlib import PurePosixPath

from mcptui.errors import Refused
from mcptui.launch import Launch, read_launch
from mcptui.model import Access, Definition
from mcptui.narrow.arguments import (
    FolderArgument,
    FolderForm,
    folders_of,
    is_filesystem,
    is_git,
    is_image,
    placed_arguments,
)

__all__ = ["FolderArgument", "FolderForm", "folders_of", "with_folders", "with_read_only"]

_FLAGS = frozenset({"-v", "--volume", "--mount", "--repository", "-r"})
_PROJECTS = "/projects"
_ABSOLUTE = re.compile(r"/|[A-Za-z]:[\\/]|\\\\|\$\{\w")


def with_folders(args: Sequence[str], definition: Definition, folders: Sequence[str]) -> tuple[str, ...]:
    """``args`` with exactly ``folders`` as the server's folders.

    What stays keeps its place, what goes makes room for what comes, all other arguments are as before.
    Refuses servers whose folders are not known, a folder that is not absolute, several repositories for
    git, and none at all where the server would take that for no limit.
    """
    launch = read_launch(definition.command, args)
    current = folders_of(definition._replace(args=tuple(args)))
    wanted = tuple(dict.fromkeys(folders))
    _refuse_unfit(launch, current, wanted)
    come = [path for path in wanted if path not in {folder.path for folder in current}]
    gone = [folder for folder in current if folder.path not in wanted]
    words: dict[int, tuple[str, ...]] = {at: (text,) for at, text in enumerate(args)}
    for folder, path in zip(gone, come, strict=False):
        words[_place(folder.position)] = (_for(folder, path).text,)
    for folder in gone[len(come) :]:
        words |= _without(args, folder)
    new = come[len(gone) :]
    if launch.package.ecosystem == "docker":
        words |= _mounted(launch, current, gone[len(come) :], new, words)
    else:
        place = max((_place(folder.position) + 1 for folder in current), default=_place(launch.arguments_index))
        flag = ("--repository",) if is_git(launch) else ()
        words[place] = (*(word for path in new for word in (*flag, path)), *words.get(place, ()))
    return tuple(word for at in sorted(words) for word in words[at])


def with_read_only(args: Sequence[str], definition: Definition) -> tuple[str, ...]:
    """``args`` with every mount of a container read-only. Refused for servers that have no such switch."""
    launch = read_launch(definition.command, args)
    mounts = folders_of(definition._replace(args=tuple(args)))
    if launch.package.ecosystem != "docker":
        raise Refused(
            "this server has no switch that makes its folders read-only",
            "run it in a container with read-only mounts, or in a sandbox",
        )
    if not mounts:
        raise Refused("this container mounts no folder, so there is nothing to make read-only")
    words = list(args)
    for mount in mounts:
        words[_place(mount.position)] = mount.read_only().text
    return tuple(words)


def _refuse_unfit(launch: Launch, current: Sequence[FolderArgument], wanted: Sequence[str]) -> None:
    """Refuse what the server cannot be told, or would take for something else."""
    container = launch.package.ecosystem == "docker"
    if not (container or is_filesystem(launch) or is_git(launch)):
        raise Refused(
            "it is not known how this server is told its folders", "run it in a container or a sandbox to limit it"
        )
    if is_git(launch) and not container and len(wanted) != 1:
        raise Refused("the git server takes exactly one repository", "give one folder, or one entry per repository")
    if not wanted and (is_filesystem(launch) or is_image(launch)):
        raise Refused(
            "the file system server without a folder takes whatever its client offers",
            "leave one folder, or disable the entry",
        )
    if len(wanted) > len(current) and container and not is_image(launch):
        raise Refused(
            "it is not known where this image expects a further folder", "replace one of its mounts, or add it by hand"
        )
    for path in wanted:
        if path not in {folder.path for folder in current} and not _ABSOLUTE.match(path):
            raise Refused(f"{path!r} is not an absolute path", "write the folder from the root on, without ~")
        if any(letter in path for letter in "\0\r\n"):
            raise Refused("a folder's name with a line break or a null character cannot be given to a server")


def _place(index: int | None) -> int:
    if index is None:
        raise Refused(
            "the folders stand inside a text that holds a whole command, which is not edited",
            "write the server's program and its arguments as command and args",
        )
    return index


def _for(folder: FolderArgument, path: str) -> FolderArgument:
    """``folder`` for another path, unless the way it is written has no place for such a path."""
    if folder.form is FolderForm.MOUNT and re.search('[,"]', path):
        raise Refused("a --mount cannot hold a path with a comma or a quote", "write it as -v")
    if folder.form is FolderForm.VOLUME and ":" in re.sub(r"^[A-Za-z]:(?=[\\/])|\$\{[^{}$]*\}", "", path):
        raise Refused("a -v cannot hold a path with a colon", "write it as --mount")
    return folder.at(path)


def _without(args: Sequence[str], folder: FolderArgument) -> dict[int, tuple[str, ...]]:
    """The words of a folder that goes, emptied."""
    first, index = _place(folder.first), _place(folder.position)
    if first != index and args[first] not in _FLAGS:
        raise Refused(f"args[{first}] holds several options in one word", "write them as separate arguments")
    return dict.fromkeys(range(first, index + 1), ())


def _mounted(
    launch: Launch,
    current: Sequence[FolderArgument],
    gone: Sequence[FolderArgument],
    new: Sequence[str],
    words: Mapping[int, tuple[str, ...]],
) -> dict[int, tuple[str, ...]]:
    """The words that change when mounts come and go, beside the mounts themselves.

    New mounts stand behind the last one, written like it, read-only when all others are. The file system
    image is told by arguments which folders of the container it may use: they follow.
    """
    changed: dict[int, tuple[str, ...]] = {}
    rights: dict[str, None] = {}
    taken = {mount.target for mount in current}
    for path in new:
        target = _target(path, taken)
        taken.add(target)
        rights[target] = None
    place = max((_place(mount.position) + 1 for mount in current), default=_place(launch.spec_index))
    if new:
        mounts = [_like(current, path, target) for path, target in zip(new, rights, strict=True)]
        changed[place] = (*(word for mount in mounts for word in mount), *words.get(place, ()))
    if is_image(launch):
        inside = dict(placed_arguments(launch))
        dropped = {mount.target for mount in gone}
        for text, at in inside.items():
            if text in dropped and at is not None:
                changed[at] = ()
        missing = [
            target for target in rights if not any(PurePosixPath(target).is_relative_to(text) for text in inside)
        ]
        end = _place(launch.arguments_index) + len(launch.arguments)
        changed[end] = tuple(missing)
    return changed


def _target(path: str, taken: Container[str | None]) -> str:
    """Where the file system image finds ``path``: under ``/projects``, by its name."""
    name = re.split(r"[\\/]", path.rstrip("\\/"))[-1]
    name = re.sub(r"[^\w.-]", "-", name) or "root"
    names = (name if count == 1 else f"{name}-{count}" for count in itertools.count(1))
    return next(target for each in names if (target := f"{_PROJECTS}/{each}") not in taken)


def _like(current: Sequence[FolderArgument], path: str, target: str) -> tuple[str, ...]:
    """The words of a new mount, in the way of the last one."""
    last = current[-1] if current else None
    if last is not None and last.form is FolderForm.MOUNT:
        mount = FolderArgument(
            FolderForm.MOUNT, path, Access.WRITE, None, None, rest=("type=bind", f"src={path}", f"dst={target}")
        )
        flag = "--mount"
    else:
        mount = FolderArgument(FolderForm.VOLUME, path, Access.WRITE, None, None, target=target)
        flag = "-v"
    mount = _for(mount, path)
    if current and all(folder.access is Access.READ for folder in current):
        mount = mount.read_only()
    return flag, mount.text
