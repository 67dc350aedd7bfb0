"""What is said of a plan above its changes, and in place of its diffs where it has none."""

from __future__ import annotations

from textual.content import Content

from mcptui.changes.plan import Plan
from mcptui.plain_text import counted
from mcptui.tui.screens.modal import titled
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.words import Tone


def title_of(plan: Plan, undo: str, *, staged: bool) -> Content:
    """How much the plan is about; what it is, where it was not put together change by change; how to undo it."""
    clients = {affected.client for file in plan.files for affected in file.affected}
    changes = len(plan.planned) + sum("selector" in row for row in plan.extra_rows)
    numbers = ((changes, "change"), (len(plan.files), "file"), (len(clients), "client"))
    counts = [counted(number, name) for number, name in numbers if number]
    if plan.refusals:
        counts.append(f"{len(plan.refusals):,} refused")
    what = "" if staged or not plan.extra_rows else safe_text(plan.title)
    return titled("Review", " · ".join(counts), what, f"backup kept, {undo} undoes" if plan else "")


def warnings_of(plan: Plan, apply: str) -> Content:
    """What to know before anything is done: what is left out, and what the plan takes along. ``apply`` is a key."""
    lines = [Content.styled(f"! {safe_text(each)}", STYLES[Tone.WARN]) for each in plan.warnings]
    refused, others = len(plan.refusals), len(plan.planned)
    if refused and others:
        told = f"! {refused:,} of {refused + others:,} cannot be done; {apply} applies the other {others:,}"
        lines.insert(0, Content.styled(told, STYLES[Tone.DANGER]))
    return Content("\n").join(lines)


def without_diff(plan: Plan, unstage: str, back: str, *, unstaged: bool) -> str:
    """Why there is no diff; with the keys that take a change back and leave the review."""
    if plan:
        return "No client's file changes: only what mcptui itself keeps."
    if plan.refusals:
        return "Nothing else is to be done, and nothing was changed."
    if unstaged:
        return f"All of it is unstaged: {unstage} takes a change back, {back} leaves it so."
    return "There is nothing to do: everything is already as you want it."
