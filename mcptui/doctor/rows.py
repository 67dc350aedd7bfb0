"""The report of ``doctor`` as plain values, as ``--json`` tells it. No secret is in them."""

from __future__ import annotations

from mcptui.doctor.report import Broken, Report
from mcptui.lost.memory import moment
from mcptui.lost.missing import FileCopy, Lost
from mcptui.rows import problem_row

_SCHEMA = 1


def report_row(report: Report) -> dict[str, object]:
    """All of it; unknown values are None, keys are always there."""
    state = report.state
    return {
        "schema": _SCHEMA,
        "healthy": report.healthy,
        "lost": [_lost_row(each) for each in report.lost],
        "unreadable": [_broken_row(each) for each in report.broken],
        "interrupted": {
            "settled": [{"id": record.id, "title": record.title, "status": record.status} for record in report.settled],
            "open": None if report.open_ is None else report.open_.message,
        },
        "state": {
            "path": str(state.path),
            "backups": {
                "count": state.backups,
                "bytes": state.size,
                "oldest": None if state.oldest is None else state.oldest.isoformat(timespec="seconds"),
            },
            "open_to_others": [{"path": str(each.path), "mode": f"{each.mode:04o}"} for each in state.wide],
        },
        "locks": [{"path": str(each.path), "seconds": int(each.seconds)} for each in report.locks],
        "memory": list(report.memory),
        "in_vain": [
            {
                "id": entry.id,
                "selector": entry.selector,
                "file": str(entry.source.file),
                "line": entry.line,
                "field": field,
            }
            for entry, field in report.in_vain
        ],
        "left": [
            {"client": client.id, "path": str(file.source.file), "servers": file.servers, "reason": file.reason}
            for client, file in report.left
        ],
        "unverified": {client.id: list(client.unverified) for client in report.unverified},
    }


def _lost_row(lost: Lost) -> dict[str, object]:
    entry, source, copy = lost.entry, lost.seen.source, lost.copy
    return {
        "id": entry.id,
        "selector": entry.selector,
        "name": entry.name,
        "client": source.client,
        "scope": source.scope.value,
        "project": None if source.project is None else str(source.project),
        "file": str(source.file),
        "key": list(entry.path),
        "first_seen": moment(lost.seen.first).isoformat(),
        "last_seen": lost.last.isoformat(),
        "since": lost.since.isoformat(),
        "copy": None if copy is None else {**_copy_row(copy.file), "as_last_seen": copy.exact},
    }


def _broken_row(broken: Broken) -> dict[str, object]:
    copy = broken.copy
    return {
        **problem_row(broken.problem),
        "entries": None if broken.last is None else broken.entries,
        "last_read": None if broken.last is None else broken.last.isoformat(),
        "copy": None if copy is None else {**_copy_row(copy), "entries": broken.kept},
    }


def _copy_row(copy: FileCopy) -> dict[str, object]:
    return {"path": str(copy.path), "at": copy.at.isoformat(timespec="seconds"), "transaction": copy.transaction}
