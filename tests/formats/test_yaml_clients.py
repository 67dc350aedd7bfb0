"""What the YAML editor has to do in the files of Goose and of Continue, as they are written there."""

from __future__ import annotations

import pytest

from mcptui.formats.document import MISSING, Drop, Edit, Put, Restore
from mcptui.formats.yaml import YamlDocument
from tests.formats.layouts import CONTINUE_WRITTEN as CONTINUE
from tests.formats.layouts import GOOSE_WRITTEN as GOOSE


def edited(before: str, *edits: Edit) -> str:
    return YamlDocument(before.encode()).edit(edits).data.decode()


def members(text: str, *path: str) -> tuple[str, ...]:
    return YamlDocument(text.encode()).keys(path)


def test_an_extension_is_switched_by_one_word() -> None:
    off = edited(GOOSE, Put(("extensions", "github", "enabled"), value=False))
    assert off == GOOSE.replace("enabled: true\n    env_keys", "enabled: false\n    env_keys")
    assert edited(off, Put(("extensions", "github", "enabled"), value=True)) == GOOSE


def test_all_extensions_are_switched_at_once() -> None:
    names = members(GOOSE, "extensions")
    assert names == ("developer", "github", "remote")
    off = edited(GOOSE, *(Put(("extensions", name, "enabled"), value=False) for name in names))
    assert off == GOOSE.replace("enabled: true", "enabled: false")


@pytest.mark.parametrize("name", ["developer", "github", "remote"])
def test_an_extension_goes_and_comes_back(name: str) -> None:
    path = ("extensions", name)
    done = YamlDocument(GOOSE.encode()).edit([Drop(path)])
    assert f"  {name}:" not in done.data.decode()
    assert edited(done.data.decode(), Restore(path, done.pieces[path])) == GOOSE
    changed = done.data.decode().replace("GOOSE_MODE: auto", "GOOSE_MODE: smart")
    assert edited(changed, Restore(path, done.pieces[path])) == GOOSE.replace("auto", "smart")


def test_a_new_extension_is_written_like_the_others() -> None:
    new = {"args": ["-y", "@x/y"], "cmd": "npx", "enabled": True, "envs": {}, "name": "y", "type": "stdio"}
    after = edited(GOOSE, Put(("extensions", "y"), new))
    own = '  "y":\n    args:\n    - -y\n    - "@x/y"\n    cmd: npx\n    enabled: true\n    envs: {}\n    name: "y"\n'
    assert after == GOOSE.replace("GOOSE_MODE:", f"{own}    type: stdio\nGOOSE_MODE:")
    assert edited(after, Drop(("extensions", "y"))) == GOOSE


def test_the_first_extension_makes_the_file_of_goose() -> None:
    after = edited("", Put(("extensions", "x"), {"cmd": "npx", "args": ["-y"], "enabled": True}))
    assert after == "extensions:\n  x:\n    cmd: npx\n    args:\n      - -y\n    enabled: true\n"
    assert edited("GOOSE_MODE: auto\n", Put(("extensions", "x"), {"enabled": True})) == (
        "GOOSE_MODE: auto\nextensions:\n  x:\n    enabled: true\n"
    )


def test_environment_and_arguments_of_an_extension_change_in_their_place() -> None:
    path = ("extensions", "github")
    assert edited(GOOSE, Put((*path, "envs", "DEBUG"), "1")) == GOOSE.replace(
        "    envs: {}\n    name: github", '    envs:\n      DEBUG: "1"\n    name: github'
    )
    assert edited(GOOSE, Put((*path, "args"), ["-y", "@modelcontextprotocol/server-github", "/p"])) == GOOSE.replace(
        "server-github'\n", "server-github'\n    - /p\n"
    )
    assert edited(GOOSE, Put((*path, "available_tools"), ["search"])) == GOOSE.replace(
        "    type: stdio\n", "    type: stdio\n    available_tools:\n    - search\n"
    )


@pytest.mark.parametrize("name", ["SQLite", "Browser search", "Remote"])
def test_an_item_goes_and_comes_back(name: str) -> None:
    path = ("mcpServers", name)
    done = YamlDocument(CONTINUE.encode()).edit([Drop(path)])
    assert members(done.data.decode(), "mcpServers") == tuple(
        other for other in ("SQLite", "Browser search", "Remote") if other != name
    )
    assert edited(done.data.decode(), Restore(path, done.pieces[path])) == CONTINUE
    changed = done.data.decode().replace("1.0.0", "1.0.1")
    assert edited(changed, Restore(path, done.pieces[path])) == CONTINUE.replace("1.0.0", "1.0.1")


def test_all_items_go_and_come_back() -> None:
    paths = [("mcpServers", name) for name in members(CONTINUE, "mcpServers")]
    done = YamlDocument(CONTINUE.encode()).edit([Drop(path) for path in paths])
    assert "mcpServers: []\n" in done.data.decode()
    assert edited(done.data.decode(), *(Restore(path, done.pieces[path]) for path in paths)) == CONTINUE
    text = done.data.decode()
    for path in reversed(paths):
        text = edited(text, Restore(path, done.pieces[path]))
    assert text == CONTINUE


def test_a_new_item_is_known_by_its_name() -> None:
    after = edited(CONTINUE, Put(("mcpServers", "new one"), {"command": "uvx", "args": ["x"]}))
    own = "  - name: new one\n    command: uvx\n    args:\n      - x\n"
    assert after == CONTINUE.replace("context:", f"{own}context:")
    assert edited(after, Drop(("mcpServers", "new one"))) == CONTINUE


def test_the_first_item_needs_a_sequence_to_go_to() -> None:
    after = edited("name: x\nmcpServers: []\n", Put(("mcpServers", "new"), {"command": "uvx"}))
    assert after == "name: x\nmcpServers:\n  - name: new\n    command: uvx\n"


def test_a_member_of_an_item_is_reached_by_its_name() -> None:
    document = YamlDocument(CONTINUE.encode())
    assert document.value(("mcpServers", "Remote", "url")) == "https://example.com/mcp"
    assert document.value(("mcpServers", "none")) is MISSING
    assert document.line(("mcpServers", "Remote")) == 18
    assert edited(CONTINUE, Put(("mcpServers", "Browser search", "env", "LEVEL"), 3)) == CONTINUE.replace(
        "secrets.API_KEY }}\n", "secrets.API_KEY }}\n      LEVEL: 3\n"
    )
