"""What Claude Code would do with an entry: scopes, approval, trust. Each case was seen on Claude Code 2.1.330."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mcptui.machine import Machine
from mcptui.model import StateKind
from tests.clients_state.claude_machines import (
    APPROVES_X,
    BROKEN,
    LOCAL_SETTINGS,
    OFF,
    ON,
    PENDING,
    SETTINGS,
    SHADOWED,
    STATE,
    TRUSTED,
    USER_SETTINGS,
    Case,
    Lay,
    check,
    entries,
    kept,
    kinds,
    seen,
    server,
    servers,
    state,
)

LOOKUP = {
    "every folder above is read, and the nearest wins": Case(
        {
            "p/a/b/.mcp.json": servers("x", tag="near"),
            "p/.mcp.json": servers("x", "y", tag="root"),
            ".mcp.json": servers("x", "z", tag="above the repository"),
            USER_SETTINGS: {"enableAllProjectMcpServers": True},
        },
        {
            "project/x@b": ON,
            "project/x": SHADOWED,
            "project/y": ON,
            "project/x@{place}": SHADOWED,
            "project/z@{place}": ON,
        },
        folder="p/a/b",
    ),
    "a plain folder reads its parents too": Case(
        {"plain/.mcp.json": servers("x"), USER_SETTINGS: {"enableAllProjectMcpServers": True}},
        {"project/x@plain": ON},
        folder="plain/sub",
    ),
    "one malformed file loses only itself": Case(
        {
            "p/a/.mcp.json": "{ broken",
            "p/.mcp.json": servers("y"),
            USER_SETTINGS: {"enableAllProjectMcpServers": True},
        },
        {"project/y": ON},
        folder="p/a",
    ),
    "an invalid entry does not shadow": Case(
        {
            "p/a/.mcp.json": {"mcpServers": {"x": {"args": []}}},
            "p/.mcp.json": {"mcpServers": {"x": server("x"), "y": {"url": "https://example.com"}}},
            STATE: servers("y"),
            USER_SETTINGS: {"enableAllProjectMcpServers": True},
        },
        {"project/x@a": BROKEN, "project/x": ON, "project/y": BROKEN, "user/y": ON},
        folder="p/a",
    ),
    "an empty file is no mistake": Case({"p/.mcp.json": "", STATE: servers("y")}, {"user/y": ON}),
}


@pytest.mark.parametrize("name", LOOKUP)
def test_where_project_files_are_looked_for(name: str, machine: Machine, place: Path, lay: Lay) -> None:
    case = LOOKUP[name]
    expected = {key.replace("{place}", place.name): kind for key, kind in case.seen.items()}
    check(replace(case, seen=expected), machine, place, lay)


def test_a_malformed_project_file_is_a_problem_with_its_line(machine: Machine, place: Path, lay: Lay) -> None:
    lay({"p/.mcp.json": '{\n  "mcpServers": {,}\n}'})
    (problem,) = seen(machine).problems
    assert (problem.path, problem.line) == (place / "p" / ".mcp.json", 2)


PENDING_X = {"p/.mcp.json": servers("x")}
APPROVAL = {
    "nothing approves it": Case({**PENDING_X}, {"project/x": PENDING}),
    "the user's settings need no trust": Case({**PENDING_X, USER_SETTINGS: APPROVES_X}, {"project/x": ON}),
    "the checked-in settings need trust": Case({**PENDING_X, SETTINGS: APPROVES_X}, {"project/x": PENDING}),
    "and count with it": Case({**PENDING_X, SETTINGS: APPROVES_X, STATE: state(**TRUSTED)}, {"project/x": ON}),
    "but only with a real true": Case(
        {**PENDING_X, SETTINGS: APPROVES_X, STATE: state(hasTrustDialogAccepted="yes")}, {"project/x": PENDING}
    ),
    "the local settings take anything true": Case(
        {**PENDING_X, LOCAL_SETTINGS: APPROVES_X, STATE: state(hasTrustDialogAccepted="yes")}, {"project/x": ON}
    ),
    "and nothing without trust": Case({**PENDING_X, LOCAL_SETTINGS: APPROVES_X}, {"project/x": PENDING}),
    "all at once, trusted": Case(
        {**PENDING_X, LOCAL_SETTINGS: {"enableAllProjectMcpServers": True}, STATE: state(**TRUSTED)}, {"project/x": ON}
    ),
    "all at once, by the user": Case(
        {**PENDING_X, USER_SETTINGS: {"enableAllProjectMcpServers": True}}, {"project/x": ON}
    ),
    "a trusted local false beats the user's true": Case(
        {
            **PENDING_X,
            USER_SETTINGS: {"enableAllProjectMcpServers": True},
            LOCAL_SETTINGS: {"enableAllProjectMcpServers": False},
            STATE: state(**TRUSTED),
        },
        {"project/x": PENDING},
    ),
    "an untrusted one does not": Case(
        {
            **PENDING_X,
            USER_SETTINGS: {"enableAllProjectMcpServers": True},
            LOCAL_SETTINGS: {"enableAllProjectMcpServers": False},
        },
        {"project/x": ON},
    ),
    "the root's local settings beat those of the folder": Case(
        {
            **PENDING_X,
            "p/a/.claude/settings.local.json": {"enableAllProjectMcpServers": True},
            LOCAL_SETTINGS: {"enableAllProjectMcpServers": False},
            STATE: state(**TRUSTED),
        },
        {"project/x": PENDING},
        folder="p/a",
    ),
    "lists of all files are one": Case(
        {
            "p/.mcp.json": servers("x", "y"),
            USER_SETTINGS: APPROVES_X,
            LOCAL_SETTINGS: {"enabledMcpjsonServers": ["y"]},
            STATE: state(**TRUSTED),
        },
        {"project/x": ON, "project/y": ON},
    ),
    "a lone string is a list of one": Case(
        {"p/.mcp.json": servers("x", "y"), USER_SETTINGS: {"enabledMcpjsonServers": "x"}},
        {"project/x": ON, "project/y": PENDING},
    ),
    "a string of several names fits none": Case(
        {**PENDING_X, USER_SETTINGS: {"enabledMcpjsonServers": "x y"}}, {"project/x": PENDING}
    ),
    "rejected": Case({**PENDING_X, USER_SETTINGS: {"disabledMcpjsonServers": ["x"]}}, {"project/x": OFF}),
    "rejected by a lone string": Case(
        {**PENDING_X, USER_SETTINGS: {"disabledMcpjsonServers": "x"}}, {"project/x": OFF}
    ),
    "rejection needs no trust": Case({**PENDING_X, SETTINGS: {"disabledMcpjsonServers": ["x"]}}, {"project/x": OFF}),
    "rejection beats approval": Case(
        {**PENDING_X, USER_SETTINGS: {**APPROVES_X, "disabledMcpjsonServers": ["x"]}}, {"project/x": OFF}
    ),
    "rejection beats the approval of all": Case(
        {
            **PENDING_X,
            USER_SETTINGS: {"enableAllProjectMcpServers": True},
            LOCAL_SETTINGS: {"disabledMcpjsonServers": ["x"]},
        },
        {"project/x": OFF},
    ),
    "a legacy approval counts in a trusted folder": Case(
        {**PENDING_X, STATE: state(**TRUSTED, **APPROVES_X)}, {"project/x": ON}
    ),
    "and in no other": Case({**PENDING_X, STATE: state(**APPROVES_X)}, {"project/x": PENDING}),
    "a legacy rejection counts anywhere": Case(
        {**PENDING_X, STATE: state(disabledMcpjsonServers=["x"])}, {"project/x": OFF}
    ),
    "the root's checked-in settings do not count below it": Case(
        {**PENDING_X, SETTINGS: APPROVES_X, STATE: state(**TRUSTED)}, {"project/x": PENDING}, folder="p/a"
    ),
    "the root's local settings do": Case(
        {**PENDING_X, LOCAL_SETTINGS: APPROVES_X, STATE: state(**TRUSTED)}, {"project/x": ON}, folder="p/a"
    ),
    "the folder's own settings do": Case(
        {**PENDING_X, "p/a/.claude/settings.json": APPROVES_X, STATE: state(**TRUSTED)}, {"project/x": ON}, folder="p/a"
    ),
    "those of a folder in between do not": Case(
        {
            **PENDING_X,
            "p/a/.claude/settings.json": APPROVES_X,
            "p/a/.claude/settings.local.json": APPROVES_X,
            STATE: state(**TRUSTED),
        },
        {"project/x": PENDING},
        folder="p/a/b",
    ),
    "local settings in the home do not count elsewhere": Case(
        {**PENDING_X, "home/.claude/settings.local.json": APPROVES_X, STATE: state(**TRUSTED)}, {"project/x": PENDING}
    ),
}


@pytest.mark.parametrize("name", APPROVAL)
def test_what_approves_a_project_server(name: str, machine: Machine, place: Path, lay: Lay) -> None:
    check(APPROVAL[name], machine, place, lay)


@pytest.mark.parametrize(
    ("key", "folder", "checked_in", "local"),
    [
        pytest.param("p", "p", ON, ON, id="the root itself"),
        pytest.param("p", "p/a/b", ON, ON, id="the root, from below"),
        pytest.param("p/a", "p/a/b", PENDING, ON, id="a folder between"),
        pytest.param("p/a/b", "p/a/b", PENDING, ON, id="the folder, not the root"),
        pytest.param("p/a", "p", PENDING, PENDING, id="a folder below"),
        pytest.param("", "p", PENDING, PENDING, id="a folder above the root"),
        pytest.param("p/", "p", PENDING, PENDING, id="a slash behind"),
        pytest.param("home", "p", PENDING, PENDING, id="the home"),
        pytest.param("plain", "plain", ON, ON, id="a plain folder itself"),
        pytest.param("plain", "plain/sub", PENDING, PENDING, id="the parent of a plain folder"),
    ],
)
def test_which_trusted_folder_makes_approvals_count(
    key: str, folder: str, checked_in: StateKind, local: StateKind, machine: Machine, place: Path, lay: Lay
) -> None:
    trusted = f"{{at}}/{key}" if key else "{at}"
    lay({f"{folder}/.mcp.json": servers("x", "y"), STATE: kept(trusted, **TRUSTED)})
    lay({f"{folder}/.claude/settings.json": APPROVES_X})
    lay({f"{folder}/.claude/settings.local.json": {"enabledMcpjsonServers": ["y"]}})
    found = [entry.state.kind for entry in seen(machine._replace(project=place / folder)).entries]
    assert found == [checked_in, local]


def test_trust_of_the_root_wins_over_distrust_of_the_folder(machine: Machine, place: Path, lay: Lay) -> None:
    projects = {"{at}/p": TRUSTED, "{at}/p/a": {"hasTrustDialogAccepted": False}}
    lay({STATE: {"projects": projects}, "p/.mcp.json": servers("x"), "p/a/.claude/settings.json": APPROVES_X})
    assert kinds(machine._replace(project=place / "p" / "a")) == {"project/x": ON}


@pytest.mark.parametrize("name", ["home", "link"])
def test_in_the_home_local_approvals_count_without_trust(name: str, machine: Machine, place: Path, lay: Lay) -> None:
    lay({"home/.mcp.json": servers("x"), "home/.claude/settings.local.json": APPROVES_X})
    (place / "link").symlink_to(place / "home")
    home = place / name
    assert kinds(Machine.at_home(home, home, env={}, root=machine.root)) == {"project/x@home": ON}


SCOPES = {
    "a pending entry does not shadow": Case({**PENDING_X, STATE: state("x")}, {"user/x": ON, "project/x": PENDING}),
    "a rejected one neither": Case(
        {**PENDING_X, STATE: state("x"), USER_SETTINGS: {"disabledMcpjsonServers": ["x"]}},
        {"user/x": ON, "project/x": OFF},
    ),
    "an approved one does": Case(
        {**PENDING_X, STATE: state("x"), USER_SETTINGS: APPROVES_X}, {"user/x": SHADOWED, "project/x": ON}
    ),
    "switched off, it still does": Case(
        {**PENDING_X, STATE: state("x", disabledMcpServers=["x"]), USER_SETTINGS: APPROVES_X},
        {"user/x": SHADOWED, "project/x": OFF},
    ),
    "pending, the user's is the one switched off": Case(
        {**PENDING_X, STATE: state("x", disabledMcpServers=["x"])}, {"user/x": OFF, "project/x": PENDING}
    ),
    "rejected, too": Case(
        {
            **PENDING_X,
            STATE: state("x", disabledMcpServers=["x"]),
            USER_SETTINGS: {"disabledMcpjsonServers": ["x"]},
        },
        {"user/x": OFF, "project/x": OFF},
    ),
    "pending stays pending when its name is switched off": Case(
        {**PENDING_X, STATE: state(disabledMcpServers=["x"])}, {"project/x": PENDING}
    ),
    "a local entry wins over all": Case(
        {**PENDING_X, STATE: state("x", mcpServers={"x": server()}), USER_SETTINGS: APPROVES_X},
        {"user/x": SHADOWED, "local/x": ON, "project/x": SHADOWED},
    ),
    "and nothing surfaces when it is switched off": Case(
        {
            **PENDING_X,
            STATE: state("x", mcpServers={"x": server()}, disabledMcpServers=["x"]),
            USER_SETTINGS: APPROVES_X,
        },
        {"user/x": SHADOWED, "local/x": OFF, "project/x": SHADOWED},
    ),
    "names are compared exactly": Case(
        {STATE: state("x", "z", disabledMcpServers=["X", "z "])}, {"user/x": ON, "user/z": ON}
    ),
    "a list that is none is ignored": Case({STATE: state("x", disabledMcpServers="x")}, {"user/x": ON}),
    "a null list too": Case({STATE: state("x", disabledMcpServers=None)}, {"user/x": ON}),
    "a project that is null does no harm": Case(
        {STATE: {**servers("x"), "projects": {"{at}/p": None}}}, {"user/x": ON}
    ),
    "nor one that is a string": Case({STATE: {**servers("x"), "projects": {"{at}/p": "no"}}}, {"user/x": ON}),
    "nor projects that are a list": Case({STATE: {**servers("x"), "projects": []}}, {"user/x": ON}),
    "local servers that are a list are none": Case({STATE: state("x", mcpServers=[])}, {"user/x": ON}),
    "user servers that are a list are none": Case(
        {STATE: {"mcpServers": ["x"], "projects": {"{at}/p": {"mcpServers": {"l": server()}}}}}, {"local/l": ON}
    ),
    "the project is kept under the repository's root": Case(
        {STATE: state("x", disabledMcpServers=["x"], mcpServers={"l": server()})},
        {"user/x": OFF, "local/l": ON},
        folder="p/a/b",
    ),
    "not under the folder": Case(
        {STATE: kept("{at}/p/a", "x", disabledMcpServers=["x"], mcpServers={"l": server()})},
        {"user/x": ON},
        folder="p/a",
    ),
    "not with a slash behind": Case(
        {STATE: kept("{at}/p/", "x", disabledMcpServers=["x"], mcpServers={"l": server()})}, {"user/x": ON}
    ),
}


@pytest.mark.parametrize("name", SCOPES)
def test_one_name_in_several_scopes(name: str, machine: Machine, place: Path, lay: Lay) -> None:
    check(SCOPES[name], machine, place, lay)


def test_what_is_off_names_the_file_and_line_that_decide(machine: Machine, place: Path, lay: Lay) -> None:
    lay({STATE: state("x", disabledMcpServers=["x"])})
    decided = entries(machine)["user/x"].state
    text = (place / STATE).read_text().splitlines()
    assert decided.place is not None
    assert decided.place.file == place / STATE
    assert "disabledMcpServers" in text[(decided.place.line or 0) - 1]


def test_the_winner_is_named_where_an_entry_is_shadowed(machine: Machine, lay: Lay) -> None:
    lay({STATE: state("x", mcpServers={"x": server()})})
    shadowed = entries(machine)["user/x"].state
    assert shadowed.reason == f"the local entry in ~/{Path(STATE).name} wins"
