"""The name that is proposed for a server which was told without one."""

from __future__ import annotations

import pytest

from mcptui.clients import BUILT_IN
from mcptui.translate.naming import proposed_name
from mcptui.translate.pasted import read_typed


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("npx @acme/thing@1.0.0", "thing"),
        ("TOKEN=${TOKEN} npx -y @modelcontextprotocol/server-filesystem ~/src", "filesystem"),
        ("uvx mcp-server-git==2.1 --repository .", "git"),
        ("uvx --from git+https://host.example/acme/tools.git tool", "tools"),
        ("docker run -i --rm ghcr.io/acme/github-mcp-server:1.2", "github"),
        ("node /srv/own/tracker.mjs", "tracker"),
        ("/opt/acme/bin/mcp", "mcp"),
        (r"cmd /c npx -y 'C:\tools\notes'", "notes"),
        ("npx -y 'odd name!'", "odd-name"),
        ("https://mcp.shop.example/mcp", "shop"),
        ("https://docs.example:8443/mcp?key=x", "docs"),
        ("http://localhost:3000/mcp", None),
        ("http://127.0.0.1/mcp", None),
        ("http://[::1/mcp", None),
        ("sh -c 'echo hi'", None),
    ],
)
def test_is_what_the_package_the_program_or_the_host_is_called(typed: str, name: str | None) -> None:
    (told,) = read_typed(typed, BUILT_IN)
    assert proposed_name(told.value) == name


def test_needs_something_that_is_started_or_called() -> None:
    assert proposed_name({}) is None
