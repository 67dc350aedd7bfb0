"""What people type or paste, taken for the server that they mean."""

from __future__ import annotations

import pytest

from mcptui.clients import BUILT_IN
from mcptui.errors import UsageError
from mcptui.translate.pasted import Pasted, named, read_pasted, read_typed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("npx -y 'a b' --flag=x", {"command": "npx", "args": ["-y", "a b", "--flag=x"]}),
        (" A=1 B=${B} npx x C=2 ", {"command": "npx", "args": ["x", "C=2"], "env": {"A": "1", "B": "${B}"}}),
        ("https://x.example/mcp?a=b", {"url": "https://x.example/mcp?a=b"}),
        ("docker", {"command": "docker", "args": []}),
        ('{"url": "https://x.example"}', {"url": "https://x.example"}),
    ],
)
def test_a_line_is_a_command_an_address_or_an_entry(text: str, value: dict[str, object]) -> None:
    assert read_typed(text, BUILT_IN) == (Pasted(None, value),)


@pytest.mark.parametrize("text", ["", "A=1", "'open", "{", "[]", "# nothing", '{"mcpServers": []}'])
def test_what_tells_no_server_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_typed(text, BUILT_IN)


def test_a_table_of_any_client_is_found_wherever_it_stands() -> None:
    value = {"command": "x"}
    for client in BUILT_IN.values():
        for key in client.containers():
            if not key or "*" in key or client.id == "claude-desktop":
                continue
            told: object = {"docs": value}
            for part in reversed(key):
                told = {part: told}
            text = repr(told).replace("'", '"')
            assert read_pasted(text, BUILT_IN) == (Pasted("docs", value, key),), client.id


def test_names_are_those_that_are_told_or_chosen() -> None:
    one, other = Pasted("a", {"command": "x"}), Pasted("b", {"command": "y"})
    assert named((one, other), None) == (("a", one), ("b", other))
    assert named((one,), "c") == (("c", one),)
    assert named((one, other), "b") == (("b", other),)
    for pasted, name in (((one, other), "c"), ((Pasted(None, {}),), None)):
        with pytest.raises(UsageError):
            named(pasted, name)
