"""Codex: layers of TOML merged key by key, a field as switch, and one bad table that stops the whole client.

Every rule was observed on Codex 0.169.0; the layers are those of openai/codex:codex-rs/config/src/loader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.codex_layers import (
    KEY,
    Layer,
    Stack,
    defines,
    fault_of,
    project_files,
    seen_by_codex,
    stack,
    system_folder,
    trusts,
    user_file,
)
from mcptui.clients.codex_plugins import plugin_causes, plugin_sources, plugin_switch
from mcptui.clients.shape import ASIDES, Shape
from mcptui.clients.variables import Variables
from mcptui.errors import Refused
from mcptui.formats.document import MISSING, KeyPath
from mcptui.model import Definition, Effect, Entry, Place, Scope, Source, StateKind, Switch, Syntax
from mcptui.operations import Assign, FileOperations, Listed, Operation, Stands, Take

_ASIDES: Final = (
    *("tools", "default_tools_approval_mode", "supports_parallel_tool_calls"),
    *("startup_timeout_sec", "startup_timeout_ms"),
)
_PROFILE: Final = ".config.toml"
_PROFILED: Final = "profile "


class Codex(Client):
    """The CLI, the IDE extension and the desktop app share these files.

    What an administrator sets on macOS without a file (domain com.openai.codex) is not seen.
    """

    id = "codex"
    name = "Codex"
    takes_effect = "in the next session"
    effect = Effect.NEXT_SESSION
    traces = ("$CODEX_HOME",)
    defaults: ClassVar[Mapping[str, str]] = {"CODEX_HOME": "~/.codex"}
    shape = Shape(
        type=None,
        types={},
        headers=("http_headers",),
        names=("env_vars", "bearer_token_env_var", "env_http_headers"),
        allow="enabled_tools",
        deny="disabled_tools",
        timeout=("tool_timeout_sec", 1),
        ignored=("disabled",),
        spares="default_tools_approval_mode",
        asides=(*ASIDES, *_ASIDES),
    )
    variables = Variables(forwarded="env_vars", bearer="bearer_token_env_var", by_header="env_http_headers")

    def containers(self) -> tuple[KeyPath, ...]:
        return (KEY,)

    def sources(self, site: Site) -> Iterator[Source]:
        system = system_folder(site)
        yield Source(self.id, Scope.SYSTEM, system / "config.toml", KEY, Syntax.TOML, writable=False)
        yield Source(self.id, Scope.USER, user_file(site), KEY, Syntax.TOML)
        for name, file in _profiles(site):
            yield Source(self.id, Scope.USER, file, KEY, Syntax.TOML, note=f"{_PROFILED}{name}")
        for project in (site.project, *site.others):
            for folder, file in project_files(site, seen_by_codex(site, project)):
                yield Source(self.id, Scope.PROJECT, file, KEY, Syntax.TOML, project=folder)
        yield Source(self.id, Scope.MANAGED, system / "managed_config.toml", KEY, Syntax.TOML, writable=False)
        yield from plugin_sources(site, stack(site, site.project), self.id)

    def doubt(self, source: Source) -> str:
        return _only_with(source) if (source.note or "").startswith(_PROFILED) else ""

    def projects(self, site: Site) -> Iterator[Path]:
        document = site.read(user_file(site), Syntax.TOML, Scope.USER)
        return iter(()) if document is None else (Path(key) for key in document.keys(("projects",)))

    def switch(self, found: Found) -> Switch:
        return Switch.NONE if found.source.scope is Scope.MANAGED else Switch.FIELD

    def define(self, value: object, source: Source) -> Definition:
        """A header may take its value from a variable."""
        definition = super().define(value, source)
        told = value.get("env_http_headers") if isinstance(value, dict) else None
        if not isinstance(told, dict):
            return definition
        return definition._replace(headers={**dict.fromkeys(told, ""), **definition.headers})

    def is_entry(self, found: Found, site: Site) -> bool:
        """An override of a lower layer is no server; without one below it, it is a broken one."""
        if found.source.scope is Scope.PLUGIN or defines(found.value if isinstance(found.value, dict) else {}):
            return True
        here = stack(site, site.project_of(found.source))
        return here.index(found.source.file) is not None and not defines(here.merged(found.name))

    def tools(self, found: Found, site: Site) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """The lists that count: those of the nearest layer that has them."""
        here = stack(site, site.project_of(found.source))
        counts = here.index(found.source.file) is not None
        definition = self.define(here.merged(found.name), found.source) if counts else found.definition
        return definition.allow, definition.deny

    # --- state

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        here = stack(site, site.project_of(found.source))
        own = here.index(found.source.file)
        if found.source.scope is Scope.PLUGIN:
            why = self._fatal(found, here, site) or [*plugin_causes(found, here, site)]
            return why + self._switched_off(found, here, site)
        if own is None and found.source.project is None:
            return self._in_profile(found)
        if own is None:
            reason = "Codex reads this file only in a folder that you trust"
            hint = "start Codex in this folder once and answer its question about trust"
            return [cause(StateKind.PENDING, reason, Place(found.source.file), hint=hint)]
        causes = self._fatal(found, here, site)
        winner = next((layer for layer in reversed(here.layers[own + 1 :]) if defines(layer.table(found.name))), None)
        if winner is not None:
            where = f"{winner.scope.value} entry in {site.machine.short(winner.file)}"
            hint = f"switch or remove the {where} instead"
            causes.append(cause(StateKind.SHADOWED, f"the {where} wins", winner.place(found.name), hint=hint))
        causes += super().causes(found, everything, site) if not causes else []
        if here.requirements is not None and not here.allows(found.name):
            reason = "not among the servers an administrator allows"
            causes.append(cause(StateKind.BLOCKED, reason, Place(here.requirements.file)))
        return causes + self._switched_off(found, here, site)

    def _in_profile(self, found: Found) -> list[Cause]:
        """An entry in a file that counts only in sessions with its profile."""
        table, place = found.value if isinstance(found.value, dict) else {}, Place(found.source.file, found.line)
        fault = fault_of(table)
        if fault is not None:
            return [cause(StateKind.BROKEN, fault, place, hint="mend the entry in its file")]
        if table.get("enabled") is False:
            lift = Assign((*found.path, "enabled"), MISSING, expect=False)
            remedy = FileOperations(found.source.file, Syntax.TOML, (lift,))
            return [cause(StateKind.OFF, "enabled = false", place, remedy=[remedy])]
        return [cause(StateKind.UNKNOWN, _only_with(found.source), place)]

    def _fatal(self, found: Found, here: Stack, site: Site) -> list[Cause]:
        """What Codex cannot use stops it as a whole, so no server of it is on."""
        fatal = here.fatal
        if fatal is None:
            return []
        if fatal.name == found.name:
            reason = fatal.reason
        else:
            what = site.machine.short(fatal.place.file) if fatal.name is None else repr(fatal.name)
            reason = f"Codex does not start at all: {what}: {fatal.reason}"
        return [cause(StateKind.BROKEN, reason, fatal.place, hint="mend or remove what is wrong there")]

    def _switched_off(self, found: Found, here: Stack, site: Site) -> list[Cause]:
        """``enabled = false`` with nothing above it that says true.

        Where several layers say so, the nearest alone is changed, and to true: the others count elsewhere too.
        """
        off: list[Layer] = []
        path = _switch(found.source, found.name)
        for layer in reversed(here.layers):
            enabled = layer.document.value(path)
            if enabled is True:
                return [] if not off else self._lifting(off, path, site)
            if enabled is False:
                off.append(layer)
        own = found.value if found.source.scope is Scope.PLUGIN and isinstance(found.value, dict) else {}
        if own.get("enabled") is False:
            remedy = FileOperations(user_file(site), Syntax.TOML, (Assign(path, value=True),))
            return [cause(StateKind.OFF, "enabled = false", Place(found.source.file, found.line), remedy=[remedy])]
        return self._lifting(off, path, site) if off else []

    def _lifting(self, off: Sequence[Layer], path: KeyPath, site: Site) -> list[Cause]:
        nearest = off[0]
        place, table = nearest.spot(path), nearest.document.value(path[:-1])
        if nearest.scope is Scope.MANAGED:
            return [cause(StateKind.BLOCKED, "an administrator's file switches it off", place)]
        lift: Operation = Assign(path, MISSING, expect=False)
        if nearest.scope is Scope.SYSTEM or len(off) > 1:
            lift = Assign(path, value=True)
        elif table == {"enabled": False}:
            lift = Take(path[:-1], table)
        file = user_file(site) if nearest.scope is Scope.SYSTEM else nearest.file
        remedy = FileOperations(file, Syntax.TOML, (lift,))
        return [cause(StateKind.OFF, "enabled = false", place, remedy=[remedy])]

    # --- changes

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        if entry.source.scope is Scope.MANAGED:
            raise Refused(f"{entry.selector} is set by an administrator", "only they can switch it off")
        here = stack(site, site.project_of(entry.source))
        if entry.source.project is None and here.index(entry.source.file) is None and entry.source.writable:
            own = Assign((*entry.path, "enabled"), value=False)
            return (_guard(entry), FileOperations(entry.source.file, Syntax.TOML, (own,)))
        enabled = _switch(entry.source, entry.name)
        deciding = next((layer for layer in reversed(here.layers) if layer.tells(enabled)), None)
        if deciding is not None and not deciding.administered:
            reaches_further = deciding.folder is None and only_here
            if not reaches_further:
                return (_guard(entry), deciding.change(Assign(enabled, value=False)))
        file = entry.source.file if entry.source.writable else user_file(site)
        if only_here and entry.source.project is None:
            file = self._project_file(site, here) or file
        return (_guard(entry), FileOperations(file, Syntax.TOML, (Assign(enabled, value=False),)))

    def turn_on(
        self, entry: Entry, causes: Sequence[Cause], site: Site, *, only_here: bool
    ) -> tuple[FileOperations, ...]:
        everywhere = super().turn_on(entry, causes, site, only_here=only_here)
        file = self._project_file(site, stack(site, site.project_of(entry.source))) if only_here else None
        if file is None or all(each.file != user_file(site) for each in everywhere):
            return everywhere
        switch = Assign(_switch(entry.source, entry.name), value=True)
        return (_guard(entry), FileOperations(file, Syntax.TOML, (switch,)))

    def remove(self, entry: Entry, site: Site) -> tuple[FileOperations, ...]:
        """The entry, and every override of it that would be left without a transport and stop Codex."""
        gone = super().remove(entry, site)
        here = stack(site, site.project_of(entry.source))
        rest = [layer for layer in here.layers if layer.file != entry.source.file]
        if any(defines(layer.table(entry.name)) for layer in rest):
            return gone
        left = next((layer for layer in rest if layer.administered and entry.name in layer.names()), None)
        if left is not None:
            raise Refused(
                f"without {entry.selector} Codex would not start: {site.machine.short(left.file)} changes it",
                "ask the administrator, or switch it off instead",
            )
        folders = {site.project.folder, *(each.folder for each in site.others), *self.projects(site)}
        files = {folder / ".codex" / "config.toml" for project in folders for folder in (project, *project.parents)}
        files |= {layer.file for layer in rest if not layer.administered} | {file for _, file in _profiles(site)}
        overrides = []
        for file in sorted(files - {entry.source.file}):
            document = site.read(file, Syntax.TOML, Scope.PROJECT)
            table = MISSING if document is None else document.value((*KEY, entry.name))
            if isinstance(table, dict) and not defines(table):
                overrides.append(FileOperations(file, Syntax.TOML, (Take((*KEY, entry.name), table),)))
        return (*gone, *overrides)

    def deny_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        if not entry.source.writable:
            raise Refused(f"{entry.selector} is not yours to edit", entry.source.owner)
        listed = tuple(Listed((*entry.path, "disabled_tools"), tool, present=True) for tool in tools)
        return (_guard(entry), FileOperations(entry.source.file, Syntax.TOML, listed))

    def allow_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        if not entry.source.writable:
            raise Refused(f"{entry.selector} is not yours to edit", entry.source.owner)
        allow = Assign((*entry.path, "enabled_tools"), list(tools))
        return (_guard(entry), FileOperations(entry.source.file, Syntax.TOML, (allow,)))

    def only_here(self, entry: Entry, site: Site) -> bool:
        here = stack(site, site.project_of(entry.source))
        return entry.source.project is not None or self._project_file(site, here) is not None

    def _project_file(self, site: Site, here: Stack) -> Path | None:
        """The outermost project file that Codex would read here, whether it is there yet or not."""
        files = project_files(site, here.project)
        return next((file for folder, file in files if trusts(site, here.project, folder)), None)


def _profiles(site: Site) -> Iterator[tuple[str, Path]]:
    """The files that count only in sessions with a profile, by its name."""
    folder = user_file(site).parent
    for name in site.names(folder):
        if name.endswith(_PROFILE) and name != _PROFILE:
            yield name.removesuffix(_PROFILE), folder / name


def _only_with(source: Source) -> str:
    """When a file of a profile counts."""
    return f"on only with codex --profile {(source.note or '').removeprefix(_PROFILED)}"


def _switch(source: Source, name: str) -> KeyPath:
    """Where Codex's own files switch a server."""
    return plugin_switch(source, name) if source.scope is Scope.PLUGIN else (*KEY, name, "enabled")


def _guard(entry: Entry) -> FileOperations:
    """A table without a transport stops Codex: none is made for an entry that went meanwhile."""
    transport = "command" if entry.definition.command is not None else "url"
    return FileOperations(entry.source.file, entry.source.syntax, (Stands((*entry.path, transport)),))
