"""What a server may touch, drawn as a small tree: folders below the folders that hold them, each with its rights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Final, NamedTuple

from mcptui.machine import Machine
from mcptui.model import PathReach
from mcptui.secrets import safe_text as without_secrets
from mcptui.tui.cells import rights_piece
from mcptui.tui.text import safe_text
from mcptui.tui.words import Cell, Piece, Tone

_COVERS: Final = {"home": "everything in your home", "root": "everything on this machine"}
_LONGEST: Final = 200
_MOST: Final = 40
_BRANCH, _LAST, _THROUGH, _NOTHING = "├─ ", "└─ ", "│  ", "   "


class _Folder(NamedTuple):
    """A path of the tree, as far as its parent does not say it, and what is below."""

    shown: str
    reach: PathReach | None
    below: tuple[_Folder, ...]


def path_tree(paths: Sequence[PathReach], machine: Machine) -> Iterator[Cell]:
    """A line for each folder. A folder that only holds others stands there where that says it shorter."""
    for folder in _folders(paths[:_MOST], machine):
        yield _line("", folder, machine)
        yield from _below(folder.below, "", machine)
    if len(paths) > _MOST:
        yield (Piece(f"… and {len(paths) - _MOST:,} more", Tone.DIM),)


def _below(folders: Sequence[_Folder], indent: str, machine: Machine) -> Iterator[Cell]:
    for folder in folders:
        last = folder is folders[-1]
        yield _line(indent + (_LAST if last else _BRANCH), folder, machine)
        yield from _below(folder.below, indent + (_NOTHING if last else _THROUGH), machine)


def _line(lead: str, folder: _Folder, machine: Machine) -> Cell:
    pieces = [Piece(lead, Tone.FAINT)] if lead else []
    shown = safe_text(without_secrets(folder.shown), _LONGEST)
    if folder.reach is None:
        return (*pieces, Piece(shown, Tone.DIM))
    reach = folder.reach
    pieces.append(rights_piece(reach, shown))
    covers = _COVERS.get(reach.covers or "", "")
    if covers:
        pieces.append(Piece(f"  {covers}", Tone.DIM))
    elif PurePath(reach.path) in (machine.project, *machine.project.parents):
        pieces.append(
            Piece("  this project" if PurePath(reach.path) == machine.project else "  holds this project", Tone.DIM)
        )
    return (*pieces, Piece(f"  {safe_text(reach.origin)}", Tone.FAINT))


def _folders(paths: Iterable[PathReach], machine: Machine) -> list[_Folder]:
    """The paths as trees: one whose folder is granted, too, stands below it; so do two of one folder below that."""
    by_parts: dict[tuple[str, ...], PathReach] = {}
    for each in paths:
        by_parts.setdefault(PurePath(each.path).parts, each)
    return _trees(sorted(by_parts.items()), (), machine)


_Granted = tuple[tuple[str, ...], PathReach]


def _trees(granted: Sequence[_Granted], above: tuple[str, ...], machine: Machine) -> list[_Folder]:
    """Trees of ``granted``, which is sorted; ``above`` is what the line above says already."""
    trees: list[_Folder] = []
    rest = list(granted)
    while rest:
        parts, _ = rest[0]
        least = min(len(parts), max(len(above), 1) + 1)
        family = [each for each in rest if _shared(parts, each[0]) >= least]
        if len(family) < 2:  # noqa: PLR2004  # nothing to share
            family = rest[:1]
        common = family[0][0]
        for each, _ in family:
            common = common[: _shared(common, each)]
        rest = [each for each in rest if each not in family]
        own = next((reach for each, reach in family if each == common), None)
        children = [each for each in family if each[0] != common]
        trees.append(_Folder(_shown(common, above, machine), own, tuple(_trees(children, common, machine))))
    return trees


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _shown(parts: tuple[str, ...], above: tuple[str, ...], machine: Machine) -> str:
    if above:
        return "/".join(parts[len(above) :])
    path = PurePath(*parts)
    if not path.is_absolute():
        return str(path)
    shown = machine.short(str(path))
    return "~/" if shown == "~" else shown
