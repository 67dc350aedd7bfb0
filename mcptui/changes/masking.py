"""What must not show in the diff of a file: the secrets of every entry that its old or new text holds.

Entries are read where the clients keep them. Maps of environment variables and headers are looked for everywhere, also
in a text that cannot be parsed: a diff shows what stands beside an entry, and of a file put back as a whole all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from mcptui.clients.known import Clients
from mcptui.clients.shape import Shape, define
from mcptui.errors import McptuiError
from mcptui.formats import parse
from mcptui.formats.document import Document, KeyPath, member_at
from mcptui.inventory import LARGEST_ENTRY
from mcptui.model import Definition, Syntax, Transport
from mcptui.secrets import Masker
from mcptui.secrets.maps import json_maps, toml_maps, yaml_maps

_BY_SUFFIX: Final = {".toml": Syntax.TOML, ".yaml": Syntax.YAML, ".yml": Syntax.YAML}
_WITH_ITEMS: Final = (Syntax.TOML, Syntax.YAML)
_MAPS: Final = {
    Syntax.JSON: json_maps,
    Syntax.COMMENTED: json_maps,
    Syntax.JSONC: json_maps,
    Syntax.TOML: toml_maps,
    Syntax.YAML: yaml_maps,
}


def masker_of(path: Path, *versions: bytes | None, clients: Clients, parsed: Iterable[Document] = ()) -> Masker:
    """A masker for the text of ``path`` in all these versions.

    A file is looked at for all ``clients``, whoever it belongs to. ``parsed`` are documents that are at hand: one
    that holds just the bytes of a version speaks for it.
    """
    return masker_for(_BY_SUFFIX.get(path.suffix, Syntax.JSONC), *versions, clients=clients, parsed=parsed)


def masker_for(syntax: Syntax, *versions: bytes | None, clients: Clients, parsed: Iterable[Document] = ()) -> Masker:
    """``masker_of`` for a file of which only the syntax is known."""
    at_hand = tuple(parsed)
    texts = [data for data in versions if data]
    entries = (value for data in texts for value in _entries(data, syntax, clients, at_hand))
    different = {repr(value): value for value in entries}  # most entries are in both versions
    return Masker.of(
        (
            *(define(value, shape) for value in different.values() for shape in _ways_to_read(value, clients)),
            *(Definition(Transport.UNKNOWN, env=each) for data in texts for each in _MAPS[syntax](data) if each),
        )
    )


def _entries(data: bytes, syntax: Syntax, clients: Clients, at_hand: Sequence[Document]) -> Iterator[dict[str, object]]:
    """Everything that some client takes for an entry, in a table of them or in a list."""
    try:
        document = next((each for each in at_hand if each.data == data), None)
        document = document or parse(data, syntax, entry_paths(clients))
        paths = list(_places(document, clients))
    except McptuiError:
        return
    for path in paths:
        with suppress(McptuiError):  # an entry that cannot be told must not keep the others from being hidden
            value = document.value(path)
            yield from (each for each in (value if isinstance(value, list) else (value,)) if isinstance(each, dict))


def entry_paths(clients: Clients) -> tuple[KeyPath, ...]:
    """Where any client keeps an entry, ``*`` being any key."""
    return tuple((*path, "*") for path in clients.containers)


def _places(document: Document, clients: Clients) -> Iterator[KeyPath]:
    """Where entries stand, or lists of them."""
    for container in clients.containers:
        paths: list[KeyPath] = [()]
        for part in container:
            paths = [(*path, key) for path in paths for key in (document.keys(path) if part == "*" else (part,))]
        for path in paths:
            names = document.keys(path)
            # What is too large to be read as an entry may be most of the file, where entries stand at its top.
            yield from ((*path, name) for name in names if path or document.size((name,)) <= LARGEST_ENTRY)
            if not names or document.syntax in _WITH_ITEMS:  # there an item has the name that it tells
                yield path
    if {"command", "url"} & set(document.keys(())) and document.size(()) <= LARGEST_ENTRY:
        yield ()  # one entry and nothing else


def _ways_to_read(entry: dict[str, object], clients: Clients) -> Iterator[Shape]:
    """The shapes that see different fields of ``entry``; most clients see the same in most entries."""
    seen: set[object] = set()
    for shape in clients.shapes:
        told = member_at(entry, shape.inside)
        if not isinstance(told, dict):
            continue
        url = next((name for name in shape.urls if name in told), None)
        fields = (name for name in (shape.command, shape.args, shape.env, shape.headers[0]) if name in told)
        view = (*fields, url, shape.whole, shape.inside)
        if view not in seen:
            seen.add(view)
            yield shape._replace(type=None)
