"""What must not show in the diff of a file: the secrets of every entry that its old or new text holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mcptui.clients.shape import Shape, define
from mcptui.errors import McptuiError
from mcptui.formats import parse
from mcptui.formats.document import Document, KeyPath
from mcptui.model import Definition, Syntax
from mcptui.secrets import Masker

# Where the clients keep entries; a file is looked at for all of them, whoever it belongs to.
_CONTAINERS: Final[tuple[KeyPath, ...]] = (("mcpServers",), ("servers",), ("mcp_servers",))
_BY_PROJECT: Final[KeyPath] = ("projects",)
_WANTED: Final[tuple[KeyPath, ...]] = (*((*path, "*") for path in _CONTAINERS), ("projects", "*", "mcpServers", "*"))
_BY_SUFFIX: Final = {".toml": Syntax.TOML, ".yaml": Syntax.YAML, ".yml": Syntax.YAML}
_SHAPES: Final = (Shape(type=None), Shape(type=None, headers=("http_headers",)))


def masker_of(path: Path, *versions: bytes | None) -> Masker:
    """A masker for the text of ``path`` in all these versions; a version that cannot be read adds nothing."""
    syntax = _BY_SUFFIX.get(path.suffix, Syntax.JSONC)
    return Masker.of(each for data in versions if data for each in _definitions(data, syntax))


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
