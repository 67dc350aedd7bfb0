"""Servers that Claude Code's plugins bring: shown with their origin, never edited.

Layout observed on Claude Code 2.1.330. A plugin of a *directory* marketplace is read live from
that directory, one of any other marketplace from the installed copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from mcptui.clients.base import Site
from mcptui.clients.claude_settings import Settings, configuration_folder
from mcptui.formats.document import MISSING
from mcptui.model import Place, Scope, Source, Syntax

_MANIFEST = (".claude-plugin", "plugin.json")
_MOST_FILES = 100


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
    told = site.machine.variable("CLAUDE_CODE_PLUGIN_CACHE_DIR")
    base = configuration_folder(site) / "plugins" if told is None else site.project.folder / told
    match _value(site, base / "known_marketplaces.json", (market,)):
        case {"source": {"source": "directory"}, "installLocation": str(location)}:
            return _in_directory(site, Path(location), name)
        case dict():
            return _installed(site, base, key, projects)
        case _:
            return None


def _in_directory(site: Site, location: Path, name: str) -> Path | None:
    source = _listing(site, location).get(name)
    return None if source is None else location / source


def _listing(site: Site, location: Path) -> Mapping[str, str]:
    """The plugins of a directory marketplace by name, each with its folder in it; of several the first counts."""
    memo = ("claude-code marketplace", location)
    kept = site.memo.get(memo)
    if isinstance(kept, dict):
        return kept
    listed = _value(site, location / ".claude-plugin" / "marketplace.json", ("plugins",))
    made: dict[str, str] = {}
    for plugin in listed if isinstance(listed, list) else ():
        match plugin:
            case {"name": str(name), "source": str(source)} if _is_inside(source):
                made.setdefault(name, source)
            case _:
                continue
    site.memo[memo] = made
    return made


def _is_inside(told: str) -> bool:
    """Whether a path that a file of somebody else tells stays in the folder that it is told for."""
    path = Path(told)
    return not path.anchor and ".." not in path.parts


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
    """Where a plugin may keep servers; what ``plugin.json`` says wins over ``.mcp.json``.

    Files outside the plugin's folder are passed over, and so are those beyond the first hundred.
    """

    def source(file: Path, key: tuple[str, ...]) -> Source:
        return Source(client, Scope.PLUGIN, file, key, Syntax.JSON, writable=False, note=plugin.key)

    manifest = plugin.folder.joinpath(*_MANIFEST)
    told = _value(site, manifest, ("mcpServers",))
    if isinstance(told, Mapping):
        yield source(manifest, ("mcpServers",))
    files = (each for each in (told if isinstance(told, list) else [told]) if isinstance(each, str))
    inside = islice((plugin.folder / each for each in files if _is_inside(each)), _MOST_FILES)
    for file in (*inside, plugin.folder / ".mcp.json"):
        document = site.read(file, Syntax.JSON, Scope.PLUGIN)
        wrapped = document is None or "mcpServers" in document.keys(())
        yield source(file, ("mcpServers",) if wrapped else ())


def is_overridden(site: Site, plugin: Plugin, file: Path, name: str) -> bool:
    """Whether a file of the plugin that is read before ``file`` has a server of that name."""
    return _first_files(site, plugin)[name] != file


def _first_files(site: Site, plugin: Plugin) -> Mapping[str, Path]:
    """The names of a plugin's servers, each with the file that is read first of those that have it."""
    memo = ("claude-code plugin", plugin)
    kept = site.memo.get(memo)
    if isinstance(kept, dict):
        return kept
    made: dict[str, Path] = {}
    for source in plugin_sources(site, plugin, ""):
        document = site.read(source.file, Syntax.JSON, Scope.PLUGIN)
        for name in () if document is None else document.keys(source.key):
            made.setdefault(name, source.file)
    site.memo[memo] = made
    return made


def server_name(key: str, name: str) -> str:
    """What Claude Code calls a server of the plugin ``key``."""
    return f"plugin:{key.rpartition('@')[0]}:{name}"


def _value(site: Site, file: Path, path: tuple[str, ...]) -> object:
    document = site.read(file, Syntax.JSON, Scope.PLUGIN)
    return MISSING if document is None else document.value(path)
