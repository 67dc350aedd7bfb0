"""``restore``: the backups of files, a whole file as it was before a change, and entries that were lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mcptui.changes.backups import by_file, from_transaction, of_file, size_text
from mcptui.cli.call import Call
from mcptui.cli.carry import carry_out
from mcptui.cli.lost import asked_for, chosen
from mcptui.cli.output import Ink, Inked, note
from mcptui.cli.table import Column, print_table
from mcptui.errors import NothingMatched, UsageError
from mcptui.moments import told_minute
from mcptui.store.transaction import Backup

_SCHEMA = 1
_COLUMNS = (
    Column("ID"),
    Column("WHEN"),
    Column("SIZE"),
    Column("BEFORE", least=16),
    Column("COPY", most=200),
)


def run(call: Call) -> int:
    """Without ``--from`` backups are listed, or lost entries put back; with it a file becomes what it was before."""
    wanted, origin = call.arguments.wanted, call.arguments.origin
    if origin is None:
        no_file = _why_no_file(call, wanted)
        return _list(call, *wanted) if no_file is None else _put_back(call, wanted, no_file)
    if len(wanted) != 1:
        raise UsageError("--from needs the file to restore", "mcptui restore lists the files that have backups")
    call.settle()
    backup = from_transaction(_of_file(call, wanted[0]), origin, call.machine)
    plan = call.workspace.plan_restore(backup)
    so_already = f"{call.machine.short(backup.file.path)} is already as it was before {backup.record.title}"
    return carry_out(call, plan, () if plan else (so_already,))


def _why_no_file(call: Call, wanted: Sequence[str]) -> NothingMatched | None:
    """Why what is wanted must be lost entries: it means no file that has backups."""
    if len(wanted) > 1:
        return NothingMatched("no entry is lost", "mcptui restore FILE lists the backups of one file")
    try:
        for file in wanted:
            _of_file(call, file)
    except NothingMatched as no_file:
        return no_file
    return None


def _put_back(call: Call, wanted: Sequence[str], no_file: NothingMatched) -> int:
    """Put lost entries back, each from the best copy of it."""
    call.settle()
    at = call.workspace.look(everywhere=True)
    lost = asked_for(call, call.workspace.remember(at, keep=False))
    if not lost:
        raise no_file
    return carry_out(call, call.workspace.plan_put_back(chosen(call, lost, wanted), at))


def _of_file(call: Call, told: str) -> tuple[Backup, ...]:
    try:
        here = Path.cwd()
    except OSError:  # it is gone, so nothing relative to it is meant
        here = call.machine.project
    return of_file(call.workspace.backups(), told, call.machine, here)


def _list(call: Call, told: str | None = None) -> int:
    call.settle_if_possible()
    backups = call.workspace.backups() if told is None else _of_file(call, told)
    if call.arguments.json:
        call.output.json({"schema": _SCHEMA, "backups": [_row(backup) for backup in backups]})
    elif backups:
        _print(call, backups)
    else:
        note("there are no backups: mcptui has changed no file yet")
    return 0


def _row(backup: Backup) -> dict[str, object]:
    return {
        "path": str(backup.file.path),
        "transaction": backup.record.id,
        "at": backup.record.at,
        "title": backup.record.title,
        "size": backup.size,
        "copy": str(backup.copy),
    }


def _print(call: Call, backups: Sequence[Backup]) -> None:
    for path, of_path in by_file(backups).items():
        call.output.line((call.machine.short(path), Ink.BOLD))
        print_table(call.output, _COLUMNS, [_line(call, backup) for backup in of_path])
        call.output.line()
    file = call.machine.short(backups[0].file.path)
    call.output.line(f"Each is the file as it was before a change. To put one back: mcptui restore {file} --from ID")
    call.output.line(
        f"They are plain copies, in dated folders in {call.machine.short(call.machine.state / 'backups')}."
    )


def _line(call: Call, backup: Backup) -> list[Inked]:
    record = backup.record
    return [
        (record.id, Ink.PLAIN),
        (told_minute(record.at), Ink.PLAIN),
        (size_text(backup.size), Ink.PLAIN),
        (record.title, Ink.PLAIN),
        (call.machine.short(backup.copy), Ink.DIM),
    ]
