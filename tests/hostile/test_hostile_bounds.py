"""Too much of anything: it is told, the rest is there, and memory has a bound."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui import inventory
from mcptui.changes import plan
from mcptui.formats import json_scan
from tests.hostile.hostile_amounts import in_cursor, lay, with_many_secrets

resource = pytest.importorskip("resource", reason="this system bounds no process")

Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).parents[2]
MEGABYTE = 1024 * 1024


def problems(run: Run) -> dict[str, str]:
    """By the path of the file below the home, what is wrong with it."""
    answer = json.loads(run("list", "--json")[1])
    return {re.sub(r".*/h/", "", problem["path"]): problem["message"] for problem in answer["problems"]}


def names(run: Run, client: str) -> list[str]:
    return [row["name"] for row in json.loads(run("list", "--client", client, "--json")[1])["servers"]]


def test_entries_beyond_the_bound_are_told_and_those_before_are_there(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inventory, "MOST_ENTRIES", 3)
    in_cursor(home, 5)
    assert names(run, "cursor") == ["s0", "s1", "s2"]
    assert problems(run) == {".cursor/mcp.json": "there are more than 3 entries; the others are not shown"}


def test_a_name_longer_than_any_is_no_entry(home: Path, run: Run) -> None:
    lay(home, ".cursor/mcp.json", {"mcpServers": {"n" * 1_001: {"command": "x"}, "n" * 1_000: {"command": "x"}}})
    assert names(run, "cursor") == ["n" * 1_000]
    assert problems(run) == {".cursor/mcp.json": "the name of an entry has 1,001 letters, so the entry is not shown"}


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        (".cursor/mcp.json", '{{"mcpServers": {{"odd": {{"command": "x", "z": {}}}, "calm": {{"command": "y"}}}}}}',
         "'odd': a number has too many digits"),
        (".claude.json", '{{"mcpServers": {{"odd": {{"command": "x", "z": {}}}, "calm": {{"command": "y"}}}}}}',
         "'odd': a number has too many digits"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("verb", ["disable", "remove", "narrow"])
def test_an_entry_that_cannot_be_told_is_unknown_and_is_not_changed(
    file: str, text: str, message: str, verb: str, home: Path, run: Run
) -> None:
    lay(home, file, text.format("9" * 5_000))
    client = "cursor" if "cursor" in file else "claude-code"
    rows = {row["name"]: row for row in json.loads(run("list", "--client", client, "--json")[1])["servers"]}
    assert (rows["calm"]["state"], rows["odd"]["state"]) == ("on", "unknown")
    assert problems(run) == {file: message}
    before = (home / file).read_bytes()
    status, _, err = run(verb, f"{client}/odd", *(["--deny-tool", "t"] if verb == "narrow" else []), "--yes")
    assert status == 3
    assert "cannot be changed: what it says is beyond what mcptui reads" in err
    assert (home / file).read_bytes() == before


@pytest.mark.parametrize("value", ["[" * 300 + "]" * 300, f'"{"x" * 200_000}"'], ids=["deep", "long"])
def test_what_is_beyond_reading_in_one_entry_hides_neither_its_neighbours_nor_their_secrets(
    value: str, home: Path, run: Run
) -> None:
    calm = '"calm": {"command": "x", "args": ["--password", "hunter22"], "env": {"PLAIN": "hunter23"}}'
    lay(home, ".cursor/mcp.json", f'{{"mcpServers": {{\n"odd": {{"command": "x", "z": {value}}},\n{calm}\n}}}}')
    assert set(names(run, "cursor")) == {"odd", "calm"}
    status, out, _ = run("disable", "cursor/calm", "--dry-run")
    assert status == 0
    assert "hunter" not in out


def test_values_that_would_take_gigabytes_are_counted_before_they_are_read(home: Path) -> None:
    path = home / ".cursor" / "mcp.json"
    path.write_bytes(b'{"mcpServers": {}, "x": [' + b"[]," * 20_000_000 + b"1]}")
    assert told_with(home, 400 * MEGABYTE, "list", "--json") == ["the file holds more than 10,000,000 values"]


def test_a_text_of_a_hundred_megabytes_costs_a_few_times_itself(home: Path) -> None:
    path = home / ".claude.json"
    path.write_bytes(b'{"mcpServers": {"odd": {"command": "' + b"x" * (100 * MEGABYTE) + b'"}}}')
    assert told_with(home, 600 * MEGABYTE, "list", "--json") == ["'odd' is longer than 131,072 letters"]


def test_a_file_whose_parser_is_slow_is_refused_by_its_size(home: Path, run: Run) -> None:
    lay(home, ".codex/config.toml", "# " + "x" * (2 * MEGABYTE))
    assert "larger than 2,097,152 bytes" in problems(run)[".codex/config.toml"]


def told_with(home: Path, memory: int, *argv: str) -> list[str]:
    """What is told as problems by a process that may use no more than ``memory`` bytes of addresses."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    done = subprocess.run(
        [sys.executable, "-m", "mcptui", *argv, "--home", str(home), "--project", str(home / "p")],
        cwd=ROOT,
        env={**os.environ, "MALLOC_ARENA_MAX": "1"},
        preexec_fn=bounded,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return [problem["message"] for problem in json.loads(done.stdout)["problems"]]


def test_an_object_with_too_many_members_is_one_problem(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_scan, "MAX_MEMBERS", 50)
    in_cursor(home, 51)
    assert problems(run) == {".cursor/mcp.json": "'mcpServers': an object with more than 50 members"}


def test_a_million_times_the_same_name_is_one_problem(home: Path, run: Run) -> None:
    lay(home, ".cursor/mcp.json", '{"mcpServers": {' + ",".join(['"a":1'] * 1_000_000) + "}}")
    assert problems(run) == {".cursor/mcp.json": "'mcpServers': an object with more than 200,000 members"}


def test_more_changes_at_once_than_can_be_looked_through_are_refused(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "MOST_CHANGES", 9)
    in_cursor(home, 10)
    status, _, err = run("remove", "cursor/*", "--all", "--yes")
    assert (status, err) == (
        3, "mcptui: 10 changes at once are more than can be looked through\n  choose at most 9\n"
    )  # fmt: skip


def test_of_many_refusals_the_first_are_told_and_the_others_counted(home: Path, run: Run) -> None:
    in_cursor(home, 30)
    status, _, err = run("narrow", "cursor/*", "--all", "--deny-tool", "x", "--yes")
    assert status == 3
    assert err.count("keeps its tool choice where it cannot be edited") == 20
    assert "mcptui: 10 more are refused\n" in err


def test_thousands_of_secrets_are_not_searched_for_but_hide_all(home: Path, run: Run) -> None:
    with_many_secrets(home, 3_500)
    status, out, _ = run("show", "cursor/s0")
    assert (status, "hidden-7-7" in out) == (0, False)
    status, out, _ = run("disable", "cursor/s0", "--dry-run")
    assert (status, "hidden-" in out) == (0, False)


def test_a_chain_of_profiles_without_an_end_is_a_mistake(home: Path, run: Run) -> None:
    for number in range(1_100):
        lay(home, f".config/mcptui/profiles/c{number:04}.toml", f'extends = "c{number + 1:04}"\n')
    status, out, err = run("profile", "list")
    assert (status, "locked-down" in out) == (0, True)
    assert "'extends' leads over more than 20 profiles" in err
    assert "holds 1,100 profiles; those behind the first 1,000 are passed over" in err


def test_a_folder_of_a_hundred_thousand_names_is_no_hindrance(home: Path, run: Run) -> None:
    folder = home / ".config" / "Code" / "User" / "profiles"
    folder.mkdir()
    for number in range(100_000):
        os.mknod(folder / str(number))
    status, out, _ = run("clients", "--json")
    files = {file["path"] for client in json.loads(out)["clients"] for file in client["files"]}
    assert status == 0
    assert sum("/profiles/" in file for file in files) == 1_000
