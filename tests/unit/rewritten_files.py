"""One file in each syntax, for operations to rewrite."""

from __future__ import annotations

import json
import tomllib

import pytest
from ruamel.yaml import YAML

from mcptui.formats.document import MISSING, KeyPath
from mcptui.model import Syntax

JSON_FILE = b"""{
  "theme": "dark",
  "off": ["a", "b"],
  "mcpServers": {
    "files": {
      "command": "npx",
      "args": ["-y", "server", "/home/me"]
    },
    "clock": { "command": "uvx" }
  }
}
"""
TOML_FILE = b"""# mine
theme = "dark"
off = ["a", "b"]

[mcpServers.files]
command = "npx"
args = ["-y", "server", "/home/me"] # the whole home

[mcpServers.clock]
command = "uvx"
"""
YAML_FILE = b"""# mine
theme: dark
off:
  - a
  - b
mcpServers:
  files:
    command: npx
    args: # the whole home
      - -y
      - server
      - /home/me
  clock:
    command: uvx
"""
FILES = {
    Syntax.JSON: JSON_FILE,
    Syntax.COMMENTED: b"// mine\n" + JSON_FILE,
    Syntax.JSONC: b"// mine\n" + JSON_FILE,
    Syntax.TOML: TOML_FILE,
    Syntax.YAML: YAML_FILE,
}
SERVERS: KeyPath = ("mcpServers",)
FILES_ENTRY: KeyPath = ("mcpServers", "files")
ARGS: KeyPath = ("mcpServers", "files", "args")
OFF: KeyPath = ("off",)
every_syntax = pytest.mark.parametrize("syntax", FILES)


def value(data: bytes | None, syntax: Syntax) -> dict[str, object]:
    """The plain value of a file, read by nothing of ours."""
    text = (data or b"").decode()
    if syntax is Syntax.TOML:
        return tomllib.loads(text)
    if syntax is Syntax.YAML:
        return YAML(typ="safe", pure=True).load(text) or {}
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("//"))
    read = json.loads("\n".join(lines))
    assert isinstance(read, dict)
    return read


def at(data: bytes | None, syntax: Syntax, path: KeyPath) -> object:
    found: object = value(data, syntax)
    for key in path:
        if not isinstance(found, dict) or key not in found:
            return MISSING
        found = found[key]
    return found
