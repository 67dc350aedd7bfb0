"""``mcptui profile`` and ``mcptui use``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui.machine import Machine
from mcptui.profiles.files import profile_file

Run = Callable[..., tuple[int, str, str]]


def file_of(home: Path, name: str) -> Path:
    return profile_file(Machine.at_home(home, home), name)


def states(run: Run, home: Path) -> dict[str, str]:
    rows = json.loads(run(home, "list", "--json")[1])["servers"]
    return {f"{row['client']}/{row['name']}": row["state"] for row in rows}


def test_profiles_are_listed_with_the_active_one_marked(home: Path, run: Run) -> None:
    run(home, "use", "locked-down", "--yes")
    told = json.loads(run(home, "profile", "list", "--json")[1])
    assert told["schema"] == 1
    active = {profile["name"]: profile["active"] for profile in told["profiles"]}
    assert active["locked-down"]
    assert not active["trusted"]
    assert "●  locked-down  0        ready-made  Nothing runs" in run(home, "profile", "list")[1]


def test_a_new_profile_can_begin_with_another(home: Path, run: Run) -> None:
    assert run(home, "profile", "new", "mine", "--extends", "locked-down", "--yes")[0] == 0
    shown = json.loads(run(home, "profile", "show", "mine", "--json")[1])
    assert (shown["default"], shown["ready_made"]) == ("off", False)
    assert 'default = "off"' in run(home, "profile", "show", "mine")[1]
    status, _, err = run(home, "profile", "new", "mine", "--yes")
    assert status == 3
    assert "there is a profile 'mine' already" in err


def test_a_saved_profile_brings_back_what_was_on(home: Path, run: Run) -> None:
    run(home, "profile", "save", "before", "--yes")
    before = states(run, home)
    run(home, "disable", "*", "--all", "--yes")
    assert set(states(run, home).values()) == {"off"}
    assert run(home, "use", "before", "--yes")[0] == 0
    assert states(run, home) == before


def test_use_and_back_are_one_transaction_each(home: Path, run: Run) -> None:
    before = states(run, home)
    status, out, _ = run(home, "use", "locked-down", "--yes")
    assert status == 0
    assert "use: none → locked-down" in out
    assert set(states(run, home).values()) == {"off"}
    assert run(home, "use", "--back", "--yes")[0] == 0
    assert states(run, home) == before
    assert len(json.loads(run(home, "history", "--json")[1])["transactions"]) == 2


def test_using_the_active_profile_again_has_nothing_to_do(home: Path, run: Run) -> None:
    run(home, "use", "locked-down", "--yes")
    status, out, _ = run(home, "use", "locked-down")
    assert status == 0
    assert out.endswith("Nothing to do.\n")


def test_diff_shows_what_using_a_profile_would_change(home: Path, run: Run) -> None:
    before = states(run, home)
    status, out, _ = run(home, "profile", "diff", "locked-down", "--yes")
    assert status == 0
    assert "disable cursor/user/files: on → off" in out
    assert "+++ ~/.cursor/mcp.json" in out
    assert states(run, home) == before


def test_a_profile_is_deleted_and_comes_back_by_undo(home: Path, run: Run) -> None:
    run(home, "profile", "new", "mine", "--yes")
    assert run(home, "profile", "delete", "mine", "--yes")[0] == 0
    assert not file_of(home, "mine").exists()
    run(home, "undo", "--yes")
    assert file_of(home, "mine").exists()


def test_a_profile_with_a_mistake_is_told_and_can_be_deleted(home: Path, run: Run) -> None:
    file = file_of(home, "mine")
    file.parent.mkdir(parents=True)
    file.write_text('default = "of"\n', encoding="utf-8")
    status, out, err = run(home, "profile", "list")
    assert status == 0
    assert "trusted" in out
    assert "mine.toml, line 1: 'default'" in err
    assert run(home, "use", "mine", "--yes")[0] == 3
    assert run(home, "profile", "delete", "mine", "--yes")[0] == 0


@pytest.mark.parametrize(
    ("argv", "status", "sentence"),
    [
        (("show", "trustd"), 1, "did you mean 'trusted'?"),
        (("delete", "trusted"), 3, "came with mcptui"),
        (("delete", "nope"), 1, "there is no profile 'nope'"),
        (("edit", "trusted"), 3, "profile new my-trusted --extends trusted"),
        (("edit", "nope"), 1, "there is no profile 'nope'"),
        (("new", "../nope"), 2, "is no name for a profile"),
        (("new", ""), 2, "is no name for a profile"),
        (("new", "mine", "--extends", "nope"), 1, "there is no profile 'nope'"),
        (("marry", "x"), 2, "invalid choice: 'marry'"),
        ((), 2, "the following arguments are required: ACTION"),
    ],
)
def test_what_cannot_be_done_is_refused(
    home: Path, run: Run, argv: tuple[str, ...], status: int, sentence: str
) -> None:
    told = run(home, "profile", *argv, "--yes")
    assert told[0] == status
    assert sentence in told[2]


def test_an_editor_needs_a_terminal(home: Path, run: Run) -> None:
    run(home, "profile", "new", "mine", "--yes")
    status, _, err = run(home, "profile", "edit", "mine")
    assert status == 2
    assert "an editor needs a terminal" in err


def test_a_bound_profile_is_used_without_a_name(home: Path, run: Run) -> None:
    status, _, err = run(home, "use", "--yes")
    assert status == 2
    assert "no profile is bound to this project" in err
    assert run(home, "profile", "bind", "locked-down", "--yes")[0] == 0
    assert set(states(run, home).values()) != {"off"}
    assert run(home, "use", "--yes")[0] == 0
    assert set(states(run, home).values()) == {"off"}
    run(home, "use", "--back", "--yes")
    assert run(home, "profile", "bind", "--none", "--yes")[0] == 0
    assert run(home, "use", "--yes")[0] == 2


def test_binding_is_undone_like_anything_else(home: Path, run: Run) -> None:
    run(home, "profile", "bind", "locked-down", "--yes")
    run(home, "profile", "bind", "trusted", "--yes")
    assert "trusted" in run(home, "use", "--dry-run")[1]
    assert run(home, "undo", "--yes")[0] == 0
    assert "locked-down" in run(home, "use", "--dry-run")[1]


def test_only_a_profile_that_is_there_can_be_bound(home: Path, run: Run) -> None:
    status, _, err = run(home, "profile", "bind", "lockd-down", "--yes")
    assert status == 1
    assert "did you mean 'locked-down'?" in err


def test_a_broken_file_of_bindings_is_named_and_kept(home: Path, run: Run) -> None:
    file = Machine.at_home(home, home).config / "projects.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[projects\n")
    status, _, err = run(home, "use", "--yes")
    assert status == 3
    assert "projects.toml, line 1" in err
    assert run(home, "profile", "bind", "locked-down", "--yes")[0] == 3
    assert file.read_text() == "[projects\n"
