"""``history``: what mcptui changed, newest first."""

from __future__ import annotations

from mcptui.cli.call import Call
from mcptui.cli.output import Ink, Inked, note
from mcptui.cli.table import Column, print_table
from mcptui.moments import told_minute
from mcptui.store.records import Record

_SCHEMA = 1
_COLUMNS = (
    Column("ID"),
    Column("WHEN"),
    Column("WHAT", least=16),
    Column("FILES", least=12, middle=True),
    Column("STATUS"),
)


def run(call: Call) -> int:
    """Print every transaction."""
    call.settle_if_possible()
    records = call.workspace.history()
    if call.arguments.json:
        call.output.json({"schema": _SCHEMA, "transactions": [_row(record) for record in records]})
    elif records:
        undone = {record.undoes for record in records if record.status == "done"}
        print_table(call.output, _COLUMNS, [_line(call, record, undone=record.id in undone) for record in records])
    else:
        note("mcptui has changed nothing yet")
    return 0


def _row(record: Record) -> dict[str, object]:
    return {
        "id": record.id,
        "at": record.at,
        "title": record.title,
        "status": record.status,
        "undoes": record.undoes,
        "files": [str(file.path) for file in record.files],
        "changes": [row for row in record.changes if row.get("act") != "diff"],
    }


def _line(call: Call, record: Record, *, undone: bool) -> list[Inked]:
    files = [file.path for file in record.files if not file.path.is_relative_to(call.machine.state)]
    shown = call.machine.short(files[0]) if files else ""
    more = f" +{len(files) - 1}" if len(files) > 1 else ""
    ink = Ink.DIM if undone or record.status != "done" else Ink.PLAIN
    status = "undone" if undone else record.status
    return [(record.id, ink), (told_minute(record.at), ink), (record.title, ink), (shown + more, ink), (status, ink)]
