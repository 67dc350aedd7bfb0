"""A new entry in every place of every client at once: it is there, the client takes it, and undoing leaves nothing."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest

from mcptui.machine import Machine, System
from mcptui.model import StateKind
from mcptui.translate.pasted import Pasted
from mcptui.translate.target import targets_of
from mcptui.workspace import Workspace
from tests.translate.canonical import CANONICAL, COMMAND

NOT_READ = {StateKind.BROKEN, StateKind.BLOCKED, StateKind.OFF}


@pytest.mark.parametrize("system", [System.LINUX, System.WINDOWS])
def test_a_new_entry_in_every_place_of_every_client(system: System, tmp_path: Path) -> None:
    place = Path(os.path.realpath(tmp_path))
    for name in ("home", "p/.git", "root"):
        (place / name).mkdir(parents=True)
    (place / "p" / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    machine = Machine.at_home(
        place / "home", place / "p", env={}, system=system, root=place / "root", clock=lambda: now
    )
    workspace = Workspace(machine)
    look = workspace.look()
    by_client = {client.id: targets_of(client, look.site) for client in look.site.clients.values()}
    assert system is not System.WINDOWS or all(by_client[id_] for id_ in CANONICAL)
    told = Pasted(None, {**COMMAND, "env": {"MODE": "fast"}})
    wishes = [
        workspace.additions(((f"srv{number}", told),), target, look)
        for number, target in enumerate(chain.from_iterable(by_client.values()))
    ]
    assert [each.refusals for each in wishes if each.refusals] == []
    plan = workspace.plan([change for each in wishes for change in each.changes], look)
    assert plan.refusals == ()
    workspace.apply(plan)
    there = {(entry.source.client, entry.name): entry for entry in workspace.look().entries}
    for change in (change for each in wishes for change in each.changes):
        entry = there[change.entry.source.client, change.entry.name]
        assert (entry.definition, entry.source) == (change.entry.definition, change.entry.source)
        assert entry.state.kind not in NOT_READ, entry
    workspace.apply(workspace.plan_undo())
    files = (path for path in place.rglob("*") if path.is_file() and path.suffix != ".lock")
    left = [path for path in files if not path.is_relative_to(machine.state)]
    assert left == [place / "p" / ".git" / "HEAD"]


def test_several_go_into_a_list_that_is_not_there_yet(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    workspace = Workspace(Machine.at_home(home, tmp_path, env={}, system=System.LINUX, root=tmp_path / "root"))
    look = workspace.look()
    told = tuple((name, Pasted(None, {**COMMAND})) for name in ("one", "two"))
    for client in ("continue", "mistral-vibe"):
        (target,) = (each for each in targets_of(look.site.clients[client], look.site) if each.project is None)
        workspace.apply(workspace.plan_additions(workspace.additions(told, target, look), look))
        assert [entry.name for entry in workspace.look().entries if entry.source.client == client] == ["one", "two"]
        workspace.apply(workspace.plan_undo())
        assert not target.file.exists()
