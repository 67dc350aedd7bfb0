"""Judging thousands of entries: no client looks through all of them for each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest

from mcptui.clients import BUILT_IN
from mcptui.clients.base import Client, Found
from mcptui.clients.known import Clients
from mcptui.inventory import look
from mcptui.machine import Machine
from mcptui.store.files import DiskFiles

COUNT = 60
OFTEN = 4  # times that all entries may be gone through, whatever their number


class Watched(list[Found]):
    """Tells how many entries were looked at by going through all of them."""

    seen = 0

    def __iter__(self) -> Iterator[Found]:
        for each in super().__iter__():
            self.seen += 1
            yield each


@pytest.mark.parametrize("client", BUILT_IN.values(), ids=lambda client: client.id)
def test_no_entry_is_compared_with_all_the_others(machine: Machine, client: Client) -> None:
    site = look(machine, DiskFiles(), clients=Clients([client])).site
    everything = Watched()
    for source in islice(client.sources(site), 3):
        for number in range(COUNT // 3):
            name, value = f"s{number}", {"command": "npx", "args": ["srv"]}
            everything.append(Found(source, name, (*source.key, name), value, 1, client.define(value, source)))
    for found in list.__iter__(everything):
        client.causes(found, everything, site)
    assert everything.seen <= OFTEN * COUNT
