"""One spelling for what clients spell in ways of their own: variables, the home, places on the disk.

Texts are only compared by it: nothing is looked up, and no variable but the home gets a value. A variable that
the client puts in stands between null characters, which no text of a command line can hold.
"""

from __future__ import annotations

import ntpath
import posixpath
import re
from typing import Final, NamedTuple

from mcptui.clients.base import Site
from mcptui.clients.variables import Piece, Text, Variable, Variables
from mcptui.launch.words import is_path, program_name
from mcptui.machine import System
from mcptui.model import Entry

_SIGNS: Final = re.compile("[$%{]")
_HOMES: Final = frozenset({"HOME", "USERPROFILE"})
_HOME_INSET: Final = "${userHome}"
_PROJECT_INSET: Final = "${workspaceFolder}"
_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_PROGRAMS: Final = frozenset({".bin", "bin", "sbin", "scripts"})
_SPELLED: Final = re.compile(r"\0(\w+)\0")


class Spelling(NamedTuple):
    """How the texts of one entry are to be read: by what its client puts in, and from where paths count, if known."""

    variables: Variables
    system: System
    home: str
    project: str | None
    folder: str | None

    @classmethod
    def of(cls, entry: Entry, site: Site, changed_to: str | None = None) -> Spelling:
        """``changed_to`` is the folder that the command line itself goes to first."""
        machine, project = site.machine, entry.source.project
        root = None if project is None else str(project)
        variables = site.clients[entry.source.client].variables
        spelling = cls(variables, machine.system, str(machine.home), root, root)
        for step in (entry.definition.cwd, changed_to):
            if step:
                spelling = spelling._replace(folder=spelling.place(step))
        return spelling

    def text(self, text: str) -> str:
        """``text`` with the home and the project in the place of their variables, and the others in one form."""
        return self.joined(self.variables.read(text, self.system)) if _SIGNS.search(text) else text

    def joined(self, text: Text) -> str:
        """The same of a text that was taken apart."""
        return "".join(map(self._piece, text))

    def _piece(self, piece: Piece) -> str:
        match piece:
            case str():
                return piece
            case Variable(name, None):
                return self.home if name in _HOMES else f"\0{name}\0"
            case Variable(name, default):
                return f"\0{name}:-{default}\0"
        if piece.written == _HOME_INSET:
            return self.home
        return self.project or piece.written if piece.written == _PROJECT_INSET else piece.written

    def place(self, text: str) -> str:
        """A path, whole as far as it can be told. ``~`` is the home whoever expands it."""
        path = self.text(text)
        if path == "~" or path.startswith("~/"):
            path = self.home + path[1:]
        if _DRIVE.match(path):
            return ntpath.normpath(path).replace("\\", "/").casefold()
        if not path.startswith(("/", "$", "\0")) and self.folder is not None:
            path = f"{self.folder}/{path}"
        return posixpath.normpath(path) if path else ""

    def program(self, text: str) -> str:
        """A program: what is installed goes by its name, wherever that is; else it is a place."""
        if not is_path(text):
            return program_name(text)
        folder = re.split(r"[\\/]", text)[-2]
        return program_name(text) if folder.casefold() in _PROGRAMS else self.place(text)


def names_itself(name: str, text: str) -> bool:
    """Whether a variable is given what the variable of that name is anyway."""
    return text == f"\0{name}\0"


def written(text: str) -> str:
    """A compared text as it may be read: variables as ``${NAME}``."""
    return _SPELLED.sub(r"${\1}", text).replace("\0", "")
