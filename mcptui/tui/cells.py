"""What stands in the columns of a server's row: short, masked, and in the tone that its meaning asks for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mcptui.machine import Machine
from mcptui.model import DATE_OF_FILE, Access, Definition, Entry, PathReach, Reach, Transport, Updated
from mcptui.tui.text import safe_text
from mcptui.tui.words import NOW, Cell, Piece, Tone, age

if TYPE_CHECKING:
    from mcptui.launch import Launch

_REFERENCE_SCOPE = "@modelcontextprotocol/"
_OWN_COMPUTER = ("localhost", "127.", "[::1]", "::1")
_LONGEST = 240

_DOT = Piece(" · ", Tone.FAINT)


def runs_cell(definition: Definition, machine: Machine) -> Cell:
    """What the entry starts or calls, as short as it can be told."""
    from mcptui.launch import read_launch
    from mcptui.secrets import safe_args, safe_url
    from mcptui.secrets import safe_text as without_secrets

    if definition.url is not None and definition.transport is not Transport.STDIO:
        return _address(safe_url(definition.url))
    if definition.command is None:
        return (Piece("nothing", Tone.FAINT),)
    command = without_secrets(definition.command)
    args = safe_args(definition.args)
    launch = read_launch(command, args)
    package = launch.package
    if launch.remote_url is not None and package.name:
        through = f"{package.launcher} {_short_name(package.name)} → "
        return (Piece(_shown(through), Tone.DIM), *_address(safe_url(launch.remote_url)))
    if package.name and package.ecosystem not in (None, "local"):
        return (Piece(_shown(f"{_wrapped(launch)}{package.launcher} "), Tone.DIM), *_package(launch))
    words = " ".join(machine.shortened(text) for text in (command, *args))
    program, _, rest = _shown(words).partition(" ")
    return (Piece(program), Piece(f" {rest}", Tone.DIM)) if rest else (Piece(program),)


def _wrapped(launch: Launch) -> str:
    return "".join(f"{wrapper} " for wrapper in launch.wrappers)


def _package(launch: Launch) -> Cell:
    name, version = launch.package.name or "", launch.package.version
    pieces: list[Piece] = [Piece(_shown(_short_name(name)))]
    if version:
        sign = ":" if launch.package.ecosystem == "docker" else "@"
        pieces.append(Piece(_shown(f"{sign}{version}"), Tone.DIM))
    return tuple(pieces)


def _short_name(name: str) -> str:
    return f"…/{name.removeprefix(_REFERENCE_SCOPE)}" if name.startswith(_REFERENCE_SCOPE) else name


def _address(url: str) -> Cell:
    scheme, slashes, rest = _shown(url).partition("://")
    if not slashes:
        return (Piece(scheme),)
    return (Piece(scheme + slashes, Tone.WARN if _plain_http(url) else Tone.DIM), Piece(rest))


def _plain_http(url: str) -> bool:
    """Does it leave this computer without encryption?"""
    scheme, _, rest = url.lower().partition("://")
    return scheme in ("http", "ws") and not rest.startswith(_OWN_COMPUTER)


def _shown(text: str) -> str:
    return safe_text(text, _LONGEST)


def reach_cell(reach: Reach, definition: Definition, machine: Machine) -> Cell:
    """What the server can touch, the gravest first; ``?`` where it is not even told what would run."""
    pieces: list[Piece] = []
    if reach.shell:
        pieces.append(Piece("shell", Tone.DANGER))
    gravest_first = sorted(reach.paths or (), key=lambda each: each.covers is None)
    pieces += (path_piece(path, machine) for path in gravest_first)
    if reach.is_all_rights(definition) and not reach.shell:
        pieces.append(Piece("your rights", Tone.DIM))
    if reach.container is not None:
        pieces.append(Piece("container", Tone.DIM))
    if definition.url is not None and _plain_http(definition.url):
        pieces.append(Piece("plain http", Tone.WARN))
    elif reach.hosts:
        pieces.append(Piece("net"))
    if reach.env:
        pieces.append(Piece(f"{len(reach.env)} env", Tone.DIM))
    if not pieces:
        return (Piece("?" if reach.paths is None else "nothing", Tone.FAINT),)
    joined = [pieces[0]]
    for piece in pieces[1:]:
        joined += (_DOT, piece)
    return tuple(joined)


def path_piece(path: PathReach, machine: Machine) -> Piece:
    """``rw ~/src``: a warning where it is all of the home, danger where the whole machine can be written."""
    from mcptui.secrets import safe_text as without_secrets

    shown = machine.short(path.path) if Path(path.path).is_absolute() else path.path
    return rights_piece(path, _shown("~/" if shown == "~" else without_secrets(shown)))


def rights_piece(path: PathReach, shown: str) -> Piece:
    """``rw`` or ``ro`` before ``shown``, which is safe to show, in the tone of what the path covers."""
    rights = "rw" if path.access is Access.WRITE else "ro"
    tone = Tone.PLAIN
    if path.covers is not None:
        tone = Tone.DANGER if (path.covers, path.access) == ("root", Access.WRITE) else Tone.WARN
    return Piece(f"{rights} {shown}", tone)


def updated_cell(updated: Updated, now: datetime) -> Cell:
    """Since when the installed version is there; else ``≥`` the age of the entry's file, which bounds the entry's."""
    if updated.installed is not None:
        return (Piece(age(updated.installed.at, now)),)
    if updated.entry is not None:
        told = age(updated.entry.at, now)
        bound = "≥ " if updated.entry.source == DATE_OF_FILE and told != NOW else ""
        return (Piece(bound + told, Tone.FAINT),)
    return (Piece("?", Tone.FAINT),)


def scope_cell(entry: Entry, here: Collection[Path]) -> Cell:
    """The scope; for an entry of another project the project's name, and whether that is gone."""
    project = entry.source.project
    if project is None or project in here:
        return (Piece(entry.source.scope.value, Tone.DIM),)
    name = Piece(safe_text(project.name or str(project), _LONGEST), Tone.DIM)
    return (name, Piece(" gone", Tone.FAINT)) if entry.gone else (name,)
