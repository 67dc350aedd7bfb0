"""What Codex would do with a table: layers, trust, overrides, what is fatal. Each case was seen on Codex 0.169.0."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.changes.meaning import two_places
from mcptui.clients.codex import Codex
from mcptui.clients.known import Clients
from mcptui.inventory import Look, look
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

ON, OFF, PENDING, SHADOWED = StateKind.ON, StateKind.OFF, StateKind.PENDING, StateKind.SHADOWED
BROKEN, BLOCKED = StateKind.BROKEN, StateKind.BLOCKED

Lay = Callable[[Mapping[str, object]], None]

USER = "home/.codex/config.toml"
PROJECT = "p/.codex/config.toml"
SYSTEM = "root/etc/codex/config.toml"
MANAGED = "root/etc/codex/managed_config.toml"
REQUIREMENTS = "root/etc/codex/requirements.toml"


def table(name: str, more: str = "") -> str:
    return f'[mcp_servers.{name}]\ncommand = "/bin/false"\nargs = ["{name}"]\n{more}\n'


def off(name: str) -> str:
    return f"[mcp_servers.{name}]\nenabled = false\n"


def trust(*folders: str, level: str = "trusted") -> str:
    return "".join(f'[projects."{{at}}/{folder}"]\ntrust_level = "{level}"\n' for folder in folders)


def looked(machine: Machine) -> Look:
    return look(machine, DiskFiles(), clients=Clients([Codex()]))


def entries(machine: Machine) -> dict[str, Entry]:
    """By ``scope/name``; a project below the root adds its folder."""
    found = {}
    for entry in looked(machine).entries:
        project = entry.source.project
        deeper = f"@{project.name}" if project is not None and project.name != "p" else ""
        found[f"{entry.source.scope.value}/{entry.name}{deeper}"] = entry
    return found


def kinds(machine: Machine) -> dict[str, StateKind]:
    return {key: entry.state.kind for key, entry in entries(machine).items()}


class TestTrust:
    @pytest.mark.parametrize(
        ("trusted", "untrusted", "loaded"),
        [
            pytest.param((), (), "", id="nothing is trusted"),
            pytest.param(("p",), (), "p a b", id="the root"),
            pytest.param(("p/a",), (), "a", id="one folder"),
            pytest.param(("p",), ("p/a/b",), "p a", id="all but the last"),
            pytest.param(("p/a/b",), ("p",), "b", id="only the last"),
            pytest.param(("",), (), "", id="a folder above"),
            pytest.param(("p/",), (), "", id="a slash behind"),
        ],
    )
    def test_which_layers_are_read(
        self, trusted: tuple[str, ...], untrusted: tuple[str, ...], loaded: str, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({USER: trust(*trusted) + trust(*untrusted, level="untrusted")})
        lay({f"{folder}/.codex/config.toml": table(folder[-1]) for folder in ("p", "p/a", "p/a/b")})
        found = kinds(machine._replace(project=place / "p" / "a" / "b"))
        assert {key[8] for key, kind in found.items() if kind is ON} == set(loaded.split())
        assert {kind for kind in found.values() if kind is not ON} <= {PENDING}

    def test_a_table_without_a_level_says_nothing(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({USER: trust("p") + '[projects."{at}/p/a"]\nx = 1\n', "p/a/.codex/config.toml": table("x")})
        assert kinds(machine._replace(project=place / "p" / "a")) == {"project/x@a": ON}

    def test_keys_in_one_table_do_as_well(self, machine: Machine, lay: Lay) -> None:
        lay({USER: '[projects]\n"{at}/p" = { trust_level = "trusted" }\n', PROJECT: table("x")})
        assert kinds(machine) == {"project/x": ON}

    def test_a_project_cannot_trust_itself(self, machine: Machine, lay: Lay) -> None:
        lay({PROJECT: table("x") + trust("p")})
        assert kinds(machine) == {"project/x": PENDING}

    @pytest.mark.parametrize(("key", "kind"), [("plain", ON), ("", PENDING)])
    def test_a_plain_folder_must_be_named_itself(
        self, key: str, kind: StateKind, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({USER: trust(key), "plain/.codex/config.toml": table("x")})
        assert kinds(machine._replace(project=place / "plain")) == {"project/x@plain": kind}

    def test_its_parents_are_not_read(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({USER: trust("plain", "plain/sub"), "plain/.codex/config.toml": table("x")})
        assert kinds(machine._replace(project=place / "plain" / "sub")) == {}

    def test_a_link_is_followed_but_a_key_is_not(self, machine: Machine, place: Path, lay: Lay) -> None:
        (place / "link").symlink_to(place / "p")
        lay({USER: trust("link"), PROJECT: table("x")})
        assert kinds(machine._replace(project=place / "link")) == {"project/x": PENDING}
        lay({USER: trust("p")})
        assert kinds(machine._replace(project=place / "link")) == {"project/x": ON}

    def test_a_submodule_is_not_trusted_with_what_holds_it(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"p/sm/.git": "gitdir: ../.git/modules/sm\n", "p/sm/.codex/config.toml": table("x"), USER: trust("p")})
        assert kinds(machine._replace(project=place / "p" / "sm")) == {"project/x@sm": PENDING}

    @pytest.mark.parametrize(
        ("trusted", "untrusted", "kind"),
        [(("p",), (), ON), (("p",), ("wt",), PENDING), (("wt",), ("p",), ON), ((), (), PENDING)],
    )
    def test_a_linked_work_tree_follows_the_main_repository(
        self,
        trusted: tuple[str, ...],
        untrusted: tuple[str, ...],
        kind: StateKind,
        machine: Machine,
        place: Path,
        lay: Lay,
    ) -> None:
        lay(
            {
                "wt/.git": "gitdir: {at}/p/.git/worktrees/wt\n",
                "p/.git/worktrees/wt/commondir": "../..\n",
                "p/.git/worktrees/wt/gitdir": "{at}/wt/.git\n",
                "wt/.codex/config.toml": table("x"),
                PROJECT: table("main"),
                USER: trust(*trusted) + trust(*untrusted, level="untrusted"),
            }
        )
        assert kinds(machine._replace(project=place / "wt")) == {"project/x@wt": kind}


class TestTheRoot:
    @pytest.mark.parametrize(
        ("file", "expected"), [("HEAD", {"project/x@a": ON}), ("config", {"project/x@a": ON, "project/y": ON})]
    )
    def test_a_git_folder_counts_only_with_a_head(
        self, file: str, expected: dict[str, StateKind], machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({f"p/a/.git/{file}": ""})
        lay({USER: trust("p", "p/a"), "p/a/.codex/config.toml": table("x"), PROJECT: table("y")})
        assert kinds(machine._replace(project=place / "p" / "a")) == expected

    def test_a_git_file_of_any_content_counts(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({USER: trust("p", "p/a"), "p/a/.git": "", "p/a/.codex/config.toml": table("x"), PROJECT: table("y")})
        assert kinds(machine._replace(project=place / "p" / "a")) == {"project/x@a": ON}

    @pytest.mark.parametrize(
        ("markers", "expected"),
        [
            ('["MARK"]', {"project/x@b": ON, "project/y@a": ON}),
            ('["NOWHERE"]', {"project/x@b": ON}),
            ("[]", {"project/x@b": ON}),
        ],
    )
    def test_the_user_may_name_other_markers(
        self, markers: str, expected: dict[str, StateKind], machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({USER: f"project_root_markers = {markers}\n" + trust("p"), "p/a/MARK": "", PROJECT: table("z")})
        lay({"p/a/b/.codex/config.toml": table("x"), "p/a/.codex/config.toml": table("y")})
        assert kinds(machine._replace(project=place / "p" / "a" / "b")) == expected

    def test_in_a_home_that_is_a_repository_the_user_file_is_no_project_file(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({"home/.git/HEAD": "", USER: table("u") + trust("home"), "home/k/x": ""})
        assert kinds(machine._replace(project=place / "home" / "k")) == {"user/u": ON}


class TestOverrides:
    @pytest.mark.parametrize(
        ("user", "project", "kind"),
        [
            pytest.param(table("u"), off("u"), OFF, id="switched off by the project"),
            pytest.param(
                table("u", "enabled = false"), "[mcp_servers.u]\nenabled = true\n", ON, id="switched on by it"
            ),
            pytest.param(table("u"), '[mcp_servers.u]\nargs = ["other"]\n', ON, id="other arguments"),
            pytest.param(table("u"), "", ON, id="none"),
        ],
    )
    def test_an_override_is_not_a_server_of_its_own(
        self, user: str, project: str, kind: StateKind, machine: Machine, lay: Lay
    ) -> None:
        lay({USER: user + trust("p"), PROJECT: project})
        assert kinds(machine) == {"user/u": kind}

    def test_an_override_counts_in_a_trusted_folder_alone(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), PROJECT: off("u")})
        assert kinds(machine) == {"user/u": ON}

    def test_the_nearest_of_several_decides(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay(
            {
                USER: table("u") + trust("p"),
                PROJECT: "[mcp_servers.u]\nenabled = true\n",
                "p/a/.codex/config.toml": off("u"),
            }
        )
        assert kinds(machine._replace(project=place / "p" / "a")) == {"user/u": OFF}

    def test_it_names_the_line_that_decides(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({USER: table("u") + trust("p"), PROJECT: off("u")})
        decided = entries(machine)["user/u"].state.place
        assert decided is not None
        assert (decided.file, decided.line) == (place / PROJECT, 2)

    def test_switched_off_twice_it_is_switched_on_in_the_nearest_file_alone(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({USER: table("u", "enabled = false") + trust("p"), PROJECT: off("u")})
        before, workspace = (place / USER).read_bytes(), Workspace(machine)
        at = workspace.look()
        workspace.apply(workspace.plan([Change(at.entries[0], Act.ENABLE)], at))
        assert kinds(machine) == {"user/u": ON}
        assert (place / USER).read_bytes() == before
        assert (place / PROJECT).read_text() == "[mcp_servers.u]\nenabled = true\n"

    def test_a_whole_table_in_the_project_wins(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u") + trust("p"), PROJECT: table("u")})
        assert kinds(machine) == {"user/u": SHADOWED, "project/u": ON}

    def test_tools_are_those_of_the_nearest_layer(self, machine: Machine, lay: Lay) -> None:
        lists = 'enabled_tools = ["a", "b"]\ndisabled_tools = ["c"]'
        lay({USER: table("u", lists) + trust("p"), PROJECT: '[mcp_servers.u]\ndisabled_tools = ["d"]\n'})
        at = looked(machine)
        evidence = Workspace(machine).evidence(at.entries[0], at)
        assert (evidence.allow, evidence.deny) == (("a", "b"), ("d",))


FATAL = {
    "command and url": table("bad", 'url = "https://e.com"'),
    "neither": off("bad"),
    "an empty table": "[mcp_servers.bad]\n",
    "a name with an unquoted dot": table("bad.dot"),
    "args beside a url": '[mcp_servers.bad]\nurl = "https://e.com"\nargs = []\n',
    "env beside a url": '[mcp_servers.bad]\nurl = "https://e.com"\nenv = {}\n',
    "a token in the file": '[mcp_servers.bad]\nurl = "https://e.com"\nbearer_token = "t"\n',
    "headers beside a command": table("bad", "http_headers = {}"),
    "a token's variable beside a command": table("bad", 'bearer_token_env_var = "T"'),
    "enabled as text": table("bad", 'enabled = "no"'),
    "enabled as a number": table("bad", "enabled = 0"),
    "a number in env": table("bad", "env = { A = 1 }"),
    "a command that is a list": '[mcp_servers.bad]\ncommand = ["npx"]\n',
    "args as text": '[mcp_servers.bad]\ncommand = "npx"\nargs = "-y"\n',
    "tools as text": table("bad", 'enabled_tools = "a"'),
    "a timeout as text": table("bad", 'startup_timeout_sec = "5"'),
    "an entry that is text": '[mcp_servers]\nbad = "npx"\n',
    "an array of tables": '[[mcp_servers.bad]]\ncommand = "npx"\n',
}


class TestWhatIsFatal:
    @pytest.mark.parametrize("name", FATAL)
    def test_one_bad_table_breaks_every_server(self, name: str, machine: Machine, lay: Lay) -> None:
        lay({USER: "", SYSTEM: table("good"), "p/x": ""})
        assert kinds(machine) == {"system/good": ON}
        lay({USER: FATAL[name]})
        found = kinds(machine)
        assert set(found.values()) == {BROKEN}
        assert "system/good" in found

    def test_the_others_say_which_table_it_is(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({USER: table("good") + off("bad")})
        good = entries(machine)["user/good"].state
        assert good.reason == "Codex does not start at all: 'bad': neither command nor url"
        assert good.place is not None
        assert (good.place.file, good.place.line) == (place / USER, 5)

    def test_servers_that_are_no_table(self, machine: Machine, lay: Lay) -> None:
        lay({USER: "mcp_servers = []\n", SYSTEM: table("good")})
        assert kinds(machine) == {"system/good": BROKEN}

    def test_a_ghost_in_a_trusted_project(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u") + trust("p"), PROJECT: off("ghost")})
        assert kinds(machine) == {"user/u": BROKEN, "project/ghost": BROKEN}

    def test_a_ghost_in_an_untrusted_one_is_nothing(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), PROJECT: off("ghost")})
        assert kinds(machine) == {"user/u": ON}

    def test_a_malformed_file_in_a_trusted_project(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u") + trust("p"), PROJECT: "[mcp_servers.x\n"})
        assert kinds(machine) == {"user/u": BROKEN}
        assert "p/.codex/config.toml" in entries(machine)["user/u"].state.reason

    def test_in_an_untrusted_one_it_is_no_matter(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), PROJECT: "[mcp_servers.x\n"})
        assert kinds(machine) == {"user/u": ON}

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(table("u", "disabled = true"), id="a switch of other clients"),
            pytest.param(table("u", 'type = "stdio"\nfoo = 1'), id="unknown keys"),
            pytest.param('[mcp_servers.u]\nurl = ""\n', id="an empty url"),
            pytest.param('[mcp_servers.u]\nurl = "garbage"\n', id="a url that is none"),
            pytest.param(table("u", "startup_timeout_ms = 5"), id="milliseconds"),
            pytest.param(table("u", 'env_vars = ["A", { name = "B" }]'), id="variables by name"),
            pytest.param(table("u") + '[mcpServers.x]\ncommand = "npx"\n', id="the key of other clients"),
            pytest.param('mcp_servers.u.command = "npx"\n', id="dotted keys"),
            pytest.param('mcp_servers = { u = { command = "npx" } }\n', id="an inline table"),
            pytest.param('[mcp_servers]\nu.command = "npx"\nu.env.K = "v"\n', id="dotted keys in the table"),
            pytest.param('[ mcp_servers . u ]\ncommand = "npx"\n', id="blanks in the header"),
            pytest.param('["mcp_servers"."u"]\ncommand = "npx"\n', id="quotes in the header"),
            pytest.param('[mcp_servers.u.env]\nK = "v"\n[mcp_servers.u]\ncommand = "npx"\n', id="sub-table first"),
            pytest.param("\ufeff" + table("u").replace("\n", "\r\n").rstrip(), id="BOM, CRLF, no last line end"),
        ],
    )
    def test_what_is_not(self, text: str, machine: Machine, lay: Lay) -> None:
        lay({USER: text})
        assert kinds(machine) == {"user/u": ON}

    @pytest.mark.parametrize("name", ["a.b", "with space", "ünï", "", "it's"])
    def test_odd_names_are_fine(self, name: str, machine: Machine, lay: Lay) -> None:
        lay({USER: f'[mcp_servers."{name}"]\ncommand = "npx"\n'})
        assert kinds(machine) == {f"user/{name}": ON}

    def test_a_switch_of_other_clients_is_ignored_and_that_is_said(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u", "disabled = true")})
        assert entries(machine)["user/u"].state.reason == "'disabled' in the entry is ignored by this client"

    @pytest.mark.parametrize(
        "data", [b'[mcp_servers.u]\rcommand = "npx"\r', b'# \xff\n[mcp_servers.u]\ncommand = "npx"\n']
    )
    def test_line_ends_and_bytes_that_codex_refuses_are_a_problem(
        self, data: bytes, machine: Machine, lay: Lay
    ) -> None:
        lay({USER: data})
        at = looked(machine)
        assert at.entries == ()
        assert len(at.inventory.problems) == 1


class TestAnAdministrator:
    def test_the_system_file_is_the_lowest_layer(self, machine: Machine, lay: Lay) -> None:
        lay({SYSTEM: table("s"), USER: table("u") + off("s")})
        assert kinds(machine) == {"system/s": OFF, "user/u": ON}

    def test_what_it_switches_off_a_user_may_switch_on(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({SYSTEM: off("u"), USER: table("u")})
        assert kinds(machine) == {"user/u": OFF}
        workspace = Workspace(machine)
        at = workspace.look()
        workspace.apply(workspace.plan([Change(at.entries[0], Act.ENABLE)], at))
        assert kinds(machine) == {"user/u": ON}
        assert (place / SYSTEM).read_text() == off("u")

    def test_a_server_of_the_system_is_switched_off_in_the_users_file(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({SYSTEM: table("s")})
        workspace = Workspace(machine)
        at = workspace.look()
        workspace.apply(workspace.plan([Change(at.entries[0], Act.DISABLE)], at))
        assert kinds(machine) == {"system/s": OFF}
        assert (place / SYSTEM).read_text() == table("s")

    def test_what_the_managed_file_switches_off_is_blocked(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), MANAGED: off("u")})
        assert kinds(machine) == {"user/u": BLOCKED}

    def test_the_managed_file_adds_servers_and_wins(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), MANAGED: table("u") + table("m")})
        assert kinds(machine) == {"user/u": SHADOWED, "managed/u": ON, "managed/m": ON}

    @pytest.mark.parametrize(
        ("rules", "kind"),
        [
            pytest.param("", ON, id="no list of servers"),
            pytest.param("[mcp_servers]\n", BLOCKED, id="an empty list"),
            pytest.param('[mcp_servers.u.identity]\ncommand = "/bin/false"\n', ON, id="name and command"),
            pytest.param('[mcp_servers.u.identity]\ncommand = "/bin/true"\n', BLOCKED, id="another command"),
            pytest.param('[mcp_servers.U.identity]\ncommand = "/bin/false"\n', BLOCKED, id="another name"),
            pytest.param(
                '[mcp_servers.u.identity]\ncommand = "/bin/false"\nargs = ["other"]\n', ON, id="arguments do not matter"
            ),
            pytest.param("[mcp_servers.u]\nx = 1\n", BROKEN, id="no identity is fatal"),
            pytest.param("mcp_servers = []\n", BROKEN, id="a list is fatal"),
            pytest.param("[mcp_servers\n", BROKEN, id="a malformed file is fatal"),
        ],
    )
    def test_what_the_requirements_let_through(self, rules: str, kind: StateKind, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), REQUIREMENTS: rules})
        assert kinds(machine) == {"user/u": kind}

    def test_a_removal_that_would_stop_codex_is_refused(self, machine: Machine, lay: Lay) -> None:
        lay({USER: table("u"), MANAGED: '[mcp_servers.u]\nargs = ["x"]\n'})
        workspace = Workspace(machine)
        at = workspace.look()
        (refusal,) = workspace.plan([Change(at.entries[0], Act.REMOVE)], at).refusals
        assert "Codex would not start" in refusal.message


class TestCodexHome:
    FILES: Mapping[str, object] = {
        USER: table("home"),
        "home/x/config.toml": table("moved"),
        "p/here/config.toml": table("near"),
    }

    @pytest.mark.parametrize(
        ("told", "name"), [(None, "home"), ("", "home"), ("{at}/home/x", "moved"), ("here", "near")]
    )
    def test_where_the_user_file_is(self, told: str | None, name: str, machine: Machine, place: Path, lay: Lay) -> None:
        lay(self.FILES)
        env = {} if told is None else {"CODEX_HOME": told.replace("{at}", str(place))}
        assert kinds(machine._replace(env=env)) == {f"user/{name}": ON}

    def test_trust_is_read_from_there_alone(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({USER: trust("p"), "home/x/config.toml": "", PROJECT: table("x")})
        assert kinds(machine._replace(env={"CODEX_HOME": str(place / "home" / "x")})) == {"project/x": PENDING}

    def test_the_plain_user_file_is_then_one_of_a_project(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"home/.git/HEAD": "", "home/x/config.toml": trust("home"), USER: table("h"), "home/k/f": ""})
        there = machine._replace(project=place / "home" / "k", env={"CODEX_HOME": str(place / "home" / "x")})
        assert kinds(there) == {"project/h@home": ON}


def test_a_switch_has_two_places_where_the_project_is_trusted(machine: Machine, place: Path, lay: Lay) -> None:
    lay({USER: table("x") + trust("p")})
    workspace = Workspace(machine)
    at = workspace.look()
    told = two_places(at, Change(at.entries[0], Act.DISABLE))
    assert told is not None
    written = [[each.file for each in way.operations if each.writes] for way in told]
    assert written == [[place / "p/.codex/config.toml"], [place / USER]]
    assert told.here.notes == (".codex/config.toml belongs to the project: others who work on it get this as well",)
    assert told.everywhere.notes == ("this reaches every project",)


def test_a_switch_has_one_place_where_the_project_is_not(machine: Machine, lay: Lay) -> None:
    lay({USER: table("x")})
    at = Workspace(machine).look()
    assert two_places(at, Change(at.entries[0], Act.DISABLE)) is None
