"""Clients that a user adds with a file: what it may say, what each word comes to, and what a mistake costs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients import BUILT_IN
from mcptui.clients.added import read_clients
from mcptui.clients.known import Clients
from mcptui.inventory import Look
from mcptui.machine import Machine
from mcptui.model import Effect, Problem, Scope, StateKind
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

FOLDER = "home/.config/mcptui/clients"
SMALLEST = """\
name = "Acme Studio"

[reads.user]
path = "~/.acme/mcp.json"
"""
SERVER = {"command": "npx", "args": ["x"]}
WHOLE = """\
name = "Acme Studio"
takes_effect = "at once, when it sees the file"
effect = "at once"
discontinued = "Acme is no more"
traces = ["~/.acme"]
nearness = "upwards"
precedence = ["project", "user"]

[variables]
ACME_HOME = "~/.acme"
ACME_FILE = "$ACME_HOME/mcp.jsonc"

[reads.user]
path = "$ACME_FILE"
key = ["mcp", "servers"]
syntax = "jsonc"

[reads.older]
scope = "user"
path = "~/.acme.json"
key = "acme.servers"
dead = "the servers moved to ~/.acme/mcp.jsonc"

[reads.agents]
scope = "user"
path = "~/.acme/agents/*.yaml"
when = "with this agent"

[reads.project]
path = "<project>/.acme.toml"
key = ["servers"]
asks = "Acme asks before it starts it"

[reads.shared]
scope = "project"
path = "<project>/.mcp.json"
shared = true
doubt = "Acme was seen to read it"

[reads.managed]
path = "/etc/acme.json"
systems = ["linux", "macos"]

[entry]
command = "cmd"
whole = true
inside = ["run"]
cwd = false
env = "envs"
type = "transport"
types = { local = "stdio", remote = "http" }
urls = { uri = "http", sseUri = "sse" }
headers = ["request", "headers"]
names = ["tokenVariable"]
allow = "onlyTools"
deny = "withoutTools"
timeout = { field = "patience", per_second = 1000 }
ignored = ["disabled"]

[switch]
list = ["mcp", "off"]
file = "~/.acme/settings.json"
"""


@pytest.fixture
def seen(machine: Machine) -> Callable[[], Look]:
    return lambda: Workspace(machine).look()


def added(machine: Machine) -> Clients:
    return read_clients(machine, DiskFiles())


def the_problem(machine: Machine) -> Problem:
    (problem,) = added(machine).problems
    return problem


def test_without_a_file_there_are_the_built_in_ones_for_one_look_at_the_folder(machine: Machine) -> None:
    asked: list[Path] = []

    class Counting(DiskFiles):
        def list_folder(self, path: Path) -> tuple[str, ...]:
            asked.append(path)
            return super().list_folder(path)

        def read(self, path: Path, limit: int = 0, known: bytes | None = None) -> bytes | None:
            raise AssertionError(path)

    assert read_clients(machine, Counting()) is BUILT_IN
    assert asked == [machine.config / "clients"]


def test_four_lines_are_enough(lay: Lay, seen: Callable[[], Look]) -> None:
    lay({f"{FOLDER}/acme.toml": SMALLEST, "home/.acme/mcp.json": {"mcpServers": {"x": SERVER}}})
    look = seen()
    (entry,) = look.entries
    assert (entry.selector, entry.state.reason) == ("acme/user/x", "Acme Studio would start it")
    assert look.client_of(entry).takes_effect == "with Acme Studio's next start"
    assert look.client_of(entry).effect is Effect.RESTART
    assert list(look.site.clients) == [*BUILT_IN, "acme"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.yaml", "mcpServers:\n- name: x\n  command: npx\n"), ("a.toml", "mcpServers = [{name='x', command='npx'}]\n")],
)
def test_servers_may_be_a_list(name: str, text: str, lay: Lay, seen: Callable[[], Look]) -> None:
    lay(
        {
            f"{FOLDER}/acme.toml": f'name = "Acme"\n[reads.user]\npath = "~/{name}"\nlisted = true\n',
            f"home/{name}": text,
        }
    )
    (entry,) = seen().entries
    assert (entry.selector, entry.on) == ("acme/user/x", True)


class TestEveryWord:
    """Of one file that says all that can be said."""

    @pytest.fixture(autouse=True)
    def laid(self, lay: Lay) -> None:
        remote = {"run": {"transport": "remote", "uri": "https://x.example/mcp", "request": {"headers": {"K": "v"}}}}
        local = {"run": {"cmd": ["npx", "x"], "envs": {"A": "b"}, "tokenVariable": "TOKEN"}, "patience": 1500}
        lay(
            {
                f"{FOLDER}/acme.toml": WHOLE,
                "home/.acme/mcp.jsonc": {"mcp": {"servers": {"local": local, "remote": remote, "both": local}}},
                "home/.acme/settings.json": {"mcp": {"off": ["remote"]}},
                "home/.acme/agents/writer.yaml": 'mcpServers:\n  of-agent:\n    run: {cmd: ["x"]}\n',
                "home/.acme.json": {"acme.servers": {"old": local}},
                "p/.acme.toml": '[servers.both]\nrun = {cmd = ["y"]}\n',
                "p/.mcp.json": {"mcpServers": {"shared": local}},
                "root/etc/acme.json": {"mcpServers": {"managed": local}},
            }
        )

    def test_says_what_it_would_do(self, place: Path, seen: Callable[[], Look]) -> None:
        told = {
            (entry.source.scope.value, entry.source.note, entry.name): (entry.state.kind, entry.state.reason)
            for entry in seen().entries
            if entry.source.client == "acme"
        }
        assert told == {
            ("user", None, "local"): (StateKind.ON, "Acme Studio would start it (Acme is no more)"),
            ("user", None, "remote"): (StateKind.OFF, "listed in 'off'"),
            ("user", None, "both"): (StateKind.SHADOWED, f"the project entry in {place}/p/.acme.toml wins"),
            ("user", "older", "old"): (StateKind.OFF, "the servers moved to ~/.acme/mcp.jsonc"),
            ("user", "agents writer", "of-agent"): (
                StateKind.ON,
                "Acme Studio would start it, with this agent (Acme is no more)",
            ),
            ("project", None, "both"): (StateKind.PENDING, "Acme asks before it starts it"),
            ("project", "shared", "shared"): (StateKind.UNKNOWN, "Acme was seen to read it"),
            ("managed", None, "managed"): (StateKind.ON, "Acme Studio would start it (Acme is no more)"),
        }

    def test_reads_an_entry_by_its_own_names(self, seen: Callable[[], Look]) -> None:
        entries = {entry.name: entry for entry in seen().entries if entry.source.scope is Scope.USER}
        local, remote = entries["local"].definition, entries["remote"].definition
        assert (local.command, local.args, local.timeout) == ("npx", ("x",), 1.5)
        assert local.env == {"TOKEN": "", "A": "b"}
        assert (remote.url, remote.headers) == ("https://x.example/mcp", {"K": "v"})

    def test_who_may_edit_follows_from_the_scope(self, seen: Callable[[], Look]) -> None:
        writable = {entry.name: entry.source.writable for entry in seen().entries if entry.source.client == "acme"}
        assert [name for name, may in writable.items() if not may] == ["managed"]

    def test_a_variable_moves_its_file(self, machine: Machine, lay: Lay) -> None:
        lay({"home/moved.jsonc": {"mcp": {"servers": {"moved": {"run": {"cmd": ["x"]}}}}}})
        env = {"ACME_FILE": str(machine.home / "moved.jsonc")}
        entries = Workspace(machine._replace(env=env)).look().entries
        assert "moved" in {entry.name for entry in entries}

    def test_a_variable_of_the_real_session_leads_out_of_no_other_home(self, machine: Machine, lay: Lay) -> None:
        lay({"elsewhere.jsonc": {"mcp": {"servers": {"outside": {"run": {"cmd": ["x"]}}}}}})
        env = {"ACME_FILE": str(machine.home.parent / "elsewhere.jsonc")}
        names = {entry.name for entry in Workspace(machine._replace(env=env)).look().entries}
        assert "outside" not in names
        assert "local" in names

    def test_its_names_go_on_and_off_the_list(self, machine: Machine) -> None:
        workspace = Workspace(machine)
        settings = machine.home / ".acme" / "settings.json"
        before = settings.read_bytes()
        look = workspace.look()
        (entry,) = (entry for entry in look.entries if entry.name == "local")
        workspace.apply(workspace.plan([Change(entry, Act.DISABLE)], look))
        assert json.loads(settings.read_bytes())["mcp"]["off"] == ["remote", "local"]
        workspace.apply(workspace.plan_undo())
        assert settings.read_bytes() == before


def test_a_diff_hides_what_only_the_added_clients_shape_calls_secret(machine: Machine, lay: Lay) -> None:
    told = f'{SMALLEST}key = ["deep", "acme.tools"]\n\n[entry]\nenv = "surroundings"\n'
    servers = {name: {"command": "x", "surroundings": {"K": f"hunter2-{name}"}} for name in ("a", "b")}
    lay({f"{FOLDER}/acme.toml": told, "home/.acme/mcp.json": {"deep": {"acme.tools": servers}}})
    workspace = Workspace(machine)
    look = workspace.look()
    plan = workspace.plan([Change(look.entries[0], Act.REMOVE)], look)
    assert "hunter2" not in plan.files[0].diff
    workspace.apply(plan)
    assert "hunter2" not in workspace.plan_undo().files[0].diff
    (backup,) = workspace.backups()
    assert "hunter2" not in workspace.plan_restore(backup).files[0].diff


def test_whether_a_field_switches_that_the_file_does_not_tell_of_is_not_known(
    lay: Lay, seen: Callable[[], Look]
) -> None:
    servers = {"x": {**SERVER, "disabled": True}}
    lay({f"{FOLDER}/acme.toml": SMALLEST, "home/.acme/mcp.json": {"mcpServers": servers}})
    (entry,) = seen().entries
    assert (entry.state.kind, entry.state.reason) == (
        StateKind.UNKNOWN,
        "whether Acme Studio heeds disabled = true is not known",
    )


def with_user(**lines: str) -> str:
    """The smallest file with these lines in its table."""
    told = {"path": '"~/.acme/mcp.json"', **lines}
    return 'name = "A"\n[reads.user]\n' + "".join(f"{key} = {value}\n" for key, value in told.items() if value)


PATH = "is to begin with ~/, <project>/, <config>/, <cache>/, / or $NAME/"
PARTS = r"has a part that is empty, '.' or '..', or holds a '\'"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("name = \n", 1, "not valid TOML: Invalid value"),
        ("", None, "'name' is missing"),
        ('name = ""\n', 1, "'name' is to be a text in quotes"),
        ("name = 1\n", 1, "'name' is to be a text in quotes"),
        ('name = "a\\u001b[31mb"\n', 1, "'name' is longer than 500 letters, or holds signs that cannot be seen"),
        (f'name = "{"a" * 501}"\n', 1, "'name' is longer than 500 letters, or holds signs that cannot be seen"),
        ('name = "A"\n', None, "'reads' is missing, or empty"),
        ('name = "A"\nreads = []\n', 2, "'reads' is to be a table"),
        ('name = "A"\n[reads]\nuser = "~/x"\n', 3, "'reads.user' is to be a table"),
        ('name = "A"\n"a\\u001bb" = 1\n', 2, "'a\N{REPLACEMENT CHARACTER}b' is not known; there may be: name, "),
        (with_user(file='"~/x"'), 4, "'reads.user.file' is not known; there may be: scope, path, key, "),
        (with_user(path=""), 2, "'reads.user' is missing, or empty"),
        (with_user(path="", key='"x"'), 2, "'reads.user.path' is missing"),
        (with_user(path='"mcp.json"'), 3, f"'reads.user.path' {PATH}"),
        (with_user(path='"~"'), 3, f"'reads.user.path' {PATH}"),
        (with_user(path='"<home>/x.json"'), 3, f"'reads.user.path' {PATH}"),
        (with_user(path='"~/../../etc/x.json"'), 3, f"'reads.user.path' {PARTS}"),
        (with_user(path='"~//x.json"'), 3, f"'reads.user.path' {PARTS}"),
        (with_user(path="'~/a\\b.json'"), 3, f"'reads.user.path' {PARTS}"),
        (with_user(path='"~/a*/x.json"'), 3, "'reads.user.path' may have '*' as the beginning of a part, in at most 2"),
        (with_user(path='"~/*/*/*.json"'), 3, "'reads.user.path' may have '*' as the beginning of a part"),
        (with_user(path='"$ACME/x.json"'), 3, "'reads.user.path' begins with a variable that [variables] does not"),
        ('name = "A"\n[variables]\nX = "$Y/a"\nY = "$X/b"\n', 3, "'variables.X' begins with a variable that"),
        ('name = "A"\n[variables]\n"a b" = "~/a"\n', 3, "'variables.a b' is no name of an environment variable"),
        (with_user(path='"~/servers"'), 2, "'reads.user.syntax' is missing, and the path does not tell it"),
        (with_user(syntax='"xml"'), 4, "'reads.user.syntax' is one of json, json with comments, jsonc, toml, yaml"),
        (with_user(writable='"no"'), 4, "'reads.user.writable' is to be true or false"),
        (
            with_user(systems='["beos"]'),
            4,
            "'reads.user.systems' is to be a list; each is one of linux, macos, windows",
        ),
        (with_user(key="3"), 4, "'reads.user.key' is to be a list of texts"),
        (with_user(shared="true"), 4, "'reads.user.shared' needs 'traces'"),
        (with_user(listed="true"), 4, "'reads.user.listed' is known of toml and yaml alone"),
        (
            SMALLEST
            + "".join(f'[reads.r{number}]\nscope = "user"\npath = "~/{number}.json"\n' for number in range(50)),
            152,
            "'reads.r49' is one too many: there may be 50 tables",
        ),
        ('name = "A"\n[reads.mine]\npath = "~/x.json"\n', 2, "'reads.mine.scope' is missing"),
        ('name = "A"\nprecedence = ["mine"]\n[reads.user]\npath = "~/x.json"\n', 2, "'precedence' is to be a list"),
        ('name = "A"\nnearness = "near"\n[reads.user]\npath = "~/x.json"\n', 2, "'nearness' is one of folder, root, "),
        (SMALLEST + '[switch]\nfield = "disabled"\n', 5, "'switch.off' is missing"),
        (
            SMALLEST + '[switch]\nfield = "a"\noff = true\nlist = ["b"]\n',
            8,
            "'switch.list' is not known; there may be: ",
        ),
        (
            SMALLEST + '[switch]\nlist = ["b"]\nfile = "<project>/x.json"\n',
            7,
            "'switch.file' is to begin with ~/, <con",
        ),
        (SMALLEST + "[switch]\n", 5, "'switch' is missing, or empty"),
        (SMALLEST + '[entry]\ntypes = { a = "b" }\n', 6, "'entry.types.a' is one of stdio, http, sse, ws"),
        (SMALLEST + "[entry]\nurls = {}\n", 6, "'entry.urls' is missing, or empty"),
        (SMALLEST + '[entry]\nurls = { u = "stdio" }\n', 6, "'entry.urls.u' is one of http, sse, ws"),
        (SMALLEST + '[entry]\ntimeout = { field = "t", per_second = 0 }\n', 6, "'entry.timeout.per_second' is to be"),
        (SMALLEST + "[entry]\ncwd = true\n", 6, "'entry.cwd' is to be a text in quotes"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_line(
    text: str, line: int | None, message: str, machine: Machine, lay: Lay
) -> None:
    lay({f"{FOLDER}/acme.toml": text, f"{FOLDER}/good.toml": SMALLEST})
    problem = the_problem(machine)
    assert problem.message.startswith(message)
    assert (problem.path.name, problem.client, problem.line) == ("acme.toml", "acme", line)
    assert problem.message.isprintable()
    assert list(added(machine)) == [*BUILT_IN, "good"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cursor", "mcptui knows Cursor by this id already: give the file another name"),
        ("Acme", "a client's file is called like its id"),
        ("a b", "a client's file is called like its id"),
        ("a\x1b[31m", "a client's file is called like its id"),
        ("a" * 41, "a client's file is called like its id"),
    ],
)
def test_a_file_has_an_id_of_its_own_as_its_name(name: str, message: str, machine: Machine, lay: Lay) -> None:
    lay({f"{FOLDER}/{name}.toml": SMALLEST})
    assert the_problem(machine).message.startswith(message)
    assert list(added(machine)) == list(BUILT_IN)


def test_other_files_in_the_folder_are_none_of_its_business(machine: Machine, lay: Lay) -> None:
    lay({f"{FOLDER}/{name}": "not TOML" for name in ("notes.md", ".acme.toml", "acme.toml~")})
    assert added(machine) is BUILT_IN


def test_of_very_many_files_the_first_hundred_count(machine: Machine, lay: Lay) -> None:
    lay({f"{FOLDER}/c{number:03}.toml": SMALLEST for number in range(103)})
    assert len(added(machine)) == len(BUILT_IN) + 100
    assert "103 clients" in the_problem(machine).message


def test_what_is_parked_for_a_client_whose_file_is_gone_is_told_and_comes_back_with_it(
    machine: Machine, place: Path, lay: Lay, seen: Callable[[], Look]
) -> None:
    lay({f"{FOLDER}/acme.toml": SMALLEST, "home/.acme/mcp.json": {"mcpServers": {"x": SERVER}}})
    workspace = Workspace(machine)
    look = workspace.look()
    workspace.apply(workspace.plan([Change(look.entries[0], Act.DISABLE)], look))
    told = place / FOLDER / "acme.toml"
    told.unlink()
    look = seen()
    assert [problem.message for problem in look.inventory.problems] == [
        "1 entry is parked for 'acme', which is no known client now"
    ]
    assert not look.entries
    told.write_text(SMALLEST)
    (entry,) = seen().entries
    assert entry.parked is not None


def test_the_example_of_the_readme_is_one(machine: Machine, lay: Lay, seen: Callable[[], Look]) -> None:
    readme = Path(__file__).parents[2].joinpath("README.md").read_text("utf-8")
    example = readme.split("<!-- added client -->\n```toml\n")[1].split("```")[0]
    lay(
        {
            f"{FOLDER}/acme.toml": example,
            "home/.acme/settings.jsonc": '{"mcp": {"servers": {"x": {"serverUrl": "https://x.example"},}}}',
            "home/.acme/mcp.json": {"mcpServers": {"old": SERVER}},
            "p/.acme/mcp.json": {"mcpServers": {"y": {**SERVER, "disabled": True}}},
        }
    )
    assert not added(machine).problems
    assert {entry.selector: entry.state.kind for entry in seen().entries} == {
        "acme/user/x": StateKind.ON,
        "acme/user/old": StateKind.OFF,
        "acme/project/y": StateKind.OFF,
    }
