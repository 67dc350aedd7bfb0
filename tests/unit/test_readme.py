"""The README names every client, in the row of what switches its servers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mcptui.clients import BUILT_IN
from mcptui.clients.base import Client, Found
from mcptui.inventory import look
from mcptui.machine import Machine, System
from mcptui.model import Definition, Switch, Transport
from mcptui.store.files import DiskFiles

README = Path(__file__).parents[2] / "README.md"
ROWS = {
    "a field of the entry": {Switch.FIELD},
    "a list or map of their own": {Switch.LIST, Switch.MAP},
    "parking": {Switch.PARK},
    "nothing, they are only shown": {Switch.NONE},
}


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> list[Machine]:
    """An empty home on each operating system."""
    home = tmp_path_factory.mktemp("home")
    return [Machine.at_home(home, home)._replace(system=system) for system in System]


def switches(client: Client, machines: list[Machine]) -> set[Switch]:
    """What switches servers in the files of a client; ``NONE`` alone where nothing does."""
    sources = (source for machine in machines for source in client.sources(look(machine, DiskFiles()).site))
    kinds = {client.switch(Found(each, "", each.key, {}, None, Definition(Transport.UNKNOWN))) for each in sources}
    return kinds - {Switch.NONE} or {Switch.NONE}


def rows() -> dict[str, list[str]]:
    table = re.findall(r"(?m)^\| ([a-z ,]+) \| ([^|]+) \|$", README.read_text())
    return {title: names.split(", ") for title, names in table if title in ROWS}


def test_every_client_stands_in_the_row_of_its_switch(machines: list[Machine]) -> None:
    told = {name: ROWS[title] for title, names in rows().items() for name in names}
    assert told.keys() == {client.name for client in BUILT_IN.values()}
    for client in BUILT_IN.values():
        assert switches(client, machines) & told[client.name], client.name


def test_the_number_of_clients_is_that_of_the_readme() -> None:
    assert len(BUILT_IN) == sum(map(len, rows().values())) == 43
    assert "Forty-three clients" in README.read_text()
