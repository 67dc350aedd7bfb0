"""Profiles: their files and the mistakes in them, what they wish, and switching between them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.changes.plan import Plan
from mcptui.clients import BUILT_IN
from mcptui.demo import build_demo_home
from mcptui.errors import NothingMatched, Refused, Unreadable, UsageError
from mcptui.machine import Machine, System
from mcptui.model import Definition, Entry, Scope, Source, State, StateKind, Switch, Syntax, Transport
from mcptui.profiles.files import Profiles, profile_file, profile_folder, profile_text, read_profiles
from mcptui.profiles.profile import Profile, ServerWish, Wish
from mcptui.profiles.switch import present_state
from mcptui.store.files import READ_LIMIT, DiskFiles
from mcptui.workspace import Workspace

FILESYSTEM = "@modelcontextprotocol/server-filesystem"


def ticking() -> Iterator[datetime]:
    return (datetime(2026, 11, 22, 9, 30, tzinfo=UTC) + timedelta(minutes=minute) for minute in count())


class Home:
    """A machine on which profiles are written and used."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.workspace = Workspace(machine)

    def in_project(self, folder: Path) -> Home:
        return Home(self.machine._replace(project=folder))

    def write(self, path: Path, content: str | dict[str, object]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2))
        return path

    def profile(self, name: str, text: str) -> Path:
        return self.write(profile_file(self.machine, name), text)

    def profiles(self) -> Profiles:
        return self.workspace.profiles()

    def mistake(self, name: str, text: str) -> Refused:
        self.profile(name, text)
        (found,) = self.profiles().mistakes
        assert isinstance(found, Refused)
        return found

    def plan_use(self, name: str) -> Plan:
        return self.workspace.plan_use(self.profiles().get(name), self.workspace.look())

    def use(self, name: str) -> Plan:
        plan = self.plan_use(name)
        assert not plan.refusals
        self.workspace.apply(plan)
        assert self.workspace.active_profile == name
        assert self.drift() == 0
        return plan

    def back(self) -> None:
        self.workspace.apply(self.workspace.plan_profile_back())

    def drift(self) -> int:
        return self.workspace.profile_drift(self.workspace.look(), self.profiles())

    def do(self, act: Act, selector: str, narrowing: Narrowing | None = None) -> None:
        at = self.workspace.look()
        changes = [Change(each, act, narrowing or Narrowing()) for each in at.entries if each.selector == selector]
        plan = self.workspace.plan(changes, at)
        assert plan.planned
        self.workspace.apply(plan)

    def state(self, selector: str) -> StateKind:
        (found,) = (entry.state.kind for entry in self.workspace.look().entries if entry.selector == selector)
        return found

    def states(self) -> dict[str, StateKind]:
        return {entry.selector: entry.state.kind for entry in self.workspace.look().entries}

    def files(self) -> dict[Path, bytes]:
        """Every file that is not mcptui's own."""
        own = (self.machine.state, self.machine.config)
        found = (path for path in self.machine.home.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in found if not any(map(path.is_relative_to, own))}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with a repository, and nothing in it."""
    project = tmp_path / "me" / "src" / "app"
    (project / ".git").mkdir(parents=True)
    moments = ticking()
    return Home(
        Machine.at_home(
            tmp_path / "me", project, env={}, system=System.LINUX, root=tmp_path / "root", clock=lambda: next(moments)
        )
    )


@pytest.fixture
def demo(tmp_path: Path) -> Home:
    folder = tmp_path / "demo"
    folder.mkdir()
    moments = ticking()
    return Home(build_demo_home(folder, lambda: next(moments)))


def entry(name: str = "github", client: str = "codex", scope: Scope = Scope.USER) -> Entry:
    source = Source(client, scope, Path("/x"), ("s",), Syntax.JSON)
    on = State(StateKind.ON, "")
    return Entry(source, name, ("s", name), {}, 1, Definition(Transport.STDIO, "x"), on, Switch.FIELD)


class TestMistakes:
    """Each is told with its file, line and field, and with what to do."""

    @pytest.mark.parametrize(
        ("text", "told", "fix"),
        [
            ('description = "x"\n\ncolour = "red"\n', "line 3: 'colour': ", "extends"),
            ('[servers.github]\nstate = "on"\nfolder = "/x"\n', "line 3: 'servers.github.folder': ", "folders"),
            ('[servers.github]\nstate = "yes"\n', "line 2: 'servers.github.state': ", "'on', 'off' or 'keep'"),
            ('[servers]\ngithub = "of"\n', "line 2: 'servers.github.state': ", "'on', 'off' or 'keep'"),
            ("[servers]\ngithub = false\n", "line 2: 'servers.github': ", "'on', 'off' or 'keep'"),
            ('default = "maybe"\n', "line 1: 'default': ", "'on', 'off' or 'keep'"),
            ("[servers.files]\nfolders = []\n", "line 2: 'servers.files.folders': ", "name a folder"),
            ('[servers.files]\nfolders = [""]\n', "line 2: 'servers.files.folders.0': ", "leave it out"),
            ('clients = ["codex", "codx"]\n', "line 1: 'clients.1': no client is called 'codx'", "mcptui clients"),
            ("description = 1\n", "line 1: 'description': ", "in quotes"),
            ('servers = ["github"]\n', "line 1: 'servers': ", "[servers.NAME]"),
            ('description = "x"\ndefault = \n', "line 2", "mend"),
            ('extends = "mine"\n', "line 1: 'extends' goes round in a circle: mine → mine", "extend none"),
            ('\nextends = "locked-dwn"\n', "line 2: 'extends': 'locked-dwn' is no profile", "'locked-down'"),
            ("description = '\x00'\n", "NUL", "UTF-8"),
        ],
    )
    def test_in_a_file(self, home: Home, text: str, told: str, fix: str) -> None:
        mistake = home.mistake("mine", text)
        assert home.machine.short(profile_file(home.machine, "mine")) in mistake.message
        assert told in mistake.message
        assert fix in mistake.hint

    def test_in_one_file_never_hide_the_others(self, home: Home) -> None:
        home.profile("good", 'default = "off"')
        for name, text in {"a": "default =", "b": "x = 1", "c": 'extends = "d"', "d": 'extends = "c"'}.items():
            home.profile(name, text)
        profiles = home.profiles()
        assert set(profiles.by_name) == {"good", "locked-down", "trusted"}
        assert len(profiles.mistakes) == 4

    def test_in_a_file_are_told_when_its_profile_is_asked_for(self, home: Home) -> None:
        told = home.mistake("mine", "default =")
        with pytest.raises(Refused) as caught:
            home.profiles().get("mine")
        assert (caught.value.message, caught.value.hint) == (told.message, told.hint)

    def test_in_the_users_own_never_bring_back_the_ready_made_one_of_that_name(self, home: Home) -> None:
        home.profile("trusted", 'default = "of"')
        home.profile("other", 'extends = "trusted"')
        profiles = home.profiles()
        assert set(profiles.by_name) == {"locked-down"}
        assert len(profiles.mistakes) == 2

    def test_what_is_no_file_is_told(self, home: Home) -> None:
        profile_file(home.machine, "folder").mkdir(parents=True)
        profile_file(home.machine, "loop").symlink_to("loop.toml")
        told = sorted(mistake.message for mistake in home.profiles().mistakes)
        assert "folder.toml" in told[0]
        assert "loop.toml" in told[1]

    def test_a_folder_that_cannot_be_read_leaves_the_ready_made_ones(self, home: Home) -> None:
        class Closed(DiskFiles):
            def list_folder(self, path: Path) -> tuple[str, ...]:
                raise Unreadable(f"{path} cannot be read: permission was denied")

        profiles = read_profiles(home.machine, Closed(), BUILT_IN)
        assert set(profiles.by_name) == {"locked-down", "trusted"}
        assert "permission was denied" in profiles.mistakes[0].message

    def test_a_file_that_cannot_be_read_leaves_the_others(self, home: Home) -> None:
        class Closed(DiskFiles):
            def read(self, path: Path, limit: int = READ_LIMIT, known: bytes | None = None) -> bytes | None:
                if path.name == "mine.toml":
                    raise Unreadable(f"{path} cannot be read: permission was denied")
                return super().read(path, limit, known)

        home.profile("mine", "")
        home.profile("other", "")
        profiles = read_profiles(home.machine, Closed(), BUILT_IN)
        assert "other" in profiles.by_name
        assert "mine.toml" in profiles.mistakes[0].message

    def test_a_name_that_nobody_has_leads_to_the_closest(self, home: Home) -> None:
        with pytest.raises(NothingMatched) as caught:
            home.profiles().get("lockd-down")
        assert caught.value.hint == "did you mean 'locked-down'?"
        with pytest.raises(NothingMatched) as caught:
            home.profiles().get("zzz")
        assert caught.value.hint == "there are: locked-down, trusted"

    @pytest.mark.parametrize("name", ["", "..", ".hidden", "a/b", "a\\b", "a:b", "*", "a\n", "\0"])
    def test_what_is_no_file_name_is_no_profile_name(self, home: Home, name: str) -> None:
        with pytest.raises(UsageError):
            profile_file(home.machine, name)

    def test_other_files_in_the_folder_are_no_profiles(self, home: Home) -> None:
        for name in ("notes.md", ".hidden.toml", ".x.toml.mcptui-12345678"):
            home.write(profile_folder(home.machine) / name, "not TOML")
        assert home.profiles().mistakes == ()


class TestWishes:
    def wish(self, target: Entry, *selectors: str, **rest: object) -> str:
        """Which of the selectors decides."""
        servers = {selector: ServerWish(Wish.ON, (f"/{index}",)) for index, selector in enumerate(selectors)}
        wish, _ = Profile("p", servers=servers).wish(target)
        return "" if wish.folders is None else selectors[int(wish.folders[0][1:])]

    def test_the_closest_selector_wins_whatever_the_order(self) -> None:
        target = entry("github", "codex")
        ranked = ["*", "git*", "codex/*", "codex/git*", "codex/*/github", "github", "codex/github"]
        ranked += ["codex/user/github", target.id]
        for index in range(1, len(ranked) + 1):
            assert self.wish(target, *ranked[:index]) == ranked[index - 1]
            assert self.wish(target, *reversed(ranked[:index])) == ranked[index - 1]

    def test_what_no_selector_fits_has_the_default(self) -> None:
        profile = Profile("p", default=Wish.OFF, servers={"other": ServerWish(Wish.ON)})
        assert profile.wish(entry()) == (ServerWish(Wish.OFF), False)

    def test_clients_that_are_not_named_are_left_alone(self) -> None:
        profile = Profile("p", default=Wish.OFF, servers={"github": ServerWish(Wish.ON)}, clients=("cursor",))
        assert profile.wish(entry()) == (ServerWish(Wish.KEEP), False)
        assert profile.wish(entry(client="cursor")) == (ServerWish(Wish.ON), True)

    @pytest.mark.parametrize("selector", ["github", "codex/github", "codex/user/github"])
    def test_a_name_names(self, selector: str) -> None:
        assert Profile("p", servers={selector: ServerWish()}).wish(entry())[1]

    @pytest.mark.parametrize("selector", ["*", "git*", "codex/*", "c*/github", "codex/*/github"])
    def test_a_glob_does_not_name(self, selector: str) -> None:
        assert not Profile("p", servers={selector: ServerWish()}).wish(entry())[1]


class TestExtending:
    def test_adds_to_the_base_and_wins_over_it(self, home: Home) -> None:
        home.profile("base", 'default = "off"\nclients = ["codex"]\n[servers]\ngithub = "on"\nfetch = "on"\n')
        home.profile("middle", 'extends = "base"\n[servers]\nfetch = "keep"\n')
        home.profile("top", 'extends = "middle"\ndescription = "mine"\n[servers.files]\nfolders = ["{project}"]\n')
        top = home.profiles().get("top")
        assert (top.default, top.clients, top.description) == (Wish.OFF, ("codex",), "mine")
        assert top.servers == {
            "github": ServerWish(Wish.ON),
            "fetch": ServerWish(Wish.KEEP),
            "files": ServerWish(Wish.KEEP, ("{project}",)),
        }

    def test_can_take_the_default_and_the_clients_back(self, home: Home) -> None:
        home.profile("top", 'extends = "locked-down"\ndefault = "keep"\nclients = ["cursor"]\n')
        top = home.profiles().get("top")
        assert (top.default, top.clients, top.ready_made) == (Wish.KEEP, ("cursor",), False)


class TestSaving:
    def test_the_present_state_is_read_again_with_the_same_wishes(self, demo: Home) -> None:
        saved = present_state(demo.workspace.look(), "mine", 'as "it" was\n[today]')
        demo.profile("mine", profile_text(saved))
        assert demo.profiles().get("mine") == saved
        assert demo.drift() == 0

    def test_the_present_state_asks_for_no_change(self, demo: Home) -> None:
        demo.profile("mine", profile_text(present_state(demo.workspace.look(), "mine")))
        assert demo.plan_use("mine").planned == ()

    def test_the_folder_of_the_project_is_told_as_such(self, home: Home) -> None:
        args = ["-y", FILESYSTEM, str(home.machine.project), "/data"]
        home.write(home.machine.home / ".cursor" / "mcp.json", {"mcpServers": {"f": {"command": "npx", "args": args}}})
        saved = present_state(home.workspace.look(), "mine")
        assert saved.servers == {"cursor/user/f": ServerWish(Wish.ON, ("{project}", "/data"))}

    def test_entries_of_one_name_in_one_scope_are_told_apart(self, home: Home) -> None:
        inner = home.machine.project / "inner"
        for folder, name in ((home.machine.project, "a"), (inner, "b")):
            home.write(folder / ".vscode" / "mcp.json", {"servers": {"x": {"command": name}}})
        here = home.in_project(inner)
        here.workspace.apply(
            here.workspace.plan([Change(here.workspace.look().entries[0], Act.DISABLE)], here.workspace.look())
        )
        here.profile("mine", profile_text(present_state(here.workspace.look(), "mine")))
        assert len(here.profiles().get("mine").servers) == 2
        assert here.plan_use("mine").planned == ()

    @given(
        st.text(),
        st.dictionaries(
            st.text(min_size=1),
            st.builds(
                ServerWish,
                st.sampled_from(Wish),
                st.none() | st.lists(st.text(min_size=1), min_size=1, max_size=2).map(tuple),
            ),
            max_size=3,
        ),
        st.sampled_from(Wish),
    )
    def test_any_profile_is_read_again_as_it_was(
        self, description: str, servers: dict[str, ServerWish], default: Wish
    ) -> None:
        class OneFile:
            def read(self, path: Path, limit: int = 0) -> bytes | None:
                return profile_text(profile).encode()

            def list_folder(self, path: Path) -> tuple[str, ...]:
                return ("mine.toml",)

        profile = Profile("mine", description, default, servers, ("codex",))
        machine = Machine.at_home(Path("/nowhere"), Path("/nowhere"), env={}, system=System.LINUX)
        assert read_profiles(machine, OneFile(), BUILT_IN).get("mine") == profile


class TestReadyMadeOnes:
    def test_are_read_without_a_mistake(self, home: Home) -> None:
        profiles = home.profiles()
        assert profiles.mistakes == ()
        assert all(profile.ready_made and profile.description for profile in profiles.by_name.values())

    def test_locked_down_leaves_nothing_on_and_back_gives_every_byte_back(self, demo: Home) -> None:
        before = demo.files()
        demo.use("locked-down")
        assert StateKind.ON not in demo.states().values()
        demo.back()
        assert demo.files() == before
        assert demo.workspace.active_profile is None

    def test_trusted_switches_on_what_is_off_but_approves_nothing(self, demo: Home) -> None:
        before, files = demo.states(), demo.files()
        demo.use("trusted")
        after = demo.states()
        assert before["codex/user/github"] is StateKind.OFF
        assert after["codex/user/github"] is StateKind.ON
        assert after["claude-code/project/postgres"] is StateKind.PENDING
        assert {name for name in after if after[name] is StateKind.ON} >= {
            name for name in before if before[name] is StateKind.ON
        }
        demo.back()
        assert demo.files() == files

    def test_from_one_to_the_other_and_back_twice(self, demo: Home) -> None:
        nothing = demo.files()
        demo.use("locked-down")
        locked = demo.files()
        demo.use("trusted")
        assert demo.state("cursor/user/github") is StateKind.ON
        demo.back()
        assert demo.workspace.active_profile == "locked-down"
        assert demo.files() == locked
        demo.back()
        assert demo.workspace.active_profile is None
        assert demo.files() == nothing
        assert list((demo.machine.state / "parked").iterdir()) == []
        with pytest.raises(NothingMatched, match="no profile was switched on"):
            demo.workspace.plan_profile_back()

    def test_what_nobody_can_switch_off_here_does_not_stand_in_the_way(self, home: Home) -> None:
        home.write(home.machine.home / ".cursor" / "mcp.json", {"mcpServers": {"x": {"command": "x"}}})
        managed = home.machine.root / "etc" / "claude-code" / "managed-mcp.json"
        home.write(managed, {"mcpServers": {"boss": {"command": "x"}}})
        plan = home.use("locked-down")
        assert [each.change.entry.name for each in plan.planned] == ["x"]
        assert home.state("claude-code/managed/boss") is StateKind.ON

    def test_what_nobody_can_switch_off_is_refused_when_a_profile_names_it(self, home: Home) -> None:
        managed = home.machine.root / "etc" / "claude-code" / "managed-mcp.json"
        home.write(managed, {"mcpServers": {"boss": {"command": "x"}}})
        home.profile("mine", '[servers]\nboss = "off"\n')
        assert [refusal.change.entry.name for refusal in home.plan_use("mine").refusals] == ["boss"]


class TestSwitching:
    def test_keep_takes_an_entry_back_to_how_it_stood_before(self, demo: Home) -> None:
        before = demo.states()
        demo.profile("a", 'default = "off"\n')
        demo.profile("b", '[servers]\nfetch = "off"\n')
        demo.use("a")
        demo.use("b")
        after = demo.states()
        assert after.pop("claude-code/user/fetch") is StateKind.OFF
        assert after == {name: kind for name, kind in before.items() if name != "claude-code/user/fetch"}

    def test_folders_are_narrowed_for_the_project_and_kept_means_as_before(self, home: Home) -> None:
        cursor = home.machine.home / ".cursor" / "mcp.json"
        args = ["-y", FILESYSTEM, str(home.machine.home)]
        home.write(cursor, {"mcpServers": {"files": {"command": "npx", "args": args}}})
        home.profile("narrow", '[servers.files]\nfolders = ["{project}"]\n')
        home.profile("off", '[servers]\nfiles = "off"\n')
        home.profile("keep", "")
        before = home.files()
        home.use("narrow")
        assert json.loads(cursor.read_text())["mcpServers"]["files"]["args"] == [*args[:2], str(home.machine.project)]
        home.use("off")
        home.use("narrow")
        assert json.loads(cursor.read_text())["mcpServers"]["files"]["args"] == [*args[:2], str(home.machine.project)]
        home.use("keep")
        assert home.files() == before

    def test_a_parked_server_comes_back_as_narrow_as_the_profile_wants_it(self, home: Home) -> None:
        cursor = home.machine.home / ".cursor" / "mcp.json"
        args = ["-y", FILESYSTEM, str(home.machine.home)]
        home.write(cursor, {"mcpServers": {"files": {"command": "npx", "args": args}}})
        home.do(Act.DISABLE, "cursor/user/files")
        home.profile("work", '[servers.files]\nstate = "on"\nfolders = ["{project}/docs"]\n')
        home.use("work")
        docs = f"{home.machine.project}/docs"
        assert json.loads(cursor.read_text())["mcpServers"]["files"]["args"] == [*args[:2], docs]
        home.back()
        assert home.state("cursor/user/files") is StateKind.OFF

    def test_folders_concern_only_servers_that_take_some(self, home: Home) -> None:
        servers = {
            "clock": {"command": "uvx", "args": ["mcp-server-time"]},
            "f": {"command": "npx", "args": [FILESYSTEM]},
        }
        home.write(home.machine.home / ".cursor" / "mcp.json", {"mcpServers": servers})
        home.profile("work", '[servers."*"]\nfolders = ["{project}"]\n')
        assert [each.change.entry.name for each in home.use("work").planned] == ["f"]

    def test_drift_counts_what_a_client_changes(self, demo: Home) -> None:
        demo.use("locked-down")
        state = demo.machine.home / ".claude.json"
        told = json.loads(state.read_text())
        told["projects"][str(demo.machine.project)]["disabledMcpServers"].remove("fetch")
        state.write_text(json.dumps(told))
        assert demo.drift() == 1
        codex = demo.machine.project / ".codex" / "config.toml"
        codex.write_text(codex.read_text().replace("[mcp_servers.context7]\nenabled = false", ""))
        assert demo.drift() == 2
        demo.use("locked-down")

    def test_a_profile_that_is_gone_does_not_drift(self, home: Home) -> None:
        file = home.profile("mine", 'default = "off"')
        home.use("mine")
        file.unlink()
        assert home.workspace.active_profile == "mine"
        assert home.drift() == 0

    def test_back_keeps_what_was_changed_elsewhere_meanwhile(self, demo: Home) -> None:
        demo.use("locked-down")
        vscode = demo.machine.home / ".config" / "Code" / "User" / "mcp.json"
        vscode.write_text("// mine\n" + vscode.read_text())
        demo.back()
        assert vscode.read_text().startswith("// mine\n{")
        assert demo.state("vscode/user/time") is StateKind.ON

    def test_a_switch_is_undone_and_redone_like_any_change(self, demo: Home) -> None:
        before = demo.files()
        demo.use("locked-down")
        locked = demo.files()
        demo.workspace.apply(demo.workspace.plan_undo())
        assert (demo.files(), demo.workspace.active_profile) == (before, None)
        demo.workspace.apply(demo.workspace.plan_redo())
        assert (demo.files(), demo.workspace.active_profile) == (locked, "locked-down")
        demo.back()
        assert (demo.files(), demo.workspace.active_profile) == (before, None)


class TestApproval:
    @pytest.fixture
    def waiting(self, home: Home) -> Home:
        """A checked-in server that waits for an answer, in a folder that is trusted."""
        home.write(
            home.machine.project / ".mcp.json", {"mcpServers": {"git": {"command": "x"}, "db": {"command": "y"}}}
        )
        home.write(
            home.machine.home / ".claude.json",
            {"projects": {str(home.machine.project): {"hasTrustDialogAccepted": True}}},
        )
        assert home.state("claude-code/project/git") is StateKind.PENDING
        return home

    @pytest.mark.parametrize(
        "text",
        [
            'default = "on"',
            '[servers]\n"*" = "on"',
            '[servers]\n"claude-code/project/*" = "on"',
            '[servers]\ngit = "on"',
            '[servers]\n"claude-code/git" = "on"',
        ],
    )
    def test_is_never_given_by_a_default_a_glob_or_a_bare_name(self, waiting: Home, text: str) -> None:
        waiting.profile("mine", text)
        assert waiting.use("mine").planned == ()
        assert waiting.state("claude-code/project/git") is StateKind.PENDING

    def test_is_given_by_client_scope_and_name_and_to_no_other(self, waiting: Home) -> None:
        before = waiting.files()
        waiting.profile("mine", '[servers]\n"claude-code/project/git" = "on"')
        waiting.use("mine")
        assert waiting.state("claude-code/project/git") is StateKind.ON
        assert waiting.state("claude-code/project/db") is StateKind.PENDING
        waiting.back()
        assert waiting.files() == before


class TestSmallestReach:
    def codex(self, home: Home, trusted: bool) -> Path:  # noqa: FBT001  # what the test is about
        level = "trusted" if trusted else "untrusted"
        return home.write(
            home.machine.home / ".codex" / "config.toml",
            f'[projects."{home.machine.project}"]\ntrust_level = "{level}"\n\n[mcp_servers.x]\ncommand = "x"\n',
        )

    def test_of_claude_code_is_the_list_of_the_project(self, home: Home) -> None:
        state = home.write(home.machine.home / ".claude.json", {"mcpServers": {"x": {"type": "stdio", "command": "x"}}})
        before = json.loads(state.read_text())
        plan = home.use("locked-down")
        listed = {"projects": {str(home.machine.project): {"disabledMcpServers": ["x"]}}}
        assert json.loads(state.read_text()) == {**before, **listed}
        assert plan.planned[0].notes == ()

    def test_of_codex_is_a_file_in_the_trusted_project_that_goes_again(self, home: Home) -> None:
        user = self.codex(home, trusted=True)
        before = home.files()
        plan = home.use("locked-down")
        layer = home.machine.project / ".codex" / "config.toml"
        assert "enabled = false" in layer.read_text()
        assert user.read_bytes() == before[user]
        assert plan.planned[0].notes == (
            ".codex/config.toml belongs to the project: others who work on it get this as well",
        )
        home.back()
        assert home.files() == before

    def test_of_codex_is_the_users_file_elsewhere_and_the_plan_says_so(self, home: Home) -> None:
        user = self.codex(home, trusted=False)
        plan = home.use("locked-down")
        assert "enabled = false" in user.read_text()
        assert not (home.machine.project / ".codex").exists()
        assert plan.planned[0].notes == ("Codex has no switch for one project: this reaches every project",)

    def test_of_the_others_is_every_project_and_the_plan_says_so(self, home: Home) -> None:
        home.write(home.machine.home / ".cursor" / "mcp.json", {"mcpServers": {"x": {"command": "x"}}})
        plan = home.plan_use("locked-down")
        assert plan.planned[0].notes == ("Cursor has no switch for one project: this reaches every project",)


class TestWhichIsActive:
    def test_is_known_for_each_project_by_itself(self, home: Home) -> None:
        other = home.in_project(home.machine.home / "src" / "other")
        home.profile("empty", "")

        def active() -> list[str | None]:
            return [each.workspace.active_profile for each in (home, other)]

        home.use("empty")
        assert active() == ["empty", None]
        other.use("trusted")
        assert active() == ["empty", "trusted"]
        other.back()
        assert active() == ["empty", None]

    def test_is_the_same_in_a_folder_of_the_repository_and_in_a_linked_work_tree(self, demo: Home) -> None:
        inner = demo.machine.project / "lib"
        inner.mkdir()
        demo.use("locked-down")
        tree = demo.in_project(demo.machine.home / "src" / "acme-api-hotfix")
        for place in (demo.in_project(inner), tree):
            assert place.workspace.active_profile == "locked-down"
        tree.back()
        assert demo.workspace.active_profile is None

    def test_a_damaged_note_of_it_is_none(self, home: Home) -> None:
        home.use("trusted")
        (note,) = (home.machine.state / "active").iterdir()
        for text in ("", "[", "[1]", '{"profile": 3}'):
            note.write_text(text)
            assert home.workspace.active_profile is None


def test_a_switch_says_what_it_leaves_since_nobody_knows_whether_it_runs(home: Home) -> None:
    home.write(home.machine.project / ".mcp.json", {"mcpServers": {"x": {"command": "x"}}})
    home.write(home.machine.home / ".cursor" / "mcp.json", {"mcpServers": {}})
    assert home.plan_use("locked-down").warnings == ("left as it is, for its state is unknown: cursor/project/x",)
    assert home.plan_use("trusted").warnings == ()


def test_a_switch_says_which_file_it_could_not_read(home: Home) -> None:
    home.write(home.machine.home / ".claude.json", {"mcpServers": {"x": {"type": "stdio", "command": "x"}}})
    broken = home.machine.home / ".cursor" / "mcp.json"
    broken.parent.mkdir()
    broken.write_text("{")
    plan = home.plan_use("locked-down")
    assert plan.warnings == ("Cursor: ~/.cursor/mcp.json cannot be read, so nothing in it is switched",)
    home.profile("mine", 'clients = ["codex"]\ndefault = "off"\n')
    assert home.plan_use("mine").warnings == ()
