"""What must not show in the diff of a file: the secrets of every entry that its old or new text holds.

Entries are read where the clients keep them. Maps of environment variables and headers are looked for everywhere, also
in a text that cannot be parsed: a diff shows what stands beside an entry, and of a file put back as a whole all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
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
ENTRY_PATHS: Final[tuple[KeyPath, ...]] = (
    *((*path, "*") for path in _CONTAINERS),
    ("projects", "*", "mcpServers", "*"),
)
_BY_SUFFIX: Final = {".toml": Syntax.TOML, ".yaml": Syntax.YAML, ".yml": Syntax.YAML}
_MAPS: Final = {
    Syntax.JSON: json_maps,
    Syntax.JSONC: json_maps,
    Syntax.TOML: toml_maps,
    Syntax.YAML: yaml_maps,
}
_SHAPES: Final = (Shape(type=None), Shape(type=None, headers="http_headers"))


def masker_of(path: Path, *versions: bytes | None, parsed: Iterable[Document] = ()) -> Masker:
    """A masker for the text of ``path`` in all these versions.

    ``parsed`` are documents that are at hand: one that holds just the bytes of a version speaks for it.
    """
    return masker_for(_BY_SUFFIX.get(path.suffix, Syntax.JSONC), *versions, parsed=parsed)


def masker_for(syntax: Syntax, *versions: bytes | None, parsed: Iterable[Document] = ()) -> Masker:
    """``masker_of`` for a file of which only the syntax is known."""
    at_hand = tuple(parsed)
    texts = [data for data in versions if data]
    entries = (value for data in texts for value in _entries(data, syntax, at_hand))
    different = {repr(value): value for value in entries}  # most entries are in both versions
    return Masker.of(
        (
            *(define(value, shape) for value in different.values() for shape in _SHAPES),
            *(Definition(Transport.UNKNOWN, env=each) for data in texts for each in _MAPS[syntax](data) if each),
        )
    )


def _entries(data: bytes, syntax: Syntax, at_hand: Sequence[Document]) -> Iterator[object]:
    try:
        document = next((each for each in at_hand if each.data == data), None) or parse(data, syntax, ENTRY_PATHS)
        paths = list(_entry_paths(document))
    except McptuiError:
        return
    for path in paths:
        with suppress(McptuiError):  # an entry that cannot be told must not keep the others from being hidden
            yield document.value(path)


def _entry_paths(document: Document) -> Iterator[KeyPath]:
    projects = ((*_BY_PROJECT, key, "mcpServers") for key in document.keys(_BY_PROJECT))
    for container in (*_CONTAINERS, *projects):
        yield from ((*container, name) for name in document.keys(container))
