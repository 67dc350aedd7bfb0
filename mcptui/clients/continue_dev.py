"""Continue: a list of servers in YAML, and folders of blocks in YAML or JSON; its switch is in no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Final

from mcptui.clients.base import Found, Site
from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import SWITCHES, Shape
from mcptui.clients.variables import Variables
from mcptui.formats.document import Document, KeyPath
from mcptui.model import Effect, Problem, Scope, Source, Switch, Syntax, Transport

_KEY: Final[KeyPath] = ("mcpServers",)
_BLOCK: Final = "JSON block"
_OLDER: Final[KeyPath] = ("experimental", "modelContextProtocolServers")
_TYPES: Final = {"stdio": Transport.STDIO, "sse": Transport.SSE, "streamable-http": Transport.HTTP}
_ITEM: Final = Shape(
    types=_TYPES, headers=("requestOptions", "headers"), timeout=("connectionTimeout", 1000), ignored=SWITCHES
)
_BORROWED: Final = Shape(types={**_TYPES, "http": Transport.HTTP}, ignored=SWITCHES)
_YAML: Final = Reads(Scope.USER, "$CONTINUE_GLOBAL_DIR/mcpServers/*.yaml", _KEY, Syntax.YAML, note="block", listed=True)
_JSON: Final = Reads(Scope.USER, "$CONTINUE_GLOBAL_DIR/mcpServers/*.json", _KEY, Syntax.JSONC, note=_BLOCK)


class Continue(Declared):
    """Facts: continuedev/continue:packages/config-yaml/src/schemas/mcp; core/config (the loader of JSON blocks).

    A block in JSON is written as other clients write theirs: a map of servers, or one server and nothing else.
    """

    id = "continue"
    name = "Continue"
    takes_effect = "at once"
    effect = Effect.AT_ONCE
    traces = ("$CONTINUE_GLOBAL_DIR",)
    nearness = Nearness.EITHER
    precedence = ()
    defaults: ClassVar[Mapping[str, str]] = {"CONTINUE_GLOBAL_DIR": "~/.continue"}
    reads = (
        Reads(Scope.USER, "$CONTINUE_GLOBAL_DIR/config.yaml", _KEY, Syntax.YAML, listed=True),
        _YAML,
        _JSON,
        _YAML._replace(scope=Scope.PROJECT, path="<project>/.continue/mcpServers/*.yaml"),
        _JSON._replace(scope=Scope.PROJECT, path="<project>/.continue/mcpServers/*.json"),
    )
    shape = _ITEM
    variables = Variables(bound=("${{",))
    other_shapes = (_BORROWED,)

    def problems(self, site: Site) -> Iterator[Problem]:
        older = self.folders.place("$CONTINUE_GLOBAL_DIR/config.json", site)
        document = site.read(older, Syntax.JSONC, Scope.USER, [_OLDER])
        if document is not None and isinstance(document.value(_OLDER), list):
            told = "the servers in this older file have no names and are not shown; Continue reads config.yaml first"
            yield Problem(older, self.id, Scope.USER, told, document.line(_OLDER))

    def names_in(self, source: Source, document: Document) -> Iterator[tuple[str, KeyPath]]:
        """What is one server and nothing else goes by the name of its file."""
        if source.listed or _KEY[0] in document.keys(()):
            yield from super().names_in(source, document)
        elif {"command", "url"} & set(document.keys(())):
            yield source.file.stem, ()

    def shape_of(self, value: object, source: Source) -> Shape:
        return _BORROWED if (source.note or "").startswith(_BLOCK) else _ITEM

    def switch(self, found: Found) -> Switch:
        """Out of a file that is one server nothing can be taken: the file would have to go."""
        return super().switch(found) if found.path else Switch.NONE
