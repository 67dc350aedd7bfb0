"""The detail: the entry's own text whole, what decides its state, and what was done to it before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from mcptui.changes.change import Act, Change
from mcptui.evidence.changed import EntryChange, changes_by_entry
from mcptui.machine import Machine
from mcptui.model import Access, Dated, Entry, Package, PathReach, Reach, Updated
from mcptui.rows import Evidence
from mcptui.store.records import Record
from mcptui.tui.detail_text import OwnText
from mcptui.tui.entry_facts import facts_of
from mcptui.tui.widgets.own_text import OwnTextLines
from mcptui.tui.words import plain
from mcptui.workspace import Workspace

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def _lines(text: OwnText, width: int) -> list[str]:
    widget = OwnTextLines()
    widget.show(text)
    return [line.plain for line in widget.lines(width)]


def test_a_long_line_of_the_own_text_goes_on_further_in_and_nothing_is_lost() -> None:
    text = OwnText(9, ('  "args": ["--allow", "one", "two", "three"],', "}"))
    lines = _lines(text, 30)
    assert lines[0].startswith('  9 │   "args"')
    assert lines[1].startswith("    │     ")
    assert lines[-1] == " 10 │ }"
    said = "".join(line.split("│", 1)[1].strip().replace(" ", "") for line in lines)
    assert said == '"args":["--allow","one","two","three"],}'


def test_lines_of_a_parked_entry_have_no_number() -> None:
    assert _lines(OwnText(None, ("{", "}")), 30) == ["  · │ {", "  · │ }"]


def test_what_was_done_to_an_entry_is_told_with_what_was_undone() -> None:
    def record(id_: str, undoes: str | None = None) -> Record:
        row: dict[str, object] = {"id": "e1", "act": "disable", "from": "on", "to": "off"}
        return Record(id_, "2026-11-19T09:00:00+00:00", "", (row, {"act": "diff"}), (), "done", undoes)

    changes = changes_by_entry([record("3", undoes="2"), record("2"), record("1")])["e1"]
    assert [(change.act, change.before, change.after, change.holds) for change in changes] == [
        ("disable", "on", "off", False),
        ("disable", "on", "off", True),
    ]


def test_facts_tell_the_reach_as_a_tree_and_dates_for_people(
    machine: Machine, make_entry: Callable[..., Entry]
) -> None:
    entry = make_entry()
    paths = (PathReach("/srv/data", Access.WRITE, "args[1]"), PathReach("/srv/data/in", Access.READ, "args[2]"))
    updated = Updated(entry=Dated("2026-03-20T09:00:00+00:00", "mcptui's history"))
    evidence = Evidence(Package(), Reach(paths=paths), updated)
    changes = [EntryChange("2026-11-19T09:00:00+00:00", "disable", "on", "off", holds=True)]
    told = [(fact.label, plain(fact.told)) for fact in facts_of(entry, evidence, changes, machine, NOW)]
    assert told == [
        ("Reach", "rw /srv/data  args[1]"),
        ("", "└─ ro in  args[2]"),
        ("Updated", "8 months ago  entry changed  20 Mar 2026 · mcptui's history"),
        ("History", "disable  on → off  3 days ago"),
    ]


def test_the_workspace_tells_what_it_did_to_an_entry(machine: Machine) -> None:
    workspace = Workspace(machine)
    look = workspace.look()
    entry = next(each for each in look.entries if each.selector == "codex/user/figma")
    assert workspace.changes_of(entry, look) == ()
    workspace.apply(workspace.plan([Change(entry, Act.DISABLE)], look))
    again = workspace.look()
    [change] = workspace.changes_of(entry, again)
    assert (change.act, change.after, change.holds) == ("disable", "off", True)
