"""Profiles: what one would change, switching, and saving what is on now."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.widgets import Input, Static

from mcptui.demo import demo_machine
from mcptui.tui.screens.confirm import ConfirmScreen
from mcptui.tui.screens.profiles import ProfileChoice, ProfilesScreen
from mcptui.workspace import Workspace
from tests.tui.hosting import NOW, Host, press, settled


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with demo_machine(lambda: NOW) as machine:
        yield Workspace(machine)


def write_profile(workspace: Workspace, name: str, text: str) -> None:
    folder = workspace.machine.config / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(text, "utf-8")


async def test_the_effect_of_the_chosen_profile_stands_beside_it(workspace: Workspace) -> None:
    app = Host(ProfilesScreen(workspace, workspace.look()))
    on = sum(entry.on for entry in workspace.look().entries)
    async with app.run_test(size=(120, 60)) as pilot:
        await settled(pilot)
        assert f"would switch off {on}" in app.text
        assert "Cursor · user" in app.text
        await press(pilot, "down")
        assert "would switch on" in app.text


async def test_enter_chooses_the_profile_under_the_cursor(workspace: Workspace) -> None:
    app = Host(ProfilesScreen(workspace, workspace.look()))
    async with app.run_test() as pilot:
        await settled(pilot)
        await press(pilot, "j", "enter")
    assert app.answers == [ProfileChoice("trusted", back=False)]


async def test_there_is_no_way_back_before_a_profile_was_switched_on(workspace: Workspace) -> None:
    app = Host(ProfilesScreen(workspace, workspace.look()))
    async with app.run_test() as pilot:
        await settled(pilot)
        await press(pilot, "b")
        assert app.answers == []
        await press(pilot, "escape")
    assert app.answers == [None]


async def test_the_active_profile_is_marked_and_b_goes_back(workspace: Workspace) -> None:
    workspace.apply(workspace.plan_use(workspace.profiles().get("locked-down"), workspace.look()))
    app = Host(ProfilesScreen(workspace, workspace.look()))
    async with app.run_test() as pilot:
        await settled(pilot)
        assert "◆ locked-down" in app.text
        await press(pilot, "b")
    assert app.answers == [ProfileChoice(None, back=True)]


async def test_a_mistake_in_a_profile_is_shown_with_line_field_and_fix(workspace: Workspace) -> None:
    write_profile(workspace, "broken", '[servers.github]\nstate = "maybe"\n')
    app = Host(ProfilesScreen(workspace, workspace.look()))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        told = str(app.screen.query_one("#mistakes", Static).content)
        assert "locked-down" in app.text
    assert "broken.toml, line 2: 'servers.github.state'" in told
    assert told.splitlines()[1].strip()


async def test_what_is_on_now_is_saved_under_a_name(workspace: Workspace) -> None:
    app = Host(ProfilesScreen(workspace, workspace.look()))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "s", *"mine", "enter")
        assert "saved as mine" in app.text
        assert "would change nothing here now" in app.text
    saved = workspace.profiles().get("mine")
    assert saved.servers["cursor/user/notion"].state.value == "on"
    assert [record.title for record in workspace.history()] == ["save profile mine"]


async def test_saving_can_be_undone(workspace: Workspace) -> None:
    app = Host(ProfilesScreen(workspace, workspace.look()))
    async with app.run_test() as pilot:
        await settled(pilot)
        await press(pilot, "s", *"mine", "enter")
    workspace.apply(workspace.plan_undo())
    assert "mine" not in workspace.profiles().by_name


async def test_what_is_no_name_is_refused_in_place(workspace: Workspace) -> None:
    app = Host(ProfilesScreen(workspace, workspace.look()))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "s")
        app.screen.query_one("#name", Input).value = "../evil"
        await press(pilot, "enter")
        assert "! '../evil' is no name for a profile" in app.text
        await press(pilot, "escape")
        assert app.answers == []
    assert workspace.history() == ()


async def test_a_profile_is_replaced_only_after_a_question(workspace: Workspace) -> None:
    write_profile(workspace, "mine", 'description = "old"\n')
    app = Host(ProfilesScreen(workspace, workspace.look()))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "s", *"mine", "enter")
        assert isinstance(app.screen, ConfirmScreen)
        await press(pilot, "n")
        assert workspace.profiles().get("mine").description == "old"
        await press(pilot, "enter", "y")
    saved = workspace.profiles().get("mine")
    assert (saved.description, bool(saved.servers)) == ("old", True)


async def test_a_hostile_profile_is_shown_word_for_word(workspace: Workspace) -> None:
    write_profile(workspace, "[b]x", 'description = "[/red]\\u001b]52;c;QUJD\\u0007\\u202e[@click=app.quit]x"\n')
    app = Host(ProfilesScreen(workspace, workspace.look()))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        names = list(workspace.profiles().by_name)
        await press(pilot, *["down"] * names.index("[b]x"))
        text = app.text
    assert "[b]x" in text
    assert "[/red]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
