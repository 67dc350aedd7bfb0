"""What must not show in the diff of a file: the secrets of every entry that its old or new text holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mcptui.clients import CLIENTS
from mcptui.clients.shape import Shape, define
from mcptui.errors import McptuiError
from mcptui.formats import parse
from mcptui.formats.document import Document, KeyPath
from mcptui.model import Definition, Syntax
from mcptui.secrets import Masker

# Where any client keeps entries, and how it reads them; a file is looked at for all, whoever it belongs to.
_CONTAINERS: Final = tuple(dict.fromkeys(path for client in CLIENTS for path in client.containers()))
_WANTED: Final = tuple((*path, "*") for path in _CONTAINERS)
_SHAPES: Final = tuple(client.shape._replace(type=None) for client in CLIENTS)
_BY_SUFFIX: Final = {".toml": Syntax.TOML, ".yaml": Syntax.YAML, ".yml": Syntax.YAML}


def masker_of(path: Path, *versions: bytes | None) -> Masker:
    """A masker for the text of ``path`` in all these versions; a version that cannot be read adds nothing."""
    syntax = _BY_SUFFIX.get(path.suffix, Syntax.JSONC)
    return Masker.of(each for data in versions if data for each in _definitions(data, syntax))


def _definitions(data: bytes, syntax: Syntax) -> Iterator[Definition]:
    try:
        document = parse(data, syntax, _WANTED)
        for entry in _entries(document):
            for shape in _ways_to_read(entry):
                yield define(entry, shape)
    except McptuiError:
        return


def _entries(document: Document) -> Iterator[dict[str, object]]:
    """Everything that some client takes for an entry, in a table of them or in a list."""
    for container in _CONTAINERS:
        paths: list[KeyPath] = [()]
        for part in container:
            paths = [(*path, key) for path in paths for key in (document.keys(path) if part == "*" else (part,))]
        for path in paths:
            held = document.value(path)
            members = held.values() if isinstance(held, dict) else held if isinstance(held, list) else ()
            yield from (each for each in members if isinstance(each, dict))


def _ways_to_read(entry: dict[str, object]) -> Iterator[Shape]:
    """The shapes that see different fields of ``entry``; most clients see the same in most entries."""
    seen: set[object] = set()
    for shape in _SHAPES:
        url = next((name for name in shape.urls if name in entry), None)
        fields = (name for name in (shape.command, shape.args, shape.env, shape.headers[0]) if name in entry)
        view = (*fields, url, shape.whole)
        if view not in seen:
            seen.add(view)
            yield shape
