"""The real OpenCode and Kilo Code agree with what is shown of them, before and after every change.

Asked is ``debug config``, the merged configuration, for it starts nothing. Reading it, they write a schema into the
files, so it runs once before anything is compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple

import pytest

from mcptui.changes.change import Act
from mcptui.clients import BUILT_IN
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

pytestmark = pytest.mark.clients

Lay = Callable[[Mapping[str, object]], None]
Program = Sequence[str | Path]
Run = Callable[..., CompletedProcess[str]]
Told = Callable[[Machine], dict[str, str] | None]
Change = Callable[..., None]
Contents = Callable[[Sequence[str]], dict[str, bytes | None]]

FOLDERS = ["p", "p/a/b", "wt"]


class Engine(NamedTuple):
    """One of the two, with what it calls its files."""

    client: str
    package: str
    program: str
    user: str
    name: str
    folder: str

    @property
    def files(self) -> list[str]:
        below = [f"{folder}{name}" for folder in ("p/", "p/a/", f"p/{self.folder}/") for name in self.names]
        return [f"{self.user}/{name}" for name in self.names] + below

    @property
    def names(self) -> tuple[str, str]:
        return f"{self.name}.json", f"{self.name}.jsonc"


ENGINES = {
    "opencode": Engine("opencode", "opencode-ai", "opencode", "home/.config/opencode", "opencode", ".opencode"),
    "kilo": Engine("kilo-code", "@kilocode/cli-{platform}", "kilo", "home/.config/kilo", "kilo", ".kilo"),
}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[str(request.param)]


@pytest.fixture
def told(engine: Engine, program: Callable[[str, str], Program], run: Run) -> Told:
    """What its merged configuration says of each server: its command's last word, or ``off``; None: it refuses."""
    words = program(engine.package, engine.program)

    def ask(machine: Machine) -> dict[str, str] | None:
        done = run(words, machine, "debug", "config")
        if done.returncode:
            return None
        servers = json.loads(done.stdout[done.stdout.index("{") :]).get("mcp") or {}
        return {
            name: each["command"][-1] if each.get("enabled", True) else "off"
            for name, each in servers.items()
            if "type" in each
        }

    return ask


def server(tag: str, **more: object) -> dict[str, object]:
    return {"type": "local", "command": ["/bin/false", tag], **more}


@pytest.fixture
def home(engine: Engine, lay: Lay) -> None:
    """Servers of the user and of a project, overrides of the first by the second in three places."""
    user = {
        **{name: server(f"user-{name}") for name in ("on", "overridden", "both", "deep")},
        "off": server("user-off", enabled=False),
        "disabled": server("user-disabled", disabled=True),
        "told": server("user-told", enabled=True, disabled=True),
    }
    comment = "// what I use\n" + json.dumps({"mcp": {"commented": server("user-commented")}}, indent=2)
    main, commented = engine.names
    lay(
        {
            f"{engine.user}/{main}": {"mcp": user},
            f"{engine.user}/{commented}": comment,
            f"p/{main}": {
                "mcp": {"overridden": {"enabled": False}, "both": server("project-both"), "project": server("project")}
            },
            f"p/a/{main}": {"mcp": {"deep": {"enabled": False}, "inner": server("inner")}},
            f"p/{engine.folder}/{main}": {"mcp": {"both": server("folder-both")}},
        }
    )


def shown(engine: Engine, machine: Machine) -> dict[str, str] | None:
    """What should be said of each server, by what is shown."""
    words = {}
    for entry in look(machine, DiskFiles(), clients=BUILT_IN.only(engine.client)).entries:
        if entry.state.reason.startswith(f"{BUILT_IN[engine.client].name} does not start"):
            return None
        if entry.state.kind in (StateKind.ON, StateKind.OFF):
            words[entry.name] = _word(entry)
    return words


def _word(entry: Entry) -> str:
    return entry.definition.args[-1] if entry.on else "off"


@pytest.mark.usefixtures("home")
class TestTheStateOfThings:
    @pytest.mark.parametrize("folder", FOLDERS)
    def test_every_server_is_shown_as_it_is_told(
        self, folder: str, engine: Engine, machine: Machine, place: Path, told: Told
    ) -> None:
        there = machine._replace(project=place / folder)
        assert told(there) == shown(engine, there)
        assert len(shown(engine, there) or {}) > 6  # all of the user's

    def test_the_second_schema(self, engine: Engine, machine: Machine, lay: Lay, told: Told) -> None:
        said: list[dict[str, object]] = [
            {},
            {"enabled": False},
            {"disabled": True},
            {"enabled": True, "disabled": True},
        ]
        servers = {f"s{number}": server(f"s{number}", **each) for number, each in enumerate(said)}
        lay({f"p/{engine.names[1]}": {"mcp": {"servers": servers}}})
        assert told(machine) == shown(engine, machine)

    @pytest.mark.parametrize("text", ["{", '{"mcp": {"bad": {"disabled": true}}}'])
    @pytest.mark.parametrize("where", ["user", "project"])
    def test_what_it_cannot_use(
        self, where: str, text: str, engine: Engine, machine: Machine, lay: Lay, told: Told
    ) -> None:
        lay({f"{engine.user if where == 'user' else 'p'}/{engine.names[1]}": text})
        expected = told(machine)
        passed_over = engine.client == "kilo-code" and where == "project"
        assert (expected is None) is not passed_over
        found = look(machine, DiskFiles(), clients=BUILT_IN.only(engine.client)).entries
        kinds = {entry.name: entry.state.kind for entry in found if entry.state.kind is not StateKind.SHADOWED}
        if expected is None:
            assert set(kinds.values()) == {StateKind.BROKEN}
        else:
            assert {name for name, kind in kinds.items() if kind is not StateKind.BROKEN} == set(expected)


@pytest.mark.usefixtures("home")
class TestAChange:
    @pytest.mark.parametrize(
        ("scope", "name", "reach"),
        [("user", "on", "here"), ("user", "commented", "everywhere"), ("project", "project", "everywhere")],
    )
    def test_switched_off_and_on_again(
        self,
        scope: str,
        name: str,
        reach: str,
        engine: Engine,
        machine: Machine,
        change: Change,
        contents: Contents,
        told: Told,
    ) -> None:
        told(machine)  # it writes its own marks into the files the first time
        before, words = contents(engine.files), shown(engine, machine)
        assert words is not None
        change(machine, Act.DISABLE, f"{engine.client}/{scope}/{name}", here=reach == "here")
        assert told(machine) == shown(engine, machine) == {**words, name: "off"}
        change(machine, Act.ENABLE, f"{engine.client}/{scope}/{name}", here=reach == "here")
        assert contents(engine.files) == before
        assert told(machine) == words

    def test_switched_on(self, engine: Engine, machine: Machine, change: Change, told: Told) -> None:
        words = shown(engine, machine)
        assert words is not None
        off = [name for name in ("off", "disabled", "overridden") if words[name] == "off"]
        for name in off:
            change(machine, Act.ENABLE, f"{engine.client}/user/{name}")
        assert told(machine) == shown(engine, machine) == {**words, **{name: f"user-{name}" for name in off}}

    def test_removed_and_taken_back(
        self, engine: Engine, machine: Machine, change: Change, contents: Contents, told: Told
    ) -> None:
        told(machine)
        before, words = contents(engine.files), shown(engine, machine)
        assert words is not None
        change(machine, Act.REMOVE, f"{engine.client}/project/both")
        assert told(machine) == shown(engine, machine) == {**words, "both": "project-both"}
        workspace = Workspace(machine)
        workspace.apply(workspace.plan_undo())
        assert contents(engine.files) == before
        assert told(machine) == words

    @pytest.mark.parametrize("folder", ["p/a/b"])
    def test_a_profile_and_back(
        self, folder: str, engine: Engine, machine: Machine, place: Path, contents: Contents, told: Told
    ) -> None:
        there = machine._replace(project=place / folder)
        told(there)
        before, words, workspace = contents(engine.files), shown(engine, there), Workspace(there)
        workspace.apply(workspace.plan_use(workspace.profiles().get("locked-down"), workspace.look()))
        assert set((shown(engine, there) or {}).values()) == {"off"}
        assert told(there) == shown(engine, there)
        workspace.apply(workspace.plan_profile_back())
        assert contents(engine.files) == before
        assert told(there) == words
