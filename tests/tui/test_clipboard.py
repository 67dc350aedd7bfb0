"""What is sent to the clipboard: one line, no secret, harmless in a shell."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcptui.machine import Machine
from mcptui.model import Definition, Entry, Scope, Source, State, StateKind, Switch, Syntax, Transport
from mcptui.tui.clipboard import offers_of
from mcptui.workspace import Workspace

if TYPE_CHECKING:
    from tests.tui.conftest import OpenScreen

NASTY = "a\nrm -rf ~\x1b]52;c;QUJD\x07\u202e"


def entry(command: str | None, *args: str, name: str = "files", url: str | None = None) -> Entry:
    source = Source("cursor", Scope.USER, Path("/home/sam/mcp.json"), ("mcpServers",), Syntax.JSONC)
    definition = Definition(Transport.STDIO if url is None else Transport.HTTP, command, args, url=url)
    return Entry(source, name, ("mcpServers", name), {}, 3, definition, State(StateKind.ON, "so"), Switch.PARK)


def sent(of: Entry) -> dict[str, str]:
    return {offer.what: offer.text for offer in offers_of(of, None)}


def test_the_command_line_is_taken_apart_by_a_shell_as_the_entry_says_it() -> None:
    words = ("npx", "-y", "it's $HOME `x`", "", "a b")
    assert shlex.split(sent(entry(*words))["runs"]) == list(words)


def test_no_secret_is_sent() -> None:
    text = sent(entry("npx", "--api-key", "sk-live-0123456789abcdef0123", "postgresql://app:hunter2@db/x"))["runs"]
    assert "sk-live" not in text
    assert "hunter2" not in text


@pytest.mark.parametrize("of", [entry(NASTY, NASTY, name=NASTY), entry(None, name=NASTY, url=f"https://x/{NASTY}")])
def test_whatever_an_entry_holds_what_is_sent_is_one_line_without_controls(of: Entry) -> None:
    for what, text in sent(of).items():
        assert text.isprintable(), what


def test_a_server_that_is_called_has_an_address_instead_of_a_command_line() -> None:
    assert [offer.name for offer in offers_of(entry(None, url="https://x/mcp"), None)][1] == "address"
    assert sent(entry(None, url="https://x/mcp"))["runs"] == "https://x/mcp"


def test_the_json_is_one_line_that_can_be_read_again(machine: Machine) -> None:
    workspace = Workspace(machine)
    look = workspace.look()
    for each in look.entries[:5]:
        offers = {offer.what: offer.text for offer in offers_of(each, workspace.evidence(each, look))}
        assert json.loads(offers["json"])["name"] == each.name
        assert offers["json"].isprintable()


@pytest.mark.parametrize(
    ("keys", "what"), [(("n",), "name"), (("j", "enter"), "runs"), (("f",), "place"), (("o",), "json")]
)
async def test_one_key_chooses_what_is_sent(
    machine: Machine, open_screen: OpenScreen, keys: tuple[str, ...], what: str
) -> None:
    async with open_screen(machine, size=(80, 24)) as screen:
        line = screen.app.servers.table.cursor_line
        row = next(each for each in screen.app.session.rows if line is not None and each.key == line.key)
        offers = {offer.what: offer.text for offer in offers_of(row.entry, screen.app.session.evidence[row.key])}
        await screen.press("y", *keys)
        assert screen.app.clipboard == offers[what]
        assert screen.line_with("sent to the clipboard")
