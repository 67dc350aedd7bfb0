"""Bytes in, bytes out: reading and editing configuration files without touching a byte outside the edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from mcptui.errors import Unreadable
from mcptui.formats.document import Document, KeyPath
from mcptui.model import Syntax

MOST_BYTES: Final[Mapping[Syntax, int]] = MappingProxyType(
    {
        Syntax.JSON: 256 << 20,
        Syntax.COMMENTED: 256 << 20,
        Syntax.JSONC: 256 << 20,
        Syntax.TOML: 2 << 20,
        Syntax.YAML: 2 << 20,
        Syntax.XML: 2 << 20,
    }
)
"""What is read of a file at most. A ``~/.claude.json`` of 238 MB was seen (anthropics/claude-code#5653); the parsers of
TOML and YAML take seconds for a megabyte, and no client's file comes near that."""


def parse(data: bytes, syntax: Syntax, wanted: Iterable[KeyPath] = ()) -> Document:
    """Parse ``data``. ``wanted`` names the paths (``*`` for any key) that will be looked into.

    It is a hint that makes huge JSON files cheap; other paths can be read all the same.
    Raises ``Unreadable`` with line and column, and for more than ``MOST_BYTES``.
    """
    if len(data) > MOST_BYTES[syntax]:
        raise Unreadable(f"larger than {MOST_BYTES[syntax]:,} bytes, the most that is read of {syntax.value.upper()}")
    if syntax is Syntax.TOML:
        from mcptui.formats.toml import TomlDocument

        return TomlDocument(data)
    if syntax is Syntax.YAML:
        from mcptui.formats.yaml import YamlDocument

        return YamlDocument(data)
    if syntax is Syntax.XML:
        from mcptui.formats.xml import XmlDocument

        return XmlDocument(data)
    from mcptui.formats.jsonc import JsonDocument

    return JsonDocument(data, syntax, wanted)
