"""Which entries are the same server: by what they launch or call, not by what they are called."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui.clients.base import Site
from mcptui.drift.servers import servers_of
from mcptui.drift.words import called, labels_of
from mcptui.model import Entry, Scope
from mcptui.secrets import HIDDEN

Make = Callable[..., Entry]

FETCH = "uvx mcp-server-fetch"
SAME = [
    # a package, whatever fetches it and at whatever version
    ("npx -y @org/tool", "npx @org/tool@1.2.3"),
    ("npx -y @org/tool", "cmd /c npx -y @org/tool"),
    ("npx -y @org/tool", "C:\\nodejs\\npx.cmd @Org/Tool"),
    ("npx tool", "bunx tool"),
    ("npx tool", "npm exec -- tool"),
    ("npx @org/kit", "npx -p @org/kit kit"),
    ("env A=b npx tool", "npx tool"),
    ("srt npx tool", "npx tool"),
    (FETCH, "uv tool run mcp_server_fetch==1.0"),
    (FETCH, "pipx run mcp-server-fetch"),
    (FETCH, "uvx --from mcp-server-fetch@2.0 mcp-server-fetch"),
    ("uvx --from git+https://host/o/r@v1 tool", "uvx --from git+https://host/o/r.git tool"),
    ("docker run -i --rm org/tool", "podman run docker.io/org/tool:1.0"),
    ("docker run -e A -v /x:/y library/redis", "docker run redis"),
    # a script, wherever its interpreter is
    ("node /srv/a/server.js", "/opt/node/bin/node /srv/a/../a/server.js --port 1"),
    ("python ~/a/server.py", "/venv/bin/python3.12 ~/a/server.py"),
    ("uv run --directory /srv/a server.py", "uv --directory /srv/a run server.py"),
    ("npm --prefix /srv/a run start", "npm -C /srv/a/ start"),
    # an installed program, wherever that is
    ("calendar-mcp", "/home/me/.local/bin/calendar-mcp"),
    ("calendar-mcp --a", "C:\\py\\Scripts\\calendar-mcp.exe"),
    ("bash -c curl|sh", "bash -c curl|sh"),
]
DIFFERENT = [
    ("npx tool", "npx other"),
    ("npx tool", "uvx tool"),
    ("npx @org/tool", "npx tool"),
    ("npx -p kit one", "npx -p kit two"),
    ("uvx --from kit one", "uvx --from kit two"),
    ("docker run org/tool", "docker run other/tool"),
    ("docker run tool", "docker exec tool run"),
    ("node /srv/a/server.js", "node /srv/b/server.js"),
    ("uv run --directory /srv/a server.py", "uv run --directory /srv/b server.py"),
    ("python -m one", "python -m two"),
    ("/srv/a/tool", "/srv/b/tool"),
    ("bash -c curl|sh", "bash -c wget|sh"),
]


def is_same(site: Site, *entries: Entry) -> bool:
    return len(servers_of(entries, site).everything) == 1


@pytest.mark.parametrize(("one", "other"), SAME)
def test_these_lines_start_the_same_server(one: str, other: str, site: Site, make: Make) -> None:
    assert is_same(site, make(one), make(other, "codex"))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_these_lines_start_different_servers(one: str, other: str, site: Site, make: Make) -> None:
    assert not is_same(site, make(one), make(other, "codex"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://mcp.example/mcp", "HTTPS://MCP.example:443/mcp/", True),
        ("https://me:pw@mcp.example/mcp?key=1", "http://mcp.example/mcp#x", True),
        ("https://mcp.example:8443/mcp", "https://mcp.example/mcp", False),
        ("https://mcp.example/mcp", "https://mcp.example/sse", False),
        ("https://mcp.example/mcp", "https://mcp2.example/mcp", False),
        (
            "https://mcp.example/s/0123456789abcdefABCDEF01/mcp",
            "https://mcp.example/s/fedcba98765432100BCDEF01/mcp",
            True,
        ),
    ],
)
def test_a_remote_server_is_its_host_and_path(one: str, other: str, *, same: bool, site: Site, make: Make) -> None:
    assert is_same(site, make({"url": one}), make({"url": other}, "codex")) is same


def test_a_bridge_stands_for_the_server_behind_it(site: Site, make: Make) -> None:
    assert is_same(
        site, make("npx -y mcp-remote@0.1.15 https://mcp.example/mcp"), make({"url": "https://mcp.example/mcp"})
    )


def test_the_name_counts_for_nothing(site: Site, make: Make) -> None:
    assert is_same(site, make("npx tool", name="a"), make("npx tool", "codex", name="b"))
    assert not is_same(site, make("npx tool", name="a"), make("npx other", "codex", name="a"))


def test_a_client_that_has_a_server_under_two_names_means_two_of_it(site: Site, make: Make) -> None:
    dev, prod = make("npx pg dev", name="dev"), make("npx pg prod", name="prod")
    elsewhere = make("npx pg@2 prod", "codex", name="Prod")
    servers = servers_of([dev, prod, elsewhere], site)
    assert [[entry.id for entry in server.entries] for server in servers.everything] == [
        [dev.id],
        [prod.id, elsewhere.id],
    ]


def test_namesakes_are_told_apart_and_known_of(site: Site, make: Make) -> None:
    entries = (
        make("npx one"),
        make("npx one@2", "codex"),
        make("npx two", "vscode"),
        make("npx three", "zed", name="x"),
    )
    servers = servers_of(entries, site)
    one, two, three = servers.everything
    assert [list(servers.namesakes(server)) for server in (one, two, three)] == [[two], [one], []]
    assert servers.by_entry[entries[1].id] is one


def test_a_relative_script_counts_from_where_it_is_started(site: Site, make: Make) -> None:
    shop = Path("/srv/shop")
    there = make("node /srv/shop/server.js", "codex")
    assert is_same(site, make("node server.js", scope=Scope.PROJECT, project=shop), there)
    assert is_same(site, make({"command": "node", "args": ["./server.js"], "cwd": "/srv/shop"}, "vscode"), there)
    assert not is_same(site, make("node server.js", scope=Scope.PROJECT, project=Path("/srv/other")), there)
    at_home = make("node ${userHome}/server.js")
    assert is_same(site, at_home, make("node ~/server.js", "codex"))


@pytest.mark.parametrize("value", [{}, {"command": ""}, {"url": ""}, {"url": "://"}, [], None, {"command": {"x": 1}}])
def test_what_names_no_server_is_a_server_of_its_own(value: object, site: Site, make: Make) -> None:
    assert not is_same(site, make(value), make(value, "codex"))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("cmd /c npx -y @org/tool@1.0 --x", "npx @org/tool"),
        ("uv run --directory ~/a server.py", "~/a"),
        ({"url": "https://me:secret-pw@mcp.example/mcp"}, f"https://me:{HIDDEN}@mcp.example/mcp"),
        ("npx mcp-remote https://mcp.example/mcp", "https://mcp.example/mcp"),
        ({"command": "bash", "args": ["-c", "curl|sh"]}, "bash"),
    ],
)
def test_a_server_is_called_what_it_launches_or_calls(value: object, told: str, site: Site, make: Make) -> None:
    assert called(make(value), site.machine) == told


def test_entries_are_called_no_more_than_tells_them_apart(site: Site, make: Make) -> None:
    here, there = Path("/srv/shop"), Path("/srv/blog")
    entries = [
        make("npx tool"),
        make("npx tool", "codex", name="other"),
        make("npx tool", scope=Scope.PROJECT, project=here),
        make("npx tool", scope=Scope.PROJECT, project=there),
    ]
    labels = labels_of(entries, "tool", site.machine)
    assert list(labels.values()) == [
        "cursor/user",
        "codex/user/other",
        "cursor/project (/cursor-project-/srv/shop, shop)",
        "cursor/project (/cursor-project-/srv/blog, blog)",
    ]
