"""Wherever a client keeps entries, and however it spells their fields, a diff does not show their secrets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mcptui.changes.diff import unified_diff
from mcptui.changes.masking import masker_of
from mcptui.clients import BUILT_IN

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


def test_entries_in_a_list_are_found_too() -> None:
    assert "lily" not in shown({"mcpServers": [{"name": "x", "env": {"MODE": SECRETS[0]}}, 3]})


def test_a_project_that_is_named_like_any_is_one_project() -> None:
    assert "lily" not in shown({"projects": {"*": {"mcpServers": {"x": {"env": {"MODE": SECRETS[0]}}}}}})


@pytest.mark.parametrize("content", [[], 3, {"mcpServers": None}, {"mcpServers": {"x": [1]}}, {"projects": [1]}])
def test_a_file_of_another_kind_is_no_trouble(content: object) -> None:
    assert shown(content)
