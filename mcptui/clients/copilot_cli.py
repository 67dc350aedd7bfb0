"""GitHub Copilot CLI: lists as switch, files of the folder and of those above it, each read only where it is trusted.

Every rule was observed on Copilot CLI 1.0.102 (Linux), by ``copilot mcp list --json``, which starts nothing.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from mcptui.clients.alike import Alike
from mcptui.clients.base import Cause, Client, Found, Site, cause
from mcptui.clients.layers import Fault
from mcptui.clients.shape import Shape
from mcptui.clients.variables import BRACES, DOLLAR, Variables
from mcptui.formats.document import Document, KeyPath
from mcptui.model import Definition, Effect, Entry, Place, Scope, Source, StateKind, Switch, Syntax, Transport
from mcptui.operations import FileOperations, Listed
from mcptui.project import Project, resolved
from mcptui.store.locks import Lock, LockKind

_KEY: Final[KeyPath] = ("mcpServers",)
_LIST: Final[KeyPath] = ("disabledMcpServers",)
_SHARED: Final = ".mcp.json"
_GITHUB: Final = ".github/mcp.json"


class View(NamedTuple):
    """What decides in one project: the lists of servers that are off, the trusted folders, what is fatal."""

    project: Project
    trusted: frozenset[Path]
    lists: tuple[tuple[Path, Syntax, Document], ...] = ()
    fault: Fault | None = None

    def trusts(self, folder: Path) -> bool:
        """A folder of a linked work tree is trusted where its like in the main one is."""
        root, main = self.project.root, self.project.main
        alike = main / folder.relative_to(root) if folder.is_relative_to(root) else folder
        return not self.trusted.isdisjoint((folder, *folder.parents, alike, *alike.parents))


class CopilotCli(Client):
    """Facts: github/docs:content/copilot/reference/copilot-cli-reference; github/copilot-cli:changelog.md, #3582."""

    id = "copilot-cli"
    name = "Copilot CLI"
    takes_effect = "in the next session, or with /mcp reload in a running one"
    effect = Effect.NEXT_SESSION
    traces = ("$COPILOT_HOME",)
    defaults: ClassVar[Mapping[str, str]] = {"COPILOT_HOME": "~/.copilot"}
    shape = Shape(
        types={
            "local": Transport.STDIO,
            "stdio": Transport.STDIO,
            "http": Transport.HTTP,
            "streamable-http": Transport.HTTP,
            "sse": Transport.SSE,
        },
        allow="tools",
        timeout=("timeout", 1000),
        ignored=("disabled", "enabled"),
    )
    variables = Variables((BRACES, DOLLAR))

    def sources(self, site: Site) -> Iterator[Source]:
        yield Source(self.id, Scope.USER, _home_folder(site) / "mcp-config.json", _KEY, Syntax.JSONC)
        shared = self.installed(site)
        for folder in dict.fromkeys(folder for each in (site.project, *site.others) for folder in each.lineage):
            for name, note in ((_SHARED, None), (_GITHUB, ".github")):
                # Names may also stand outermost, without a table around them.
                for key in (_KEY, ()) if shared or note else ():
                    yield Source(self.id, Scope.PROJECT, folder / name, key, Syntax.JSON, project=folder, note=note)

    def installed(self, site: Site) -> bool:
        """``.mcp.json`` alone is no trace of it."""
        return bool(self.traces_in(site))

    def containers(self) -> tuple[KeyPath, ...]:
        return (_KEY, ())

    def names_in(self, source: Source, document: Document) -> Iterator[tuple[str, KeyPath]]:
        if source.key or _KEY[0] not in document.keys(()):
            yield from super().names_in(source, document)

    def projects(self, site: Site) -> Iterator[Path]:
        return iter(_told_trusted(site))

    def define(self, value: object, source: Source) -> Definition:
        definition = super().define(value, source)
        tools = value.get("tools", []) if isinstance(value, dict) else []
        if definition.fault is None and not isinstance(tools, list):
            return definition._replace(fault="'tools' is not a list")
        return definition

    def tools(self, found: Found, site: Site) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """A star among the tools stands for all of them."""
        allow = found.definition.allow
        return None if allow is not None and "*" in allow else allow, None

    def lock(self, file: Path, site: Site) -> Lock | None:
        """Copilot CLI knows its lock files by their inodes, and never makes them anew."""
        if file == _home_folder(site) / "mcp-config.json":
            return Lock(file.with_name(".mcp-writer.lock"), LockKind.FLOCK)
        return Lock(file.with_name(f"{file.name}.lock"), LockKind.FLOCK) if file == _user_settings(site) else None

    # --- state

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        project = site.project_of(found.source)
        here = _view(site, project)
        if here.fault is not None:
            file = site.machine.short(here.fault.place.file)
            reason = f"Copilot CLI does not start at all: {file}: {here.fault.reason}"
            return [cause(StateKind.BROKEN, reason, here.fault.place, hint="mend the file")]
        causes = super().causes(found, everything, site)
        causes += self._passed_over(found, site)
        causes += self._shadowed(found, everything, here, site)
        causes += _switched_off(found.name, here)
        if found.source.project is not None and not here.trusts(found.source.project):
            reason = "Copilot CLI reads this file only in a folder that you trust"
            hint = "start Copilot CLI in this folder once and answer its question about trust"
            causes.append(cause(StateKind.PENDING, reason, Place(found.source.file), hint=hint))
        return causes

    def _passed_over(self, found: Found, site: Site) -> Iterator[Cause]:
        """A file of a project that begins with a byte order mark, or that another one stands in for."""
        source = found.source
        document = None if source.project is None else site.read(source.file, source.syntax, source.scope)
        if document is not None and document.data.startswith(codecs.BOM_UTF8):
            reason = "Copilot CLI passes over this file: it begins with a byte order mark"
            yield cause(StateKind.BROKEN, reason, Place(source.file, 1), hint="save it without one")
        if source.project is not None and source.note and _SHARED in site.names(source.project):
            other = source.project / _SHARED
            yield cause(StateKind.SHADOWED, f"{_SHARED} in this folder is read instead of this file", Place(other))

    def _shadowed(self, found: Found, everything: Sequence[Found], here: View, site: Site) -> Iterator[Cause]:
        """Of one name the nearest folder's counts, then those above it, then the user's."""
        lineage = site.project_of(found.source).lineage
        rivals = (
            each
            for each in Alike.of(everything, site).named(found.name, lineage)
            if each.source.project is not None
            and here.trusts(each.source.project)
            and each.definition.fault is None
            and not any(self._passed_over(each, site))
        )
        winner = min(rivals, key=_rank, default=found)
        if _rank(winner) < _rank(found):
            where = f"the {winner.source.scope.value} entry in {site.machine.short(winner.source.file)}"
            place = Place(winner.source.file, winner.line)
            yield cause(StateKind.SHADOWED, f"{where} wins", place, hint=f"switch or remove {where} instead")

    # --- changes

    def switch(self, found: Found) -> Switch:
        return Switch.LIST

    def turn_off(self, entry: Entry, site: Site, *, only_here: bool) -> tuple[FileOperations, ...]:
        """In the user's list, which counts everywhere, or in a list of the repository that nobody shares."""
        project = site.project_of(entry.source)
        local = project.root / ".github" / "copilot" / "settings.local.json"
        here = only_here and _view(site, project).trusts(project.folder)
        file, syntax = (local, Syntax.JSON) if here else (_user_settings(site), Syntax.JSONC)
        return (FileOperations(file, syntax, (Listed(_LIST, entry.name, present=True),)),)

    def only_here(self, entry: Entry, site: Site) -> bool:
        project = site.project_of(entry.source)
        return _view(site, project).trusts(project.folder)


def _view(site: Site, project: Project) -> View:
    """What decides in ``project``; worked out once for each look."""
    memo = ("copilot-cli", project)
    kept = site.memo.get(memo)
    if isinstance(kept, View):
        return kept
    view = View(project, _trusted(site))
    lists = [(_user_settings(site), Syntax.JSONC)]
    if view.trusts(project.folder):
        own = project.root / ".github" / "copilot"
        lists += [(own / "settings.json", Syntax.JSON), (own / "settings.local.json", Syntax.JSON)]
    read = [(file, syntax, site.read(file, syntax, Scope.USER)) for file, syntax in lists]
    counting = tuple((file, syntax, document) for file, syntax, document in read if document and _counts(document))
    made = view._replace(lists=counting, fault=_fault(site))
    site.memo[memo] = made
    return made


def _counts(document: Document) -> bool:
    return document.syntax is Syntax.JSONC or not document.data.startswith(codecs.BOM_UTF8)


def _fault(site: Site) -> Fault | None:
    """Without a readable table of servers in the user's file Copilot CLI does not start; without the file it does."""
    file = _home_folder(site) / "mcp-config.json"
    document = site.read(file, Syntax.JSONC, Scope.USER)
    if document is None:
        return Fault("it cannot be read", Place(file)) if file.name in site.names(file.parent) else None
    table = document.value(_KEY)
    return None if isinstance(table, dict) else Fault("it has no table 'mcpServers'", Place(file, document.line(_KEY)))


def _switched_off(name: str, here: View) -> Iterator[Cause]:
    for file, syntax, document in here.lists:
        names = document.value(_LIST)
        if isinstance(names, list) and name in names:
            remedy = FileOperations(file, syntax, (Listed(_LIST, name, present=False),))
            reason = f"listed in disabledMcpServers of {file.name}"
            yield cause(StateKind.OFF, reason, Place(file, document.line(_LIST)), remedy=[remedy])


def _rank(found: Found) -> int:
    """The lower, the stronger: the deeper the folder, the sooner; what belongs to no project last."""
    return 1 if found.source.project is None else -len(found.source.project.parts)


def _home_folder(site: Site) -> Path:
    return site.machine.folder("COPILOT_HOME", site.machine.home / ".copilot")


def _user_settings(site: Site) -> Path:
    return _home_folder(site) / "settings.json"


def _trusted(site: Site) -> frozenset[Path]:
    """The same with their links resolved; worked out once for each look."""
    kept = site.memo.get("copilot-cli trusted")
    if not isinstance(kept, frozenset):
        kept = site.memo["copilot-cli trusted"] = frozenset(map(resolved, _told_trusted(site)))
    return kept


def _told_trusted(site: Site) -> tuple[Path, ...]:
    """The folders that the user trusts, as they are spelled."""
    document = site.read(_home_folder(site) / "config.json", Syntax.JSONC, Scope.USER)
    lists = [None if document is None else document.value((key,)) for key in ("trusted_folders", "trustedFolders")]
    return tuple(Path(each) for told in lists if isinstance(told, list) for each in told if isinstance(each, str))
