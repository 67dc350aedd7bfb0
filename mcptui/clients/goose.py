"""Goose: a YAML map of extensions, of which only some are servers, with its own words for the fields."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mcptui.clients.base import Found, Site
from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads, Start
from mcptui.clients.shape import Shape
from mcptui.clients.switches import Field
from mcptui.machine import System
from mcptui.model import Definition, Effect, Scope, Source, Syntax, Transport

_SERVERS: Final = ("stdio", "streamable_http", "sse")


def _folder(site: Site) -> Path:
    """Where Goose keeps its settings; ``GOOSE_PATH_ROOT`` moves all of its folders below one."""
    machine = site.machine
    root = machine.moved("GOOSE_PATH_ROOT")
    if root is not None:
        return root / "config"
    if machine.system is System.WINDOWS:
        return machine.app_config / "Block" / "goose" / "config"
    return machine.xdg_config / "goose"


class Goose(Declared):
    """Facts: aaif-goose/goose:documentation/docs/guides/config-files.md; an empty list of tools means all of them."""

    id = "goose"
    name = "Goose"
    takes_effect = "in the next session"
    effect = Effect.NEXT_SESSION
    traces = ("<goose>",)
    starts = (Start("<goose>", _folder),)
    reads = (Reads(Scope.USER, "<goose>/config.yaml", ("extensions",), Syntax.YAML),)
    shape = Shape(
        command="cmd",
        cwd=None,
        env="envs",
        types={"stdio": Transport.STDIO, "streamable_http": Transport.HTTP},
        urls={"uri": Transport.HTTP},
        names=("env_keys",),
        allow="available_tools",
        timeout=("timeout", 1),
        ignored=("disabled",),
    )
    switching = Field("enabled", off_value=False, kept=True)

    def is_entry(self, found: Found, site: Site) -> bool:
        """What Goose brings itself, or asks of its own window, is no server."""
        told = found.value.get("type") if isinstance(found.value, dict) else None
        return not isinstance(told, str) or told in _SERVERS

    def always(self, name: str) -> Mapping[str, object]:
        return {"name": name, **super().always(name)}

    def define(self, value: object, source: Source) -> Definition:
        definition = super().define(value, source)
        if definition.fault is None and isinstance(value, dict) and "type" not in value:
            definition = definition._replace(fault="'type' is missing (stdio or streamable_http)")
        return definition._replace(allow=definition.allow or None)
