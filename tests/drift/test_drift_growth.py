"""Putting entries together takes work that grows with them, and never with their square; counted in calls."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui.clients.base import Site
from mcptui.drift.servers import servers_of
from mcptui.model import Entry, Scope

Make = Callable[..., Entry]

_ONCE = 100
_ABOUT_TWICE = 2.35  # a square would make it four times


def all_different(make: Make, number: int) -> Entry:
    return make(f"npx tool-{number}", name=f"t{number}")


def one_server_everywhere(make: Make, number: int) -> Entry:
    env = {f"A{number}": "x", f"B{number}": "${env:X}"}
    value = {"command": "npx", "args": [f"tool@1.0.{number}", f"a{number}"], "env": env}
    return make(value, scope=Scope.PROJECT, project=Path(f"/p{number}"))


def one_name_for_many_servers(make: Make, number: int) -> Entry:
    return make(f"npx tool-{number // 2}", scope=Scope.PROJECT, project=Path(f"/p{number}"))


def one_package_under_many_names(make: Make, number: int) -> Entry:
    return make(f"npx tool a{number}", name=f"t{number}")


@pytest.mark.parametrize(
    "entry", [all_different, one_server_everywhere, one_name_for_many_servers, one_package_under_many_names]
)
def test_work_grows_no_faster_than_the_entries(entry: Callable[[Make, int], Entry], site: Site, make: Make) -> None:
    def work(count: int) -> int:
        entries = [entry(make, number) for number in range(count)]
        return calls(lambda: tell(entries, site))

    work(_ONCE)  # whatever is imported or compiled once is so by now
    amounts = [work(count) for count in (_ONCE, 2 * _ONCE, 4 * _ONCE)]
    assert amounts[2] - amounts[1] < _ABOUT_TWICE * (amounts[1] - amounts[0])


def tell(entries: list[Entry], site: Site) -> None:
    servers = servers_of(entries, site)
    for server in servers.everything:
        assert len(server.differences) >= len(server.aspects)
    assert len(list(servers.namesakes(servers.everything[0]))) < len(entries)


def calls(work: Callable[[], None]) -> int:
    """How many functions are called, those written in C among them."""
    number = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return number
