"""Servers that Claude Code's plugins bring: shown with their origin, never edited.

Layout observed on Claude Code 2.1.330. A plugin of a *directory* marketplace is read live from
that directory, one of any other marketplace from the installed copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from mcptui.clients.base import Site
from mcptui.clients.claude_settings import Settings, configuration_folder
from mcptui.formats.document import MISSING
from mcptui.model import Place, Scope, Source, Syntax

_MANIFEST = (".claude-plugin", "plugin.json")


class Plugin(NamedTuple):
    """An installed plugin, the folder it is read from, and whether and where it is switched.

    ``key`` is ``plugin@marketplace``, as settings name it.
    """

    key: str
    folder: Path
    enabled: bool
    place: Place


def plugins(site: Site, files: tuple[Settings, ...], projects: frozenset[str]) -> Iterator[Plugin]:
    """Every plugin that some settings file mentions and that is there. Later files win."""
    switches: dict[str, tuple[object, Settings]] = {}
    for settings in files:
        enabled = settings.values.get("enabledPlugins")
        for key, value in enabled.items() if isinstance(enabled, dict) else ():
            switches[key] = (value, settings)
    for key, (value, settings) in switches.items():
        name, _, market = key.rpartition("@")
        folder = _folder(site, key, name, market, projects) if name else None
        if folder is not None:
            yield Plugin(key, folder, value is True, settings.place("enabledPlugins"))


def _folder(site: Site, key: str, name: str, market: str, projects: frozenset[str]) -> Path | None:
    base = configuration_folder(site) / "plugins"
    match _value(site, base / "known_marketplaces.json", (market,)):
        case {"source": {"source": "directory"}, "installLocation": str(location)}:
            return _in_directory(site, Path(location), name)
        case dict():
            return _installed(site, base, key, projects)
        case _:
            return None


def _in_directory(site: Site, location: Path, name: str) -> Path | None:
    listed = _value(site, location / ".claude-plugin" / "marketplace.json", ("plugins",))
    for plugin in listed if isinstance(listed, list) else ():
        match plugin:
            case {"name": str(own), "source": str(source)} if own == name and ".." not in Path(source).parts:
                return location / source
            case _:
                continue
    return None


def _installed(site: Site, base: Path, key: str, projects: frozenset[str]) -> Path | None:
    copies = _value(site, base / "installed_plugins.json", ("plugins", key))
    for copy in copies if isinstance(copies, list) else ():
        match copy:
            case {"installPath": str(path), "projectPath": str(project)} if project in projects:
                return Path(path)
            case {"installPath": str(path)} if "projectPath" not in copy:
                return Path(path)
            case _:
                continue
    return None


def plugin_sources(site: Site, plugin: Plugin, client: str) -> Iterator[Source]:
    """Where a plugin may keep servers; what ``plugin.json`` says wins over ``.mcp.json``."""

    def source(file: Path, key: tuple[str, ...]) -> Source:
        return Source(client, Scope.PLUGIN, file, key, Syntax.JSON, writable=False, note=plugin.key)

    manifest = plugin.folder.joinpath(*_MANIFEST)
    told = _value(site, manifest, ("mcpServers",))
    if isinstance(told, Mapping):
        yield source(manifest, ("mcpServers",))
    files = [each for each in (told if isinstance(told, list) else [told]) if isinstance(each, str)]
    for file in (
        *(plugin.folder / each for each in files if ".." not in Path(each).parts),
        plugin.folder / ".mcp.json",
    ):
        wrapped = _value(site, file, ("mcpServers",))
        yield source(file, () if wrapped is MISSING else ("mcpServers",))


def is_overridden(site: Site, plugin: Plugin, file: Path, name: str) -> bool:
    """Whether a file of the plugin that is read before ``file`` has a server of that name."""
    for source in plugin_sources(site, plugin, ""):
        if source.file == file:
            break
        servers = _value(site, source.file, source.key)
        if isinstance(servers, Mapping) and name in servers:
            return True
    return False


def server_name(key: str, name: str) -> str:
    """What Claude Code calls a server of the plugin ``key``."""
    return f"plugin:{key.rpartition('@')[0]}:{name}"


def _value(site: Site, file: Path, path: tuple[str, ...]) -> object:
    document = site.read(file, Syntax.JSON, Scope.PLUGIN)
    return MISSING if document is None else document.value(path)
