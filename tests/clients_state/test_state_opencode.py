"""OpenCode: its two schemas, its layers, its faults. Each case was tried with the real one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.machine import Machine
from mcptui.model import StateKind
from mcptui.workspace import Workspace
from tests.clients_state.opencode_machines import (
    BLOCKED,
    BROKEN,
    KILO,
    OFF,
    ON,
    OPENCODE,
    Lay,
    change,
    kinds,
    looked,
    mcp,
    running,
    server,
)


class TestTheTwoSchemas:
    """Surprise 6: they say on and off with opposite words, and both are read in both."""

    SAID: tuple[tuple[dict[str, bool], StateKind], ...] = (
        ({}, ON),
        ({"enabled": True}, ON),
        ({"enabled": False}, OFF),
        ({"disabled": False}, ON),
        ({"disabled": True}, OFF),
        ({"enabled": True, "disabled": True}, ON),
        ({"enabled": False, "disabled": False}, OFF),
    )

    @pytest.mark.parametrize("schema", [1, 2])
    @pytest.mark.parametrize(("said", "kind"), SAID)
    def test_enabled_counts_before_disabled(
        self, schema: int, said: dict[str, bool], kind: StateKind, machine: Machine, lay: Lay
    ) -> None:
        entries = {"x": {**server(), **said}}
        lay({f"{OPENCODE}/opencode.json": {"mcp": entries if schema == 1 else {"servers": entries}}})
        assert kinds(machine) == {"x": kind}

    @pytest.mark.parametrize("schema", [1, 2])
    @pytest.mark.parametrize("said", [said for said, kind in SAID if kind is OFF])
    def test_switching_on_clears_both(
        self, schema: int, said: dict[str, bool], machine: Machine, place: Path, lay: Lay
    ) -> None:
        entries = {"x": {**server(), **said}}
        lay({f"{OPENCODE}/opencode.json": {"mcp": entries if schema == 1 else {"servers": entries}}})
        change(machine, Act.ENABLE, "x")
        assert kinds(machine) == {"x": ON}
        assert "abled" not in (place / OPENCODE / "opencode.json").read_text()

    @pytest.mark.parametrize(("schema", "word"), [(1, '"enabled": false'), (2, '"disabled": true')])
    def test_switching_off_uses_the_word_of_the_schema(
        self, schema: int, word: str, machine: Machine, place: Path, lay: Lay
    ) -> None:
        entries = {"x": server()}
        lay({f"{OPENCODE}/opencode.json": {"mcp": entries if schema == 1 else {"servers": entries}}})
        change(machine, Act.DISABLE, "x")
        assert word in (place / OPENCODE / "opencode.json").read_text()

    def test_a_server_may_be_called_like_a_table_of_the_second(self, machine: Machine, lay: Lay) -> None:
        lay({f"{OPENCODE}/opencode.json": mcp(servers=server(), timeout=server(), x=server())})
        assert kinds(machine) == {"servers": ON, "timeout": ON, "x": ON}

    def test_in_one_file_the_first_counts_more(self, machine: Machine, lay: Lay) -> None:
        lay({f"{OPENCODE}/opencode.json": mcp(x=server("one"), servers={"x": server("two"), "y": server("y")})})
        assert running(machine) == {"x": "one", "y": "y"}

    def test_one_of_the_second_that_is_wrong_is_left_out_alone(self, machine: Machine, lay: Lay) -> None:
        lay({f"{OPENCODE}/opencode.json": mcp(servers={"bad": {"command": ["x"]}, "x": server()})})
        assert kinds(machine)["x"] is ON


class TestLayers:
    def test_each_file_counts_more_than_the_ones_before(self, machine: Machine, place: Path, lay: Lay) -> None:
        files = [
            f"{OPENCODE}/config.json",
            f"{OPENCODE}/opencode.json",
            f"{OPENCODE}/opencode.jsonc",
            "home/told.json",
            "p/opencode.json",
            "p/opencode.jsonc",
            "p/a/opencode.json",
            "p/a/.opencode/opencode.json",
            "p/.opencode/opencode.json",
            "p/.opencode/opencode.jsonc",
            "home/.opencode/opencode.json",
            "home/folder/opencode.json",
            "root/etc/opencode/opencode.json",
        ]
        env = {
            "OPENCODE_CONFIG": str(place / "home" / "told.json"),
            "OPENCODE_CONFIG_DIR": str(place / "home" / "folder"),
        }
        there = machine._replace(project=place / "p" / "a", env=env)
        for file in files:
            lay({file: mcp(x=server(file))})
            assert running(there) == {"x": file}

    def test_outside_of_a_repository_every_folder_above_is_read(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({"opencode.json": mcp(above=server()), "plain/opencode.json": mcp(x=server())})
        assert kinds(machine._replace(project=place / "plain" / "sub")) == {"above": ON, "x": ON}
        assert kinds(machine) == {}

    def test_a_project_switches_off_what_the_user_has(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay(
            {
                f"{OPENCODE}/opencode.json": mcp(x=server()),
                "p/opencode.json": '{\n  "mcp": {\n    "x": {\n      "enabled": false\n    }\n  }\n}',
            }
        )
        (entry,) = looked(machine, "opencode").entries
        assert (entry.state.kind, entry.source.project) == (OFF, None)
        assert entry.state.place == (place / "p" / "opencode.json", 4)

    def test_lifting_that_takes_the_override_out(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({f"{OPENCODE}/opencode.json": mcp(x=server()), "p/opencode.json": mcp(x={"enabled": False}, y=server())})
        change(machine, Act.ENABLE, "x")
        assert json.loads((place / "p" / "opencode.json").read_text()) == mcp(y=server())

    def test_where_weaker_files_say_off_too_the_strongest_says_on(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        user = f"{OPENCODE}/opencode.json"
        lay({user: mcp(x=server(enabled=False)), "p/opencode.json": mcp(x={"enabled": False})})
        before = (place / user).read_bytes()
        change(machine, Act.ENABLE, "x")
        assert kinds(machine) == {"x": ON}
        assert (place / user).read_bytes() == before

    def test_a_stronger_file_that_says_on_is_where_it_is_switched_off(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({f"{OPENCODE}/opencode.json": mcp(x=server()), "p/opencode.json": mcp(x={"enabled": True})})
        change(machine, Act.DISABLE, "x")
        assert kinds(machine) == {"x": OFF}
        assert json.loads((place / "p" / "opencode.json").read_text()) == mcp(x={"enabled": False})

    @pytest.mark.parametrize("said", [{}, {"enabled": True}])
    def test_for_one_project_it_goes_off_even_where_the_project_is_the_weaker(
        self, said: dict[str, bool], machine: Machine, lay: Lay
    ) -> None:
        lay({"home/.opencode/opencode.json": mcp(x={**server(), **said})})
        change(machine, Act.DISABLE, "x", here=True)
        assert kinds(machine) == {"x": OFF}
        change(machine, Act.ENABLE, "x", here=True)
        assert kinds(machine) == {"x": ON}

    def test_for_one_project_no_file_above_it_is_written(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({f"{OPENCODE}/opencode.json": mcp(x=server()), "opencode.json": mcp(above=server())})
        there = machine._replace(project=place / "plain")
        change(there, Act.DISABLE, "x", here=True)
        assert kinds(there) == {"x": OFF, "above": ON}
        assert kinds(machine._replace(project=place / "plain" / "sub")) == {"x": OFF, "above": ON}
        assert (place / "plain" / "opencode.json").exists()

    def test_an_override_of_nothing_is_no_server(self, machine: Machine, lay: Lay) -> None:
        lay({"p/opencode.json": mcp(gone={"enabled": False}, x=server())})
        assert kinds(machine) == {"x": ON}

    def test_an_administrators_file_blocks(self, machine: Machine, lay: Lay) -> None:
        """Surprise 31."""
        lay(
            {
                f"{OPENCODE}/opencode.json": mcp(x=server()),
                "root/etc/opencode/opencode.json": mcp(x={"enabled": False}, m=server()),
            }
        )
        assert kinds(machine) == {"x": BLOCKED, "m": ON}
        workspace = Workspace(machine)
        at = workspace.look()
        for act in (Act.DISABLE, Act.REMOVE):
            managed = next(each for each in at.entries if each.name == "m")
            assert workspace.plan([Change(managed, act)], at).refusals


class TestFaults:
    BAD = (
        {"command": ["x"]},
        {"type": "local", "command": "x"},
        {"type": "stdio", "command": ["x"]},
        {"type": "local", "command": ["x"], "environment": {"A": 1}},
        {"type": "local", "url": "https://example.com"},
        {"disabled": True},
        None,
    )

    @pytest.mark.parametrize("file", [f"{OPENCODE}/opencode.json", "p/opencode.json"])
    @pytest.mark.parametrize("bad", BAD)
    def test_one_entry_that_is_wrong_and_opencode_does_not_start(
        self, file: str, bad: object, machine: Machine, place: Path, lay: Lay
    ) -> None:
        """As surprise 10, for another client."""
        lay({f"{OPENCODE}/config.json": mcp(x=server()), file: mcp(bad=bad)})
        entries = looked(machine, "opencode").entries
        assert {each.state.kind for each in entries} == {BROKEN}
        assert {each.state.place and each.state.place.file for each in entries} == {place / file}

    @pytest.mark.parametrize("text", ["{", "[]", '{"mcp": []}'])
    def test_so_does_a_file_that_is(self, text: str, machine: Machine, lay: Lay) -> None:
        lay({f"{OPENCODE}/config.json": mcp(x=server()), "p/opencode.json": text})
        assert kinds(machine) == {"x": BROKEN}

    @pytest.mark.parametrize(
        "text", ["", "// nothing", '\ufeff{"mcp": {"y": {"type": "local", "command": ["x", "y"],},},}']
    )
    def test_empty_files_comments_and_last_commas_are_fine(self, text: str, machine: Machine, lay: Lay) -> None:
        """Surprises 25 and 30."""
        lay({f"{OPENCODE}/config.json": mcp(x=server()), "p/opencode.json": text})
        assert kinds(machine)["x"] is ON

    @pytest.mark.parametrize("bad", BAD[:-2])
    def test_kilo_passes_over_a_projects_file_and_stops_at_the_users(
        self, bad: object, machine: Machine, lay: Lay
    ) -> None:
        lay({f"{KILO}/kilo.json": mcp(x=server()), "p/kilo.json": mcp(bad=bad, y=server())})
        assert kinds(machine, "kilo-code") == {"x": ON, "bad": BROKEN, "y": BROKEN}
        lay({f"{KILO}/config.json": mcp(bad=bad)})
        assert set(kinds(machine, "kilo-code").values()) == {BROKEN}

    def test_kilo_reads_no_project_file_with_a_variable_in_it(self, machine: Machine, lay: Lay) -> None:
        """Surprise 18: and mcptui expands none."""
        told = server(environment={"A": "{env:HOME}"})
        lay(
            {
                f"{KILO}/kilo.json": mcp(x=told),
                "p/.kilo/kilo.json": mcp(y=told),
                "p/kilo.json": "// {env:HOME}\n" + json.dumps(mcp(z=server())),
            }
        )
        assert kinds(machine, "kilo-code") == {"x": ON, "y": BROKEN, "z": ON}
