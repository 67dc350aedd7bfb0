"""Entries as clients read them, on a machine without any file, and a home with one server in five clients."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mcptui.clients.base import Site
from mcptui.drift.servers import Server, servers_of
from mcptui.machine import Machine, System
from mcptui.model import Entry, Scope, Source, State, StateKind, Switch, Syntax
from mcptui.workspace import Workspace

Make = Callable[..., Entry]
Together = Callable[..., Server]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Sam's machine, which is empty."""
    project = tmp_path / "sam" / "shop"
    project.mkdir(parents=True)
    clock = lambda: datetime(2026, 11, 22, 9, tzinfo=UTC)  # noqa: E731
    machine = Machine.at_home(tmp_path / "sam", project, env={}, system=System.LINUX, root=tmp_path / "r", clock=clock)
    return Workspace(machine).look().site


@pytest.fixture
def make(site: Site) -> Make:
    """An entry of a client; words for the value are a command line, ``~`` in them is the home."""

    def made(
        value: object,
        client: str = "cursor",
        name: str = "tool",
        scope: Scope = Scope.USER,
        project: Path | None = None,
        state: StateKind = StateKind.ON,
    ) -> Entry:
        if isinstance(value, str):
            command, *args = value.replace("~", str(site.machine.home)).split()
            value = (
                {"command": [command, *args], "type": "local"}
                if client == "opencode"
                else {
                    "command": command,
                    "args": args,
                }
            )
        source = Source(client, scope, Path(f"/{client}-{scope}-{project}"), ("s",), Syntax.JSON, project)
        definition = site.clients[client].define(value, source)
        return Entry(source, name, ("s", name), value, 1, definition, State(state, "as is said"), Switch.PARK)

    return made


@pytest.fixture
def together(site: Site) -> Together:
    """The one server that the entries are."""

    def put(*entries: Entry) -> Server:
        (server,) = servers_of(entries, site).everything
        return server

    return put
