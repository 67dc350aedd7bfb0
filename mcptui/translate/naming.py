"""A name for a server that was told without one: what its package, program or host is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_PARTS: Final = re.compile(r"[/\\]")
_ENDING: Final = re.compile(r"\.(?:git|[cm]?[jt]s|py|sh|exe|cmd|bat|jar)$", re.IGNORECASE)
_ANY_SERVER: Final = re.compile(r"^(?:(?:mcp|server)[-_])+|(?:[-_](?:mcp|server))+$", re.IGNORECASE)
_UNFIT: Final = re.compile(r"[^A-Za-z0-9_-]+")


def proposed_name(value: Mapping[str, object]) -> str | None:
    """``thing`` for ``npx @acme/thing@1.0.0``, ``filesystem`` for a package that is called ``server-filesystem``,
    ``shop`` for an address at ``mcp.shop.example``; None where nothing tells.

    It has letters, digits, ``-`` and ``_`` alone, which every client takes. ``value`` has ``command`` and ``args``,
    or ``url``.
    """
    match value:
        case {"command": str(command), "args": list(args)}:
            return _fit(_program(command, [each for each in args if isinstance(each, str)]))
        case {"url": str(url)}:
            return _fit(_host(url))
        case _:
            return None


def _program(command: str, args: list[str]) -> str:
    """The last part of what is started, less what any server may be called: ``github`` for ``github-mcp-server``."""
    from mcptui.launch import read_launch

    launch = read_launch(command, args)
    *_, last = _PARTS.split((launch.package.name or launch.program or "").rstrip("/\\"))
    told = _ENDING.sub("", last)
    return _ANY_SERVER.sub("", told) or told


def _host(url: str) -> str:
    """The name that was registered; empty for a number, and for this computer."""
    try:
        labels = (urlsplit(url).hostname or "").split(".")
    except ValueError:
        return ""
    return "" if len(labels) < 2 or labels[-1].isdecimal() else labels[-2]  # noqa: PLR2004


def _fit(name: str) -> str | None:
    return _UNFIT.sub("-", name).strip("-") or None
