"""The risk of a server on the screen: its word, its order, its filter, its count, and the fixes one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mcptui.audit.finding import Finding, Fix, FixKind, Severity
from mcptui.changes.change import Act
from mcptui.changes.fixing import change_of
from mcptui.clients import BUILT_IN
from mcptui.machine import Machine
from mcptui.model import Entry, Package, Reach, StateKind, Updated
from mcptui.rows import Evidence
from mcptui.tui.app import McptuiApp
from mcptui.tui.arranging import arrange
from mcptui.tui.filter import Filter
from mcptui.tui.learning import gather_evidence
from mcptui.tui.listing import Arrangement, Column, Facts, Group, Row
from mcptui.tui.painting import paint
from mcptui.tui.risks import NextFix, finding_cells, next_fix, risk_cell
from mcptui.tui.seen import Seen
from mcptui.tui.session import Session
from mcptui.tui.staging import Staging
from mcptui.tui.top_line import counts_cell, top_cells
from mcptui.tui.widgets.lines import TopLine
from mcptui.tui.words import Piece, Tone, plain
from mcptui.workspace import Workspace
from tests.tui.homes import MACHINE

PIN = Fix(FixKind.PIN, pin="2.4.0")
FOLDERS = Fix(FixKind.FOLDERS, folders=("/home/sam/src",))
REMOVE = Fix(FixKind.REMOVE)
DISABLE = Fix(FixKind.DISABLE)


READ_ONLY = Fix(FixKind.READ_ONLY)


def finding(severity: Severity, fix: Fix | None = None, what: str = "It is risky") -> Finding:
    return Finding("TEST001", severity, what, "It matters", "a test", advice="do something", fix=fix)


def evidence(*findings: Finding) -> Evidence:
    return Evidence(Package(), Reach(), Updated(), findings=findings)


@pytest.mark.parametrize(
    ("severity", "word", "tone"),
    [
        (Severity.CRITICAL, "crit", Tone.DANGER),
        (Severity.HIGH, "high", Tone.DANGER),
        (Severity.MEDIUM, "med", Tone.WARN),
        (Severity.LOW, "low", Tone.DIM),
        (Severity.INFO, "·", Tone.FAINT),
    ],
)
def test_the_gravest_finding_is_the_word(severity: Severity, word: str, tone: Tone) -> None:
    assert risk_cell(evidence(finding(severity), finding(Severity.INFO))) == (Piece(word, tone),)


def test_nothing_found_is_a_dot() -> None:
    assert plain(risk_cell(evidence())) == "·"


@pytest.fixture
def known(make_entry: Callable[..., Entry]) -> tuple[list[Row], Facts]:
    """Servers called by how dangerous they are; of one nothing is known yet."""
    rows = [
        Row(make_entry(name), MACHINE, BUILT_IN) for name in ("unknown", "none", "low", "high", "critical", "medium")
    ]
    told = {row.key: evidence(finding(Severity(row.name))) for row in rows[2:]}
    told[rows[1].key] = evidence()
    return rows, Facts(MACHINE, (), told, {}, BUILT_IN)


def names(rows: list[Row], wish: Arrangement, facts: Facts) -> list[str]:
    return [line.name for line in arrange(rows, [], wish, facts) if isinstance(line, Row)]


def test_the_worst_comes_first(known: tuple[list[Row], Facts]) -> None:
    rows, facts = known
    assert names(rows, Arrangement(sort=Column.RISK), facts) == ["critical", "high", "medium", "low", "none", "unknown"]
    assert Arrangement(sort=Column.RISK).needs_evidence


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("risk:critical", {"critical"}),
        ("risk:high", {"critical", "high"}),
        ("risk:med", {"critical", "high", "medium"}),
        ("risk:low", {"critical", "high", "medium", "low"}),
        ("risk:none", {"none"}),
        ("-risk:high", {"unknown", "none", "low", "medium"}),
        ("risk:none,high", {"none", "critical", "high"}),
    ],
)
def test_the_filter_keeps_what_is_at_least_so_dangerous(
    known: tuple[list[Row], Facts], typed: str, kept: set[str]
) -> None:
    rows, facts = known
    assert set(names(rows, Arrangement(filter=Filter.parse(typed, MACHINE)), facts)) == kept


def test_the_top_line_counts_what_is_dangerous() -> None:
    on = {StateKind.ON: 4}
    assert plain(counts_cell(on, 1, {Severity.HIGH: 3})) == "4 on · 0 off · 3 high · 1 problem"
    assert plain(counts_cell(on, 0, {})) == "4 on · 0 off"
    both = counts_cell(on, 0, {Severity.HIGH: 2, Severity.CRITICAL: 1})
    assert plain(both) == "4 on · 0 off · 1 crit · 2 high"
    shows = {piece.text: piece.action for piece in both}
    assert shows["1 crit"] == "screen.show_only('state:on risk:critical')"
    assert shows["2 high"] == "screen.show_only('state:on risk:high -risk:critical')"


def test_a_group_counts_what_is_on_and_dangerous_by_how_much(
    known: tuple[list[Row], Facts], make_entry: Callable[..., Entry]
) -> None:
    rows, facts = known
    off = Row(make_entry("off", state=StateKind.OFF), MACHINE, BUILT_IN)
    facts = replace(facts, evidence={**facts.evidence, off.key: evidence(finding(Severity.HIGH))})
    assert plain(paint(Group("g", "files", (*rows, off), folded=True), facts, {}).span or ()) == (
        "files   7 entries · 6 on · 1 crit · 1 high"
    )


@pytest.mark.parametrize(
    ("args", "calm"),
    [(["-y", "@acme/thing@1.0.0"], True), (["-y", "@modelcontextprotocol/server-filesystem@2025.8.21", "/"], False)],
)
def test_the_top_line_is_calm_once_all_that_is_on_is_known_to_be_harmless(
    tmp_path: Path, args: list[str], *, calm: bool
) -> None:
    config = tmp_path / ".cursor" / "mcp.json"
    config.parent.mkdir()
    config.write_text(json.dumps({"mcpServers": {"thing": {"command": "npx", "args": args}}}))
    session = Session(Workspace(Machine.at_home(tmp_path, tmp_path / "src", env={}, root=tmp_path / "root")))
    seen = Seen.of(session.workspace, everywhere=False)
    session.take(seen)
    assert "dangerous" not in plain(top_cells(session)[2])
    for evidence in gather_evidence(session.workspace, seen, seen.rows):
        session.learn(evidence)
    assert plain(top_cells(session)[2]) == f"1 on · 0 off · {'nothing dangerous is on' if calm else '1 high'}"


def test_a_finding_is_told_in_a_line_and_the_next_fix_has_its_key() -> None:
    grave, other = finding(Severity.HIGH, PIN, "It has\x1b[31m a hole"), finding(Severity.LOW, FOLDERS)
    first, second = finding_cells((grave, other), NextFix(grave, "f"))
    assert plain(first) == "high  It has�[31m a hole  do something  f fix"
    assert plain(second) == "low   It is risky  do something"


def staged_in_turn(entry: Entry, known: Evidence) -> Staging:
    """Everything that fixing stages, until there is nothing more."""
    staging = Staging.empty()
    for _ in range(10):
        found = next_fix(entry, known, staging.by_id.get(entry.id))
        if found is None or found.fix is None:
            return staging
        staging = staging.with_change(change_of(entry, found.fix))
    raise AssertionError("fixing comes to no end")


def test_fixes_are_staged_one_after_the_other_and_merged(make_entry: Callable[..., Entry]) -> None:
    entry = make_entry("files")
    findings = (finding(Severity.HIGH, PIN), finding(Severity.HIGH, FOLDERS), finding(Severity.MEDIUM, PIN))
    (staged,) = staged_in_turn(entry, evidence(*findings))
    assert staged.narrowing.pin == "2.4.0"
    assert staged.narrowing.folders == ("/home/sam/src",)
    assert len(staged.changes) == 1


@pytest.mark.parametrize("fix", [PIN, FOLDERS, READ_ONLY, DISABLE, REMOVE], ids=lambda fix: str(fix.kind))
def test_a_fix_is_offered_until_it_or_a_removal_is_staged(make_entry: Callable[..., Entry], fix: Fix) -> None:
    entry = make_entry("files")
    grave = evidence(finding(Severity.HIGH, fix))
    assert next_fix(entry, grave, None) is grave.findings[0]
    for enough in (fix, REMOVE):
        staged = Staging.empty().with_change(change_of(entry, enough))
        assert next_fix(entry, grave, staged.by_id[entry.id]) is None


def test_what_was_narrowed_by_hand_stays(make_entry: Callable[..., Entry]) -> None:
    entry = make_entry("files")
    by_hand = Staging.empty().with_change(change_of(entry, Fix(FixKind.PIN, pin="2.3.0")))
    found = next_fix(
        entry, evidence(finding(Severity.HIGH, PIN), finding(Severity.LOW, FOLDERS)), by_hand.by_id[entry.id]
    )
    assert found is not None
    assert found.fix == FOLDERS


def test_what_is_removed_needs_no_other_fix(make_entry: Callable[..., Entry]) -> None:
    entry = make_entry("files")
    (staged,) = staged_in_turn(entry, evidence(finding(Severity.CRITICAL, REMOVE), finding(Severity.MEDIUM, PIN)))
    assert [change.act for change in staged.changes] == [Act.REMOVE]


def test_what_is_off_need_not_be_switched_off(make_entry: Callable[..., Entry]) -> None:
    grave = evidence(finding(Severity.CRITICAL, DISABLE))
    assert next_fix(make_entry("files", state=StateKind.OFF), grave, None) is None
    (staged,) = staged_in_turn(make_entry("files"), grave)
    assert [change.act for change in staged.changes] == [Act.DISABLE]


def test_nothing_is_offered_for_a_file_that_is_not_the_users(make_entry: Callable[..., Entry]) -> None:
    entry = make_entry("files")
    locked = entry._replace(source=entry.source._replace(writable=False))
    assert next_fix(locked, evidence(finding(Severity.HIGH, PIN)), None) is None
    assert next_fix(entry, None, None) is None


async def test_the_key_stages_a_fix_and_the_next(machine: Machine) -> None:
    app = McptuiApp(machine, demo=True)
    async with app.run_test(size=(160, 40)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        table = app.servers.table
        table.move_to_next(
            lambda line: isinstance(line, Row) and line.entry.selector == "claude-desktop/user/filesystem"
        )
        await pilot.pause()
        await pilot.press("f")
        (staged,) = app.session.staging
        assert staged.narrowing.pin == "2.4.0"
        await pilot.press("f")
        (staged,) = app.session.staging
        assert staged.narrowing.pin == "2.4.0"
        assert staged.narrowing.folders == (str(machine.project),)
        assert not app.servers.check_action("fix", ())
        assert " high" in str(app.servers.query_one(TopLine).render())
