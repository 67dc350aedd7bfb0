"""``restore``: the backups of files, and a whole file as it was before a change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mcptui.changes.backups import by_file, from_transaction, of_file
from mcptui.cli.call import Call
from mcptui.cli.carry import carry_out
from mcptui.cli.output import Ink, Inked, note
from mcptui.cli.table import Column, print_table
from mcptui.cli.words import local_time, size_text
from mcptui.errors import McptuiError, UsageError
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
    """Without ``--from`` the backups are listed; with it the file becomes what it was before that transaction."""
    told, origin = call.arguments.file, call.arguments.origin
    if origin is None:
        return _list(call, told)
    if told is None:
        raise UsageError("--from needs the file to restore", "mcptui restore lists the files that have backups")
    call.settle()
    backup = from_transaction(_of_file(call, told), origin, call.machine)
    plan = call.workspace.plan_restore(backup)
    so_already = f"{call.machine.short(backup.file.path)} is already as it was before {backup.record.title}"
    return carry_out(call, plan, () if plan else (so_already,))


def _of_file(call: Call, told: str) -> tuple[Backup, ...]:
    try:
        here = Path.cwd()
    except OSError:  # it is gone, so nothing relative to it is meant
        here = call.machine.project
    return of_file(call.workspace.backups(), told, call.machine, here)


def _list(call: Call, told: str | None) -> int:
    try:
        call.settle()
    except McptuiError as error:
        note(f"mcptui: {error.message}", error.hint)
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
        (local_time(record.at), Ink.PLAIN),
        (size_text(backup.size), Ink.PLAIN),
        (record.title, Ink.PLAIN),
        (call.machine.short(backup.copy), Ink.DIM),
    ]
