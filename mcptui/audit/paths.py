"""Folders that a server should not be given: everything, the places of keys, what is outside the project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from mcptui.audit.case import Case
from mcptui.audit.finding import Fix, Severity, Where
from mcptui.audit.fixes import without_folders
from mcptui.audit.rule import Rule, Sighting
from mcptui.model import Access, PathReach, Scope
from mcptui.narrow.arguments import FolderArgument

_Parts = tuple[str, ...]

# Where keys and logins are kept: the folder and all in it; and words in the names of servers that are there for it.
_KEYS: Final[Mapping[_Parts, tuple[str, ...]]] = MappingProxyType(
    {
        (".ssh",): ("ssh",),
        (".gnupg",): (),
        (".netrc",): (),
        (".npmrc",): (),
        (".pypirc",): (),
        (".git-credentials",): (),
        (".aws",): ("aws",),
        (".azure",): ("azure",),
        (".kube",): ("kube", "k8s"),
        (".config", "gcloud"): ("gcp", "gcloud", "google"),
        ("library", "keychains"): (),
    }
)
# Folders of the home that hold such places, or settings that start programs; what is in them may be harmless.
_SETTINGS: Final = frozenset({(".docker",), (".claude",), (".codex",), (".config",), ("appdata",), ("library",)})

_FOLDER_FLAG: Final = re.compile(
    r"--?[\w-]*(?:dir|directory|directories|folders?|workspaces?|allow(?:ed)?)", re.IGNORECASE
)
_HOME: Final = re.compile(r"(?:~|\$HOME|\$\{(?:env:)?HOME\}|\$\{userHome\}|%USERPROFILE%)/?")
_SEPARATORS: Final = re.compile(r"[\\/]+")
_LONGEST: Final = 4096


def everything(case: Case) -> Iterator[Sighting]:
    """The root or the home. What a container mounts has a rule of its own: inside it ``/`` is the container."""
    if case.container:
        return
    for folder, path in case.folders:
        if path.covers is not None:
            yield Sighting(f"It {may(path)} {whole(path.covers)}", where(folder), fix=narrower(case))
    if not case.reach.paths:
        for flag, text, place in _named(case):
            if _HOME.fullmatch(text) or text.rstrip("/") == str(case.machine.home):
                yield Sighting(f"It is given {whole('home')}", place)
            elif text == "/" and _FOLDER_FLAG.fullmatch(flag):
                yield Sighting(f"It is given {whole('root')}", place)


def places_of_keys(case: Case) -> Iterator[Sighting]:
    """A folder in reach that is such a place or holds one, or one that the server is told by its name."""
    if case.container:
        return
    for folder, path in case.folders:
        severity = None if path.covers else keys_in(case, path.path)
        if severity is not None:
            what = f"It {may(path)} {short(case, path.path)}, where keys are kept"
            yield Sighting(what, where(folder), severity, narrower(case))
    if not case.reach.paths:
        for _, text, place in _named(case):
            if keys_in(case, text):
                yield Sighting(f"It is given {short(case, text)}, where keys are kept", place, Severity.MEDIUM)


def outside_the_project(case: Case) -> Iterator[Sighting]:
    """Folders of an entry that came with a project, which lie outside of it."""
    for folder, path in case.folders:
        if path.covers is None and _is_outside(case, path):
            what = f"It {may(path)} {short(case, path.path)}, outside its project"
            yield Sighting(what, where(folder), fix=narrower(case))


def keys_in(case: Case, path: str) -> Severity | None:
    """How grave it is to give this path away: it is a place of keys, or holds one. None: it is not."""
    parts = _parts(path)
    purpose = next((_KEYS[place] for place in _places(parts) if place in _KEYS), None)
    if purpose is not None:
        name = (case.launch.package.name or "").lower()
        return Severity.MEDIUM if any(word in name for word in purpose) else Severity.HIGH
    home = _parts(str(case.machine.home))
    in_home = parts[len(home) :] if parts[: len(home)] == home else parts[1:] if parts[:1] == ("~",) else None
    return Severity.HIGH if in_home in _SETTINGS else None


def narrower(case: Case) -> Fix | None:
    """The project in the place of every folder that a rule here objects to."""
    unwanted = [
        folder
        for folder, path in case.folders
        if path.covers is not None or keys_in(case, path.path) is not None or _is_outside(case, path)
    ]
    return without_folders(case, unwanted)


def may(path: PathReach) -> str:
    """What it may do with the path."""
    return "may read and write" if path.access is Access.WRITE else "may read"


def whole(covers: str) -> str:
    """What a path holds the whole of."""
    return "the whole disk" if covers == "root" else "everything in the home"


def where(folder: FolderArgument) -> Where | None:
    """Where the entry names the folder."""
    return None if folder.position is None else Where("args", folder.position)


def short(case: Case, path: str) -> str:
    """The path for a sentence, with ``~`` for the home."""
    return case.shown(case.machine.short(path))


def _is_outside(case: Case, path: PathReach) -> bool:
    """Is it an entry that came with a project, and the folder known to lie elsewhere?"""
    source = case.entry.source
    if source.scope is not Scope.PROJECT or source.project is None:
        return False
    folder = PurePath(path.path)
    return folder.is_absolute() and not folder.is_relative_to(source.project)


def _named(case: Case) -> Iterator[tuple[str, str, Where | None]]:
    """What the server is given: each value with the flag before it, if there is one, and where it stands."""
    start, before = case.launch.arguments_index, ""
    for offset, text in enumerate(case.launch.arguments):
        flag, equals, value = text.partition("=") if text.startswith("-") else (before, "=", text)
        before = text if text.startswith("-") and not equals else ""
        if equals and len(value) <= _LONGEST:
            yield flag, value, None if start is None else Where("args", start + offset)


def _parts(path: str) -> _Parts:
    return tuple(part.lower() for part in _SEPARATORS.split(path) if part)


def _places(parts: _Parts) -> Iterator[_Parts]:
    """Every part of a path, and every two that follow each other."""
    for at in range(len(parts)):
        yield parts[at : at + 1]
        yield parts[at : at + 2]


PATHS: Final = (
    Rule(
        "PATH001",
        "Everything in reach",
        Severity.HIGH,
        why="Keys, tokens and mail lie there too, and whatever the model reads can make it send them away",
        source="MCP security best practices: least privilege",
        advice="name the folders that it needs",
        check=everything,
    ),
    Rule(
        "PATH002",
        "Keys in reach",
        Severity.HIGH,
        why="Whoever has the keys can log in as you, here or elsewhere",
        source="MCP security best practices: least privilege",
        advice="name the folders that it needs",
        check=places_of_keys,
    ),
    Rule(
        "PATH003",
        "Outside its project",
        Severity.MEDIUM,
        why="The entry came with the project, and nobody expects it to reach further",
        source="MCP security best practices: least privilege",
        advice="name folders of the project",
        check=outside_the_project,
    ),
)
