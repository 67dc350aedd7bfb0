"""Here: in which folders each client looks for the files of a project, from wherever it is started in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.clients import BUILT_IN
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.store.files import DiskFiles

Lay = Callable[[Mapping[str, object]], None]

STARTS = ("p", "p/a/b", "plain/sub", "wt/a")
"""The root of a repository, a folder in it, one in no repository, and one in a linked work tree of the first."""

Folders = tuple[set[str], set[str], set[str], set[str]]

ONLY_THERE: Folders = ({"p"}, {"p/a/b"}, {"plain/sub"}, {"wt/a"})
THE_ROOT: Folders = ({"p"}, {"p"}, {"plain/sub"}, {"wt"})
THERE_OR_ROOT: Folders = ({"p"}, {"p/a/b", "p"}, {"plain/sub"}, {"wt/a", "wt"})
UP_TO_THE_ROOT: Folders = ({"p"}, {"p/a/b", "p/a", "p"}, {"plain/sub"}, {"wt/a", "wt"})
UP_TO_THE_TOP: Folders = ({"p"}, UP_TO_THE_ROOT[1], {"plain/sub", "plain"}, {"wt/a", "wt"})

LOOKS_IN: Mapping[str, Folders] = {
    "amazon-q": ONLY_THERE,
    "gemini-cli": ONLY_THERE,
    "qwen-code": ONLY_THERE,
    "mcporter": ONLY_THERE,
    "amp": THE_ROOT,  # where no folder nearer has a file
    "augment": THE_ROOT,
    "factory-droid": THE_ROOT,
    "grok-build": THE_ROOT,
    "kimi-code": THE_ROOT,
    "warp": THE_ROOT,
    "antigravity": THERE_OR_ROOT,
    "cursor": THERE_OR_ROOT,
    "jetbrains-ai": THERE_OR_ROOT,
    "junie": THERE_OR_ROOT,
    "kiro": THERE_OR_ROOT,
    "roo-code": THERE_OR_ROOT,
    "trae": THERE_OR_ROOT,
    "vscode": THERE_OR_ROOT,
    "vscode-insiders": THERE_OR_ROOT,
    "vscodium": THERE_OR_ROOT,
    "windsurf": THERE_OR_ROOT,
    "zed": THERE_OR_ROOT,
    "codex": UP_TO_THE_ROOT,
    "copilot-cli": UP_TO_THE_ROOT,
    "crush": UP_TO_THE_ROOT,
    "mistral-vibe": UP_TO_THE_ROOT,  # of which the nearest counts
    "opencode": UP_TO_THE_TOP,
    # The folders of its own in the main repository count in a work tree too.
    "kilo-code": (*UP_TO_THE_TOP[:3], {"wt/a", "wt", "p"}),
    # What is kept for one project is kept under the main repository, outside of one under the folder itself.
    "claude-code": (*UP_TO_THE_TOP[:3], {"wt/a", "wt", "p"}),
}

INSTALLED = (".codeium", ".copilot", ".cursor", ".qwen", ".vscode", ".vscode-insiders", ".vscode-oss")


@pytest.fixture
def scene(place: Path, lay: Lay) -> None:
    """A linked work tree, and the traces of every client that shares a file with others."""
    lay(
        {
            "wt/.git": "gitdir: {at}/p/.git/worktrees/wt\n",
            "p/.git/worktrees/wt/HEAD": "ref: refs/heads/other\n",
            "p/.git/worktrees/wt/commondir": "../..\n",
            "p/.git/worktrees/wt/gitdir": "{at}/wt/.git\n",
        }
    )
    (place / "wt" / "a").mkdir()
    for name in INSTALLED:
        (place / "home" / name).mkdir()


def folders(machine: Machine, place: Path, client: str) -> set[str]:
    """The folders of projects that a client looks in, as far as they are in the scene and not the scene itself."""
    at = look(machine, DiskFiles(), clients=BUILT_IN.only(client))
    seen = {source.project for source in at.sources if source.project is not None}
    return {str(each.relative_to(place)) for each in seen if each.is_relative_to(place) and each != place}


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("client", LOOKS_IN)
def test_a_client_looks_where_it_looks(client: str, start: str, machine: Machine, place: Path) -> None:
    there = machine._replace(project=place / start)
    assert folders(there, place, client) == LOOKS_IN[client][STARTS.index(start)]


@pytest.mark.usefixtures("scene")
def test_every_client_with_a_file_in_projects_is_in_the_table(machine: Machine, place: Path) -> None:
    assert {id_ for id_ in BUILT_IN if folders(machine, place, id_)} == set(LOOKS_IN)


@pytest.mark.usefixtures("scene")
def test_amp_takes_the_nearest_folder_that_has_a_file(machine: Machine, place: Path, lay: Lay) -> None:
    lay({"p/a/.amp/settings.json": {}})
    assert folders(machine._replace(project=place / "p" / "a" / "b"), place, "amp") == {"p/a"}
