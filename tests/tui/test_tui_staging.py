"""What is staged is a value: marked, unmarked, carried over to what was read again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.model import Entry, State, StateKind
from mcptui.tui.staging import Staged, Staging

MakeEntry = Callable[..., Entry]
NOTHING = Staging.empty()


def acts(staging: Staging) -> dict[str, Act]:
    return {change.entry.name: change.act for change in staging.changes}


def in_state(entry: Entry, kind: StateKind) -> Entry:
    return entry._replace(state=State(kind, "as the test says"))


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (StateKind.ON, Act.DISABLE),
        (StateKind.UNKNOWN, Act.DISABLE),
        (StateKind.OFF, Act.ENABLE),
        (StateKind.PENDING, Act.ENABLE),
        (StateKind.SHADOWED, Act.ENABLE),
    ],
)
def test_turning_goes_the_other_way(state: StateKind, act: Act, make_entry: MakeEntry) -> None:
    staging = NOTHING.toggled([make_entry(state=state)])
    assert [change.act for change in staging.changes] == [act]


def test_turning_twice_unstages(make_entry: MakeEntry) -> None:
    entry = make_entry()
    assert len(NOTHING.toggled([entry]).toggled([entry])) == 0


def test_turning_several_takes_them_all_the_same_way(make_entry: MakeEntry) -> None:
    mixed = [make_entry("a"), make_entry("b", state=StateKind.OFF), make_entry("c")]
    once = NOTHING.toggled(mixed)
    assert acts(once) == {"a": Act.DISABLE, "c": Act.DISABLE}
    twice = once.toggled(mixed)
    assert acts(twice) == {"b": Act.ENABLE}
    assert all(twice.will_be_on(entry) for entry in mixed)


def test_of_several_the_unknown_are_turned_off_since_they_may_run(make_entry: MakeEntry) -> None:
    mixed = [make_entry("a", state=StateKind.UNKNOWN), make_entry("b", state=StateKind.OFF)]
    once = NOTHING.toggled(mixed)
    assert acts(once) == {"a": Act.DISABLE}
    assert acts(once.toggled(mixed)) == {"b": Act.ENABLE}


def test_a_removal_replaces_what_was_staged_and_asked_for_again_is_let_go(make_entry: MakeEntry) -> None:
    entry = make_entry()
    staging = NOTHING.toggled([entry]).narrowed(entry, Narrowing(read_only=True))
    removed = staging.removed([entry])
    assert [change.act for change in removed.changes] == [Act.REMOVE]
    assert len(removed.removed([entry])) == 0


def test_narrowing_goes_with_turning_but_not_with_removing(make_entry: MakeEntry) -> None:
    entry = make_entry(state=StateKind.OFF)
    narrowing = Narrowing(deny=("write_file",))
    both = NOTHING.toggled([entry]).narrowed(entry, narrowing)
    assert [change.act for change in both.changes] == [Act.ENABLE, Act.NARROW]
    instead = NOTHING.removed([entry]).narrowed(entry, narrowing)
    assert [change.act for change in instead.changes] == [Act.NARROW]


def test_single_changes_can_be_let_go_as_a_review_does(make_entry: MakeEntry) -> None:
    entry = make_entry()
    both = NOTHING.toggled([entry]).narrowed(entry, Narrowing(pin="1.0"))
    turn, narrow = both.changes
    assert [change.act for change in both.without_changes([turn]).changes] == [Act.NARROW]
    assert [change.act for change in both.without_changes([narrow]).changes] == [Act.DISABLE]
    assert len(both.without_changes(both.changes)) == 0
    assert both.without_changes([Change(make_entry("other"), Act.REMOVE)]) == both


def test_what_is_staged_follows_entries_that_were_read_again(make_entry: MakeEntry) -> None:
    stays, goes, done = make_entry("stays"), make_entry("goes"), make_entry("done")
    staging = NOTHING.toggled([stays, goes, done])
    now = (stays._replace(line=99), in_state(done, StateKind.OFF))
    kept, gone = staging.rebound({entry.id: entry for entry in now})
    assert [change.entry.line for change in kept.changes] == [99]
    assert gone == (goes.selector,)


def test_signs_and_words_say_what_will_be(make_entry: MakeEntry) -> None:
    entry = make_entry()
    narrowing = Narrowing(read_only=True)
    told = [
        (staged.sign, staged.word)
        for staged in (
            Staged(entry, Act.ENABLE),
            Staged(entry, Act.DISABLE),
            Staged(entry, Act.REMOVE),
            Staged(entry, narrowing=narrowing),
            Staged(entry, Act.ENABLE, narrowing),
        )
    ]
    assert told == [("●", "on"), ("○", "off"), ("−", "remove"), ("⌂", "narrow"), ("●", "on and narrow")]  # noqa: RUF001
