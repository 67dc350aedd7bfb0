"""Codex: layers of TOML merged key by key, a field as switch, and one bad table that stops the whole client.

Every rule was observed on Codex 0.169.0; the layers are those of openai/codex:codex-rs/config/src/loader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mcptui.clients.base import Cause, Client, Found, Shape, Site, cause
from mcptui.errors import Refused
from mcptui.formats.document import MISSING, Document
from mcptui.machine import System
from mcptui.model import Entry, Place, Scope, Source, StateKind, Switch, Syntax
from mcptui.operations import Assign, FileOperations, Listed, Operation, Take
from mcptui.project import Project

_KEY = ("mcp_servers",)
_ONLY_STDIO = ("args", "env", "env_vars", "cwd")
_ONLY_HTTP = ("bearer_token_env_var", "http_headers", "env_http_headers")


@dataclass(frozen=True, slots=True)
class _Layer:
    """One file of the stack; ``folder`` is None for what belongs to no project."""

    file: Path
    scope: Scope
    document: Document
    folder: Path | None = None

    def table(self, name: str) -> Mapping[str, object]:
        value = self.document.value((*_KEY, name))
        return value if isinstance(value, dict) else {}

    def names(self) -> tuple[str, ...]:
        return self.document.keys(_KEY)

    def place(self, *path: str) -> Place:
        return Place(self.file, self.document.line((*_KEY, *path)) or self.document.line((*_KEY, path[0])))

    def change(self, operation: Operation) -> FileOperations:
        return FileOperations(self.file, Syntax.TOML, (operation,))


def _defines(table: Mapping[str, object]) -> bool:
    """Whether a table tells a transport, and so is more than an override of a lower layer."""
    return "command" in table or "url" in table


class Codex(Client):
    """The CLI, the IDE extension and the desktop app share these files."""

    id = "codex"
    name = "Codex"
    takes_effect = "in the next session"
    shape = Shape(
        type=None, types={}, headers="http_headers", allow="enabled_tools", deny="disabled_tools", ignored=("disabled",)
    )

    def sources(self, site: Site) -> Iterator[Source]:
        yield Source(self.id, Scope.SYSTEM, _system(site) / "config.toml", _KEY, Syntax.TOML, writable=False)
        user = _user_file(site)
        yield Source(self.id, Scope.USER, user, _KEY, Syntax.TOML)
        for project in (site.project, *site.others):
            for folder in reversed(project.lineage):
                file = folder / ".codex" / "config.toml"
                if file != user:
                    yield Source(self.id, Scope.PROJECT, file, _KEY, Syntax.TOML, project=folder)
        managed = _system(site) / "managed_config.toml"
        yield Source(self.id, Scope.MANAGED, managed, _KEY, Syntax.TOML, writable=False)

    def projects(self, site: Site) -> Iterator[Path]:
        document = site.read(_user_file(site), Syntax.TOML, Scope.USER)
        return iter(()) if document is None else (Path(key) for key in document.keys(("projects",)))

    def switch(self, found: Found) -> Switch:
        return Switch.NONE if found.source.scope is Scope.MANAGED else Switch.FIELD

    def is_entry(self, found: Found, site: Site) -> bool:
        """An override of a lower layer is no server; without one below it, it is a broken one."""
        if _defines(found.value if isinstance(found.value, dict) else {}):
            return True
        layers = self._layers(site, site.project_of(found.source))
        active = any(layer.file == found.source.file for layer in layers)
        return active and not any(_defines(layer.table(found.name)) for layer in layers)

    # --- state

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        project = site.project_of(found.source)
        layers = self._layers(site, project)
        own = next((index for index, layer in enumerate(layers) if layer.file == found.source.file), None)
        if own is None:
            reason = "Codex reads this file only in a folder that you trust"
            hint = "start Codex in this folder once and answer its question about trust"
            return [cause(StateKind.PENDING, reason, Place(found.source.file), hint=hint)]
        causes = self._fatal(found, layers)
        winner = next((layer for layer in reversed(layers[own + 1 :]) if _defines(layer.table(found.name))), None)
        if winner is not None:
            where = f"{winner.scope.value} entry in {site.machine.short(winner.file)}"
            hint = f"switch or remove the {where} instead"
            causes.append(cause(StateKind.SHADOWED, f"the {where} wins", winner.place(found.name), hint=hint))
        causes += super().causes(found, everything, site) if not causes else []
        return causes + self._not_allowed(found, site, layers) + self._switched_off(found, layers)

    def _fatal(self, found: Found, layers: Sequence[_Layer]) -> list[Cause]:
        """A table that Codex cannot use stops it as a whole, so no server of it is on."""
        for name in dict.fromkeys(name for layer in layers for name in layer.names()):
            fault = _fault(_merged(layers, name))
            if fault is not None:
                place = next(layer.place(name) for layer in reversed(layers) if name in layer.names())
                reason = fault if name == found.name else f"Codex does not start at all: {name!r}: {fault}"
                return [cause(StateKind.BROKEN, reason, place, hint="mend or remove that table")]
        return []

    def _switched_off(self, found: Found, layers: Sequence[_Layer]) -> list[Cause]:
        causes = []
        for layer in reversed(layers):
            table = layer.table(found.name)
            if table.get("enabled") is True:
                break
            if table.get("enabled") is not False:
                continue
            place = layer.place(found.name, "enabled")
            if layer.scope in (Scope.MANAGED, Scope.SYSTEM):
                causes.append(cause(StateKind.BLOCKED, "an administrator's file switches it off", place))
                continue
            path = (*_KEY, found.name)
            lift: Operation = Assign((*path, "enabled"), MISSING, expect=False)
            if table == {"enabled": False}:
                lift = Take(path, dict(table))
            causes.append(cause(StateKind.OFF, "enabled = false", place, remedy=[layer.change(lift)]))
        return causes

    def _not_allowed(self, found: Found, site: Site, layers: Sequence[_Layer]) -> list[Cause]:
        """``requirements.toml`` is an allow list by name and exact command or url, if it names servers at all."""
        file = _system(site) / "requirements.toml"
        document = site.read(file, Syntax.TOML, Scope.MANAGED)
        allowed = MISSING if document is None else document.value(_KEY)
        if not isinstance(allowed, dict):
            return []
        rule = allowed.get(found.name)
        identity = rule.get("identity") if isinstance(rule, dict) else None
        merged = _merged(layers, found.name)
        fits = isinstance(identity, dict) and all(
            merged.get(key) == identity[key] for key in ("command", "url") if key in identity
        )
        return [] if fits else [cause(StateKind.BLOCKED, "not among the servers an administrator allows", Place(file))]

    # --- changes

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        if entry.source.scope is Scope.MANAGED:
            raise Refused(f"{entry.selector} is set by an administrator", "only they can switch it off")
        project = site.project_of(entry.source)
        layers = self._layers(site, project)
        enabled = (*_KEY, entry.name, "enabled")
        deciding = next((layer for layer in reversed(layers) if "enabled" in layer.table(entry.name)), None)
        if deciding is not None and deciding.scope not in (Scope.MANAGED, Scope.SYSTEM):
            reaches_further = deciding.folder is None and only_here
            if not reaches_further:
                return (deciding.change(Assign(enabled, value=False)),)
        file = entry.source.file if entry.source.writable else _user_file(site)
        if only_here and entry.source.project is None:
            file = self._project_file(site, project) or file
        return (FileOperations(file, Syntax.TOML, (Assign(enabled, value=False),)),)

    def turn_on(
        self, entry: Entry, causes: Sequence[Cause], site: Site, *, only_here: bool
    ) -> tuple[FileOperations, ...]:
        everywhere = super().turn_on(entry, causes, site, only_here=only_here)
        project = site.project_of(entry.source)
        file = self._project_file(site, project) if only_here else None
        if file is None or all(each.file != _user_file(site) for each in everywhere):
            return everywhere
        return (FileOperations(file, Syntax.TOML, (Assign((*_KEY, entry.name, "enabled"), value=True),)),)

    def remove(self, entry: Entry, site: Site) -> tuple[FileOperations, ...]:
        """The entry, and every override of it that would be left without a transport and stop Codex."""
        gone = super().remove(entry, site)
        folders = {site.project.folder, *(each.folder for each in site.others), *self.projects(site)}
        files = {folder / ".codex" / "config.toml" for project in folders for folder in (project, *project.parents)}
        layers = self._layers(site, site.project_of(entry.source))
        files |= {layer.file for layer in layers}
        if any(_defines(layer.table(entry.name)) for layer in layers if layer.file != entry.source.file):
            return gone
        overrides = []
        for file in sorted(files - {entry.source.file}):
            document = site.read(file, Syntax.TOML, Scope.PROJECT)
            table = MISSING if document is None else document.value((*_KEY, entry.name))
            if isinstance(table, dict) and not _defines(table):
                overrides.append(FileOperations(file, Syntax.TOML, (Take((*_KEY, entry.name), table),)))
        return (*gone, *overrides)

    def deny_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        listed = tuple(Listed((*entry.path, "disabled_tools"), tool, present=True) for tool in tools)
        return (FileOperations(entry.source.file, Syntax.TOML, listed),)

    def allow_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        allow = Assign((*entry.path, "enabled_tools"), list(tools))
        return (FileOperations(entry.source.file, Syntax.TOML, (allow,)),)

    def only_here(self, entry: Entry, site: Site) -> bool:
        return entry.source.project is not None or self._project_file(site, site.project_of(entry.source)) is not None

    # --- layers

    def _project_file(self, site: Site, project: Project) -> Path | None:
        """The outermost project file that Codex would read here, whether it is there yet or not."""
        trusted = (folder for folder in reversed(project.lineage) if self._trusts(site, project, folder))
        files = (folder / ".codex" / "config.toml" for folder in trusted)
        return next((file for file in files if file != _user_file(site)), None)

    def _trusts(self, site: Site, project: Project, folder: Path) -> bool:
        document = site.read(_user_file(site), Syntax.TOML, Scope.USER)
        for key in (folder, project.root, project.main):
            level = MISSING if document is None else document.value(("projects", str(key), "trust_level"))
            if level is not MISSING:
                return level == "trusted"
        return False

    def _layers(self, site: Site, project: Project) -> tuple[_Layer, ...]:
        """The files that are merged for ``project``, lowest first."""
        memo = (self.id, project)
        kept = site.memo.get(memo)
        if isinstance(kept, tuple):
            return kept
        user = _user_file(site)
        stack: list[tuple[Path, Scope, Path | None]] = [
            (_system(site) / "config.toml", Scope.SYSTEM, None),
            (user, Scope.USER, None),
        ]
        for folder in reversed(project.lineage):
            file = folder / ".codex" / "config.toml"
            if file != user and self._trusts(site, project, folder):
                stack.append((file, Scope.PROJECT, folder))
        stack.append((_system(site) / "managed_config.toml", Scope.MANAGED, None))
        read = ((file, scope, folder, site.read(file, Syntax.TOML, scope)) for file, scope, folder in stack)
        layers = tuple(_Layer(file, scope, document, folder) for file, scope, folder, document in read if document)
        site.memo[memo] = layers
        return layers


def _merged(layers: Sequence[_Layer], name: str) -> Mapping[str, object]:
    merged: dict[str, object] = {}
    for layer in layers:
        for key, value in layer.table(name).items():
            below = merged.get(key)
            merged[key] = {**below, **value} if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _fault(table: Mapping[str, object]) -> str | None:
    """Why Codex would refuse a merged table, or None."""
    if "command" in table:
        wrong = next((key for key in ("url", *_ONLY_HTTP) if key in table), None)
        if wrong is not None:
            return f"{wrong!r} does not go with a command"
        texts = ("command", "cwd")
    elif "url" in table:
        wrong = next((key for key in (*_ONLY_STDIO, "bearer_token") if key in table), None)
        if wrong is not None:
            return f"{wrong!r} does not go with a url"
        texts = ("url", "bearer_token_env_var")
    else:
        return "neither command nor url"
    if not isinstance(table.get("enabled", True), bool):
        return "'enabled' is not true or false"
    lists = ("args", "enabled_tools", "disabled_tools")
    for key in (*texts, *lists):
        value = table.get(key, [] if key in lists else "")
        if not isinstance(value, list if key in lists else str):
            return f"{key!r} has the wrong type"
    env = table.get("env", {})
    if not isinstance(env, dict) or not all(isinstance(each, str) for each in env.values()):
        return "'env' is not a table of strings"
    return None


def _user_file(site: Site) -> Path:
    return site.machine.folder("CODEX_HOME", site.machine.home / ".codex") / "config.toml"


def _system(site: Site) -> Path:
    if site.machine.system is System.WINDOWS:
        return site.machine.absolute("/ProgramData/OpenAI/Codex")
    return site.machine.absolute("/etc/codex")
