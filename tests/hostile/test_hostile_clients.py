"""A client's file that holds anything whatever: it is told as a problem, the others are there and can be changed."""

from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui.store.files import READ_LIMIT
from tests.hostile.hostile_files import HARMLESS, HUGE, UNREADABLE

Run = Callable[..., tuple[int, str, str]]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pipes, sockets and links")

PLACES = ("claude-code", "claude-code/project", "claude-desktop", "codex", "codex/project", "cursor", "vscode")


def put(home: Path, file: str, kind: str) -> Path:
    path = home / file
    path.unlink(missing_ok=True)
    {**UNREADABLE, **HARMLESS}[kind](path)
    return path


def calm(answer: str) -> set[str]:
    """The clients whose calm server is listed."""
    return {row["client"] for row in json.loads(answer)["servers"] if row["name"] == "calm"}


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("place", PLACES)
def test_what_cannot_be_read_is_one_problem_and_the_others_are_there(
    place: str, kind: str, home: Path, files: dict[str, str], run: Run
) -> None:
    path = put(home, files[place], kind)
    status, out, _ = run("list", "--json")
    assert status == 0
    assert str(path) in [problem["path"] for problem in json.loads(out)["problems"]]
    assert calm(out) >= {"claude-code", "cursor", "vscode", "codex"} - {place}


@pytest.mark.parametrize("kind", HARMLESS)
@pytest.mark.parametrize("place", PLACES)
def test_what_is_empty_means_nothing(place: str, kind: str, home: Path, files: dict[str, str], run: Run) -> None:
    put(home, files[place], kind)
    status, out, _ = run("list", "--json")
    assert status == 0
    assert calm(out) >= {"claude-code", "cursor", "vscode", "codex"} - {place}


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("place", ["cursor", "codex"])
def test_beside_it_a_server_is_switched_and_the_file_is_not_touched(
    place: str, kind: str, home: Path, files: dict[str, str], run: Run
) -> None:
    path = put(home, files[place], kind)
    before = os.lstat(path)
    assert run("disable", f"{place}/calm", "--yes")[0] == 3
    assert run("disable", "vscode/calm", "--yes")[0] == 0
    assert b"calm" not in (home / files["vscode"]).read_bytes()
    assert run("undo", "--yes")[0] == 0
    assert b"calm" in (home / files["vscode"]).read_bytes()
    after = os.lstat(path)
    assert (after.st_ino, after.st_size, after.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)


@pytest.mark.parametrize("kind", UNREADABLE)
def test_settings_that_cannot_be_read_hide_no_server(kind: str, home: Path, files: dict[str, str], run: Run) -> None:
    put(home, files["claude-code/settings"], kind)
    status, out, _ = run("list", "--json")
    assert status == 0
    assert "claude-code" in calm(out)


@pytest.mark.parametrize("verb", [("list",), ("show", "*"), ("clients",), ("doctor",), ("list", "--all-projects")])
def test_every_verb_that_reads_answers_when_all_is_broken(
    verb: tuple[str, ...], home: Path, files: dict[str, str], run: Run
) -> None:
    for file, kind in zip(files.values(), UNREADABLE, strict=False):
        put(home, file, kind)
    status, _, _ = run(*verb)
    assert status in (0, 1)


def test_half_a_gigabyte_is_not_read(home: Path, files: dict[str, str], run: Run) -> None:
    assert HUGE > READ_LIMIT
    put(home, files["cursor"], "500 MB")
    tracemalloc.start()
    run("list", "--json")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 * 1024 * 1024


def test_a_file_that_becomes_a_pipe_after_the_diff_is_refused(home: Path, files: dict[str, str], run: Run) -> None:
    path = home / files["cursor"]
    assert run("disable", "cursor/calm", "--dry-run")[0] == 0
    path.unlink()
    os.mkfifo(path)
    status, _, _ = run("disable", "cursor/calm", "--yes")
    assert status == 3
    assert path.is_fifo()


@pytest.mark.parametrize("data", [b'{"mcpServers": {"a": {"command": "x"}, "a": {"command": "y"}}}'])
def test_a_name_that_stands_twice_is_shown_as_the_client_takes_it_and_not_edited(
    data: bytes, home: Path, files: dict[str, str], run: Run
) -> None:
    (home / files["cursor"]).write_bytes(data)
    status, out, _ = run("list", "cursor/a", "--json")
    assert (status, [row["command"] for row in json.loads(out)["servers"]]) == (0, ["y"])
    status, _, err = run("remove", "cursor/a", "--yes")
    assert status == 3
    assert "twice" in err
    assert (home / files["cursor"]).read_bytes() == data
