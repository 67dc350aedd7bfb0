"""From what a user types to a backup: a file by its path or the end of it, a transaction by the beginning of its id."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath

from mcptui.errors import NothingMatched, Refused
from mcptui.machine import Machine
from mcptui.plain_text import listed
from mcptui.store.transaction import Backup

_LATEST = "latest"
_SHOWN = 8
_LIST = "mcptui restore lists all backups"
_THOUSAND = 1000


def by_file(backups: Iterable[Backup]) -> dict[Path, list[Backup]]:
    """``backups``, newest first, by the file of which they are; the file that has the newest one comes first."""
    files: dict[Path, list[Backup]] = {}
    for backup in backups:
        files.setdefault(backup.file.path, []).append(backup)
    return files


def size_text(size: int) -> str:
    """Bytes in three digits or so: ``512 B``, ``1.2 kB``, ``31.5 MB``."""
    amount, units = float(size), ("B", "kB", "MB", "GB")
    at = 0
    while amount >= _THOUSAND and at < len(units) - 1:
        amount, at = amount / _THOUSAND, at + 1
    return f"{amount:.{1 if at else 0}f} {units[at]}"


def of_file(backups: Sequence[Backup], told: str, machine: Machine, folder: Path) -> tuple[Backup, ...]:
    """Those of the file that ``told`` means: ``~/…``, a path that may begin in ``folder``, or the end of one.

    Raises ``NothingMatched`` with the closest file for one without a backup, ``Refused`` for an end of several.
    """
    files = by_file(backups)
    meant = _meant(told, machine, folder)
    fitting = [path for path in files if path == meant] or [
        path for path, of_path in files.items() if any(each.file.target == meant for each in of_path)
    ]
    if not fitting and not told.startswith("~"):
        end = PurePath(told).parts
        fitting = [path for path in files if end and path.parts[-len(end) :] == end]
    if not fitting:
        raise NothingMatched(f"there is no backup of a file {told!r}", _closest(files, told, machine))
    if len(fitting) > 1:
        shown = listed([machine.short(path) for path in fitting], _SHOWN)
        raise Refused(f"{told!r} means {len(fitting)} files: {shown}", "say more of the path")
    return tuple(files[fitting[0]])


def from_transaction(backups: Sequence[Backup], told: str, machine: Machine) -> Backup:
    """The one of ``backups``, which are of one file, newest first, that was made by a transaction, or ``latest``.

    Raises ``NothingMatched``, or ``Refused`` for an id that several begin with.
    """
    if told == _LATEST:
        return backups[0]
    fitting = [backup for backup in backups if told and backup.record.id.startswith(told)]
    exact = [backup for backup in fitting if backup.record.id == told]
    file = machine.short(backups[0].file.path)
    if not fitting:
        raise NothingMatched(
            f"there is no backup of {file} from {told!r}", f"mcptui restore {file} lists what there is, latest is one"
        )
    if len(fitting) > 1 and not exact:
        raise Refused(
            f"{len(fitting)} backups of {file} begin with {told}", f"say more of it, such as {fitting[0].record.id}"
        )
    return (exact or fitting)[0]


def _meant(told: str, machine: Machine, folder: Path) -> Path:
    if told == "~" or told.startswith(("~/", f"~{os.sep}")):
        return Path(os.path.normpath(machine.home / told[2:]))
    return Path(os.path.normpath(folder / told))


def _closest(files: Iterable[Path], told: str, machine: Machine) -> str:
    from difflib import get_close_matches

    names = {path.name: path for path in files} | {machine.short(path): path for path in files}
    close = dict.fromkeys(machine.short(names[name]) for name in get_close_matches(told, names, 3, 0.5))
    return f"did you mean {' or '.join(close)}?" if close else _LIST
