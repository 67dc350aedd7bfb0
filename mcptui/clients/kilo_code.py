"""Kilo Code: OpenCode's engine with file names, folders and faults of its own, and the files of the extension it was.

Every rule was observed on Kilo Code 7.7.7 (Linux), by ``kilo debug config``, which starts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final

from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.layers import Fault, Layer
from mcptui.clients.opencode import V1, OpenCode, managed_folder, reached
from mcptui.clients.shape import Shape
from mcptui.errors import Refused
from mcptui.formats.document import MISSING, Document, KeyPath
from mcptui.model import Effect, Entry, Place, Scope, Source, StateKind, Syntax, Transport
from mcptui.operations import Assign, FileOperations, Stands
from mcptui.project import Project

_LEGACY: Final[KeyPath] = ("mcpServers",)
_EXTENSION: Final = "VS Code extension"
_ROO: Final = Shape(
    types={"stdio": Transport.STDIO, "streamable-http": Transport.HTTP, "sse": Transport.SSE},
    urls={"url": None},
    timeout=("timeout", 1),
    ignored=("enabled",),
    spares="alwaysAllow",
)
_NO_VARIABLES: Final = "a project's file may not use {env:…}"
_OF_EXTENSION: Final = _ROO._replace(deny="disabledTools")
_FOLDERS: Final = (".kilocode", ".kilo")
_FILES: Final = ("kilo.json", "kilo.jsonc", "opencode.json", "opencode.jsonc")
_IN_FOLDER: Final = ("kilo.jsonc", "kilo.json", "opencode.jsonc", "opencode.json")


class KiloCode(OpenCode):
    """Facts: Kilo-Org/kilocode:packages/opencode/src/config; packages/kilo-docs/pages/automate/mcp."""

    id = "kilo-code"
    name = "Kilo Code"
    takes_effect = "in the next session, or after a reload of the window"
    effect = Effect.NEXT_SESSION
    traces = ("$XDG_CONFIG_HOME/kilo",)
    shape = OpenCode.shape._replace(ignored=("disabled",))
    keys: ClassVar[tuple[KeyPath, ...]] = (V1,)
    data: ClassVar[str] = "kilo"
    other_shapes = (_ROO, _OF_EXTENSION)

    # --- where it reads

    def sources(self, site: Site) -> Iterator[Source]:
        extension = site.machine.app_config / "Code" / "User" / "globalStorage" / "kilocode.kilo-code" / "settings"
        yield Source(self.id, Scope.USER, extension / "mcp_settings.json", _LEGACY, Syntax.JSON, note=_EXTENSION)
        yield from super().sources(site)

    def places(self, site: Site, project: Project) -> Iterator[Source]:
        machine, folder = site.machine, project.folder
        for place in _FOLDERS:
            note = f"{place}/mcp.json"
            yield Source(self.id, Scope.PROJECT, folder / note, _LEGACY, Syntax.JSON, folder, note=note)
        yield from self.shared(site, self._of_user)
        told = machine.variable("KILO_CONFIG")
        if told is not None:
            yield from self.file(folder / told, Scope.USER, "KILO_CONFIG")
        folders = list(reached(project))
        for names in (_FILES[:2], _FILES[2:]):
            for each in reversed(folders):
                for name in names:
                    yield from self.file(each / name, Scope.PROJECT, _note(name), each)
        yield from self._in_folders(site, project)
        yield from self.shared(site, self._managed)

    def _of_user(self, site: Site) -> Iterator[Source]:
        for name in ("config.json", *_FILES):
            yield from self.file(site.machine.xdg_config / "kilo" / name, Scope.USER, _note(name))

    def _managed(self, site: Site) -> Iterator[Source]:
        for name in _IN_FOLDER:
            yield from self.file(managed_folder(site, "kilo") / name, Scope.MANAGED, name)

    def containers(self) -> tuple[KeyPath, ...]:
        return (*self.keys, _LEGACY)

    def _in_folders(self, site: Site, project: Project) -> Iterator[Source]:
        """The files in folders of its own; the outermost of a project counts most, and the home's more.

        Those of the main repository count in a linked work tree too, but least.
        """
        linked = () if project.main == project.root else (project.main,)
        for folder in (*linked, *reached(project)):
            for place in _FOLDERS:
                own = folder != site.machine.home and self.may_hold(site, project, folder, place)
                for name in _IN_FOLDER if own else ():
                    yield from self.file(folder / place / name, Scope.PROJECT, f"{place}/{name}", folder)
        yield from self.shared(site, self._of_home)
        told = site.machine.variable("KILO_CONFIG_DIR")
        for name in () if told is None else _IN_FOLDER:
            yield from self.file(project.folder / str(told) / name, Scope.USER, f"KILO_CONFIG_DIR/{name}")

    def _of_home(self, site: Site) -> Iterator[Source]:
        for place in _FOLDERS:
            for name in _IN_FOLDER:
                yield from self.file(site.machine.home / place / name, Scope.USER, f"~/{place}/{name}")

    # --- what an entry says

    def unfit(self, name: str, value: Mapping[str, object], source: Source) -> str | None:
        if source.key != _LEGACY and source.project is not None and _expands(value):
            return _NO_VARIABLES
        return super().unfit(name, value, source)

    def shape_of(self, value: object, source: Source) -> Shape:
        if source.note == _EXTENSION:
            return _OF_EXTENSION
        return _ROO if source.key == _LEGACY else self.shape

    def names_in(self, source: Source, document: Document) -> Iterator[tuple[str, KeyPath]]:
        return ((name, (*source.key, name)) for name in document.keys(source.key))

    def defines(self, source: Source, table: Mapping[str, object]) -> bool:
        return source.key == _LEGACY or super().defines(source, table)

    def vote(self, source: Source, table: Mapping[str, object]) -> bool | None:
        """Only ``enabled`` counts, but in the files of the extension that it was."""
        if source.key == _LEGACY:
            return False if table.get("disabled") is True else None
        enabled = table.get("enabled")
        return enabled if isinstance(enabled, bool) else None

    def switches(self, source: Source) -> tuple[str, ...]:
        return ("disabled",) if source.key == _LEGACY else ("enabled",)

    def switch_in(self, source: Source, table: Mapping[str, object]) -> tuple[str, bool]:
        return ("disabled", True) if source.key == _LEGACY else ("enabled", False)

    # --- state

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        if found.source.note != _EXTENSION:
            return super().causes(found, everything, site)
        value = found.value if isinstance(found.value, dict) else {}
        causes = Client.causes(self, found, everything, site)
        place = Place(found.source.file, found.line)
        if value.get("disabled") is True:
            lift = Assign((*found.path, "disabled"), MISSING, expect=True)
            remedy = FileOperations(found.source.file, found.source.syntax, (lift,))
            causes.append(cause(StateKind.OFF, "disabled = true", place, remedy=[remedy]))
        return causes or [cause(StateKind.UNKNOWN, "only Kilo Code's extension of VS Code reads this file", place)]

    def stops(self, source: Source) -> bool:
        return source.key == V1 and source.project is None

    def passed_over(self, layer: Layer) -> Fault | None:
        """A project's file with a fault in it, or with a variable, is left out whole."""
        if layer.source.key == _LEGACY or layer.source.project is None:
            return None
        if _expands(layer.document.value()):
            return Fault(_NO_VARIABLES, Place(layer.source.file))
        return self.unusable(layer)

    # --- changes

    def deny_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        if entry.source.note == _EXTENSION:
            return Client.deny_tools(self, entry, tools, site)
        if entry.source.key == _LEGACY:
            raise Refused(f"{self.name} hides no tool by this file", "deny it in the permissions of kilo.json")
        return super().deny_tools(entry, tools, site)

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        if entry.source.note != _EXTENSION:
            return super().turn_off(entry, site, only_here=only_here)
        switch = Assign((*entry.path, "disabled"), value=True)
        return (FileOperations(entry.source.file, entry.source.syntax, (Stands(entry.path), switch)),)


def _note(name: str) -> str | None:
    """What tells a file from the others beside it; the main one needs nothing."""
    return None if name == "kilo.json" else name


def _expands(value: object) -> bool:
    """Whether a string in ``value`` takes something from the environment."""
    if isinstance(value, dict | list):
        return any(_expands(each) for each in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, str) and "{env:" in value
