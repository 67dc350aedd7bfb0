"""From a plan to the disk: show it, ask, write it, and say how to take it back. Every writing verb goes this way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mcptui.changes.plan import Plan, Refusal
from mcptui.cli.call import Call
from mcptui.cli.output import Ink, note
from mcptui.errors import Refused, UsageError
from mcptui.store.records import Record

_MOST_TOLD = 20


def carry_out(call: Call, plan: Plan, idle: Sequence[str] = (), *, dry_run: bool = False) -> int:
    """Do what ``plan`` says and return the exit status. ``idle`` tells, a sentence each, what was so already.

    Nothing is written if any of it is refused, with ``dry_run`` or ``--dry-run``, or when nobody agreed:
    without a terminal, and for JSON, that takes ``--yes``.
    """
    if plan.refusals:
        _tell_refusals(plan.refusals)
        note("Nothing was written.")
        return Refused.status
    arguments = call.arguments
    for warning in plan.warnings:
        note(f"mcptui: {warning}")
    if arguments.json:
        for file in plan.files:
            for warning in file.warnings:
                note(f"mcptui: {call.machine.short(file.path)}: {warning}")
    else:
        _show(call, plan, idle)
    if dry_run or arguments.dry_run:
        return _answer(call, plan, None, "Nothing was written: this is only what would change.")
    if not _changes_something(call, plan):
        return _answer(call, plan, None, "Nothing to do.")
    if not arguments.yes:
        if arguments.json or not call.output.interactive:
            why = "JSON asks no question" if arguments.json else "there is no terminal to ask on"
            raise UsageError(f"{why}, so nothing was written", "add --yes to write, or --dry-run to only see the diff")
        if not call.output.ask("Write this?"):
            call.output.line("Nothing was written.")
            return Refused.status
    record = call.workspace.apply(plan)
    return _answer(call, plan, record if record.files else None, "Nothing to do.")


def _changes_something(call: Call, plan: Plan) -> bool:
    """A plan without a client's file may still touch mcptui's own ones."""
    return bool(plan.files or call.workspace.store.preview(plan.file_changes))


def _tell_refusals(refusals: Sequence[Refusal]) -> None:
    for refusal in refusals[:_MOST_TOLD]:
        selector = refusal.change.entry.selector
        subject = "" if refusal.message.startswith(selector) else f"{selector}: "
        note(f"mcptui: {subject}{refusal.message}", refusal.hint, refusal.difference)
    if len(refusals) > _MOST_TOLD:
        note(f"mcptui: {len(refusals) - _MOST_TOLD:,} more are refused")


def _show(call: Call, plan: Plan, idle: Sequence[str]) -> None:
    output = call.output
    for sentence in idle:
        output.line(sentence)
    for row in plan.extra_rows:
        output.line((_subject(row), Ink.BOLD), f": {row.get('from') or 'none'} → {row.get('to') or 'none'}")
    for each in plan.planned:
        output.line((_subject(each.row), Ink.BOLD), f": {each.now} → {each.then}")
        for reached in each.notes:
            output.line((f"  {reached}", Ink.DIM))
    for file in plan.files:
        output.line()
        if file.target != file.path:
            output.line(f"{call.machine.short(file.path)} is a link to {call.machine.short(file.target)}")
        for warning in file.warnings:
            output.line((warning, Ink.YELLOW))
        output.diff(file.diff)
    if plan.files:
        output.line()


def _subject(row: Mapping[str, object]) -> str:
    return " ".join(str(row[key]) for key in ("act", "selector") if key in row)


def _answer(call: Call, plan: Plan, written: Record | None, otherwise: str) -> int:
    """Say what became of it; ``otherwise`` when nothing was written."""
    if call.arguments.json:
        call.output.json(
            {
                "transaction": None if written is None else written.id,
                "files": [{"path": str(file.path), "diff": file.diff} for file in plan.files],
                "changes": list(plan.rows),
            }
        )
    elif written is None:
        call.output.line(otherwise)
    else:
        _tell(call, plan, written)
    return 0


def _tell(call: Call, plan: Plan, record: Record) -> None:
    files = ", ".join(dict.fromkeys(call.machine.short(file.path) for file in plan.files))
    call.output.line(f"Done: {plan.title}. " + (f"Wrote {files}." if files else ""))
    told: dict[str, dict[str, None]] = {}
    for file in plan.files:
        if file.takes_effect:
            told.setdefault(file.takes_effect, {}).update(dict.fromkeys(file.names))
    for effect, names in told.items():
        where = f"In {', '.join(names)} it" if len(told) > 1 and names else "It"
        call.output.line(f"{where} takes effect {effect}.")
    for path in record.overtaken:
        note(f"mcptui: another program wrote {call.machine.short(path)} as well; its bytes were left alone")
    call.output.line(f"Undo it with: mcptui undo {record.id}")
