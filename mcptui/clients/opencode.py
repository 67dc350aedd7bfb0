"""OpenCode: many files merged entry by entry, and two schemas of opposite polarity that live side by side.

Every rule was observed on OpenCode 1.18.33 (Linux), by ``opencode debug config``, which starts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.clients.layers import Fault, Layer, Stack
from mcptui.clients.merged import Merged
from mcptui.clients.shape import Shape
from mcptui.clients.variables import CURLY, Unset, Variables
from mcptui.errors import Refused
from mcptui.formats.document import MISSING, Document, KeyPath, Missing
from mcptui.machine import System
from mcptui.model import Definition, Effect, Entry, Place, Scope, Source, StateKind, Syntax, Transport
from mcptui.operations import Assign, FileOperations
from mcptui.project import Project

V1: Final[KeyPath] = ("mcp",)
V2: Final[KeyPath] = ("mcp", "servers")
_NAMES: Final = ("opencode.json", "opencode.jsonc")
_MOST_PROJECTS: Final = 5_000
# Tables of the second schema that stand where the first has servers.
_RESERVED: Final = ("servers", "timeout")


class OpenCode(Merged):
    """Facts: anomalyco/opencode:packages/opencode/src/config (config.ts, mcp.ts, v2-compat.ts)."""

    id = "opencode"
    name = "OpenCode"
    takes_effect = "in the next session"
    effect = Effect.NEXT_SESSION
    traces: ClassVar[tuple[str, ...]] = ("$XDG_CONFIG_HOME/opencode", "$XDG_DATA_HOME/opencode")
    defaults: ClassVar[Mapping[str, str]] = {"XDG_CONFIG_HOME": "~/.config", "XDG_DATA_HOME": "~/.local/share"}
    shape = Shape(
        whole=True,
        env="environment",
        timeout=("timeout", 1000),
        types={"local": Transport.STDIO, "remote": Transport.HTTP},
    )
    variables = Variables((CURLY,), ("{file:",), unset=Unset.EMPTY)
    keys: ClassVar[tuple[KeyPath, ...]] = (V2, V1)
    data: ClassVar[str] = "opencode"

    # --- where it reads

    def places(self, site: Site, project: Project) -> Iterator[Source]:
        machine = site.machine
        yield from self.shared(site, self._of_user)
        told = machine.variable("OPENCODE_CONFIG")
        if told is not None:
            yield from self.file(project.folder / told, Scope.USER, "OPENCODE_CONFIG")
        folders = list(reached(project))
        for folder in reversed(folders):
            for name in _NAMES:
                note = None if name == "opencode.json" else name
                yield from self.file(folder / name, Scope.PROJECT, note, folder)
        # Of these the outermost counts most, unlike of the files above.
        for folder in folders:
            own = folder != machine.home and self.may_hold(site, project, folder, ".opencode")
            for name in _NAMES if own else ():
                yield from self.file(folder / ".opencode" / name, Scope.PROJECT, f".opencode/{name}", folder)
        yield from self.shared(site, self._of_home)
        told = machine.variable("OPENCODE_CONFIG_DIR")
        for name in () if told is None else _NAMES:
            yield from self.file(project.folder / str(told) / name, Scope.USER, f"OPENCODE_CONFIG_DIR/{name}")
        yield from self.shared(site, self._managed)

    def _of_user(self, site: Site) -> Iterator[Source]:
        for name in ("config.json", *_NAMES):
            file = site.machine.xdg_config / "opencode" / name
            yield from self.file(file, Scope.USER, None if name == "opencode.json" else name)

    def _of_home(self, site: Site) -> Iterator[Source]:
        for name in _NAMES:
            yield from self.file(site.machine.home / ".opencode" / name, Scope.USER, f"~/.opencode/{name}")

    def _managed(self, site: Site) -> Iterator[Source]:
        for name in _NAMES:
            yield from self.file(managed_folder(site, "opencode") / name, Scope.MANAGED, name)

    def file(self, file: Path, scope: Scope, note: str | None, project: Path | None = None) -> Iterator[Source]:
        """The sources of one file: of two entries of one name in it, that of the first schema counts more."""
        for key in self.keys:
            told = " ".join(filter(None, (note, "mcp.servers" if key == V2 else None))) or None
            yield Source(self.id, scope, file, key, Syntax.JSONC, project, scope is not Scope.MANAGED, told)

    def projects(self, site: Site) -> Iterator[Path]:
        """The repositories in a file each; newer builds note them in a database alone, which is not read."""
        machine = site.machine
        data = machine.folder("XDG_DATA_HOME", machine.home / ".local" / "share") / self.data
        folder = data / "storage" / "project"
        for name in site.names(folder)[:_MOST_PROJECTS]:
            document = site.read(folder / name, Syntax.JSON, Scope.USER) if name.endswith(".json") else None
            told = None if document is None else document.value(("worktree",))
            if isinstance(told, str) and told != "/":  # which stands for all that is in no repository
                yield Path(told)

    def containers(self) -> tuple[KeyPath, ...]:
        return self.keys

    def override(self, site: Site, project: Project) -> Source | None:
        """The strongest file that the project has already, else one in its root."""
        own = [each for each in self.places(site, project) if each.project in project.lineage and each.key == V1]
        there = [each for each in own if each.file.name in site.names(each.file.parent)]
        at_root = [each for each in own if each.project == project.root and each.note is None]
        return next(reversed(there or at_root), None)

    def names_in(self, source: Source, document: Document) -> Iterator[tuple[str, KeyPath]]:
        for name, path in super().names_in(source, document):
            is_server = isinstance(document.value((*V1, name, "type")), str)
            if source.key == V2:
                if not isinstance(document.value((*V2, "type")), str):
                    yield name, path
            elif is_server or name not in _RESERVED:
                yield name, path

    # --- what an entry says

    def unfit(self, name: str, value: Mapping[str, object], source: Source) -> str | None:
        if source.key == V1 and name in _RESERVED:
            return f"{self.name} takes {name!r} for something else than a server"
        return super().unfit(name, value, source)

    def define(self, value: object, source: Source) -> Definition:
        definition = super().define(value, source)
        typed = self.shape_of(value, source).whole
        if typed and definition.fault is None and isinstance(value, dict) and "type" not in value:
            return definition._replace(fault="'type' is missing (local or remote)")
        return definition

    def defines(self, source: Source, table: Mapping[str, object]) -> bool:
        """Without a type it is an override, as long as it says on or off; else it is a broken server."""
        return "type" in table or (source.key == V1 and not isinstance(table.get("enabled"), bool))

    def vote(self, source: Source, table: Mapping[str, object]) -> bool | None:
        """``enabled`` counts before ``disabled``; a server of the second schema is on when it says neither."""
        enabled, disabled = table.get("enabled"), table.get("disabled")
        if "type" not in table:
            return enabled if isinstance(enabled, bool) and source.key == V1 else None
        if isinstance(enabled, bool):
            return enabled
        if isinstance(disabled, bool):
            return not disabled
        return True if source.key == V2 else None

    def switches(self, source: Source) -> tuple[str, ...]:
        return ("enabled", "disabled")

    def switch_in(self, source: Source, table: Mapping[str, object]) -> tuple[str, bool]:
        return ("disabled", True) if source.key == V2 and "enabled" not in table else ("enabled", False)

    # --- state

    def fatal(self, here: Stack, site: Site) -> Iterator[Cause]:
        """One file or entry that it cannot use, and it does not start."""
        yield from super().fatal(here, site)
        for layer in here.layers:
            fault = self.unusable(layer) if self.stops(layer.source) else None
            if fault is not None:
                reason = f"{self.name} does not start at all: {site.machine.short(layer.source.file)}: {fault.reason}"
                yield cause(StateKind.BROKEN, reason, fault.place, hint="mend what is wrong there")

    def stops(self, source: Source) -> bool:
        """Whether a fault in that source keeps the client from starting; the second schema drops what is wrong."""
        return source.key == V1

    def unusable(self, layer: Layer) -> Fault | None:
        """The first thing in a layer that the client cannot use."""
        if not isinstance(layer.document.value(), dict):
            return Fault("it is no object", Place(layer.source.file, 1))
        if not isinstance(layer.document.value(layer.source.key), dict | Missing):
            return Fault("'mcp' is not a table of entries", Place(layer.source.file, layer.document.line(V1)))
        for name, path in self.names_in(layer.source, layer.document):
            value = layer.document.value(path)
            override = isinstance(value, dict) and not self.defines(layer.source, value)
            fault = None if override else self.define(value, layer.source).fault
            if fault is not None:
                return Fault(f"{name!r}: {fault}", layer.place(name))
        return None

    # --- tools

    def tools(self, found: Found, site: Site) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """The tools that a permission of any file denies."""
        prefix, denied = f"{tool_prefix(found.name)}_", dict[str, bool]()
        for layer in self.stack(site, site.project_of(found.source)).layers:
            for key, forbids in (("tools", False), ("permission", "deny")):
                for rule in layer.document.keys((key,)):
                    if rule.startswith(prefix):
                        denied[rule.removeprefix(prefix)] = layer.document.value((key, rule)) == forbids
        return None, tuple(tool for tool, is_denied in denied.items() if is_denied) or None

    def deny_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        source = entry.source
        document = site.read(source.file, source.syntax, source.scope)
        held = MISSING if document is None else document.value(("permission",))
        if not source.writable or not isinstance(held, dict | Missing):
            raise Refused(f"the permissions beside {entry.selector} cannot be edited", "deny the tools by hand")
        prefix = tool_prefix(entry.name)
        rules = tuple(Assign(("permission", f"{prefix}_{tool}"), "deny") for tool in tools)
        return (FileOperations(source.file, source.syntax, rules),)


def reached(project: Project) -> Iterator[Path]:
    """The folder itself and those above it, up to the root of the repository; outside of one, all of them."""
    if (project.root / ".git").exists():
        yield from project.lineage
    else:
        yield from (project.folder, *project.folder.parents)


def managed_folder(site: Site, name: str) -> Path:
    """Where an administrator puts files that overrule the user's."""
    match site.machine.system:
        case System.MACOS:
            return site.machine.absolute(f"/Library/Application Support/{name}")
        case System.WINDOWS:
            return site.machine.absolute(f"/ProgramData/{name}")
        case _:
            return site.machine.absolute(f"/etc/{name}")


def tool_prefix(name: str) -> str:
    """How permissions spell a server."""
    return re.sub(r"[^a-zA-Z0-9_-]", "_", name)
