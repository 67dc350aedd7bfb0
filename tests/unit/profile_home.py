"""A home with profiles, and what is read, wished and written there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.changes.plan import Plan
from mcptui.demo import build_demo_home
from mcptui.errors import Refused
from mcptui.machine import Machine, System
from mcptui.model import Definition, Entry, Scope, Source, State, StateKind, Switch, Syntax, Transport
from mcptui.profiles.files import Profiles, profile_file
from mcptui.workspace import Workspace

FILESYSTEM = "@modelcontextprotocol/server-filesystem"


def ticking() -> Iterator[datetime]:
    return (datetime(2026, 11, 22, 9, 30, tzinfo=UTC) + timedelta(minutes=minute) for minute in count())


class Home:
    """A machine on which profiles are written and used."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.workspace = Workspace(machine)

    @classmethod
    def empty(cls, folder: Path) -> Home:
        """With a repository, and nothing in it."""
        project, moments = folder / "me" / "src" / "app", ticking()
        (project / ".git").mkdir(parents=True)
        machine = Machine.at_home(
            folder / "me", project, env={}, system=System.LINUX, root=folder / "root", clock=lambda: next(moments)
        )
        return cls(machine)

    @classmethod
    def of_demo(cls, folder: Path) -> Home:
        """The made-up one."""
        moments = ticking()
        folder.mkdir()
        return cls(build_demo_home(folder, lambda: next(moments)))

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


def entry(name: str = "github", client: str = "codex", scope: Scope = Scope.USER) -> Entry:
    source = Source(client, scope, Path("/x"), ("s",), Syntax.JSON)
    on = State(StateKind.ON, "")
    return Entry(source, name, ("s", name), {}, 1, Definition(Transport.STDIO, "x"), on, Switch.FIELD)
