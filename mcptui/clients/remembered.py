"""The project folders that clients remember in files which can be read.

Of an editor made of VS Code these are its files for each folder that it was opened on: its list of recent ones is in
a database that the running editor holds, and is not read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mcptui.clients.base import Site
from mcptui.formats.document import Document, KeyPath
from mcptui.machine import System
from mcptui.model import Scope, Syntax
from mcptui.project import is_possible

MOST_OPENED: Final = 5_000
_FILE: Final = "file://"
_HERE: Final = ("", "localhost")


def listed_folders(document: Document | None, key: KeyPath) -> Iterator[Path]:
    """The ``path`` of every item in the list at ``key``."""
    items = None if document is None else document.value(key)
    for each in items if isinstance(items, list) else ():
        match each:
            case {"path": str(path)}:
                yield Path(path)


def opened_folders(site: Site, user: Path) -> Iterator[Path]:
    """Those on this machine, there or not; ``user`` is the editor's folder of what belongs to the user."""
    return (each for each in _opened(site, user) if isinstance(each, Path))


def opened_elsewhere(site: Site, user: Path) -> Iterator[str]:
    """Those on other machines, in containers and the like, as the editor spells them."""
    return (each for each in _opened(site, user) if isinstance(each, str))


def _opened(site: Site, user: Path) -> Iterator[Path | str]:
    storage = user / "workspaceStorage"
    for name in site.names(storage)[:MOST_OPENED]:
        document = site.read(storage / name / "workspace.json", Syntax.JSON, Scope.USER)
        match None if document is None else document.value():
            case {"folder": str(address)}:
                yield folder_of(address, site.machine.system)
            case {"workspace": str(address)}:
                yield from _in_workspace(site, folder_of(address, site.machine.system))


def _in_workspace(site: Site, file: Path | str) -> Iterator[Path | str]:
    """The folders of a workspace that has several; where its file is elsewhere, so are they."""
    if isinstance(file, str):
        yield file
        return
    document = site.read(file, Syntax.JSONC, Scope.USER) if is_possible(file) else None
    folders = None if document is None else document.value(("folders",))
    for each in folders[:MOST_OPENED] if isinstance(folders, list) else ():
        match each:
            case {"uri": str(address)}:
                yield folder_of(address, site.machine.system)
            case {"path": str(path)}:
                yield Path(os.path.normpath(file.parent / path))


def folder_of(address: str, system: System) -> Path | str:
    """The path that an address means on this machine, or the address as it is where it means another one.

    On Windows ``file:///c%3A/src`` is ``c:\\src``.
    """
    from urllib.parse import unquote_to_bytes

    if not address.startswith(_FILE):
        return address
    host, slash, rest = address.removeprefix(_FILE).partition("/")
    path = os.fsdecode(unquote_to_bytes(slash + rest))
    if host not in _HERE:
        return address
    if system is not System.WINDOWS:
        return Path(path)
    return Path(path.removeprefix("/").replace("/", "\\")) if path[2:3] == ":" else address
