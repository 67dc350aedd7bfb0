"""Wherever a client keeps entries, and however it spells their fields, a diff does not show their secrets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mcptui.changes.diff import unified_diff
from mcptui.changes.masking import masker_of
from mcptui.clients import BUILT_IN
from mcptui.secrets.maps import NAMES

SECRETS = ("tiger-lily 42", "leopard-lily 43", "lion-lily 44")


def shown(content: object) -> str:
    """The diff of a file that comes to be."""
    data = json.dumps(content, indent=2).encode()
    return unified_diff(None, data, "x.json", masker_of(Path("x.json"), None, data, clients=BUILT_IN))


@pytest.mark.parametrize("client", BUILT_IN)
def test_secrets_are_hidden_in_every_shape_and_place(client: str) -> None:
    shape = BUILT_IN[client].shape
    headers: object = {"X-Custom": SECRETS[1]}
    for name in reversed(shape.headers):
        headers = {name: headers}
    assert isinstance(headers, dict)
    address = next(iter(shape.urls))
    entry = {
        shape.command: "npx",
        shape.env: {"MODE": SECRETS[0]},
        **headers,
        address: f"https://me:{SECRETS[2].replace(' ', '-')}@example.com/mcp",
    }
    for container in BUILT_IN[client].containers():
        held: object = {"x": entry}
        for key in reversed(container):
            held = {"/p" if key == "*" else key: held}
        text = shown(held)
        assert "X-Custom" in text
        assert "lily" not in text


def test_every_name_of_such_a_map_is_looked_for_in_a_file_that_cannot_be_read() -> None:
    named = {name for shape in BUILT_IN.shapes for name in (shape.env, shape.headers[-1])}
    assert named <= set(NAMES)


LILY = SECRETS[0]
IN_OTHER_WORDS = {
    "goose.yaml": f"extensions:\n  x:\n    cmd: npx\n    envs:\n      MODE: {LILY}\n    headers: {{A: '{LILY}'}}\n",
    "continue.yaml": (
        f"mcpServers:\n- name: x\n  requestOptions:\n    headers:\n      A: {LILY}\n- args: [--x, '--token={LILY}']\n"
    ),
    "vibe.toml": (
        f"[[mcp_servers]]\nname = 'x'\n[mcp_servers.auth.headers]\nA = '{LILY}'\n"
        f"[[mcp_servers]]\nenv = {{ B = '{LILY}' }}\n"
    ),
    "brackets.toml": (
        f"mcp_servers = [ {{ name = 'x', args = ['--token', '{LILY}'] }}, {{ headers = {{ C = '{LILY}' }} }} ]\n"
    ),
    "block.json": f'{{"command": "npx", "args": ["--token", "{LILY}"], "env": {{"A": "{LILY}"}}}}',
}


@pytest.mark.parametrize("broken", [b"", b"\n[[[ {"])
@pytest.mark.parametrize("name", IN_OTHER_WORDS)
def test_secrets_are_hidden_in_lists_and_in_other_syntaxes(name: str, broken: bytes) -> None:
    data = IN_OTHER_WORDS[name].encode() + broken
    text = unified_diff(None, data, name, masker_of(Path(name), None, data, clients=BUILT_IN))
    assert "name" in text or "command" in text or "extensions" in text
    assert "lily" not in text


def test_entries_in_a_list_are_found_too() -> None:
    assert "lily" not in shown({"mcpServers": [{"name": "x", "env": {"MODE": SECRETS[0]}}, 3]})


def test_a_project_that_is_named_like_any_is_one_project() -> None:
    assert "lily" not in shown({"projects": {"*": {"mcpServers": {"x": {"env": {"MODE": SECRETS[0]}}}}}})


@pytest.mark.parametrize("content", [[], 3, {"mcpServers": None}, {"mcpServers": {"x": [1]}}, {"projects": [1]}])
def test_a_file_of_another_kind_is_no_trouble(content: object) -> None:
    assert shown(content)
