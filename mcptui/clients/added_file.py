"""What a file says that tells of a client: the same values as the built-in ones that need no code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from mcptui.clients.added_table import Mistake, Table
from mcptui.clients.base import Client
from mcptui.clients.declared import Declared
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import Shape
from mcptui.clients.switches import DOUBTFUL, Field, Names, Switching
from mcptui.formats.document import KeyPath
from mcptui.machine import System
from mcptui.model import Effect, Scope, Syntax, Transport

_KNOWN: Final = (
    *("name", "takes_effect", "effect", "discontinued", "traces", "nearness", "precedence"),
    *("variables", "reads", "entry", "switch"),
)
_READS: Final = (
    *("scope", "path", "key", "syntax", "writable", "systems", "listed", "shared"),
    *("dead", "doubt", "when", "asks"),
)
_ENTRY: Final = (
    *("command", "args", "cwd", "env", "type", "types", "urls", "headers", "whole", "inside"),
    *("names", "allow", "deny", "timeout", "ignored"),
)
_BY_SUFFIX: Final = {
    "json": Syntax.JSON,
    "jsonc": Syntax.JSONC,
    "toml": Syntax.TOML,
    "yaml": Syntax.YAML,
    "yml": Syntax.YAML,
}
_WITH_ITEMS: Final = (Syntax.TOML, Syntax.YAML)
_USERS: Final = frozenset({Scope.USER, Scope.LOCAL, Scope.PROJECT})
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STARTS: Final = ("", "~", "<config>", "<cache>")
_MOST_STARS: Final = 2  # each may stand for a thousand folders
_MOST_READS: Final = 50
_PER_SECOND: Final = 1_000_000


class _Syntax(StrEnum):
    JSON = "json"
    COMMENTED = "json with comments"
    JSONC = "jsonc"
    TOML = "toml"
    YAML = "yaml"


class _Nearness(StrEnum):
    FOLDER = "folder"
    ROOT = "root"
    EITHER = "either"
    UPWARDS = "upwards"


class _Remote(StrEnum):
    HTTP = "http"
    SSE = "sse"
    WS = "ws"


def client_told(id_: str, values: object) -> Client:
    """The client that a file tells of. Raises ``Mistake`` for the first thing that is wrong."""
    table = Table(values, known=_KNOWN)
    name = table.text("name")
    variables = _variables(table)
    traces = tuple(_path(each, table, "traces", variables) for each in table.texts("traces"))
    shape = _shape(table)
    switching = _switching(table, variables)
    heeded = {*shape.ignored, switching.name if isinstance(switching, Field) else ""}
    attributes = {
        "id": id_,
        "name": name,
        "takes_effect": table.text("takes_effect", f"with {name}'s next start"),
        "effect": table.word("effect", Effect, Effect.RESTART),
        "discontinued": table.text("discontinued", ""),
        "traces": traces,
        "defaults": variables,
        "nearness": Nearness[table.word("nearness", _Nearness, _Nearness.ROOT).name],
        "precedence": table.words("precedence", Scope, Declared.precedence),
        "wins_surely": "precedence" in table,
        "reads": tuple(_all_reads(table, variables, traces=bool(traces))),
        "shape": shape,
        "switching": switching,
        "doubtful": tuple(field for field in DOUBTFUL if field.name not in heeded),
    }
    client: Client = type("AddedClient", (Declared,), attributes)()
    return client


# --- where it reads


def _all_reads(table: Table, variables: Mapping[str, str], *, traces: bool) -> Iterator[Reads]:
    tables = table.inside("reads")
    for number, name in enumerate(tables):
        if number >= _MOST_READS:
            raise tables.mistake(name, f"is one too many: there may be {_MOST_READS} tables")
        reads = _reads(name, tables.inside(name, _READS), variables)
        if reads.shared and not traces:
            raise Mistake(("reads", name, "shared"), "needs 'traces': folders that tell that the client is installed")
        yield reads


def _reads(name: str, table: Table, variables: Mapping[str, str]) -> Reads:
    """The name of the table is its scope, else a note that tells files of one scope apart."""
    scopes = tuple(Scope)
    scope = table.word("scope", Scope, Scope(name) if name in scopes else None)
    path = _path(table.text("path"), table, "path", variables, in_project=True)
    syntax = _syntax(table, path)
    listed = table.flag("listed", default=False)
    if listed and syntax not in _WITH_ITEMS:
        raise table.mistake("listed", "is known of toml and yaml alone")
    return Reads(
        scope,
        path,
        table.way("key", ("mcpServers",)),
        syntax,
        writable=table.flag("writable", default=scope in _USERS),
        systems=table.words("systems", System, tuple(System)),
        note=None if name == scope.value and "*" not in path else _note(name),
        listed=listed,
        shared=table.flag("shared", default=False),
        dead=table.text("dead", ""),
        doubt=table.text("doubt", ""),
        when=table.text("when", ""),
        asks=table.text("asks", ""),
    )


def _note(name: str) -> str:
    return Table({name: name}, ("reads",)).text(name)


def _syntax(table: Table, path: str) -> Syntax:
    """What is told, else what the end of the path tells."""
    if "syntax" in table:
        return Syntax[table.word("syntax", _Syntax).name]
    told = _BY_SUFFIX.get(path.rpartition(".")[2].lower())
    if told is None:
        raise table.mistake("syntax", "is missing, and the path does not tell it: json, jsonc, toml or yaml")
    return told


def _variables(table: Table) -> dict[str, str]:
    """What environment variables in paths mean where they are not set; one may begin with one above it."""
    if "variables" not in table:
        return {}
    variables: dict[str, str] = {}
    names = table.inside("variables")
    for name in names:
        if not _VARIABLE.fullmatch(name):
            raise names.mistake(name, "is no name of an environment variable")
        variables[name] = _path(names.text(name), names, name, variables)
    return variables


def _path(path: str, table: Table, key: str, variables: Mapping[str, str], *, in_project: bool = False) -> str:
    """A path that begins where this machine can tell, and leads nowhere else."""
    start, *parts = path.split("/")
    if start.startswith("$"):
        if start[1:] not in variables:
            raise table.mistake(key, "begins with a variable that [variables] does not tell, or tells further down")
    elif not parts or start not in (*_STARTS, *(("<project>",) if in_project else ())):
        starts = "~/, <project>/," if in_project else "~/,"
        raise table.mistake(key, f"is to begin with {starts} <config>/, <cache>/, / or $NAME/")
    if any(part in ("", ".", "..") or "\\" in part for part in parts):
        raise table.mistake(key, "has a part that is empty, '.' or '..', or holds a '\\'")
    stars = [part for part in parts if "*" in part]
    if len(stars) > _MOST_STARS or any(not part.startswith("*") or "*" in part[1:] for part in stars):
        raise table.mistake(key, f"may have '*' as the beginning of a part, in at most {_MOST_STARS} of them")
    return path


# --- the entries


def _shape(table: Table) -> Shape:
    if "entry" not in table:
        return Shape()
    plain = Shape()
    entry = table.inside("entry", _ENTRY)
    types = entry.mapped("types", Transport) if "types" in entry else plain.types
    urls = {name: Transport(each) for name, each in entry.mapped("urls", _Remote).items()} if "urls" in entry else None
    return Shape(
        command=entry.text("command", plain.command),
        args=entry.text("args", plain.args),
        cwd=entry.name_or_none("cwd", plain.cwd),
        env=entry.text("env", plain.env),
        type=entry.name_or_none("type", plain.type),
        types=types,
        urls=plain.urls if urls is None else urls,
        headers=_some(entry, "headers", plain.headers),
        whole=entry.flag("whole", default=False),
        inside=entry.way("inside", ()),
        names=entry.texts("names"),
        allow=entry.name_or_none("allow", None),
        deny=entry.name_or_none("deny", None),
        timeout=_timeout(entry),
        ignored=entry.texts("ignored"),
    )


def _some(table: Table, key: str, default: KeyPath) -> KeyPath:
    way = table.way(key, default)
    if not way:
        raise table.mistake(key, "is empty")
    return way


def _timeout(entry: Table) -> tuple[str, int] | None:
    if "timeout" not in entry:
        return None
    timeout = entry.inside("timeout", ("field", "per_second"))
    units = timeout.get("per_second")
    if isinstance(units, bool) or not isinstance(units, int) or not 1 <= units <= _PER_SECOND:
        raise timeout.mistake("per_second", "is to be how many of its units make a second: 1, or 1000")
    return timeout.text("field"), units


def _switching(table: Table, variables: Mapping[str, str]) -> Switching | None:
    """A field in the entry, or a list of the names that are off; without either, entries are parked."""
    if "switch" not in table:
        return None
    if "field" in table.inside("switch"):
        switch = table.inside("switch", ("field", "off"))
        return Field(switch.text("field"), off_value=switch.flag("off"))
    switch = table.inside("switch", ("list", "file", "syntax"))
    key = _some(switch, "list", ())
    if "file" not in switch:
        return Names(key)
    file = _path(switch.text("file"), switch, "file", variables)
    if "*" in file:
        raise switch.mistake("file", "is to be one file, without '*'")
    return Names(key, file, _syntax(switch, file))
