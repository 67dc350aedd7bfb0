"""What decides for Claude Code in one project: the state file, settings, trust, plugins, an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from mcptui.clients import claude_settings as settings
from mcptui.clients.base import Site
from mcptui.clients.claude_plugins import Plugin, plugins
from mcptui.clients.claude_rules import names
from mcptui.clients.claude_unread import is_unread
from mcptui.errors import Refused
from mcptui.formats.document import Document, KeyPath
from mcptui.model import Place, Scope, Source, Syntax
from mcptui.operations import FileOperations, Listed
from mcptui.project import Project

STATE_PATHS: tuple[KeyPath, ...] = (("mcpServers", "*"), ("projects", "*", "mcpServers", "*"))


_LISTS = ("disabledMcpServers", "disabledMcpjsonServers", "enabledMcpjsonServers")


class View(NamedTuple):
    """All of it, read. ``listed`` are the names in the lists that ``~/.claude.json`` keeps at ``key``.

    ``folders`` are those whose ``.mcp.json`` counts, the nearest first.
    """

    project: Project
    folders: tuple[Path, ...]
    key: KeyPath
    state_file: Path
    state: Document | None
    files: tuple[settings.Settings, ...]
    trust: settings.Trust
    plugins: tuple[Plugin, ...]
    managed: Path | None
    listed: Mapping[str, frozenset[str]]

    @property
    def administered(self) -> frozenset[Path]:
        """Settings files that only an administrator may edit."""
        return frozenset(each.path for each in self.files if each.managed)

    def looks_into(self, source: Source) -> bool:
        """Whether entries of ``source`` are looked at here at all."""
        if is_unread(source):
            return False
        match source.scope:
            case Scope.LOCAL:
                return source.project == self.project.main
            case Scope.PROJECT:
                return source.project in self.folders
            case _:
                return True

    def plugin_of(self, source: Source) -> Plugin | None:
        """The plugin that an entry of ``source`` comes with."""
        return next((each for each in self.plugins if each.key == source.note), None)

    def naming(self, name: str, *, approving: bool) -> list[tuple[Path, Place]]:
        """Files that approve ``name``, or reject it: settings, and the legacy list of the state file."""
        key = "enabledMcpjsonServers" if approving else "disabledMcpjsonServers"
        if approving:
            files = [each for each in self.files if each.approves and name in each.approved]
        else:
            files = [each for each in self.files if name in each.rejected]
        named = [(each.path, each.place(key)) for each in files]
        if name in self.listed[key] and (self.trust.local or not approving):
            named.append((self.state_file, self.state_place(key)))
        return named

    def state_place(self, key: str) -> Place:
        path = (*self.key, key)
        return Place(self.state_file, None if self.state is None else self.state.line(path))

    def disable(self, name: str, *, present: bool) -> FileOperations:
        """The list that ``/mcp`` itself writes, for this project alone. Raises ``Refused`` where no list can stand."""
        # A project may be most of a huge file: its value is asked for only where nothing is in it.
        if self.state is not None and not self.state.keys(self.key) and self.state.value(self.key) is None:
            told = f"{self.state_file} says null of {self.key[-1]}, so nothing can be listed there"
            raise Refused(told, "start Claude Code in this folder once")
        path = (*self.key, "disabledMcpServers")
        return FileOperations(self.state_file, Syntax.JSON, (Listed(path, name, present),))

    def choose(self, file: Path, key: str, item: object, *, present: bool) -> FileOperations:
        """An item of a list in a settings file, or of the legacy list in the state file."""
        if file == self.state_file:
            path = (*self.key, key)
            return FileOperations(file, Syntax.JSON, (Listed(path, item, present),))
        return FileOperations(file, Syntax.JSON, (Listed((key,), item, present),))


def view_of(site: Site, source: Source) -> View:
    """What decides on the entries of ``source``; those kept for one project are judged there."""
    if source.scope is not Scope.LOCAL or source.project is None:
        return view(site, site.project_of(source))
    known = site.projects
    project = known.by_main.get(source.project) or known.by_folder.get(source.project)
    return view(site, project or Project(source.project, source.project, source.project))


def view(site: Site, project: Project) -> View:
    """What decides in ``project``."""
    memo = ("claude-code", project)
    kept = site.memo.get(memo)
    if isinstance(kept, View):
        return kept
    file = settings.state_file(site)
    state = site.read(file, Syntax.JSON, Scope.USER, STATE_PATHS)
    key = settings.project_key(site, state, project.main)
    trust = settings.Trust.of(site, project, state)
    files = settings.read_settings(site, project, trust)
    managed = settings.managed_folder(site) / "managed-mcp.json"
    folders = frozenset({str(project.folder), str(project.root), str(project.main)})
    made = View(
        project=project,
        folders=(project.folder, *project.folder.parents),
        key=key,
        state_file=file,
        state=state,
        files=files,
        trust=trust,
        plugins=tuple(plugins(site, files, folders)),
        managed=None if site.read(managed, Syntax.JSON, Scope.MANAGED) is None else managed,
        listed={name: _listed(state, (*key, name)) for name in _LISTS},
    )
    site.memo[memo] = made
    return made


def _listed(state: Document | None, path: KeyPath) -> frozenset[str]:
    value = None if state is None else state.value(path)
    return names(value) if isinstance(value, list) else frozenset()
