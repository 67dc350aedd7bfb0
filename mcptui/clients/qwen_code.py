"""Qwen Code: a fork of Gemini CLI with a switch, an approval and a meaning of ``url`` of its own.

Every rule was observed in sessions of Qwen Code 0.24.4 (Linux), and told by ``qwen mcp reconnect --all``; its
``mcp list`` starts even what is excluded.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import translate
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from mcptui.clients import gemini_settings as settings
from mcptui.clients.alike import Alike
from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.gemini_settings import ALLOWED, EXCLUDED
from mcptui.clients.layers import Fault
from mcptui.clients.qwen_approvals import gate
from mcptui.clients.shape import Shape
from mcptui.clients.variables import BRACES, DOLLAR, Variables
from mcptui.errors import Refused
from mcptui.model import Definition, Effect, Entry, Place, Scope, Source, StateKind, Switch, Syntax, Transport
from mcptui.operations import FileOperations, Listed

_KEY = ("mcpServers",)
_SHARED: Final = ".mcp.json"
_STRENGTH: Final = (
    (Scope.MANAGED, None),
    (Scope.PROJECT, None),
    (Scope.PROJECT, _SHARED),
    (Scope.USER, None),
    (Scope.SYSTEM, None),
)


class View(NamedTuple):
    """What decides in one folder. ``files`` are the settings that count there."""

    folder: Path
    files: tuple[settings.Settings, ...]
    fault: Fault | None
    trusted: bool


class QwenCode(Client):
    """Facts: QwenLM/qwen-code:docs/users/features/mcp.md; packages/cli/src/config (settings.ts, mcpServers.ts)."""

    id = "qwen-code"
    name = "Qwen Code"
    takes_effect = "at once in a running session, else in the next one"
    effect = Effect.AT_ONCE
    traces = ("$QWEN_HOME",)
    defaults: ClassVar[Mapping[str, str]] = {"QWEN_HOME": "~/.qwen"}
    shape = Shape(
        type=None,
        types={},
        urls={"httpUrl": Transport.HTTP, "url": Transport.SSE},
        allow="includeTools",
        deny="excludeTools",
        timeout=("timeout", 1000),
        ignored=("disabled", "enabled"),
        spares="trust",
    )
    variables = Variables((BRACES, DOLLAR))

    def sources(self, site: Site) -> Iterator[Source]:
        for scope, file in _shared_files(site):
            yield Source(self.id, scope, file, _KEY, Syntax.COMMENTED, writable=scope is Scope.USER)
        for folder in dict.fromkeys(each.folder for each in (site.project, *site.others)):
            own = _project_file(site, folder)
            if own is not None:
                yield Source(self.id, Scope.PROJECT, own, _KEY, Syntax.COMMENTED, project=folder)
            if self.installed(site):
                yield Source(
                    self.id, Scope.PROJECT, folder / _SHARED, _KEY, Syntax.COMMENTED, project=folder, note=_SHARED
                )

    def installed(self, site: Site) -> bool:
        """``.mcp.json`` alone is no trace of it."""
        return bool(self.traces_in(site))

    def projects(self, site: Site) -> Iterator[Path]:
        for file in (_approvals_file(site), _rules_file(site)):
            document = site.read(file, Syntax.COMMENTED, Scope.USER)
            yield from () if document is None else (Path(key) for key in document.keys(()))

    def define(self, value: object, source: Source) -> Definition:
        """An address counts more than a command; a bare ``url`` is SSE, and only ``.mcp.json`` can say otherwise."""
        read = _as_read(value, source)
        if isinstance(read, dict) and (read.get("httpUrl") or read.get("url")):
            read = {name: each for name, each in read.items() if name not in ("command", "args")}
        return super().define(read, source)

    # --- state

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        here = _view(site, site.project_of(found.source).folder)
        if here.fault is not None:
            file = site.machine.short(here.fault.place.file)
            reason = f"Qwen Code does not start at all: {file}: {here.fault.reason}"
            return [cause(StateKind.BROKEN, reason, here.fault.place, hint="mend the file")]
        lost = _lost(site, found.source)
        if lost is not None:
            reason = f"Qwen Code passes over this file: {lost.reason}"
            return [cause(StateKind.BROKEN, reason, lost.place, hint="mend the file")]
        causes = super().causes(found, everything, site)
        causes += self._shadowed(found, everything, here, site)
        causes += settings.excluding(here.files, found.name, lambda item: _fits(item, found.name))
        causes += self._not_allowed(found, here)
        if found.source.scope is Scope.PROJECT:
            read = _as_read(found.value, found.source)
            causes += gate(found, here.folder, _approvals_file(site), read if isinstance(read, dict) else {}, site)
        if not here.trusted:
            reason = "this folder is not trusted, so Qwen Code starts no server in it, not even the user's"
            hint = "start Qwen Code in this folder once and answer its question about trust"
            causes.append(cause(StateKind.PENDING, reason, Place(_rules_file(site)), hint=hint))
        return causes

    def _shadowed(self, found: Found, everything: Sequence[Found], here: View, site: Site) -> Iterator[Cause]:
        """One name, one server; one that waits for approval keeps the weaker ones out all the same."""
        alike = Alike.of(everything, site).named(found.name, (here.folder,))
        rivals = (each for each in alike if _lost(site, each.source) is None)
        winner = min(rivals, key=_rank, default=found)
        if _rank(winner) < _rank(found):
            where = f"the {winner.source.scope.value} entry in {site.machine.short(winner.source.file)}"
            place = Place(winner.source.file, winner.line)
            yield cause(StateKind.SHADOWED, f"{where} wins", place, hint=f"switch or remove {where} instead")

    def _not_allowed(self, found: Found, here: View) -> Iterator[Cause]:
        """``mcp.allowed`` of all files together; an empty one allows nobody."""
        lists = [(each, names) for each in here.files if (names := each.names(ALLOWED)) is not None]
        if not lists or any(_fits(item, found.name) for _, names in lists for item in names):
            return
        place = lists[0][0].place(ALLOWED)
        own = next((each for each, _ in lists if not each.administered), None)
        if own is None:
            yield cause(StateKind.BLOCKED, "an administrator's settings allow only others (mcp.allowed)", place)
        else:
            remedy = [own.listing(ALLOWED, found.name, present=True)]
            yield cause(StateKind.OFF, "not among mcp.allowed", own.place(ALLOWED), remedy=remedy)

    # --- changes

    def switch(self, found: Found) -> Switch:
        return Switch.LIST

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        """By the list that Qwen Code itself writes: the project's for what the project has, else the user's."""
        if re.search(r"[*?]", entry.name):
            raise Refused(f"the name {entry.name!r} would fit others too in mcp.excluded", "rename the server first")
        folder = site.project_of(entry.source).folder
        own = _project_file(site, folder)
        here = only_here or entry.source.scope is Scope.PROJECT
        file = own if own is not None and here and _view(site, folder).trusted else _user_file(site)
        return (FileOperations(file, Syntax.COMMENTED, (Listed(EXCLUDED, entry.name, present=True),)),)

    def only_here(self, entry: Entry, site: Site) -> bool:
        return _project_file(site, site.project_of(entry.source).folder) is not None


def _view(site: Site, folder: Path) -> View:
    """What decides when Qwen Code is started in ``folder``; worked out once for each look."""
    memo = ("qwen-code", folder)
    kept = site.memo.get(memo)
    if isinstance(kept, View):
        return kept
    own = _project_file(site, folder)
    files = tuple(_shared_files(site))
    # A project's own file that cannot be read is set aside and begun anew, so it is never fatal.
    faults = (settings.fault_of(site, file, scope) for scope, file in files)
    listed = (*files, *(() if own is None else ((Scope.PROJECT, own),)))
    read = ((scope, file, site.read(file, Syntax.COMMENTED, scope)) for scope, file in listed)
    found = [settings.Settings(scope, file, document) for scope, file, document in read if document is not None]
    rules = site.read(_rules_file(site), Syntax.COMMENTED, Scope.USER)
    asks = settings.asks_for_trust(found) is True
    trusted = not asks or settings.trust(rules, folder) is True
    counting = tuple(each for each in found if trusted or each.scope is not Scope.PROJECT)
    made = View(folder, counting, next(filter(None, faults), None), trusted)
    site.memo[memo] = made
    return made


def _shared_files(site: Site) -> Iterator[tuple[Scope, Path]]:
    system = settings.system_folder(site, "QwenCode", "qwen-code") / "settings.json"
    system = site.machine.folder("QWEN_CODE_SYSTEM_SETTINGS_PATH", system)
    yield Scope.MANAGED, system
    defaults = system.parent / "system-defaults.json"
    yield Scope.SYSTEM, site.machine.folder("QWEN_CODE_SYSTEM_DEFAULTS_PATH", defaults)
    yield Scope.USER, _user_file(site)


def _home_folder(site: Site) -> Path:
    return site.machine.folder("QWEN_HOME", site.machine.home / ".qwen")


def _user_file(site: Site) -> Path:
    return _home_folder(site) / "settings.json"


def _approvals_file(site: Site) -> Path:
    return site.machine.folder("QWEN_CODE_MCP_APPROVALS_PATH", _home_folder(site) / "mcpApprovals.json")


def _rules_file(site: Site) -> Path:
    return site.machine.folder("QWEN_CODE_TRUSTED_FOLDERS_PATH", _home_folder(site) / "trustedFolders.json")


def _project_file(site: Site, folder: Path) -> Path | None:
    """The settings of a folder, there or not; what lies in the home is the user's."""
    return None if str(folder) == os.path.realpath(site.machine.home) else folder / ".qwen" / "settings.json"


def _lost(site: Site, source: Source) -> Fault | None:
    """Why the client takes nothing from a shared file."""
    return settings.fault_of(site, source.file, Scope.PROJECT, bom=False) if source.note == _SHARED else None


def _as_read(value: object, source: Source) -> object:
    """An entry of ``.mcp.json`` in the client's own spelling; ``type`` goes, and ``http`` makes a url an httpUrl."""
    if source.note != _SHARED or not isinstance(value, dict):
        return value
    read: Mapping[str, object] = {name: each for name, each in value.items() if name != "type" or each == "sdk"}
    if any(value.get(name) for name in ("command", "httpUrl", "tcp")) or not isinstance(value.get("url"), str):
        return read if "url" in value or "command" in value else value
    address = "httpUrl" if value.get("type") == "http" else "url"
    return {**{name: each for name, each in read.items() if name != "url"}, address: value["url"]}


def _fits(pattern: str, name: str) -> bool:
    """``*`` and ``?`` in a list stand for any letters; nothing else does."""
    return re.match(translate(pattern.replace("[", "[[]")), name) is not None


def _rank(found: Found) -> int:
    """The lower, the stronger."""
    return _STRENGTH.index((found.source.scope, found.source.note))
