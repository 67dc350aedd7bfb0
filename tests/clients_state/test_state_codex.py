"""The layers of Codex: trust, folders, overrides. Each case was seen on Codex 0.169.0."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.workspace import Workspace
from tests.clients_state.codex_machines import (
    OFF,
    ON,
    PENDING,
    PROJECT,
    SHADOWED,
    USER,
    Lay,
    entries,
    kinds,
    looked,
    off,
    table,
    trust,
)


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
