"""Gemini CLI: settings in four layers, a map of switches in a file of its own, lists, trust, extensions.

Every rule was observed in sessions of Gemini CLI 0.61.0 (Linux); its own list of servers differs in places:
it compares names in ``mcp.allowed`` and ``mcp.excluded`` without regard to case, a session does not.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from mcptui.clients.alike import Alike
from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.gemini_settings import ALLOWED, EXCLUDED, Settings, excluding
from mcptui.clients.gemini_view import View, home_folder, project_file, rules_file, shared_files, view
from mcptui.clients.shape import Shape
from mcptui.clients.variables import BRACES, DEFAULTED, DOLLAR, PERCENT, Unset, Variables
from mcptui.formats.document import MISSING
from mcptui.model import Definition, Effect, Entry, Place, Scope, Source, StateKind, Switch, Syntax, Transport
from mcptui.operations import Assign, FileOperations, Listed, Operation

_KEY = ("mcpServers",)
_SWITCHES: Final = "mcp-server-enablement.json"
_STRENGTH: Final = (Scope.MANAGED, Scope.PROJECT, Scope.USER, Scope.SYSTEM, Scope.EXTENSION)
_FIELDS: Final = frozenset(
    (
        *("command", "args", "env", "cwd", "url", "httpUrl", "headers", "tcp", "type", "timeout", "trust"),
        *("description", "includeTools", "excludeTools", "extension", "oauth", "authProviderType"),
        *("targetAudience", "targetServiceAccount"),
    )
)


class GeminiCli(Client):
    """Facts: google-gemini/gemini-cli:packages/cli/src/config (settings.ts, mcp/mcpServerEnablement.ts)."""

    id = "gemini-cli"
    name = "Gemini CLI"
    takes_effect = "in the next session, or with /mcp reload in a running one"
    effect = Effect.NEXT_SESSION
    discontinued = "Google ended it for consumers in June 2026, not for API keys; Antigravity came after it"
    traces = ("$GEMINI_CLI_HOME/.gemini/tmp",)
    defaults: ClassVar[Mapping[str, str]] = {"GEMINI_CLI_HOME": "~"}
    shape = Shape(
        types={"stdio": Transport.STDIO, "http": Transport.HTTP, "sse": Transport.SSE},
        urls={"httpUrl": Transport.HTTP, "url": Transport.HTTP},
        allow="includeTools",
        deny="excludeTools",
        timeout=("timeout", 1000),
        address="url",
        spares="trust",
    )
    variables = Variables((BRACES, DEFAULTED, DOLLAR, PERCENT), bound=("${extensionPath", "${/"), unset=Unset.EMPTY)

    def sources(self, site: Site) -> Iterator[Source]:
        for scope, file in shared_files(site):
            yield Source(self.id, scope, file, _KEY, Syntax.COMMENTED, writable=scope is Scope.USER)
        for folder in dict.fromkeys(each.folder for each in (site.project, *site.others)):
            own = project_file(site, folder)
            if own is not None:
                yield Source(self.id, Scope.PROJECT, own, _KEY, Syntax.COMMENTED, project=folder)
        for each in view(site, site.project.folder).extensions:
            yield Source(self.id, Scope.EXTENSION, each.manifest, _KEY, Syntax.JSON, writable=False, note=each.name)

    def projects(self, site: Site) -> Iterator[Path]:
        registry = site.read(home_folder(site) / "projects.json", Syntax.JSON, Scope.USER)
        rules = site.read(rules_file(site), Syntax.COMMENTED, Scope.USER)
        known = () if registry is None else registry.keys(("projects",))
        trusted = () if rules is None else rules.keys()
        yield from (Path(key) for key in (*known, *trusted))

    def define(self, value: object, source: Source) -> Definition:
        """An address counts more than a command, and ``type`` only tells HTTP from SSE."""
        if not isinstance(value, dict):
            return super().define(value, source)
        remote = value.get("httpUrl") or value.get("url")
        left_out = ("command", "args", "type") if remote else ("type",)
        definition = super().define({name: each for name, each in value.items() if name not in left_out}, source)
        if remote and not value.get("httpUrl") and value.get("type") == "sse":
            definition = definition._replace(transport=Transport.SSE)
        told = tuple(
            f"Gemini CLI calls the whole file invalid for {name!r} in an entry, and starts the server all the same"
            for name in value
            if name not in _FIELDS
        )
        return definition._replace(warnings=told)

    # --- state

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        here = view(site, site.project_of(found.source).folder)
        if here.fault is not None:
            file = site.machine.short(here.fault.place.file)
            reason = f"Gemini CLI does not start at all: {file}: {here.fault.reason}"
            return [cause(StateKind.BROKEN, reason, here.fault.place, hint="mend the file")]
        causes = super().causes(found, everything, site)
        causes += self._shadowed(found, everything, here, site)
        causes += self._extension_off(found, here)
        causes += excluding(here.files, found.name)
        causes += self._not_allowed(found, here)
        causes += self._switched_off(found, site)
        if not here.trusted:
            reason = "this folder is not trusted, so Gemini CLI starts no server in it, not even the user's"
            hint = "start Gemini CLI in this folder once and answer its question about trust"
            causes.append(cause(StateKind.PENDING, reason, Place(rules_file(site)), hint=hint))
        return causes

    def _shadowed(self, found: Found, everything: Sequence[Found], here: View, site: Site) -> Iterator[Cause]:
        winner = min(Alike.of(everything, site).named(found.name, (here.folder,)), key=_rank, default=found)
        if _rank(winner) < _rank(found):
            where = f"the {winner.source.scope.value} entry in {site.machine.short(winner.source.file)}"
            place = Place(winner.source.file, winner.line)
            yield cause(StateKind.SHADOWED, f"{where} wins", place, hint=f"switch or remove {where} instead")

    def _extension_off(self, found: Found, here: View) -> Iterator[Cause]:
        extension = next((each for each in here.extensions if each.manifest == found.source.file), None)
        if extension is not None and not extension.enabled:
            hint = f"gemini extensions enable {extension.name}"
            yield cause(StateKind.OFF, "its extension is switched off", extension.place, hint=hint)

    def _not_allowed(self, found: Found, here: View) -> Iterator[Cause]:
        """``mcp.allowed`` of all files, less what another file does not allow; with nobody left, all are allowed."""
        lists = here.lists(ALLOWED)
        left = _left(lists)
        if not left or found.name in left:
            return
        lacking = [each for each, names in lists if found.name not in names]
        deciding = next((each for each in lacking if each.administered), None)
        if deciding is not None:
            reason = "an administrator's settings allow only others (mcp.allowed)"
            yield cause(StateKind.BLOCKED, reason, deciding.place(ALLOWED))
        else:
            remedy = [each.listing(ALLOWED, found.name, present=True) for each in lacking]
            yield cause(StateKind.OFF, "not among mcp.allowed", lacking[0].place(ALLOWED), remedy=remedy)

    def _switched_off(self, found: Found, site: Site) -> Iterator[Cause]:
        """The map of switches; what cannot be read of it switches nothing off."""
        file, path = home_folder(site) / _SWITCHES, (_folded(found.name), "enabled")
        document = site.read(file, Syntax.JSON, Scope.USER)
        if document is None or document.data.startswith(codecs.BOM_UTF8) or document.value(path) is not False:
            return
        lift: Operation = Assign(path, MISSING, expect=False)
        if document.keys(path[:1]) == path[1:]:
            lift = Assign(path[:1], MISSING, expect={"enabled": False})
        remedy = FileOperations(file, Syntax.JSON, (lift,))
        reason = f"enabled = false in {file.name}"
        yield cause(StateKind.OFF, reason, Place(file, document.line(path)), remedy=[remedy])

    # --- changes

    def switch(self, found: Found) -> Switch:
        return Switch.MAP

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        """By the map, which counts in every folder; with the smallest reach by the list in this folder's settings."""
        folder = site.project_of(entry.source).folder
        file = project_file(site, folder)
        if only_here and file is not None and view(site, folder).trusted:
            return (FileOperations(file, Syntax.COMMENTED, (Listed(EXCLUDED, entry.name, present=True),)),)
        switch = Assign((_folded(entry.name), "enabled"), value=False)
        return (FileOperations(home_folder(site) / _SWITCHES, Syntax.JSON, (switch,)),)

    def only_here(self, entry: Entry, site: Site) -> bool:
        folder = site.project_of(entry.source).folder
        return project_file(site, folder) is not None and view(site, folder).trusted


def _rank(found: Found) -> tuple[int, str]:
    """The lower, the stronger; of extensions the first counts."""
    return _STRENGTH.index(found.source.scope), found.source.note or ""


def _left(lists: Sequence[tuple[Settings, Sequence[str]]]) -> list[str]:
    """The names that every list allows, as the first spells them."""
    left = list(lists[0][1]) if lists else []
    for _, names in lists[1:]:
        folded = {_folded(name) for name in names}
        left = [name for name in left if _folded(name) in folded]
    return left


def _folded(name: str) -> str:
    """As the map of switches spells a name."""
    return name.lower().strip()
