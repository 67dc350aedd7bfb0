"""Cline: one strict file that moved, entries of three shapes in it, and one bad entry that loses all the others.

Every rule was observed in sessions of Cline 3.0.65 (Linux); it has no list of servers to ask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from mcptui.clients.alike import Alike
from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads
from mcptui.clients.shape import Shape
from mcptui.clients.switches import Field
from mcptui.clients.variables import ENV, Unset, Variables
from mcptui.model import Definition, Effect, Place, Scope, Source, StateKind, Transport
from mcptui.store.locks import Lock, LockKind

_MOVED: Final = "Cline reads ~/.cline/data/settings/cline_mcp_settings.json now"
_STORAGE: Final = "User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json"
_TYPES: Final = {"stdio": Transport.STDIO, "sse": Transport.SSE, "streamableHttp": Transport.HTTP}
_FLAT: Final = Shape(
    types=_TYPES, urls={"url": Transport.SSE}, timeout=("timeout", 1), ignored=("enabled",), spares="autoApprove"
)
_NESTED: Final = _FLAT._replace(inside=("transport",))
_OLDER: Final = _FLAT._replace(type="transportType", types={**_TYPES, "http": Transport.HTTP})


class Cline(Declared):
    """Facts: cline/cline:apps/vscode/src/services/mcp (schemas.ts, settingsLock.ts); sdk/packages/shared storage."""

    id = "cline"
    name = "Cline"
    takes_effect = "at once"
    effect = Effect.AT_ONCE
    traces = ("~/.cline",)
    defaults: ClassVar[Mapping[str, str]] = {
        "CLINE_MCP_SETTINGS_PATH": "$CLINE_DATA_DIR/settings/cline_mcp_settings.json",
        "CLINE_DATA_DIR": "$CLINE_DIR/data",
        "CLINE_DIR": "~/.cline",
    }
    reads = (
        Reads(Scope.USER, "$CLINE_MCP_SETTINGS_PATH"),
        Reads(Scope.USER, f"<config>/Code/{_STORAGE}", note="VS Code", dead=_MOVED),
        Reads(Scope.USER, f"<config>/Code - Insiders/{_STORAGE}", note="VS Code Insiders", dead=_MOVED),
        Reads(Scope.USER, f"<config>/VSCodium/{_STORAGE}", note="VSCodium", dead=_MOVED),
        Reads(Scope.USER, f"<config>/Cursor/{_STORAGE}", note="Cursor", dead=_MOVED),
        Reads(Scope.USER, f"<config>/Windsurf/{_STORAGE}", note="Windsurf", dead=_MOVED),
    )
    shape = _FLAT
    variables = Variables((ENV,), unset=Unset.KEPT)
    other_shapes = (_NESTED, _OLDER)
    switching = Field("disabled", off_value=True)

    def shape_of(self, value: object, source: Source) -> Shape:
        """A table ``transport`` counts more than what stands beside it."""
        if not isinstance(value, dict):
            return _FLAT
        if "transport" in value:
            return _NESTED
        return _OLDER if "type" not in value and "transportType" in value else _FLAT

    def define(self, value: object, source: Source) -> Definition:
        definition = super().define(value, source)
        if definition.fault is not None or not isinstance(value, dict):
            return definition
        nested = value.get("transport")
        if isinstance(nested, dict) and "type" not in nested:
            return definition._replace(fault="'transport' has no 'type'")
        if not isinstance(value.get("disabled", False), bool):
            return definition._replace(fault="'disabled' is neither true nor false")
        if definition.transport is not Transport.STDIO and "://" not in (definition.url or ""):
            return definition._replace(fault="'url' is no address")
        return definition

    def lock(self, file: Path, site: Site) -> Lock | None:
        return Lock(file.with_name(f"{file.name}.lock"), LockKind.OWNED_FOLDER)

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        causes = super().causes(found, everything, site)
        bad = Alike.of(everything, site).faulty.get(found.source)
        if bad is not None and found.definition.fault is None:
            reason = f"Cline takes no server from this file: {bad.name!r}: {bad.definition.fault}"
            hint = "mend or remove the entry that is wrong"
            causes.insert(0, cause(StateKind.BROKEN, reason, Place(bad.source.file, bad.line), hint=hint))
        return causes
