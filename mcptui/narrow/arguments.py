"""The folders that an entry's command line gives to its server.

Known are the positional folders of server-filesystem, the ``--repository`` of mcp-server-git and the bind
mounts of containers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from mcptui.launch import Launch, read_launch
from mcptui.launch.packages import plain
from mcptui.launch.words import is_path
from mcptui.model import Access, Definition

FILESYSTEM: Final = "@modelcontextprotocol/server-filesystem"
FILESYSTEM_IMAGE: Final = "mcp/filesystem"
GIT: Final = "mcp-server-git"

_VOLUME = re.compile(
    r"(?P<source>(?:[A-Za-z]:(?=[\\/]))?(?:\$\{[^{}$]*\}|[^:])*+)"
    r":(?P<target>(?:[A-Za-z]:)?[\\/$][^:]*)(?::(?P<rights>[^:]*))?"
)


class FolderForm(StrEnum):
    """How a command line names a folder."""

    POSITIONAL = "positional"
    REPOSITORY = "repository"
    VOLUME = "volume"
    MOUNT = "mount"


class FolderArgument(NamedTuple):
    """One folder as a command line names it.

    ``path`` is the side of this machine, as written. It stands in ``args[position]``, behind ``prefix``
    (``--volume=``); ``first`` is where its flag stands, the same when both are one word. Both are None
    inside a text that a shell reads. A mount also has its ``target`` in the container and ``rest``: the
    rights of a ``-v``, all fields of a ``--mount`` in their order.
    """

    form: FolderForm
    path: str
    access: Access
    position: int | None
    first: int | None
    prefix: str = ""
    target: str | None = None
    rest: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The word that holds the folder."""
        if self.form is FolderForm.VOLUME:
            rights = f":{','.join(self.rest)}" if self.rest else ""
            return f"{self.prefix}{self.path}:{self.target}{rights}"
        if self.form is FolderForm.MOUNT:
            return self.prefix + ",".join(self.rest)
        return self.prefix + self.path

    def at(self, path: str) -> FolderArgument:
        """The same argument for another folder."""
        if self.form is FolderForm.MOUNT:
            rest = tuple(
                f"{field.partition('=')[0]}={path}" if _key(field) in {"src", "source"} else field
                for field in self.rest
            )
            return self._replace(path=path, rest=rest)
        return self._replace(path=path)

    def read_only(self) -> FolderArgument:
        """The same mount, for reading only."""
        if self.access is Access.READ:
            return self
        if self.form is FolderForm.MOUNT:
            rest = (*(field for field in self.rest if _key(field) not in {"ro", "readonly"}), "ro")
        else:
            rest = (*(right for right in self.rest if right != "rw"), "ro")
        return self._replace(access=Access.READ, rest=rest)


def folders_of(definition: Definition) -> tuple[FolderArgument, ...]:
    """The folders in an entry's command line, in their order; empty when none are named or the server is not known."""
    launch = read_launch(definition.command, definition.args)
    if launch.package.ecosystem == "docker":
        return tuple(_mounts(launch, definition.args))
    if is_filesystem(launch):
        return tuple(
            FolderArgument(FolderForm.POSITIONAL, text, Access.WRITE, place, place)
            for text, place in placed_arguments(launch)
            if text and not text.startswith("-")
        )
    if is_git(launch):
        return tuple(_repositories(launch))[-1:]
    return ()


def is_filesystem(launch: Launch) -> bool:
    """Is this the reference file system server, from its package, its program or its files?"""
    files = f"/{launch.package.name or ''}".replace("\\", "/")
    return launch.package.name == FILESYSTEM or launch.program == "mcp-server-filesystem" or f"/{FILESYSTEM}/" in files


def is_image(launch: Launch) -> bool:
    """Is this the reference file system server as a container image?"""
    name = launch.package.name or ""
    return launch.package.ecosystem == "docker" and name.removeprefix("docker.io/") == FILESYSTEM_IMAGE


def is_git(launch: Launch) -> bool:
    """Is this the reference git server, as a package, a module or a program?"""
    return GIT in {plain(name) for name in (launch.package.name, launch.program) if name}


def placed_arguments(launch: Launch) -> Iterator[tuple[str, int | None]]:
    """The server's own arguments and where they stand."""
    start = launch.arguments_index
    for offset, text in enumerate(launch.arguments):
        yield text, None if start is None else start + offset


def _repositories(launch: Launch) -> Iterator[FolderArgument]:
    awaited: int | None = None
    following = False
    for text, place in placed_arguments(launch):
        if following:
            yield FolderArgument(FolderForm.REPOSITORY, text, Access.WRITE, place, awaited)
            following = False
        elif text in {"--repository", "-r"}:
            awaited, following = place, True
        else:
            prefix = next((prefix for prefix in ("--repository=", "-r") if text.startswith(prefix)), None)
            if prefix is not None:
                path = text.removeprefix(prefix)
                yield FolderArgument(FolderForm.REPOSITORY, path, Access.WRITE, place, place, prefix)


def _mounts(launch: Launch, args: Sequence[str]) -> Iterator[FolderArgument]:
    for option in launch.options:
        value = option.value or ""
        mount = None
        if option.name in {"-v", "--volume"}:
            mount = _volume(value)
        elif option.name == "--mount":
            mount = _mount(value)
        if mount is not None:
            index = option.value_index
            prefix = "" if index is None else args[index].removesuffix(value)
            yield mount._replace(position=index, first=option.position, prefix=prefix)


def _volume(value: str) -> FolderArgument | None:
    """``SOURCE:TARGET[:rights]``; a source without any slash is a named volume, no folder of this machine."""
    found = _VOLUME.fullmatch(value)
    if found is None or not (is_path(found["source"]) or found["source"].startswith(("~", ".", "$", "%"))):
        return None
    rights = tuple(found["rights"].split(",")) if found["rights"] else ()
    access = Access.READ if "ro" in rights else Access.WRITE
    return FolderArgument(FolderForm.VOLUME, found["source"], access, None, None, target=found["target"], rest=rights)


def _mount(value: str) -> FolderArgument | None:
    """``type=bind,src=…,dst=…[,ro]``; without ``type=bind`` it is a named volume."""
    parts = tuple(value.split(","))
    fields = {_key(part): part.partition("=")[2] for part in parts}
    source = fields.get("src") or fields.get("source")
    if fields.get("type") != "bind" or not source:
        return None
    target = fields.get("dst") or fields.get("destination") or fields.get("target")
    locked = any(fields.get(name, "false").lower() in {"", "1", "true"} for name in ("ro", "readonly"))
    access = Access.READ if locked else Access.WRITE
    return FolderArgument(FolderForm.MOUNT, source, access, None, None, target=target, rest=parts)


def _key(part: str) -> str:
    return part.partition("=")[0].strip().lower()
