"""What a server can touch as its entry is written: paths, hosts, environment names, container, shell.

Nothing is started and no variable is expanded: ``${HOME}/notes`` stays as it is written. A ``~`` is not
expanded by clients either; only a POSIX shell in the command line does that. The only look at the disk
is the one that resolves symbolic links.
"""

from __future__ import annotations

import ntpath
import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from mcptui.launch import Launch, read_launch
from mcptui.machine import Machine, System
from mcptui.model import Definition, PathReach, Reach
from mcptui.narrow.arguments import FolderArgument, folders_of
from mcptui.secrets import url_hosts

# Longer paths exist on no system; resolving one would only cost time.
_LONGEST_PATH = 4096

_HOME_WORDS = re.compile(
    r"(?:~|\$HOME|\$\{(?:env:)?HOME\}|\$\{userHome\}|\$\{(?:env:)?USERPROFILE\}|%USERPROFILE%|%HOMEPATH%)[\\/]*"
)
_DRIVE = re.compile(r"[A-Za-z]:(?:[\\/]|$)")
_VARIABLE = re.compile(r"\$[\w{(]|%\w+%")
_ADDRESS = re.compile(r"(?:^|=)((?!file:)[A-Za-z][A-Za-z0-9+.-]*://.*)", re.DOTALL)
_PEOPLE = frozenset({"/home", "/users"})
_POSIX_SHELLS = frozenset({"ash", "bash", "dash", "ksh", "sh", "zsh"})


def read_reach(definition: Definition, machine: Machine, project: Path | None) -> Reach:
    """What the entry's server can touch.

    ``paths`` is None where it is not known how this kind of server is limited, and empty where it can
    touch no path of this machine: a remote server, a container without mounts. Relative paths count
    from the entry's ``cwd``, else from ``project``.
    """
    launch = read_launch(definition.command, definition.args)
    base = _base(definition, launch, project)
    folders = tuple(_path(folder, launch, machine, base) for folder in folders_of(definition))
    remote = (definition.command is None and definition.url is not None) or launch.remote_url is not None
    container = launch.package.ecosystem == "docker"
    known = bool(folders) or remote or (container and launch.package.launcher != "container-exec")
    return Reach(
        paths=folders if known else None,
        hosts=tuple(dict.fromkeys(_hosts(definition, launch))),
        env=tuple(dict.fromkeys((*definition.env, *_container_env(launch)))),
        container=(launch.spec or launch.package.name) if container else None,
        shell=launch.shell,
    )


def covers(path: str, machine: Machine) -> str | None:
    """``root`` or ``home`` when ``path`` holds the whole of it, also when it is written as a variable for the home.

    ``~`` counts as the home whoever expands it: some servers do it themselves.
    """
    if _HOME_WORDS.fullmatch(path):
        return "home"
    if _DRIVE.fullmatch(path):
        return "root"
    windows = _DRIVE.match(path)
    pure = PureWindowsPath(ntpath.normpath(path)) if windows else PurePosixPath(posixpath.normpath(path))
    if not pure.is_absolute():
        return None
    if not pure.name:
        return "root"
    if pure.as_posix().removeprefix(pure.drive).casefold() in _PEOPLE:
        return "home"
    fold = machine.system is not System.LINUX
    own = _parts(str(pure), fold=fold)
    home = _parts(str(machine.home), fold=fold)
    if len(own) > len(home) and own[: len(home)] == home:
        return None  # the usual case, told without asking the disk where the home's links lead
    homes = {str(machine.home), os.path.realpath(machine.home)}
    return "home" if any(_parts(home, fold=fold)[: len(own)] == own for home in homes) else None


def _path(folder: FolderArgument, launch: Launch, machine: Machine, base: str | None) -> PathReach:
    """The folder, resolved as far as the entry says where it is."""
    origin = "command text" if folder.position is None else f"args[{folder.position}]"
    path = folder.path
    by_shell = folder.position is None and not _POSIX_SHELLS.isdisjoint(launch.wrappers)
    if path == "~" or path.startswith("~/"):
        if by_shell:
            path = str(machine.home) + path[1:]
        else:
            return PathReach(path, folder.access, f"{origin}, ~ as written", covers(path, machine))
    resolved = _resolved(path, base) if "wsl" not in launch.wrappers else None
    if resolved is None:
        return PathReach(path, folder.access, origin, covers(path, machine))
    return PathReach(resolved, folder.access, origin, covers(path, machine) or covers(resolved, machine))


def _resolved(path: str, base: str | None) -> str | None:
    """``path`` without symbolic links; None when it cannot be told where it is."""
    if _VARIABLE.search(path) or (_DRIVE.match(path) and os.name != "nt"):
        return None
    if not Path(path).is_absolute():
        if base is None:
            return None
        path = str(Path(base) / path)
    if len(path) > _LONGEST_PATH:
        return None
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return None


def _base(definition: Definition, launch: Launch, project: Path | None) -> str | None:
    """The folder that relative paths count from; None when nothing says so."""
    base = None if project is None else str(project)
    for step in (definition.cwd, launch.folder):
        if not step:
            continue
        if _VARIABLE.search(step) or step.startswith("~"):
            return None
        if Path(step).is_absolute():
            base = step
        elif base is not None:
            base = str(Path(base) / step)
    return base


def _hosts(definition: Definition, launch: Launch) -> Iterator[str]:
    """Hosts of the entry's own URL and of addresses among the server's arguments."""
    for text in (definition.url, launch.remote_url):
        if text:
            yield from url_hosts(text)
    for argument in launch.arguments:
        found = _ADDRESS.search(argument)
        if found:
            yield from url_hosts(found[1])


def _container_env(launch: Launch) -> Iterator[str]:
    """Names that a container is given by ``-e NAME`` or ``-e NAME=value``."""
    if launch.package.ecosystem == "docker":
        for option in launch.options:
            if option.name in {"-e", "--env"} and option.value:
                yield option.value.partition("=")[0]


def _parts(path: str, *, fold: bool) -> tuple[str, ...]:
    parts = tuple(part for part in re.split(r"[\\/]", path) if part)
    return tuple(part.casefold() for part in parts) if fold else parts
