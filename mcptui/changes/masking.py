"""What must not show in the diff of a file: the secrets of every entry that its old or new text holds.

Entries are read where the clients keep them. Maps of environment variables and headers are looked for everywhere, also
in a text that cannot be parsed: a diff shows what stands beside an entry, and of a file put back as a whole all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mcptui.clients.base import Shape, define
from mcptui.errors import McptuiError
from mcptui.formats import parse
from mcptui.formats.document import Document, KeyPath
from mcptui.model import Definition, Syntax, Transport
from mcptui.secrets import Masker
from mcptui.secrets.maps import json_maps, toml_maps, yaml_maps

# Where the clients keep entries; a file is looked at for all of them, whoever it belongs to.
_CONTAINERS: Final[tuple[KeyPath, ...]] = (("mcpServers",), ("servers",), ("mcp_servers",))
_BY_PROJECT: Final[KeyPath] = ("projects",)
_WANTED: Final[tuple[KeyPath, ...]] = (*((*path, "*") for path in _CONTAINERS), ("projects", "*", "mcpServers", "*"))
_BY_SUFFIX: Final = {".toml": Syntax.TOML, ".yaml": Syntax.YAML, ".yml": Syntax.YAML}
_MAPS: Final = {
    Syntax.JSON: json_maps,
    Syntax.JSONC: json_maps,
    Syntax.TOML: toml_maps,
    Syntax.YAML: yaml_maps,
}
_SHAPES: Final = (Shape(type=None), Shape(type=None, headers="http_headers"))


def masker_of(path: Path, *versions: bytes | None) -> Masker:
    """A masker for the text of ``path`` in all these versions."""
    return masker_for(_BY_SUFFIX.get(path.suffix, Syntax.JSONC), *versions)


def masker_for(syntax: Syntax, *versions: bytes | None) -> Masker:
    """``masker_of`` for a file of which only the syntax is known."""
    return Masker.of(
        definition
        for data in versions
        if data
        for definition in (
            *_definitions(data, syntax),
            *(Definition(Transport.UNKNOWN, env=each) for each in _MAPS[syntax](data) if each),
        )
    )


def _definitions(data: bytes, syntax: Syntax) -> Iterator[Definition]:
    try:
        document = parse(data, syntax, _WANTED)
        for path in _entry_paths(document):
            value = document.value(path)
            for shape in _SHAPES:
                yield define(value, shape)
    except McptuiError:
        return


def _entry_paths(document: Document) -> Iterator[KeyPath]:
    projects = ((*_BY_PROJECT, key, "mcpServers") for key in document.keys(_BY_PROJECT))
    for container in (*_CONTAINERS, *projects):
        yield from ((*container, name) for name in document.keys(container))
