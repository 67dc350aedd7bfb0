"""The files that Codex merges for a folder: where a project begins, which folders are trusted, what is fatal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from mcptui.clients.base import Site
from mcptui.formats.document import MISSING, Document, KeyPath
from mcptui.machine import System
from mcptui.model import Place, Scope, Syntax
from mcptui.operations import FileOperations, Operation
from mcptui.project import Project, resolved

KEY = ("mcp_servers",)
_ONLY_STDIO = ("args", "env", "env_vars", "cwd", "bearer_token")
_ONLY_HTTP = ("bearer_token_env_var", "http_headers", "env_http_headers")
_TEXTS = ("command", "url", "cwd", "bearer_token_env_var")
_NAMES = ("args", "enabled_tools", "disabled_tools")
_SECONDS = ("startup_timeout_sec", "startup_timeout_ms", "tool_timeout_sec")
_MAPS = ("env", "http_headers", "env_http_headers")
_MOST_MARKERS = 100  # each is looked for in every folder above a project


class Layer(NamedTuple):
    """One file of the stack; ``folder`` is None for what belongs to no project."""

    file: Path
    scope: Scope
    document: Document
    folder: Path | None = None

    @property
    def administered(self) -> bool:
        return self.scope in (Scope.MANAGED, Scope.SYSTEM)

    def table(self, name: str) -> Mapping[str, object]:
        value = self.document.value((*KEY, name))
        return value if isinstance(value, dict) else {}

    def names(self) -> tuple[str, ...]:
        return self.document.keys(KEY)

    def tells(self, path: KeyPath) -> bool:
        return self.document.value(path) is not MISSING

    def spot(self, path: KeyPath) -> Place:
        """The line of what stands at ``path``, else that of the table it stands in."""
        return Place(self.file, self.document.line(path) or self.document.line(path[:-1]))

    def place(self, name: str) -> Place:
        return self.spot((*KEY, name))

    def change(self, operation: Operation) -> FileOperations:
        return FileOperations(self.file, Syntax.TOML, (operation,))


class Fatal(NamedTuple):
    """What keeps Codex from starting at all; ``name`` is the server whose table it is, if it is one's."""

    reason: str
    place: Place
    name: str | None = None


class Stack:
    """The layers that count in one folder, lowest first; ``unreadable`` are those that Codex cannot parse."""

    def __init__(
        self, project: Project, layers: tuple[Layer, ...], unreadable: tuple[Path, ...], requirements: Layer | None
    ) -> None:
        self.project = project
        self.layers = layers
        self.unreadable = unreadable
        self.requirements = requirements

    def index(self, file: Path) -> int | None:
        """Where ``file`` stands in the stack; None: it does not count here."""
        return next((index for index, layer in enumerate(self.layers) if layer.file == file), None)

    def merged(self, name: str) -> Mapping[str, object]:
        """The table that Codex sees: merged key by key, and tables in it likewise."""
        merged: dict[str, object] = {}
        for layer in self.layers:
            for key, value in layer.table(name).items():
                below = merged.get(key)
                merged[key] = {**below, **value} if isinstance(below, dict) and isinstance(value, dict) else value
        return merged

    @cached_property
    def fatal(self) -> Fatal | None:
        """The first thing that Codex would refuse, and with it the whole configuration."""
        if self.unreadable:
            return Fatal("this file cannot be read", Place(self.unreadable[0]))
        rules = self.requirements
        for layer in (*self.layers, *(() if rules is None else (rules,))):
            if not isinstance(layer.document.value(KEY), dict | type(MISSING)):
                return Fatal("'mcp_servers' is not a table", Place(layer.file, layer.document.line(KEY)))
        for name in dict.fromkeys(name for layer in self.layers for name in layer.names()):
            fault = fault_of(self.merged(name))
            if fault is not None:
                place = next(layer.place(name) for layer in reversed(self.layers) if name in layer.names())
                return Fatal(fault, place, name)
        for name in () if rules is None else rules.names():
            if rules is not None and not isinstance(rules.table(name).get("identity"), dict):
                return Fatal(f"the rule for {name!r} has no identity", rules.place(name))
        return None

    def allows(self, name: str) -> bool:
        """Whether an administrator lets the server run: by name and exact command or url, if any are named."""
        rules = self.requirements
        if rules is None or rules.document.value(KEY) is MISSING:
            return True
        identity, merged = rules.table(name).get("identity"), self.merged(name)
        return isinstance(identity, dict) and all(
            merged.get(key) == identity[key] for key in ("command", "url") if key in identity
        )


def stack(site: Site, project: Project) -> Stack:
    """The layers that count in ``project``."""
    memo = ("codex", project)
    kept = site.memo.get(memo)
    if isinstance(kept, Stack):
        return kept
    project = seen_by_codex(site, project)
    files = project_files(site, project)
    trusted = [(file, Scope.PROJECT, folder) for folder, file in files if trusts(site, project, folder)]
    candidates: list[tuple[Path, Scope, Path | None]] = [
        (system_folder(site) / "config.toml", Scope.SYSTEM, None),
        (user_file(site), Scope.USER, None),
        *trusted,
        (system_folder(site) / "managed_config.toml", Scope.MANAGED, None),
    ]
    read = [(file, scope, folder, site.read(file, Syntax.TOML, scope)) for file, scope, folder in candidates]
    requirements = system_folder(site) / "requirements.toml"
    rules = site.read(requirements, Syntax.TOML, Scope.MANAGED)
    missing = [file for file, _, _, document in read if document is None] + ([] if rules else [requirements])
    made = Stack(
        project=project,
        layers=tuple(Layer(file, scope, document, folder) for file, scope, folder, document in read if document),
        unreadable=tuple(file for file in missing if file.name in site.names(file.parent)),
        requirements=Layer(requirements, Scope.MANAGED, rules) if rules else None,
    )
    site.memo[memo] = made
    return made


def seen_by_codex(site: Site, project: Project) -> Project:
    """``project`` with the root that Codex finds: the nearest folder with a marker, else the folder itself.

    ``project_root_markers`` of the user's file stands in for ``.git``; a folder of that name needs a HEAD in it.
    """
    document = site.read(user_file(site), Syntax.TOML, Scope.USER)
    told = MISSING if document is None else document.value(("project_root_markers",))
    markers = [each for each in told[:_MOST_MARKERS] if isinstance(each, str)] if isinstance(told, list) else [".git"]
    folders = (project.folder, *project.folder.parents)
    root = next((each for each in folders if any(_marks(each / marker) for marker in markers)), project.folder)
    return project._replace(root=root)


def _marks(marker: Path) -> bool:
    """Whether ``marker`` is there, and is no empty shell of a repository."""
    try:
        return (marker / "HEAD").exists() if marker.name == ".git" and marker.is_dir() else marker.exists()
    except (OSError, ValueError):
        return False


def project_files(site: Site, project: Project) -> Iterator[tuple[Path, Path]]:
    """Each folder from the project's root down to the folder itself, and the file that Codex may read there."""
    user_folder = resolved(user_file(site).parent)
    for folder in reversed(project.lineage):
        file = folder / ".codex" / "config.toml"
        # What is not there is no link to it either.
        if file.parent.name not in site.names(folder) or resolved(file.parent) != user_folder:
            yield folder, file


def trusts(site: Site, project: Project, folder: Path) -> bool:
    """Whether the user's file trusts ``folder``: what it says of the folder itself, else of the root, else of the

    main repository, decides. Keys are compared as they stand; a folder above says nothing.
    """
    document = site.read(user_file(site), Syntax.TOML, Scope.USER)
    for key in (folder, project.root, project.main):
        level = MISSING if document is None else document.value(("projects", str(key), "trust_level"))
        if level is not MISSING:
            return level == "trusted"
    return False


def defines(table: Mapping[str, object]) -> bool:
    """Whether a table tells a transport, and so is more than an override of a lower layer."""
    return "command" in table or "url" in table


def fault_of(table: Mapping[str, object]) -> str | None:
    """Why Codex would refuse a merged table, or None."""
    if not defines(table):
        return "neither command nor url"
    kind, others = ("command", ("url", *_ONLY_HTTP)) if "command" in table else ("url", _ONLY_STDIO)
    wrong = next((key for key in others if key in table), None)
    if wrong is not None:
        return f"{wrong!r} does not go with a {kind}"
    expected = (
        *((key, str) for key in _TEXTS),
        *((key, list) for key in _NAMES),
        *((key, dict) for key in _MAPS),
        ("enabled", bool),
    )
    for key, kind_of_value in expected:
        if key in table and not isinstance(table[key], kind_of_value):
            return f"{key!r} has the wrong type"
    for key in _SECONDS:
        if isinstance(table.get(key, 0), bool) or not isinstance(table.get(key, 0), int | float):
            return f"{key!r} is not a number"
    if not all(isinstance(each, str) for key in _NAMES for each in _items(table.get(key))):
        return "a list of names holds something that is not a string"
    if not all(isinstance(each, str) for key in _MAPS for each in _items(table.get(key))):
        return "a table of strings holds something that is not a string"
    return None


def _items(value: object) -> Sequence[object]:
    if isinstance(value, dict):
        return tuple(value.values())
    return value if isinstance(value, list) else ()


def user_file(site: Site) -> Path:
    """``~/.codex/config.toml``, or in the folder that ``CODEX_HOME`` names, from the folder of the project."""
    told = site.machine.variable("CODEX_HOME")
    folder = site.machine.home / ".codex" if told is None else site.project.folder / told
    return folder / "config.toml"


def system_folder(site: Site) -> Path:
    """Where an administrator puts files for everybody."""
    if site.machine.system is System.WINDOWS:
        return site.machine.absolute("/ProgramData/OpenAI/Codex")
    return site.machine.absolute("/etc/codex")
