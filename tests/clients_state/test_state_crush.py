"""What Crush would do with an entry, by its own source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients.crush import Crush
from mcptui.clients.known import Clients
from mcptui.inventory import Look, look
from mcptui.machine import Machine, System
from mcptui.model import StateKind, Transport
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

ON, OFF, SHADOWED, BROKEN = StateKind.ON, StateKind.OFF, StateKind.SHADOWED, StateKind.BROKEN
BLOCKED, UNKNOWN = StateKind.BLOCKED, StateKind.UNKNOWN

Lay = Callable[[Mapping[str, object]], None]

USER, DATA = "home/.config/crush/crush.json", "home/.local/share/crush/crush.json"
SYSTEM = "root/etc/crush/crush.json"


def server(tag: str = "x", **more: object) -> dict[str, object]:
    return {"type": "stdio", "command": "npx", "args": [tag], **more}


def mcp(**entries: object) -> dict[str, object]:
    return {"mcp": entries}


def looked(machine: Machine) -> Look:
    return look(machine, DiskFiles(), clients=Clients([Crush()]))


def kinds(machine: Machine) -> dict[str, StateKind]:
    return {entry.name: entry.state.kind for entry in looked(machine).entries}


def test_each_file_counts_more_than_the_ones_before(machine: Machine, place: Path, lay: Lay) -> None:
    there = machine._replace(project=place / "p" / "a")
    for file in (SYSTEM, USER, DATA, "p/crush.json", "p/.crush.json", "p/a/crush.json", "p/a/.crush.json"):
        lay({file: mcp(x=server(file))})
        assert [each.definition.args for each in looked(there).entries if each.on] == [(file,)]


@pytest.mark.parametrize(
    ("env", "file"),
    [
        ({"CRUSH_GLOBAL_CONFIG": "home/c"}, "home/c/crush.json"),
        ({"CRUSH_GLOBAL_DATA": "home/d"}, "home/d/crush.json"),
        ({"XDG_CONFIG_HOME": "home/x"}, "home/x/crush/crush.json"),
        ({"XDG_DATA_HOME": "home/y"}, "home/y/crush/crush.json"),
    ],
)
def test_its_folders_can_be_moved(env: dict[str, str], file: str, machine: Machine, place: Path, lay: Lay) -> None:
    lay({file: mcp(x=server())})
    assert kinds(machine._replace(env={name: str(place / value) for name, value in env.items()})) == {"x": ON}


def test_on_windows_both_are_one_file(machine: Machine, lay: Lay) -> None:
    lay({"home/AppData/Local/crush/crush.json": mcp(x=server())})
    assert kinds(machine._replace(system=System.WINDOWS)) == {"x": ON}


class TestSwitch:
    def test_a_stronger_file_may_say_the_opposite(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({USER: mcp(x=server(disabled=True), y=server()), DATA: mcp(x={"disabled": False}, y={"disabled": True})})
        found = {each.name: each.state for each in looked(machine).entries}
        assert (found["x"].kind, found["y"].kind) == (ON, OFF)
        assert found["y"].place is not None
        assert found["y"].place.file == place / DATA

    def test_an_administrators_file_is_the_weakest_and_never_edited(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        """Surprise 31."""
        lay({SYSTEM: mcp(x=server())})
        workspace = Workspace(machine)
        at = workspace.look()
        entry = next(each for each in at.entries if each.source.client == "crush")
        assert workspace.plan([Change(entry, Act.DISABLE)], at).refusals
        assert (place / SYSTEM).exists()

    def test_enabled_is_ignored_and_that_is_said(self, machine: Machine, lay: Lay) -> None:
        """Surprise 1, the other way round."""
        lay({USER: mcp(x=server(enabled=False))})
        (entry,) = looked(machine).entries
        assert (entry.on, entry.state.reason) == (True, "'enabled' in the entry is ignored by this client")


class TestScripts:
    """Surprise 14: a shell script may overrule the files, and is never run, read or written."""

    @pytest.mark.parametrize("script", ["home/.config/crush/crushrc", "p/crushrc", "p/.crushrc"])
    def test_beside_one_nothing_is_certainly_on(self, script: str, machine: Machine, place: Path, lay: Lay) -> None:
        ran = place / "ran"
        lay(
            {
                USER: mcp(x=server(), off=server(disabled=True)),
                script: f"#!/bin/sh\ntouch {ran}\nmcp add y --command z\n",
            }
        )
        before = (place / script).read_bytes()
        assert kinds(machine) == {"x": UNKNOWN, "off": OFF}
        assert [(each.path, each.message) for each in looked(machine).inventory.problems] == [
            (place / script, "a shell script, which mcptui never runs: the servers that it adds are not shown")
        ]
        assert not ran.exists()
        assert (place / script).read_bytes() == before

    def test_one_of_another_project_does_not_matter(self, machine: Machine, lay: Lay) -> None:
        lay({USER: mcp(x=server()), "plain/crushrc": ""})
        assert kinds(machine) == {"x": ON}


def test_no_command_in_a_value_is_run(machine: Machine, place: Path, lay: Lay) -> None:
    """Surprises 14 and 18: Crush itself would run it."""
    told = f"$(touch {place / 'ran'})"
    lay({USER: mcp(x=server(told, env={"TOKEN": told}))})
    (entry,) = looked(machine).entries
    assert (entry.definition.args, dict(entry.definition.env)) == ((told,), {"TOKEN": told})
    assert not (place / "ran").exists()


@pytest.mark.parametrize(
    ("entry", "kind", "transport"),
    [
        (server(), ON, Transport.STDIO),
        ({"type": "http", "url": "https://example.com"}, ON, Transport.HTTP),
        ({"type": "sse", "url": "https://example.com"}, ON, Transport.SSE),
        ({"command": "npx"}, BROKEN, Transport.STDIO),
        ({"type": "local", "command": "npx"}, BROKEN, Transport.UNKNOWN),
    ],
)
def test_the_shape_of_an_entry(
    entry: object, kind: StateKind, transport: Transport, machine: Machine, lay: Lay
) -> None:
    """Surprises 16 and 17: a type is required."""
    lay({USER: mcp(x=entry)})
    (found,) = looked(machine).entries
    assert (found.state.kind, found.definition.transport) == (kind, transport)


@pytest.mark.parametrize("text", ['// mine\n{"mcp": {}}', '{"mcp": {},}', "{"])
def test_a_comment_or_a_last_comma_breaks_it(text: str, machine: Machine, lay: Lay) -> None:
    """Surprise 25."""
    lay({USER: mcp(x=server()), "p/crush.json": text})
    assert kinds(machine) == {"x": BROKEN}
    assert len(looked(machine).inventory.problems) == 1


def test_an_override_of_nothing_is_no_server(machine: Machine, lay: Lay) -> None:
    lay({"p/crush.json": mcp(gone={"disabled": True}, x=server())})
    assert kinds(machine) == {"x": ON}


def test_lists_of_tools_are_those_of_the_entry(machine: Machine, lay: Lay) -> None:
    lay({USER: mcp(x=server(enabled_tools=["a"], disabled_tools=["b"]))})
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.source.client == "crush")
    evidence = workspace.evidence(entry, at)
    assert (evidence.allow, evidence.deny) == (("a",), ("b",))
