"""A plan as what a diff view shows: the diff of every file, below what is to be known before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mcptui.changes.file_plan import FilePlan
from mcptui.changes.plan import Plan
from mcptui.errors import McptuiError
from mcptui.tui.diff_text import FileDiff, diff_name


def file_diff(file: FilePlan) -> FileDiff:
    """What a plan does to one file."""
    clients = ", ".join(file.names)
    notes = [": ".join(part for part in (clients, file.takes_effect) if part)]
    if file.target != file.path:
        notes.append(f"a link, the file is {file.target}")
    name = diff_name(file.diff) or str(file.path)
    return FileDiff(name, file.diff, tuple(note for note in notes if note), file.warnings, file.path)


def plan_diffs(plan: Plan, told: FileDiff) -> list[FileDiff]:
    """All files of a plan; ``told`` stands above them, with what the plan warns of, refuses and takes along."""
    notes = (note for planned in plan.planned for note in planned.notes)
    refused = (_reason(refusal.message, refusal.hint) for refusal in plan.refusals)
    return [_adding(told, notes, (*plan.warnings, *refused)), *map(file_diff, plan.files)]


def refused_diffs(error: McptuiError, told: FileDiff) -> list[FileDiff]:
    """What there is to show instead of a plan: why it is refused, and what can be done."""
    return [_adding(told, (), (_reason(error.message, error.hint),))]


def _reason(message: str, hint: str) -> str:
    return " · ".join(part for part in (message, hint) if part)


def _adding(told: FileDiff, notes: Iterable[str], warnings: Iterable[str]) -> FileDiff:
    return replace(told, notes=(*told.notes, *notes), warnings=(*told.warnings, *warnings))
