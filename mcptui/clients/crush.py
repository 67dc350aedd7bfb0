"""Crush: strict JSON in layers, a data file above the user's, and a shell script that may overrule them all.

Told by the client's own source; no program of it was to be had to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.clients.merged import Merged
from mcptui.clients.remembered import listed_folders
from mcptui.clients.shape import Shape
from mcptui.clients.variables import BRACES, DOLLAR, Variables
from mcptui.formats.document import KeyPath
from mcptui.machine import System
from mcptui.model import Definition, Effect, Place, Problem, Scope, Source, StateKind, Syntax, Transport
from mcptui.project import Project
from mcptui.store.locks import Lock, LockKind

_KEY: Final[KeyPath] = ("mcp",)
_SCRIPTS: Final = ("crushrc", ".crushrc")


class Crush(Merged):
    """Facts: charmbracelet/crush:internal/config (config.go, load.go, store.go)."""

    id = "crush"
    name = "Crush"
    takes_effect = "in the next session"
    effect = Effect.NEXT_SESSION
    traces = ("$XDG_CONFIG_HOME/crush", "$XDG_DATA_HOME/crush")
    defaults: ClassVar[Mapping[str, str]] = {"XDG_CONFIG_HOME": "~/.config", "XDG_DATA_HOME": "~/.local/share"}
    unverified = ("its merging, which was read in its source and not tried",)
    shape = Shape(
        types={"stdio": Transport.STDIO, "http": Transport.HTTP, "sse": Transport.SSE},
        allow="enabled_tools",
        deny="disabled_tools",
        timeout=("timeout", 1),
        ignored=("enabled",),
    )
    variables = Variables((BRACES, DOLLAR), ("$(",))

    def problems(self, site: Site) -> Iterator[Problem]:
        told = "a shell script, which mcptui never runs: the servers that it adds are not shown"
        for project in (site.project, *site.others):
            for script in _scripts(site, project):
                yield Problem(script, self.id, Scope.USER, told)

    def places(self, site: Site, project: Project) -> Iterator[Source]:
        if site.machine.system is not System.WINDOWS:
            system = site.machine.absolute("/etc/crush/crush.json")
            yield Source(self.id, Scope.SYSTEM, system, _KEY, Syntax.JSON, writable=False)
        yield Source(self.id, Scope.USER, _user_folder(site) / "crush.json", _KEY, Syntax.JSON)
        data = _data_folder(site)
        if data != _user_folder(site):
            yield Source(self.id, Scope.USER, data / "crush.json", _KEY, Syntax.JSON, note="data")
        for folder in reversed(project.lineage):
            yield Source(self.id, Scope.PROJECT, folder / "crush.json", _KEY, Syntax.JSON, folder)
            yield Source(self.id, Scope.PROJECT, folder / ".crush.json", _KEY, Syntax.JSON, folder, note=".crush.json")

    def projects(self, site: Site) -> Iterator[Path]:
        """Those that Crush was started in."""
        registry = site.read(_data_folder(site) / "projects.json", Syntax.JSON, Scope.USER)
        return listed_folders(registry, ("projects",))

    def containers(self) -> tuple[KeyPath, ...]:
        return (_KEY,)

    def override(self, site: Site, project: Project) -> Source | None:
        """The strongest file that the project has already, else one in its root."""
        own = [each for each in self.places(site, project) if each.project is not None]
        there = [each for each in own if each.file.name in site.names(each.file.parent)]
        at_root = [each for each in own if each.project == project.root and each.note is None]
        return next(reversed(there or at_root), None)

    def define(self, value: object, source: Source) -> Definition:
        definition = super().define(value, source)
        if definition.fault is None and isinstance(value, dict) and "type" not in value:
            return definition._replace(fault="'type' is missing (stdio, http or sse)")
        return definition

    def defines(self, source: Source, table: Mapping[str, object]) -> bool:
        return any(field in table for field in ("type", "command", "url"))

    def vote(self, source: Source, table: Mapping[str, object]) -> bool | None:
        disabled = table.get("disabled")
        return not disabled if isinstance(disabled, bool) else None

    def switches(self, source: Source) -> tuple[str, ...]:
        return ("disabled",)

    def switch_in(self, source: Source, table: Mapping[str, object]) -> tuple[str, bool]:
        return "disabled", True

    def lock(self, file: Path, site: Site) -> Lock | None:
        """Of its files Crush itself writes the one with what was chosen in it."""
        if file != _data_folder(site) / "crush.json":
            return None
        return Lock(file.with_name(f"{file.name}.lock"), LockKind.FLOCK)

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        causes = super().causes(found, everything, site)
        script = next(_scripts(site, site.project_of(found.source)), None)
        if not causes and script is not None:
            reason = f"on, unless {site.machine.short(script)} says otherwise: a script, which mcptui never runs"
            causes.append(cause(StateKind.UNKNOWN, reason, Place(script)))
        return causes


def _user_folder(site: Site) -> Path:
    machine = site.machine
    told = machine.variable("CRUSH_GLOBAL_CONFIG")
    if told is not None:
        return Path(told)
    return (machine.cache if machine.system is System.WINDOWS else machine.xdg_config) / "crush"


def _data_folder(site: Site) -> Path:
    """Where Crush itself writes what was chosen in it."""
    machine = site.machine
    told = machine.variable("CRUSH_GLOBAL_DATA")
    if told is not None:
        return Path(told)
    if machine.system is System.WINDOWS:
        return machine.cache / "crush"
    return machine.folder("XDG_DATA_HOME", machine.home / ".local" / "share") / "crush"


def _scripts(site: Site, project: Project) -> Iterator[Path]:
    """The shell scripts that count in ``project``: each wins over the JSON beside it."""
    if _SCRIPTS[0] in site.names(_user_folder(site)):
        yield _user_folder(site) / _SCRIPTS[0]
    for folder in project.lineage:
        yield from (folder / name for name in _SCRIPTS if name in site.names(folder))
