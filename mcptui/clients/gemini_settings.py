"""Settings in layers, as Gemini CLI and its fork keep them: which files are fatal, what they list, whom they trust."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from mcptui.clients.base import Cause, Site, cause
from mcptui.formats.document import Document
from mcptui.machine import System
from mcptui.model import Place, Scope, StateKind, Syntax
from mcptui.operations import FileOperations, Listed
from mcptui.project import resolved

EXCLUDED, ALLOWED = ("mcp", "excluded"), ("mcp", "allowed")


class Settings(NamedTuple):
    """One settings file that counts in a folder."""

    scope: Scope
    file: Path
    document: Document

    @property
    def administered(self) -> bool:
        return self.scope in (Scope.MANAGED, Scope.SYSTEM)

    def names(self, key: tuple[str, ...]) -> list[str] | None:
        """A list of server names; None: the file has none, which is not the same as an empty one."""
        value = self.document.value(key)
        return [each for each in value if isinstance(each, str)] if isinstance(value, list) else None

    def place(self, key: tuple[str, ...]) -> Place:
        return Place(self.file, self.document.line(key))

    def listing(self, key: tuple[str, ...], name: str, *, present: bool) -> FileOperations:
        return FileOperations(self.file, Syntax.COMMENTED, (Listed(key, name, present),))


class Fault(NamedTuple):
    """A file that the client cannot use."""

    reason: str
    place: Place


def system_folder(site: Site, macos: str, elsewhere: str) -> Path:
    """Where an administrator puts settings for everybody."""
    match site.machine.system:
        case System.MACOS:
            return site.machine.absolute(f"/Library/Application Support/{macos}")
        case System.WINDOWS:
            return site.machine.absolute(f"/ProgramData/{elsewhere}")
        case _:
            return site.machine.absolute(f"/etc/{elsewhere}")


def fault_of(site: Site, file: Path, scope: Scope, *, bom: bool = True) -> Fault | None:
    """Why ``file``, if it is there, cannot be used; ``bom``: a byte order mark is read over."""
    document = site.read(file, Syntax.COMMENTED, scope)
    if document is None:
        return Fault("it cannot be read", Place(file)) if file.name in site.names(file.parent) else None
    if document.data.startswith(codecs.BOM_UTF8) and not bom:
        return Fault("it begins with a byte order mark", Place(file, 1))
    if b"{" not in document.data and b"[" not in document.data:
        return Fault("it is empty", Place(file))
    return None if isinstance(document.value(), dict) else Fault("it is no object", Place(file, 1))


def excluding(files: Sequence[Settings], fits: Callable[[str], bool]) -> Iterator[Cause]:
    """Why a server is off that an item of ``mcp.excluded`` ``fits``."""
    for settings in files:
        items = [item for item in settings.names(EXCLUDED) or () if fits(item)]
        if not items:
            continue
        place = settings.place(EXCLUDED)
        if settings.administered:
            yield cause(StateKind.BLOCKED, "an administrator's settings exclude it (mcp.excluded)", place)
        else:
            remedy = [settings.listing(EXCLUDED, item, present=False) for item in dict.fromkeys(items)]
            yield cause(StateKind.OFF, "listed in mcp.excluded", place, remedy=remedy)


def trust(rules: Document | None, folder: Path) -> bool | None:
    """What the nearest rule that covers ``folder`` says; None: no rule does."""
    longest, told = -1, ""
    for key in () if rules is None else rules.keys():
        level = "" if rules is None else str(rules.value((key,)))
        covered = resolved(Path(key).parent if level == "TRUST_PARENT" else Path(key))
        if folder.is_relative_to(covered) and len(key) > longest:
            longest, told = len(key), level
    return {"TRUST_FOLDER": True, "TRUST_PARENT": True, "DO_NOT_TRUST": False}.get(told)
