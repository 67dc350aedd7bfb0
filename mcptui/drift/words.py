"""Entries and what they say in words that may be shown: short, and without a secret."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mcptui.drift.aspects import DIRECTLY, Aspect, only_tools, own_arguments, start_words
from mcptui.drift.identity import remote_url
from mcptui.launch import read_launch
from mcptui.machine import Machine
from mcptui.model import Access, Definition, Entry
from mcptui.narrow.arguments import folders_of
from mcptui.secrets import Masker, safe_args, safe_url

NONE = "none"
NOT_SAID = "not said"


def shown(entry: Entry, aspect: Aspect, machine: Machine) -> str:
    """A line on what the entry says; of variables and headers their names alone."""
    definition = entry.definition
    if aspect is Aspect.STATE:
        return entry.state.kind.value
    told = _told(definition, aspect, machine)
    return Masker.of([definition]).text(told) or (NONE if aspect in _COUNTED else NOT_SAID)


_COUNTED = frozenset({Aspect.VERSION, Aspect.ARGUMENTS, Aspect.FOLDERS, Aspect.ENVIRONMENT, Aspect.HEADERS})


def _told(definition: Definition, aspect: Aspect, machine: Machine) -> str:
    launch = read_launch(definition.command, safe_args(definition.args))
    match aspect:
        case Aspect.VERSION:
            return launch.package.version or ""
        case Aspect.START:
            direct = definition.url is not None and remote_url(definition, launch) == definition.url
            return DIRECTLY if direct else " ".join(start_words(definition, launch, folders_of(definition)))
        case Aspect.ARGUMENTS:
            return " ".join(own_arguments(launch, folders_of(definition)))
        case Aspect.FOLDERS:
            rights = {Access.READ: "ro", Access.WRITE: "rw"}
            return ", ".join(f"{rights[each.access]} {_short(each.path, machine)}" for each in folders_of(definition))
        case Aspect.WORKING_FOLDER:
            return _short(definition.cwd, machine) if definition.cwd else ""
        case Aspect.ADDRESS:
            return safe_url(remote_url(definition, launch) or "")
        case Aspect.TIMEOUT:
            return "" if definition.timeout is None else f"{definition.timeout:g} s"
        case Aspect.TOOLS:
            allow = only_tools(definition)
            only = () if allow is None else (f"only {', '.join(allow) or NONE}",)
            without = (f"without {', '.join(definition.deny)}",) if definition.deny else ()
            return ", ".join((*only, *without))
        case Aspect.TRANSPORT:
            return definition.transport.value
        case Aspect.ENVIRONMENT:
            return ", ".join(definition.env)
        case _:
            return ", ".join(definition.headers)


def called(entry: Entry, machine: Machine) -> str:
    """What an entry launches or calls, whatever the version: ``npx tool``, an address, a script."""
    definition = entry.definition
    launch = read_launch(definition.command, safe_args(definition.args))
    url = remote_url(definition, launch)
    if url is not None:
        told = safe_url(url)
    elif launch.package.name is None:
        told = definition.command or ""
    else:
        launcher = (launch.package.launcher or "").removesuffix("-run") if launch.package.ecosystem != "local" else ""
        told = f"{launcher} {_short(launch.package.name, machine)}".strip()
    return Masker.of([definition]).text(told)


def selected(entry: Entry, name: str) -> str:
    """As it is selected on the command line, without what is its server's ``name`` anyway."""
    return entry.selector if entry.name != name else f"{entry.source.client}/{entry.source.scope.value}"


def labels_of(
    entries: Iterable[Entry], name: str, machine: Machine, label_of: Callable[[Entry, str], str] = selected
) -> dict[str, str]:
    """By id, what the entries of the server ``name`` are called among themselves: no more than tells them apart."""
    labels: dict[str, str] = {}
    by_label: dict[str, list[Entry]] = {}
    for entry in entries:
        by_label.setdefault(label_of(entry, name), []).append(entry)
    for label, alike in by_label.items():
        places = [_place(entry, machine) for entry in alike]
        apart = len(set(places)) == len(places)
        for entry, place in zip(alike, places, strict=True):
            labels[entry.id] = f"{label} ({place if apart else entry.id})" if len(alike) > 1 else label
    return labels


def _place(entry: Entry, machine: Machine) -> str:
    """``acme-api/.mcp.json``: the file as it is called in its project."""
    file, project = entry.source.file, entry.source.project
    if project is not None and file.is_relative_to(project):
        return str(file.relative_to(project.parent))
    return machine.short(file) if project is None else f"{machine.short(file)}, {project.name}"


def _short(path: str, machine: Machine) -> str:
    home = str(machine.home)
    return f"~{path[len(home) :]}" if path == home or path.startswith(f"{home}/") else path
