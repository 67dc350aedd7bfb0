"""Profiles: their files and the mistakes in them, what they wish, and how they are saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.changes.change import Act, Change
from mcptui.clients import BUILT_IN
from mcptui.errors import NothingMatched, Refused, Unreadable, UsageError
from mcptui.machine import Machine, System
from mcptui.model import Entry, StateKind
from mcptui.profiles.files import profile_file, profile_folder, profile_text, read_profiles
from mcptui.profiles.profile import Profile, ServerWish, Wish
from mcptui.profiles.switch import present_state
from mcptui.store.files import READ_LIMIT, DiskFiles
from tests.unit.profile_home import FILESYSTEM, Home, entry


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
        assert set(profiles.by_name) == {"locked-down", "trusted"}
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
