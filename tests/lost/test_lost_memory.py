"""What is remembered of a look: little, nothing secret, and written only when it is news."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mcptui.changes.change import Act
from mcptui.lost.memory import FORGOTTEN_AFTER, fingerprint
from mcptui.store.file_locks import instance_lock
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace
from tests.lost.lost_home import SECRETS, Home

KEY = bytes(32)


class TestTheFiles:
    def test_hold_names_and_places_but_nothing_of_what_an_entry_says(self, home: Home) -> None:
        home.look(everywhere=True)
        kept = b"".join(path.read_bytes() for path in home.seen.iterdir()).decode()
        assert all(name in kept for name in ("files", "docs", "local", str(home.cursor), "mcpServers"))
        said = (*SECRETS, "npx", "uvx", "API_KEY", "https://docs", "--token", "ZONE")
        assert [each for each in said if each in kept] == []

    def test_are_for_their_owner_alone(self, home: Home) -> None:
        home.look()
        assert {path.name for path in home.seen.iterdir()} == {"entries.json", "key", "lock"}
        assert {path.stat().st_mode & 0o777 for path in home.seen.iterdir()} == {0o600}
        assert {path.stat().st_mode & 0o777 for path in (home.machine.state, home.seen)} == {0o700}

    def test_are_not_written_when_a_look_brings_nothing_new(self, home: Home, counted: list[Path]) -> None:
        home.look()
        assert {path.name for path in counted} == {"entries.json", "key"}
        counted.clear()
        home.later(hours=23)
        assert home.look() == ()
        assert counted == []

    def test_tell_to_the_day_when_an_entry_was_last_seen(self, home: Home) -> None:
        home.look()
        for _ in range(3):
            home.later(hours=25)
            home.look()
        seen = home.now
        home.later(hours=1)
        home.cursor.unlink()
        assert {lost.last for lost in home.look()} == {seen}

    def test_keep_the_key_when_they_are_written_again(self, home: Home) -> None:
        home.look()
        key = (home.seen / "key").read_bytes()
        home.edit(home.cursor, "files", "folders")
        home.look()
        assert (home.seen / "key").read_bytes() == key

    def test_are_kept_of_entries_that_a_user_may_edit_alone(self, home: Home) -> None:
        home.write(home.machine.absolute("/etc/codex/config.toml"), '[mcp_servers.system]\ncommand = "x"\n')
        home.write(home.machine.absolute("/etc/claude-code/managed-mcp.json"), '{"mcpServers": {"managed": {}}}')
        home.look()
        assert {"managed", "system"} & {entry.name for entry in home.workspace.look().entries}
        kept = home.entries.read_text()
        assert "system" not in kept.replace('"syntax"', "")
        assert "managed" not in kept


class TestAFingerprint:
    def test_is_the_same_whatever_the_order_of_the_keys(self) -> None:
        assert fingerprint({"a": 1, "b": [2]}, KEY) == fingerprint({"b": [2], "a": 1}, KEY)

    @pytest.mark.parametrize("other", [{"a": 1.0}, {"a": True}, {"a": "1"}, {"a": [1]}, {"b": 1}, {}])
    def test_differs_with_the_value(self, other: object) -> None:
        assert fingerprint({"a": 1}, KEY) != fingerprint(other, KEY)

    def test_tells_nothing_without_the_key(self) -> None:
        assert fingerprint({"token": "1234"}, KEY) != fingerprint({"token": "1234"}, b"\1" * 32)

    def test_is_empty_for_what_cannot_be_told(self) -> None:
        deep: object = 0
        for _ in range(100_000):
            deep = [deep]
        assert fingerprint(deep, KEY) == ""


class TestAMemoryThatIsDamaged:
    DAMAGED = (
        b"",
        b"{",
        b"\xff\xfe\0",
        b"[]",
        b"null",
        b'{"schema": 2, "sources": []}',
        b'{"schema": 1}',
        b'{"schema": 1, "sources": {"a": 1}}',
        b'{"schema": 1, "sources": [[]]}',
        b'{"schema": 1, "sources": [{"client": 1}]}',
        b"[" * 100_000,
    )

    @pytest.mark.parametrize("damaged", DAMAGED, ids=range(len(DAMAGED)))
    def test_counts_as_none_and_is_kept_before_a_new_one_is_begun(self, home: Home, damaged: bytes) -> None:
        home.look()
        home.entries.write_bytes(damaged)
        assert any("could not be used" in each for each in home.examine().memory)
        assert (home.seen / "damaged.json").read_bytes() == damaged
        assert (home.seen / "damaged.json").stat().st_mode & 0o777 == 0o600
        assert json.loads(home.entries.read_bytes())["sources"]
        (told,) = home.examine().memory
        assert told.endswith("the damaged file is kept as ~/.local/state/mcptui/seen/damaged.json")

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("client", 1),
            ("scope", "cosmic"),
            ("syntax", "ini"),
            ("file", None),
            ("key", ["a", 1]),
            ("key", "ab"),
            ("project", 7),
            ("entries", {"x": ["f", 1, 1]}),
            ("entries", {"x": ["f", 1, 1, True]}),
            ("entries", {"x": ["f", -1, 1, None]}),
            ("entries", {"x": ["f", 1, 10**12, None]}),
            ("entries", {"x": [1, 1, 1, None]}),
            ("entries", {"x": 5}),
            ("entries", []),
        ],
    )
    def test_by_a_single_value_counts_as_none_too(self, home: Home, key: str, value: object) -> None:
        home.look()
        kept = json.loads(home.entries.read_bytes())
        kept["sources"][0][key] = value
        home.entries.write_text(json.dumps(kept))
        assert home.look() == ()
        assert json.loads((home.seen / "damaged.json").read_bytes()) == kept

    def test_is_begun_anew_without_its_key_as_well(self, home: Home) -> None:
        home.look()
        (home.seen / "key").write_bytes(b"not a key")
        assert home.look() == ()
        home.cursor.unlink()
        assert len(home.look()) == 3

    @pytest.mark.parametrize("kind", ["folder", "pipe"])
    def test_so_that_it_cannot_be_read_is_told_and_stops_nothing(self, home: Home, kind: str) -> None:
        home.seen.mkdir(parents=True)
        if kind == "folder":
            home.entries.mkdir()
        else:
            os.mkfifo(home.entries)
        assert home.look() == ()
        told = home.examine().memory
        assert len(told) == 2
        assert "could not be used" in told[0]
        assert "cannot be kept" in told[1]

    def test_by_being_huge_is_not_read(self, home: Home) -> None:
        home.look()
        with home.entries.open("r+b") as file:
            file.truncate(1 << 40)
        assert home.look() == ()


class TestWhereNothingCanBeKept:
    def test_a_look_goes_on_and_the_report_tells_why(self, home: Home) -> None:
        home.write(home.machine.state, "a file where the folder should be")
        assert home.look() == ()
        (told,) = home.examine().memory
        assert told.startswith("what was seen now cannot be kept for the next time: ")

    def test_what_is_lost_by_what_was_kept_earlier_is_told_all_the_same(
        self, home: Home, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home.look()
        home.cursor.unlink()

        def full(*_: object, **__: object) -> Path:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "write", full)
        assert len(home.look()) == 3
        assert any("no space left" in each for each in home.examine().memory)


class TestTwoInstances:
    def test_a_look_does_not_wait_for_another_that_is_being_noted(self, home: Home) -> None:
        home.look()
        kept = home.entries.read_bytes()
        home.cursor.unlink()
        with instance_lock(home.seen / "lock"):
            assert len(home.look()) == 3
        assert home.entries.read_bytes() == kept
        assert len(home.look()) == 3
        assert home.entries.read_bytes() != kept

    def test_an_older_look_undoes_nothing_that_another_noted_since(self, home: Home) -> None:
        home.look()
        home.edit(home.codex, "[tui]", '[mcp_servers.papers]\ncommand = "x"\n[tui]')
        older = home.workspace.look()
        home.later(seconds=1)
        home.edit(home.cursor, '"memory": {', '"new": {}, "memory": {')
        assert home.look() == ()
        assert home.workspace.remember(older) == ()
        home.later(seconds=1)
        assert home.look() == ()
        home.cursor.unlink()
        assert "cursor/user/new" in home.missed()

    def test_that_notes_something_meanwhile_loses_nothing(self, home: Home) -> None:
        home.look()
        home.edit(home.codex, "[tui]", '[mcp_servers.papers]\ncommand = "x"\n[tui]')
        older = home.workspace.look()
        home.later(seconds=1)
        home.edit(home.cursor, '"memory": {', '"new": {}, "memory": {')

        class SlowFiles(DiskFiles):
            """A disk on which another instance is faster, between reading and writing."""

            def create_folder(self, path: Path, *, private: bool) -> None:
                super().create_folder(path, private=private)
                home.look()

        assert Workspace(home.machine, SlowFiles()).remember(older) == ()
        assert '"new"' in home.entries.read_text()
        assert home.look() == ()

    def test_a_clock_that_was_set_back_stops_nothing(self, home: Home) -> None:
        home.look()
        home.later(days=-400)
        home.cursor.unlink()
        assert len(home.look()) == 3

    def test_many_at_once_leave_one_whole_memory(self, home: Home) -> None:
        def look(number: int) -> int:
            home.write(home.folder / "src" / "blog" / f"{number}", "")
            return len(Workspace(home.machine).remember(home.workspace.look(everywhere=number % 2 == 0)))

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(look, range(40))) == {0}
        assert home.missed(everywhere=True) == set()
        assert home.examine().memory == ()


class TestForgetting:
    def test_what_is_not_missed_is_spoken_of_no_more(self, home: Home) -> None:
        home.look()
        home.cursor.unlink()
        lost = home.look()
        home.workspace.forget([each for each in lost if each.entry.name != "files"])
        assert home.missed() == {"cursor/user/files"}
        home.workspace.forget(home.look())
        assert home.missed() == set()

    def test_what_is_seen_again_can_be_lost_again(self, home: Home) -> None:
        home.look()
        kept = home.cursor.read_text("utf-8")
        home.cursor.unlink()
        home.workspace.forget(home.look())
        home.write(home.cursor, kept)
        assert home.look() == ()
        home.cursor.unlink()
        assert len(home.look()) == 3

    def test_what_is_lost_for_half_a_year_is_let_go(self, home: Home) -> None:
        home.look()
        home.cursor.unlink()
        home.look()
        home.later(seconds=FORGOTTEN_AFTER - 1)
        assert len(home.look()) == 3
        home.later(seconds=1)
        assert home.look() == ()
        assert str(home.cursor) not in home.entries.read_text()

    def test_what_is_there_is_remembered_however_long(self, home: Home) -> None:
        for _ in range(3):
            home.look()
            home.later(days=150)
        home.cursor.unlink()
        assert len(home.look()) == 3

    def test_a_removal_by_mcptui_is_noted_at_once(self, home: Home) -> None:
        home.look()
        assert '"docs"' in home.entries.read_text()
        home.do(Act.REMOVE, "codex/user/docs")
        assert '"docs"' not in home.entries.read_text()
