"""Clients that a user added: each is one TOML file in mcptui's configuration folder, called like the client's id."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from mcptui.clients import BUILT_IN
from mcptui.clients.base import Client
from mcptui.clients.known import Clients
from mcptui.errors import Unreadable
from mcptui.formats import parse
from mcptui.machine import Machine
from mcptui.model import Problem, Scope, Syntax
from mcptui.plain_text import visible
from mcptui.reading import FileReader

_MOST_FILES: Final = 100
_MOST_BYTES: Final = 64 * 1024
_LONGEST: Final = 60
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def clients_folder(machine: Machine) -> Path:
    """Where the files of added clients are."""
    return machine.config / "clients"


def read_clients(machine: Machine, files: FileReader) -> Clients:
    """The built-in clients, and behind them those that the user added; a file with a mistake is a problem of it.

    Without such a folder it costs one look for it, and nothing is parsed.
    """
    folder = clients_folder(machine)
    try:
        names = [name for name in files.list_folder(folder) if name.endswith(".toml") and not name.startswith(".")]
    except Unreadable as error:
        return Clients(BUILT_IN.values(), (Problem(folder, "mcptui", Scope.USER, error.message),))
    if not names:
        return BUILT_IN
    added: list[Client] = []
    problems: list[Problem] = []
    for name in names[:_MOST_FILES]:
        try:
            added.append(_read(folder / name, files))
        except Unreadable as error:
            id_ = visible(name.removesuffix(".toml"), _LONGEST)
            problems.append(Problem(folder / name, id_, Scope.USER, error.message, error.line, error.column))
    if len(names) > _MOST_FILES:
        told = f"there are {len(names):,} clients in this folder; those behind the first {_MOST_FILES} are passed over"
        problems.append(Problem(folder, "mcptui", Scope.USER, told))
    return Clients((*BUILT_IN.values(), *added), tuple(problems))


def _read(file: Path, files: FileReader) -> Client:
    """Raises ``Unreadable`` for whatever is wrong with the file, the first thing of it."""
    id_ = file.name.removesuffix(".toml")
    if not _ID.fullmatch(id_):
        raise Unreadable("a client's file is called like its id: small letters, digits and '-', at most 40")
    if id_ in BUILT_IN:
        raise Unreadable(f"mcptui knows {BUILT_IN[id_].name} by this id already: give the file another name")
    from mcptui.clients.added_file import client_told
    from mcptui.clients.added_table import Mistake

    document = parse(files.read(file, _MOST_BYTES) or b"", Syntax.TOML)
    try:
        return client_told(id_, document.value())
    except Mistake as mistake:
        ways = (mistake.path[:end] for end in range(len(mistake.path), 0, -1))
        line = next((found for way in ways if (found := document.line(way)) is not None), None)
        raise Unreadable(mistake.message, line=line) from None
