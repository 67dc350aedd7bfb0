"""Entries made up for the rules, as they are given them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from mcptui.audit.case import Case
from mcptui.audit.rules import findings_of
from mcptui.launch import read_launch
from mcptui.machine import Machine, System
from mcptui.model import Definition, Entry, Scope, Source, State, StateKind, Switch, Syntax, Transport
from mcptui.reach import read_reach
from mcptui.secrets import safe_args

HOME = Path("/home/sam")
PROJECT = HOME / "src" / "acme"
MACHINE = Machine.at_home(HOME, PROJECT, env={}, system=System.LINUX)


def case_of(
    *line: str,
    name: str = "server",
    env: Mapping[str, str] | None = None,
    url: str | None = None,
    headers: Mapping[str, str] | None = None,
    scope: Scope = Scope.USER,
    installed: str | None = None,
    approved: Sequence[str] = (),
    limited: bool = False,
    remote: bool = True,
) -> Case:
    """The entry that starts ``line``, or calls ``url``; of a project's scope it is that of PROJECT."""
    definition = Definition(
        Transport.STDIO if line else Transport.HTTP,
        command=line[0] if line else None,
        args=tuple(line[1:]),
        env=env or {},
        url=url,
        headers=headers or {},
    )
    project = PROJECT if scope is Scope.PROJECT else None
    source = Source("cursor", scope, HOME / ".cursor" / "mcp.json", ("mcpServers",), Syntax.JSON, project)
    state = State(StateKind.ON, "it would start")
    entry = Entry(source, name, ("mcpServers", name), {}, 3, definition, state, Switch.PARK)
    return Case(
        entry,
        read_launch(definition.command, definition.args),
        read_reach(definition, MACHINE, PROJECT),
        MACHINE,
        project=PROJECT,
        safe=safe_args(definition.args),
        installed=installed,
        approved=approved,
        limited=limited,
        remote=remote,
    )


def rules_of(case: Case) -> dict[str, str]:
    """What is found, by rule: how grave."""
    return {finding.rule: finding.severity.value for finding in findings_of(case)}
