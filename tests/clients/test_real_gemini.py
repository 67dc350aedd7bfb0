"""The real Gemini CLI agrees with what is shown of it, before and after every change.

A session is asked, for it starts the servers: its own list compares names otherwise. It has no key that
counts and reaches nobody, so it ends where it would talk to a model.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from mcptui.changes.change import Act
from mcptui.clients.gemini_cli import GeminiCli
from mcptui.clients.known import Clients
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

pytestmark = pytest.mark.clients

Lay = Callable[[Mapping[str, object]], None]
Program = Sequence[str | Path]
Session = Callable[[Machine], set[str] | None]
Change = Callable[..., None]
Contents = Callable[[Sequence[str]], dict[str, bytes | None]]

USER, PROJECT = "home/.gemini/settings.json", "p/.gemini/settings.json"
SWITCHES, TRUST = "home/.gemini/mcp-server-enablement.json", "home/.gemini/trustedFolders.json"
EXTENSION = "home/.gemini/extensions/ext/gemini-extension.json"
FILES = [USER, PROJECT, SWITCHES, TRUST, EXTENSION]
FOLDERS = ["p", "p/a", "elsewhere"]


@pytest.fixture
def session(program: Callable[[str, str], Program], started: Callable[[], set[str]]) -> Session:
    """The servers that a session starts in the project of the machine; None: it does not start itself."""
    gemini = program("@google/gemini-cli", "gemini")

    def ask(machine: Machine) -> set[str] | None:
        env = {
            "HOME": str(machine.home),
            "PATH": "/usr/bin:/bin",
            "TERM": "dumb",
            "GEMINI_API_KEY": "none",
            "HTTPS_PROXY": "http://127.0.0.1:9",
        }
        started()
        with subprocess.Popen(
            [*gemini, "-p", "hello"],
            cwd=machine.project,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line)
                if "Attempt 1 failed" in line:
                    break
            process.kill()
        return None if "Please fix the configuration file" in "".join(said) else started()

    return ask


@pytest.fixture
def home(lay: Lay, place: Path, logs: Callable[[str], dict[str, object]]) -> None:
    """Servers of every kind in a trusted project, and a folder that is not."""
    (place / "elsewhere").mkdir()

    def servers(*names: str, scope: str = "") -> dict[str, object]:
        return {name: logs(f"{scope}{name}") for name in names}

    lay(
        {
            USER: {
                "mcp": {"excluded": ["excluded", "spelled"]},
                "mcpServers": {
                    **servers("on", "Off", "excluded", "Spelled", "both", "ext"),
                    "told": {**logs("told"), "disabled": True},
                    "address": {**logs("address"), "url": "http://127.0.0.1:9/mcp"},
                },
            },
            PROJECT: {"mcpServers": servers("project", "both", scope="project-")},
            SWITCHES: '{\n  "off": {\n    "enabled": false\n  }\n}',
            TRUST: '{\n  "{at}/p": "TRUST_FOLDER"\n}',
            EXTENSION: {"name": "ext", "version": "1.0.0", "mcpServers": servers("ext", "extended", scope="ext-")},
        }
    )


def shown(machine: Machine) -> set[str] | None:
    """The tags of the servers that should be started, by what is shown; None: nothing should start."""
    tags = set()
    for entry in look(machine, DiskFiles(), clients=Clients([GeminiCli()])).entries:
        if entry.state.kind is StateKind.BROKEN:
            return None
        if entry.on and entry.definition.args:
            tags.add(entry.definition.args[1].split()[1])
    return tags


@pytest.mark.usefixtures("home")
class TestTheStateOfThings:
    @pytest.mark.parametrize("folder", FOLDERS)
    def test_what_is_on_is_what_a_session_starts(
        self, folder: str, machine: Machine, place: Path, session: Session
    ) -> None:
        there = machine._replace(project=place / folder)
        assert session(there) == shown(there)
        assert bool(shown(there)) is (folder != "elsewhere")

    @pytest.mark.parametrize(
        "lists", [([], None), (["ON", "told"], None), (["on"], ["told"]), (["on", "told"], ["ON"])]
    )
    def test_what_lists_of_allowed_ones_leave(
        self,
        lists: tuple[list[str], list[str] | None],
        machine: Machine,
        lay: Lay,
        logs: Callable[[str], dict[str, object]],
        session: Session,
    ) -> None:
        user, project = lists
        lay({USER: {"mcp": {"allowed": user}, "mcpServers": {name: logs(name) for name in ("on", "told")}}})
        lay(
            {
                PROJECT: {} if project is None else {"mcp": {"allowed": project}},
                EXTENSION: {"name": "ext", "version": "1"},
            }
        )
        assert session(machine) == shown(machine)

    @pytest.mark.parametrize(("file", "text"), [(PROJECT, '{"mcpServers": {},}'), (USER, ""), (TRUST, "[]")])
    def test_what_stops_it(self, file: str, text: str, machine: Machine, lay: Lay, session: Session) -> None:
        lay({file: text})
        assert session(machine) is None
        assert shown(machine) is None


@pytest.mark.usefixtures("home")
class TestAChange:
    @pytest.mark.parametrize("reach", ["everywhere", "here"])
    @pytest.mark.parametrize(
        ("selector", "tag"), [("gemini-cli/user/on", "on"), ("gemini-cli/project/project", "project-project")]
    )
    def test_switched_off_and_on_again(
        self,
        selector: str,
        tag: str,
        reach: str,
        machine: Machine,
        change: Change,
        contents: Contents,
        session: Session,
    ) -> None:
        before, words = contents(FILES), shown(machine) or set()
        change(machine, Act.DISABLE, selector, here=reach == "here")
        assert session(machine) == shown(machine) == words - {tag}
        change(machine, Act.ENABLE, selector, here=reach == "here")
        assert contents(FILES) == before
        assert session(machine) == words

    @pytest.mark.parametrize("name", ["Off", "excluded"])
    def test_switched_on(self, name: str, machine: Machine, change: Change, session: Session) -> None:
        words = shown(machine) or set()
        change(machine, Act.ENABLE, f"gemini-cli/user/{name}")
        assert session(machine) == shown(machine) == words | {name}

    def test_removed_and_taken_back(
        self, machine: Machine, change: Change, contents: Contents, session: Session
    ) -> None:
        before, words = contents(FILES), shown(machine) or set()
        change(machine, Act.REMOVE, "gemini-cli/project/both")
        assert session(machine) == shown(machine) == words - {"project-both"} | {"both"}
        workspace = Workspace(machine)
        workspace.apply(workspace.plan_undo())
        assert contents(FILES) == before
        assert session(machine) == words

    def test_a_profile_and_back(self, machine: Machine, contents: Contents, session: Session) -> None:
        before, words, workspace = contents(FILES), shown(machine), Workspace(machine)
        workspace.apply(workspace.plan_use(workspace.profiles().get("locked-down"), workspace.look()))
        assert session(machine) == shown(machine) == set()
        workspace.apply(workspace.plan_profile_back())
        assert contents(FILES) == before
        assert session(machine) == words
