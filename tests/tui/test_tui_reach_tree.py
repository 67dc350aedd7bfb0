"""What a server may touch, as a tree."""

from __future__ import annotations

from pathlib import Path

from mcptui.machine import Machine
from mcptui.model import Access, PathReach
from mcptui.tui.reach_tree import path_tree
from mcptui.tui.words import Tone, plain

MACHINE = Machine.at_home(Path("/home/sam"), Path("/home/sam/src/acme"), env={})
COVERS = {"/home/sam": "home", "/": "root"}


def _tree(*paths: tuple[str, str]) -> list[str]:
    reach = [PathReach(path, Access(access), "args[2]", COVERS.get(path)) for path, access in paths]
    return [plain(line).removesuffix("  args[2]") for line in path_tree(reach, MACHINE)]


def test_a_single_folder_is_one_line() -> None:
    assert _tree(("/home/sam/src/lib", "rw")) == ["rw ~/src/lib"]


def test_what_is_inside_of_a_granted_folder_stands_below_it() -> None:
    assert _tree(("/home/sam/.ssh", "r"), ("/home/sam", "rw"), ("/opt", "rw")) == [
        "rw ~/  everything in your home",
        "└─ ro .ssh",
        "rw /opt",
    ]
    assert _tree(("/", "rw"), ("/etc", "r")) == ["rw /  everything on this machine", "└─ ro etc"]


def test_folders_of_one_folder_stand_below_it_though_it_is_not_granted() -> None:
    assert _tree(
        ("/home/sam/src/acme", "rw"),
        ("/home/sam/docs", "r"),
        ("/home/sam/src/lib/a", "r"),
        ("/home/sam/src/lib/b", "r"),
    ) == ["~/", "├─ ro docs", "└─ src", "   ├─ rw acme  this project", "   └─ lib", "      ├─ ro a", "      └─ ro b"]


def test_folders_that_share_nothing_stand_side_by_side() -> None:
    assert _tree(("/var/data", "r"), ("/srv/data", "rw"), ("src", "rw")) == ["rw /srv/data", "ro /var/data", "rw src"]


def test_the_project_and_what_holds_it_are_named() -> None:
    assert _tree(("/home/sam/src/acme", "rw")) == ["rw ~/src/acme  this project"]
    assert _tree(("/home/sam/src", "rw")) == ["rw ~/src  holds this project"]


def test_the_whole_machine_is_a_danger_and_the_whole_home_a_warning() -> None:
    [machine, home] = [
        next(path_tree([PathReach(path, Access.WRITE, "", COVERS[path])], MACHINE)) for path in ("/", "/home/sam")
    ]
    assert machine[0].tone is Tone.DANGER
    assert home[0].tone is Tone.WARN


def test_a_folder_that_is_granted_twice_is_told_once() -> None:
    assert _tree(("/opt", "rw"), ("/opt", "r")) == ["rw /opt"]


def test_of_very_many_folders_the_first_are_told_and_the_others_counted() -> None:
    lines = _tree(*((f"/srv/{number:05}", "rw") for number in range(5_000)))
    assert lines[0] == "/srv"
    assert len(lines) < 50
    assert lines[-1] == "… and 4,960 more"


def test_a_hostile_path_is_shown_inert() -> None:
    [line] = _tree(("/srv/\x1b]52;c;aGk=\x07\u202ex", "rw"))
    assert "\x1b" not in line
    assert "\u202e" not in line
