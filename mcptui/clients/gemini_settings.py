"""Settings in layers, as Gemini CLI and its fork keep them: which files are fatal, what they list, whom they trust."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from mcptui.clients.base import Cause, Site, cause
from mcptui.clients.layers import Fault
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


def excluding(files: Sequence[Settings], name: str, fits: Callable[[str], bool] | None = None) -> Iterator[Cause]:
    """Why a server is off that ``mcp.excluded`` names, or that an item of it ``fits``."""
    for settings in files:
        items = [item for item in settings.names(EXCLUDED) or () if item == name or (fits is not None and fits(item))]
        if not items:
            continue
        place = settings.place(EXCLUDED)
        pattern = next((item for item in items if item != name), None)
        if settings.administered:
            yield cause(StateKind.BLOCKED, "an administrator's settings exclude it (mcp.excluded)", place)
        elif pattern is not None:
            hint = "the pattern fits other servers too: change it in that file"
            yield cause(StateKind.OFF, f"{pattern!r} in mcp.excluded fits it", place, hint=hint)
        else:
            remedy = [settings.listing(EXCLUDED, name, present=False)]
            yield cause(StateKind.OFF, "listed in mcp.excluded", place, remedy=remedy)


def asks_for_trust(files: Sequence[Settings]) -> bool | None:
    """Whether a folder has to be trusted, by the strongest file that says it; a project's own has no voice in it."""
    told = {each.scope: each.document.value(("security", "folderTrust", "enabled")) for each in files}
    said = (told.get(scope) for scope in (Scope.MANAGED, Scope.USER, Scope.SYSTEM))
    return next((each for each in said if isinstance(each, bool)), None)


def trust(rules: Document | None, folder: Path) -> bool | None:
    """What the nearest rule that covers ``folder`` says; None: no rule does."""
    longest, told = -1, ""
    for key in () if rules is None else rules.keys():
        level = "" if rules is None else str(rules.value((key,)))
        covered = resolved(Path(key).parent if level == "TRUST_PARENT" else Path(key))
        if folder.is_relative_to(covered) and len(key) > longest:
            longest, told = len(key), level
    return {"TRUST_FOLDER": True, "TRUST_PARENT": True, "DO_NOT_TRUST": False}.get(told)
