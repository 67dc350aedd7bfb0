"""Servers that Codex's plugins bring: shown with their origin, switched in Codex's own files, never edited.

Every rule was observed on Codex 0.169.0, by ``codex mcp list --json``, which starts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.clients.codex_layers import Stack, defines, fault_of, user_file
from mcptui.formats.document import MISSING, KeyPath
from mcptui.model import Place, Scope, Source, StateKind, Syntax

_PLUGINS: Final = "plugins"
_FEATURE: Final[KeyPath] = ("features", "plugins")
_SERVERS: Final = "mcpServers"
_MANIFESTS: Final = (".codex-plugin/plugin.json", ".claude-plugin/plugin.json")
_WITHOUT_A_VERSION: Final = "local"


def plugin_sources(site: Site, here: Stack, client: str) -> Iterator[Source]:
    """Where the plugins that some file names keep their servers: in the manifest, or in a file that it names."""
    for key in dict.fromkeys(key for layer in here.layers for key in layer.document.keys((_PLUGINS,))):
        folder = _folder(site, key)
        manifests = () if folder is None else (folder / each for each in _MANIFESTS)
        manifest = next((each for each in manifests if each.name in site.names(each.parent)), None)
        if folder is None or manifest is None:
            continue
        document = site.read(manifest, Syntax.JSON, Scope.PLUGIN)
        told = MISSING if document is None else document.value((_SERVERS,))
        if isinstance(told, dict):
            yield Source(client, Scope.PLUGIN, manifest, (_SERVERS,), Syntax.JSON, writable=False, note=key)
            continue
        file = folder / (told if isinstance(told, str) and _is_inside(told) else ".mcp.json")
        servers = site.read(file, Syntax.JSON, Scope.PLUGIN)
        wrapped = servers is None or _SERVERS in servers.keys(())
        yield Source(client, Scope.PLUGIN, file, (_SERVERS,) if wrapped else (), Syntax.JSON, writable=False, note=key)


def _folder(site: Site, key: str) -> Path | None:
    """The installed copy that counts: one without a version, else that of the highest."""
    name, _, market = key.rpartition("@")
    if not name or not _is_inside(f"{market}/{name}") or "/" in name:
        return None
    folder = user_file(site).parent / "plugins" / "cache" / market / name
    versions = site.names(folder)
    if not versions:
        return None
    newest = _WITHOUT_A_VERSION if _WITHOUT_A_VERSION in versions else max(versions, key=_numbers)
    return folder / newest


def _numbers(version: str) -> tuple[list[int], str]:
    return [int(each) for each in re.findall(r"\d{1,9}", version)], version


def _is_inside(told: str) -> bool:
    """Whether a path that a file of somebody else tells stays in the folder that it is told for."""
    path = Path(told)
    return not path.anchor and ".." not in path.parts


def plugin_causes(found: Found, here: Stack, site: Site) -> Iterator[Cause]:
    """What keeps a plugin's server from being on, besides a switch of its own."""
    fault = fault_of(found.value if isinstance(found.value, dict) else {})
    if fault is not None:
        yield cause(StateKind.BROKEN, f"Codex passes over it: {fault}", Place(found.source.file, found.line))
    winner = next((each for each in reversed(here.layers) if defines(each.table(found.name))), None)
    if winner is not None:
        where = f"{winner.scope.value} entry in {site.machine.short(winner.file)}"
        hint = f"switch or remove the {where} instead"
        yield cause(StateKind.SHADOWED, f"the {where} wins", winner.place(found.name), hint=hint)
    for path, reason in ((_FEATURE, "plugins are switched off"), (_enabled(found), "its plugin is switched off")):
        said = next(((each, each.document.value(path)) for each in reversed(here.layers) if each.tells(path)), None)
        if said is not None and said[1] is False:
            hint = f"say {path[-1]} = true in {site.machine.short(said[0].file)}"
            yield cause(StateKind.OFF, reason, said[0].spot(path), hint=hint)


def _enabled(found: Found) -> KeyPath:
    return (_PLUGINS, found.source.note or "", "enabled")


def plugin_switch(source: Source, name: str) -> KeyPath:
    """Where Codex's own files switch a server of a plugin."""
    return (_PLUGINS, source.note or "", "mcp_servers", name, "enabled")
