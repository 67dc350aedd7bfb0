"""The detail: the entry's own text whole, what decides its state, and what was done to it before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.evidence.changed import EntryChange, changes_by_entry
from mcptui.machine import Machine
from mcptui.model import DATE_OF_FILE, Access, Dated, Entry, Package, PathReach, Reach, Updated
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


def told_of(label: str, entry: Entry, evidence: Evidence, machine: Machine) -> list[str]:
    """What the facts say under a label."""
    facts = facts_of(entry, evidence, (), machine, NOW)
    at = [fact.label for fact in facts].index(label)
    rest = takewhile(lambda fact: not fact.label, facts[at + 1 :])
    return [plain(fact.told) for fact in (facts[at], *rest)]


@pytest.mark.parametrize(
    ("updated", "told"),
    [
        (
            Updated(entry=Dated("2026-03-20T09:00:00+00:00", DATE_OF_FILE)),
            ["8 months ago  when its file was last written, or before  20 Mar 2026"],
        ),
        (
            Updated(
                Dated("2026-03-20T09:00:00+00:00", DATE_OF_FILE),
                Dated("2026-11-15T09:00:00+00:00", "the cache of npx"),
                "2.4.0",
            ),
            ["1 week ago  2.4.0 installed  15 Nov 2026 · the cache of npx"],
        ),
        (
            Updated(
                Dated("2026-11-21T09:00:00+00:00", "mcptui's history"),
                Dated("2026-11-15T09:00:00+00:00", "the cache of npx"),
                "2.4.0",
            ),
            [
                "1 week ago  2.4.0 installed  15 Nov 2026 · the cache of npx",
                "1 day ago  entry changed  21 Nov 2026 · mcptui's history",
            ],
        ),
    ],
)
def test_the_date_of_a_file_bounds_that_of_its_entry_where_nothing_better_is_known(
    machine: Machine, make_entry: Callable[..., Entry], updated: Updated, told: list[str]
) -> None:
    assert told_of("Updated", make_entry(), Evidence(Package(), Reach(()), updated), machine) == told


@pytest.mark.parametrize(
    ("allow", "deny", "told"),
    [
        (("read",), None, ["only  read"]),
        ((), None, ["only  none"]),
        (None, ("write", "drop"), ["without  write, drop"]),
        (("read",), ("write",), ["only  read", "without  write"]),
    ],
)
def test_tools_are_told_as_they_are_limited(
    machine: Machine,
    make_entry: Callable[..., Entry],
    allow: tuple[str, ...] | None,
    deny: tuple[str, ...] | None,
    told: list[str],
) -> None:
    evidence = Evidence(Package(), Reach(()), Updated(), allow=allow, deny=deny)
    assert told_of("Tools", make_entry(), evidence, machine) == told


def test_what_of_the_entry_there_is_to_know_is_noted(machine: Machine, make_entry: Callable[..., Entry]) -> None:
    entry = make_entry()
    entry = entry._replace(
        definition=entry.definition._replace(warnings=("'disabled' is ignored",)),
        source=entry.source._replace(writable=False, note="of the plugin acme"),
        parked=Path("/parked/files.json"),
    )
    assert told_of("Note", entry, Evidence(Package(), Reach(()), Updated()), machine) == [
        "'disabled' is ignored",
        "of the plugin acme",
        "its file is not yours to edit",
        "mcptui keeps its text; turning it on puts it back",
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
