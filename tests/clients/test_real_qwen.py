"""The real Qwen Code agrees with what is shown of it, before and after every change.

Asked is ``qwen mcp reconnect --all``, which starts what a session would start; its list starts even what is
excluded. Merely running it adds a version to the settings, so it runs once before anything is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from mcptui.changes.change import Act
from mcptui.clients.known import Clients
from mcptui.clients.qwen_code import QwenCode
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

pytestmark = pytest.mark.clients

Lay = Callable[[Mapping[str, object]], None]
Program = Sequence[str | Path]
Qwen = Callable[..., CompletedProcess[str]]
Told = Callable[[Machine], set[str]]
Change = Callable[..., None]
Contents = Callable[[Sequence[str]], dict[str, bytes | None]]

USER, PROJECT, SHARED = "home/.qwen/settings.json", "p/.qwen/settings.json", "p/.mcp.json"
APPROVALS = "home/.qwen/mcpApprovals.json"
FILES = [USER, PROJECT, SHARED, APPROVALS]


@pytest.fixture
def qwen(program: Callable[[str, str], Program], run: Qwen) -> Qwen:
    words = program("@qwen-code/qwen-code", "qwen")
    return lambda machine, *args: run(words, machine, *args)


@pytest.fixture
def told(qwen: Qwen, started: Callable[[], set[str]]) -> Told:
    """The tags of the servers that it starts in the project of the machine."""

    def ask(machine: Machine) -> set[str]:
        started()
        qwen(machine, "mcp", "reconnect", "--all")
        return started()

    return ask


@pytest.fixture
def home(lay: Lay, logs: Callable[[str], dict[str, object]], machine: Machine, qwen: Qwen) -> None:
    """Servers of every kind; those of the project but one were approved by the client itself."""

    def servers(*names: str, scope: str = "") -> dict[str, object]:
        return {name: logs(f"{scope}{name}") for name in names}

    user = servers("on", "excluded", "Excluded", "git-x", "both", "waits")
    ignored = {**logs("told"), "disabled": True}
    lay(
        {
            USER: {"mcp": {"excluded": ["excluded", "git-*"]}, "mcpServers": {**user, "told": ignored}},
            PROJECT: {"mcpServers": servers("project", "waits", scope="project-")},
            SHARED: {"mcpServers": servers("shared", "both", scope="shared-")},
        }
    )
    for name in ("project", "shared", "both"):
        assert qwen(machine, "mcp", "approve", name).returncode == 0


def shown(machine: Machine) -> set[str]:
    """The tags of the servers that should be started, by what is shown."""
    entries = look(machine, DiskFiles(), clients=Clients([QwenCode()])).entries
    return {entry.definition.args[1].split()[1] for entry in entries if entry.on}


@pytest.mark.usefixtures("home")
class TestTheStateOfThings:
    @pytest.mark.parametrize("folder", ["p", "p/a", "wt"])
    def test_what_is_on_is_what_it_starts(self, folder: str, machine: Machine, place: Path, told: Told) -> None:
        there = machine._replace(project=place / folder)
        assert told(there) == shown(there)

    def test_what_it_approved_is_on_by_the_same_digest(self, machine: Machine) -> None:
        entries = look(machine, DiskFiles(), clients=Clients([QwenCode()])).entries
        kinds = {entry.name: entry.state.kind for entry in entries if entry.source.project is not None}
        assert kinds == {
            "project": StateKind.ON,
            "shared": StateKind.ON,
            "both": StateKind.ON,
            "waits": StateKind.PENDING,
        }

    @pytest.mark.parametrize("allowed", [[], ["on"], ["o?", "tol*"]])
    def test_what_a_list_of_allowed_ones_leaves(
        self, allowed: list[str], machine: Machine, lay: Lay, logs: Callable[[str], dict[str, object]], told: Told
    ) -> None:
        lay({USER: {"mcp": {"allowed": allowed}, "mcpServers": {name: logs(name) for name in ("on", "told")}}})
        assert told(machine) == shown(machine)


@pytest.mark.usefixtures("home")
class TestAChange:
    @pytest.mark.parametrize("reach", ["everywhere", "here"])
    @pytest.mark.parametrize(
        ("selector", "tag"), [("qwen-code/user/on", "on"), ("qwen-code/project/shared", "shared-shared")]
    )
    def test_switched_off_and_on_again(
        self, selector: str, tag: str, reach: str, machine: Machine, change: Change, contents: Contents, told: Told
    ) -> None:
        told(machine)  # it writes its own marks into the files the first time
        before, words = contents(FILES), shown(machine)
        change(machine, Act.DISABLE, selector, here=reach == "here")
        assert told(machine) == shown(machine) == words - {tag}
        change(machine, Act.ENABLE, selector, here=reach == "here")
        assert contents(FILES) == before
        assert told(machine) == words

    def test_approved_it_is_on_for_the_client_too(self, machine: Machine, change: Change, told: Told) -> None:
        words = shown(machine)
        change(machine, Act.ENABLE, "qwen-code/project/waits")
        assert told(machine) == shown(machine) == words | {"project-waits"}

    def test_removed_and_taken_back_it_is_approved_still(
        self, machine: Machine, change: Change, contents: Contents, told: Told
    ) -> None:
        told(machine)
        before, words = contents(FILES), shown(machine)
        change(machine, Act.REMOVE, "qwen-code/project/both")
        assert told(machine) == shown(machine) == words - {"shared-both"} | {"both"}
        workspace = Workspace(machine)
        workspace.apply(workspace.plan_undo())
        assert contents(FILES) == before
        assert told(machine) == words

    def test_a_profile_and_back(self, machine: Machine, contents: Contents, told: Told) -> None:
        told(machine)
        before, words, workspace = contents(FILES), shown(machine), Workspace(machine)
        workspace.apply(workspace.plan_use(workspace.profiles().get("locked-down"), workspace.look()))
        assert told(machine) == shown(machine) == set()
        workspace.apply(workspace.plan_profile_back())
        assert contents(FILES) == before
        assert told(machine) == words
