"""Amp: one key with a dot in it, the nearest workspace's file, rules that reject a server, approval of a workspace's.

Observed on Amp 0.0.1790142911 (Linux), by ``amp mcp list --json``, which starts nothing and shows no state.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import translate
from pathlib import Path
from typing import ClassVar, Final

from mcptui.clients.alike import Alike
from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.layers import Fault
from mcptui.clients.opencode import managed_folder
from mcptui.clients.shape import Shape
from mcptui.clients.variables import BRACES, Variables
from mcptui.errors import Refused
from mcptui.formats.document import KeyPath
from mcptui.machine import System
from mcptui.model import Definition, Effect, Entry, Place, Scope, Source, StateKind, Syntax
from mcptui.operations import FileOperations, Listed
from mcptui.project import Project

# One key, not a way of two steps.
_KEY: Final[KeyPath] = ("amp.mcpServers",)
_RULES: Final[KeyPath] = ("amp.mcpPermissions",)
_HIDDEN: Final[KeyPath] = ("amp.tools.disable",)
_EDITOR: Final = "VS Code"
_STRENGTH: Final = (Scope.MANAGED, Scope.PROJECT, Scope.USER)


class Amp(Client):
    """Facts: ampcode.com/manual, ampcode.com/news/mcp-permissions."""

    id = "amp"
    name = "Amp"
    takes_effect = "in the next session"
    effect = Effect.NEXT_SESSION
    traces = ("$XDG_CONFIG_HOME/amp",)
    defaults: ClassVar[Mapping[str, str]] = {"XDG_CONFIG_HOME": "~/.config"}
    unverified = ('whether it heeds "disabled" in an entry', "where its settings are on Windows")
    shape = Shape(type=None, types={}, allow="includeTools")
    variables = Variables((BRACES,))

    def sources(self, site: Site) -> Iterator[Source]:
        yield Source(self.id, Scope.USER, _user_file(site), _KEY, Syntax.JSONC)
        if site.machine.system is System.WINDOWS:
            other = site.machine.app_config / "amp" / "settings.json"
            yield Source(self.id, Scope.USER, other, _KEY, Syntax.JSONC, note="AppData")
        editor = site.machine.app_config / "Code" / "User" / "settings.json"
        yield Source(self.id, Scope.USER, editor, _KEY, Syntax.JSONC, note=_EDITOR)
        for project in (site.project, *site.others):
            file = _workspace_file(site, project)
            yield Source(self.id, Scope.PROJECT, file, _KEY, Syntax.JSONC, project=file.parent.parent)
        managed = managed_folder(site, "ampcode") / "managed-settings.json"
        yield Source(self.id, Scope.MANAGED, managed, _KEY, Syntax.JSONC, writable=False)

    def containers(self) -> tuple[KeyPath, ...]:
        return (_KEY,)

    def define(self, value: object, source: Source) -> Definition:
        """An address counts more than a command."""
        if isinstance(value, dict) and "url" in value:
            value = {name: each for name, each in value.items() if name not in ("command", "args")}
        return super().define(value, source)

    def tools(self, found: Found, site: Site) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        prefix, file = f"mcp__{found.name}__", found.source.file
        document = site.read(file, Syntax.JSONC, found.source.scope)
        hidden = None if document is None else document.value(_HIDDEN)
        names = [each for each in hidden if isinstance(each, str)] if isinstance(hidden, list) else []
        denied = tuple(each.removeprefix(prefix) for each in names if each.startswith(prefix))
        return found.definition.allow, denied or None

    # --- state

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        project, place = site.project_of(found.source), Place(found.source.file, found.line)
        fault = _fault(self.sources(site._replace(project=project, others=(), memo={})), site)
        if fault is not None and found.source.note != _EDITOR:
            file = site.machine.short(fault.place.file)
            return [cause(StateKind.BROKEN, f"Amp does not start at all: {file}: {fault.reason}", fault.place)]
        causes = super().causes(found, everything, site)
        causes += self._shadowed(found, everything, site)
        causes += self._rejected(found, everything, site)
        if not causes and isinstance(found.value, dict) and found.value.get("disabled") is True:
            causes.append(cause(StateKind.UNKNOWN, "whether Amp heeds 'disabled' is not known", place))
        if not causes and found.source.note == _EDITOR:
            causes.append(cause(StateKind.UNKNOWN, "only Amp's extension of VS Code reads this file", place))
        if not causes and found.source.scope is Scope.PROJECT:
            reason = "Amp starts a workspace's server only once you approved it, and keeps that where nobody can look"
            causes.append(cause(StateKind.UNKNOWN, reason, place))
        return causes

    def _shadowed(self, found: Found, everything: Sequence[Found], site: Site) -> Iterator[Cause]:
        project = site.project_of(found.source)
        file = _workspace_file(site, project)
        rivals = (
            each
            for each in Alike.of(everything, site).named(found.name, project.lineage)
            if each.source.note is None and (each.source.project is None or each.source.file == file)
        )
        winner = min(rivals, key=_rank, default=found)
        if found.source.note is None and _rank(winner) < _rank(found):
            where = f"the {winner.source.scope.value} entry in {site.machine.short(winner.source.file)}"
            place = Place(winner.source.file, winner.line)
            yield cause(StateKind.SHADOWED, f"{where} wins", place, hint=f"switch or remove {where} instead")

    def _rejected(self, found: Found, everything: Sequence[Found], site: Site) -> Iterator[Cause]:
        """The first rule that fits decides; the strongest file that has rules tells them."""
        for source in sorted(Alike.of(everything, site).sources, key=lambda each: _STRENGTH.index(each.scope)):
            document = site.read(source.file, source.syntax, source.scope)
            rules = None if document is None else document.value(_RULES)
            if document is None or not isinstance(rules, list):
                continue
            rule = next((each for each in rules if _fits(each, found.definition)), None)
            if isinstance(rule, dict) and rule.get("action") == "reject":
                kind = StateKind.OFF if source.writable else StateKind.BLOCKED
                place = Place(source.file, document.line(_RULES))
                hint = "the rule may fit other servers too: change it in that file"
                yield cause(kind, "a rule of amp.mcpPermissions rejects it", place, hint=hint)
            return

    # --- changes

    def deny_tools(self, entry: Entry, tools: Sequence[str], site: Site) -> tuple[FileOperations, ...]:
        if not entry.source.writable:
            raise Refused(f"{entry.selector} is not yours to edit", entry.source.owner)
        listed = tuple(Listed(_HIDDEN, f"mcp__{entry.name}__{tool}", present=True) for tool in tools)
        return (FileOperations(entry.source.file, Syntax.JSONC, listed),)


def _user_file(site: Site) -> Path:
    """``settings.json``, and ``settings.jsonc`` only where that one is not there."""
    told = site.machine.variable("AMP_SETTINGS_FILE")
    if told is not None:
        return site.project.folder / told
    folder = site.machine.folder("XDG_CONFIG_HOME", site.machine.home / ".config") / "amp"
    return _either(site, folder)


def _workspace_file(site: Site, project: Project) -> Path:
    """The file of the nearest folder that has one, up to the root of the repository; else where one would be."""
    near = (each for each in project.lineage if _either(site, each / ".amp").name in site.names(each / ".amp"))
    return _either(site, next(near, project.root) / ".amp")


def _either(site: Site, folder: Path) -> Path:
    names = site.names(folder)
    plain = "settings.json" in names or "settings.jsonc" not in names
    return folder / ("settings.json" if plain else "settings.jsonc")


def _fault(sources: Iterator[Source], site: Site) -> Fault | None:
    """Why Amp does not start: one file of it that it cannot read, an empty one and one with a mark at its start too."""
    for source in sources:
        if source.note == _EDITOR:
            continue
        document = site.read(source.file, source.syntax, source.scope)
        if document is None and source.file.name in site.names(source.file.parent):
            return Fault("it cannot be read", Place(source.file))
        if document is not None and document.data.startswith(codecs.BOM_UTF8):
            return Fault("it begins with a byte order mark", Place(source.file, 1))
        if document is not None and b"{" not in document.data:
            return Fault("it is empty", Place(source.file))
    return None


def _fits(rule: object, definition: Definition) -> bool:
    """Whether a rule fits: a pattern for the address, or for the command alone or with its arguments."""
    matches = rule.get("matches") if isinstance(rule, dict) else None
    if not isinstance(matches, dict) or not matches:
        return False
    line = " ".join((definition.command or "", *definition.args))
    texts = {
        "url": (definition.url,),
        "command": (None,) if definition.command is None else (definition.command, line),
        "args": (" ".join(definition.args),),
    }
    return all(_any_fits(pattern, texts.get(field, ())) for field, pattern in matches.items())


def _any_fits(patterns: object, texts: Sequence[str | None]) -> bool:
    each = patterns if isinstance(patterns, list) else [patterns]
    return any(
        isinstance(pattern, str) and text is not None and re.match(translate(pattern.replace("[", "[[]")), text)
        for pattern in each
        for text in texts
    )


def _rank(found: Found) -> int:
    """The lower, the stronger."""
    return _STRENGTH.index(found.source.scope)
