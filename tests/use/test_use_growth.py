"""The index: what was read is not read again, what is new is, and it may be lost, damaged or refused at any time."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mcptui.errors import Refused
from mcptui.evidence import use_index
from mcptui.evidence.use import follow_use
from mcptui.model import UseStatus
from mcptui.store import growing
from mcptui.store.files import DiskFiles
from mcptui.store.growing import GrowingFile, Lines
from tests.use.conftest import NOW, Home, claude_call, claude_text, iso, told


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Name and offset of every transcript from which lines were read."""
    begun: list[tuple[str, int]] = []
    real = GrowingFile.lines

    def noted(self: GrowingFile, start: int, sign: bytes) -> Iterator[Lines]:
        begun.append((self._path.name, start))
        return real(self, start, sign)

    monkeypatch.setattr(GrowingFile, "lines", noted)
    return begun


def grow(path: Path, *records: object, end: str = "\n") -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(told(each) for each in records) + end)


def test_what_did_not_change_is_not_opened_again(home: Home, starts: list[tuple[str, int]]) -> None:
    home.claude("github")
    home.session(claude_text(20), claude_call("mcp__github__a", 3))
    first = home.used()
    starts.clear()
    assert home.used() == first
    assert starts == []


def test_of_what_grew_only_the_new_bytes_are_read(home: Home, starts: list[tuple[str, int]]) -> None:
    home.claude("github")
    path = home.session(claude_text(20), claude_call("mcp__github__a", 3), days=2)
    home.used()
    size = path.stat().st_size
    grow(path, claude_call("mcp__github__b", 0.1))
    starts.clear()
    used = home.used()["github"]
    assert (used.calls, used.since) == (2, iso(20))
    assert starts == [("s1.jsonl", size)]


def test_a_line_that_is_half_written_counts_when_it_is_whole(home: Home) -> None:
    home.claude("github")
    path = home.session(claude_text(20), days=2)
    whole = told(claude_call("mcp__github__a", 0.1))
    grow(path, end="")
    path.write_text(path.read_text() + whole[:60])
    assert home.used()["github"].status is UseStatus.NOT_OBSERVED
    path.write_text(path.read_text() + whole[60:] + "\n")
    assert home.used()["github"].calls == 1


def test_a_file_that_became_shorter_is_read_from_its_beginning(home: Home) -> None:
    home.claude("github")
    home.session(claude_text(20), claude_call("mcp__github__a", 3), claude_call("mcp__github__b", 2))
    assert home.used()["github"].calls == 2
    home.session(claude_text(20), claude_call("mcp__github__a", 3))
    assert home.used()["github"].calls == 1


def test_another_file_of_the_name_is_read_from_its_beginning(home: Home, starts: list[tuple[str, int]]) -> None:
    home.claude("github", "files")
    home.session(claude_text(20), claude_call("mcp__github__a", 3))
    assert home.used()["github"].calls == 1
    starts.clear()
    longer = [claude_call("mcp__files__a", days) for days in (9, 8, 7, 6)]
    home.session(claude_text(20), *longer)
    used = home.used()
    assert (used["github"].status, used["files"].calls) == (UseStatus.NOT_OBSERVED, 4)
    assert starts == [("s1.jsonl", 0)]


def test_what_is_deleted_is_forgotten(home: Home) -> None:
    home.claude("github")
    home.session(claude_text(20), name="other")
    path = home.session(claude_call("mcp__github__a", 3))
    assert home.used()["github"].calls == 1
    path.unlink()
    assert home.used()["github"].status is UseStatus.NOT_OBSERVED


def test_reading_may_be_left_and_goes_on_where_it_was(
    home: Home, starts: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(use_index, "_STEP", 1)
    home.claude("github", "never")
    for number in range(4):
        calls = [claude_call("mcp__github__a", 9 - number, id_=f"{number}-{each}") for each in range(3)]
        home.session(claude_text(20), *calls, name=f"s{number}", days=number)
    look = home.workspace.look()
    steps = home.workspace.use(look)
    assert next(steps).used is not None
    progress = next(steps).progress
    assert 0 < progress.done < progress.total
    steps.close()
    assert [name for name, _ in starts] == ["s0.jsonl"]
    known = home.known()
    assert known["github"].calls == 3
    assert (known["never"].status, known["never"].reason) == (
        UseStatus.UNKNOWN,
        "not all transcripts of Claude Code were looked through",
    )
    starts.clear()
    used = home.used()
    assert (used["github"].calls, used["never"].status) == (12, UseStatus.NOT_OBSERVED)
    assert sorted({name for name, _ in starts}) == ["s1.jsonl", "s2.jsonl", "s3.jsonl"]


def test_a_large_transcript_that_was_left_in_its_middle_is_gone_on_with(
    home: Home, starts: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(use_index, "_STEP", 1)
    monkeypatch.setattr(growing, "_WINDOW", 1000)
    home.claude("github")
    home.session(claude_text(20), *(claude_call("mcp__github__a", 9, id_=f"{number}") for number in range(40)))
    steps = home.workspace.use(home.workspace.look())
    for _ in range(4):
        next(steps)
    steps.close()
    assert 0 < (home.known()["github"].calls or 0) < 40
    assert home.used()["github"].calls == 40
    (_, first), (_, second) = starts
    assert first == 0 < second


def test_steps_tell_how_many_bytes_of_how_many_are_done(home: Home) -> None:
    home.claude("github")
    size = home.session(claude_text(20), claude_call("mcp__github__a", 3)).stat().st_size
    progress = [step.progress for step in home.steps()]
    assert progress[0] == (0, size)
    assert progress[1] == (size, size)


def test_what_is_known_is_told_without_a_look_at_the_transcripts(home: Home, starts: list[tuple[str, int]]) -> None:
    home.claude("github")
    path = home.session(claude_text(20), claude_call("mcp__github__a", 3))
    assert home.known() == {}
    used = home.used()
    path.unlink()
    starts.clear()
    before = home.index.stat()
    assert home.known() == used
    assert starts == []
    assert (home.index.stat().st_mtime_ns, home.index.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_the_index_is_for_its_owner_alone(home: Home) -> None:
    home.claude("github")
    home.session(claude_call("mcp__github__a", 3))
    home.used()
    assert stat.S_IMODE(home.index.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.index.parent.stat().st_mode) == 0o700


def test_no_word_of_a_transcript_is_in_the_index(home: Home) -> None:
    home.claude("github")
    home.session(claude_text(20, "SECRET-5678"), claude_call("mcp__github__read_the_mail", 3))
    assert home.used()["github"].calls == 1
    written = b"".join(path.read_bytes() for path in home.machine.state.rglob("*") if path.is_file())
    assert b"github" in written
    assert not any(word in written for word in (b"SECRET", b"query", b"read_the_mail", b"toolu_"))


@pytest.mark.parametrize("damage", [b"no database at all" * 100, b"", "middle", "version"])
def test_an_index_that_cannot_be_used_is_made_anew(home: Home, damage: bytes | str) -> None:
    home.claude("github")
    home.session(claude_text(20), claude_call("mcp__github__a", 3))
    used = home.used()
    match damage:
        case bytes():
            home.index.write_bytes(damage)
        case "middle":
            data = bytearray(home.index.read_bytes())
            data[200:] = b"\xff" * (len(data) - 200)
            home.index.write_bytes(data)
        case _:
            with closing(sqlite3.connect(home.index)) as database:
                database.execute("PRAGMA user_version = 99")
    assert home.known() == {}
    assert home.used() == used
    assert home.used() == home.known() == used


@pytest.mark.parametrize("held", ["IMMEDIATE", "EXCLUSIVE"])
def test_an_index_that_another_holds_is_no_reason_to_tell_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    monkeypatch.setattr("mcptui.store.index._PATIENCE", 0.0)
    home.claude("github")
    path = home.session(claude_text(20), claude_call("mcp__github__a", 3))
    home.used()
    grow(path, claude_call("mcp__github__b", 1))
    with closing(sqlite3.connect(home.index)) as other:
        other.execute(f"BEGIN {held}")
        assert home.used()["github"].calls == 2
        other.rollback()
        assert home.known()["github"].calls == 1
    assert home.used() == home.known()
    assert home.known()["github"].calls == 2


class _ReadOnly(DiskFiles):
    """A disk on which no folder can be made."""

    def create_folder(self, path: Path, *, private: bool) -> None:
        raise Refused(f"{path} cannot be made")


def test_where_nothing_can_be_kept_it_is_told_all_the_same(home: Home) -> None:
    home.claude("github")
    home.session(claude_text(20), claude_call("mcp__github__a", 3))
    look = home.workspace.look()
    last = list(follow_use(look, home.index, _ReadOnly(), look.entries))[-1]
    assert last.used is not None
    assert [used.calls for used in last.used.values()] == [1]
    assert not home.machine.state.exists()


def test_what_stands_in_the_way_of_the_index_is_left_alone(home: Home) -> None:
    home.claude("github")
    home.session(claude_text(20), claude_call("mcp__github__a", 3))
    home.index.mkdir(parents=True)
    assert home.used()["github"].calls == 1
    assert home.known() == {}
    assert home.index.is_dir()


def test_two_at_once_come_to_the_same(home: Home) -> None:
    home.claude("github")
    path = home.session(claude_text(20), claude_call("mcp__github__a", 3))
    look = home.workspace.look()
    one, other = home.workspace.use(look), home.workspace.use(look)
    next(one), next(other)
    next(one)
    grow(path, claude_call("mcp__github__b", 1))
    assert all(list(steps)[-1].used is not None for steps in (other, one))
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    assert home.used()["github"].calls == 2
