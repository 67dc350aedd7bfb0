"""Bytes in, bytes out: reading and editing configuration files without touching a byte outside the edit."""

from __future__ import annotations

from collections.abc import Iterable

from mcptui.formats.document import Document, KeyPath
from mcptui.model import Syntax


def parse(data: bytes, syntax: Syntax, wanted: Iterable[KeyPath] = ()) -> Document:
    """Parse ``data``. ``wanted`` names the paths (``*`` for any key) that will be looked into.

    It is a hint that makes huge JSON files cheap; other paths can be read all the same.
    Raises ``Unreadable`` with line and column.
    """
    if syntax is Syntax.TOML:
        from mcptui.formats.toml import TomlDocument

        return TomlDocument(data)
    if syntax is Syntax.YAML:
        from mcptui.formats.yaml import YamlDocument

        return YamlDocument(data)
    from mcptui.formats.jsonc import JsonDocument

    return JsonDocument(data, syntax, wanted)
