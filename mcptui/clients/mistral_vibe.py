"""Mistral Vibe: a list of servers in TOML, a project's added to the user's, and one bad entry that stops it all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.clients.declared import Declared
from mcptui.clients.layers import Fault
from mcptui.clients.places import Nearness, Reads
from mcptui.clients.shape import Shape, define
from mcptui.clients.switches import Field
from mcptui.clients.variables import Variables
from mcptui.formats.document import MISSING, Document, KeyPath
from mcptui.formats.items import name_of
from mcptui.model import Definition, Effect, Place, Scope, Source, StateKind, Syntax, Transport
from mcptui.project import Project

_KEY: Final[KeyPath] = ("mcp_servers",)
_ALL: Final[KeyPath] = ("enable_mcp",)
_TYPES: Final = {"stdio": Transport.STDIO, "http": Transport.HTTP, "streamable-http": Transport.HTTP}
_SHAPE: Final = Shape(
    type="transport",
    types=_TYPES,
    urls={"url": None},
    names=("api_key_env",),
    deny="disabled_tools",
    timeout=("tool_timeout_sec", 1),
    ignored=("enabled",),
)
_WITH_AUTH: Final = _SHAPE._replace(headers=("auth", "headers"), names=())
_IN_ONE: Final = _SHAPE._replace(whole=True)
_NO_WORD: Final = re.compile(r"[^a-zA-Z0-9_-]")


class _View(NamedTuple):
    """What counts in a project: its nearest file, what switches all servers off, what keeps Vibe from starting."""

    nearest: Path | None
    trusted: bool
    closed: Place | None = None
    fault: Fault | None = None


class MistralVibe(Declared):
    """Facts: mistralai/mistral-vibe 3.0.3: vibe/core/config (models.py, vibe_schema.py, layers/project.py).

    Lists are joined by the names of their items, and of one name the last counts: in one file, and of
    the project's over the user's. Names count in letters, digits, ``_`` and ``-``; two that are the same
    then, an item without a name or one that cannot be read stop the whole client.
    """

    id = "mistral-vibe"
    name = "Mistral Vibe"
    takes_effect = "in the next session, or with /reload in a running one"
    effect = Effect.NEXT_SESSION
    traces = ("$VIBE_HOME",)
    nearness = Nearness.UPWARDS
    precedence = (Scope.PROJECT, Scope.USER)
    last_counts = True
    defaults: ClassVar[Mapping[str, str]] = {"VIBE_HOME": "~/.vibe"}
    reads = (
        Reads(Scope.USER, "$VIBE_HOME/config.toml", _KEY, Syntax.TOML, listed=True),
        Reads(Scope.PROJECT, "<project>/.vibe/config.toml", _KEY, Syntax.TOML, listed=True),
    )
    shape = _SHAPE
    variables = Variables(bearer="api_key_env")
    other_shapes = (_WITH_AUTH, _IN_ONE)
    switching = Field("disabled", off_value=True)

    def shape_of(self, value: object, source: Source) -> Shape:
        return _shape_of(value)

    def define(self, value: object, source: Source) -> Definition:
        return _definition(value)

    def unfit(self, name: str, value: Mapping[str, object], source: Source) -> str | None:
        return super().unfit(name, value, source) if _counted(name) else "a name in Vibe needs a letter or a digit"

    # --- state

    def causes(self, found: Found, everything: Sequence[Found], site: Site) -> list[Cause]:
        here = self._view(site.project_of(found.source), site)
        away = next(_not_read(found.source, here), None)
        if away is not None:
            return [away]
        causes = super().causes(found, everything, site)
        if here.closed is not None:
            causes.append(
                cause(StateKind.OFF, "enable_mcp = false", here.closed, hint="take enable_mcp out of the file")
            )
        if here.fault is not None and not any(each.state.kind is StateKind.BROKEN for each in causes):
            reason, hint = f"Vibe does not start at all: {here.fault.reason}", "mend or remove what is wrong there"
            causes.insert(0, cause(StateKind.BROKEN, reason, here.fault.place, hint=hint))
        return causes

    def _rivals(self, one: Found, other: Found, site: Site) -> bool:
        """What is not read does not win."""
        unread = any(_not_read(one.source, self._view(site.project_of(other.source), site)))
        return not unread and super()._rivals(one, other, site)

    def _view(self, project: Project, site: Site) -> _View:
        memo = (self.id, project)
        kept = site.memo.get(memo)
        if not isinstance(kept, _View):
            user = self.folders.place("$VIBE_HOME/config.toml", site)
            files = (folder / ".vibe" / "config.toml" for folder in project.lineage)
            nearest = next((file for file in files if file != user and file.name in site.names(file.parent)), None)
            trusted = nearest is not None and self._trusts(nearest.parent, site)
            counted = (user, nearest) if trusted and nearest is not None else (user,)
            read = ((file, site.read(file, Syntax.TOML, Scope.USER)) for file in counted)
            documents = {file: document for file, document in read if document is not None}
            kept = site.memo[memo] = _View(nearest, trusted, _closed(documents), next(_faults(documents), None))
        return kept

    def _trusts(self, folder: Path, site: Site) -> bool:
        """The decision about the folder, or about the nearest one above it that there is one about."""
        file = self.folders.place("$VIBE_HOME/trusted_folders.toml", site)
        document = site.read(file, Syntax.TOML, Scope.USER)
        told = {key: None if document is None else document.value((key,)) for key in ("trusted", "untrusted")}
        for each in (folder, *folder.parents):
            for key, folders in told.items():
                if isinstance(folders, list) and str(each) in folders:
                    return key == "trusted"
        return False


def _closed(documents: Mapping[Path, Document]) -> Place | None:
    """Where all servers are switched off; the later file counts."""
    told = [(file, document) for file, document in documents.items() if isinstance(document.value(_ALL), bool)]
    file, document = told[-1] if told else (None, None)
    if file is None or document is None or document.value(_ALL) is True:
        return None
    return Place(file, document.line(_ALL))


def _faults(documents: Mapping[Path, Document]) -> Iterator[Fault]:
    """What keeps Vibe from starting."""
    spelled: dict[str, str] = {}
    for file, document in documents.items():
        items = document.value(_KEY)
        if not isinstance(items, list) and items not in (MISSING, {}):
            yield Fault("'mcp_servers' is not a list", Place(file, document.line(_KEY)))
        for item in items if isinstance(items, list) else ():
            reason, name = _fault_of(item, spelled), name_of(item)
            if reason is not None:
                yield Fault(reason, Place(file, document.line(_KEY if name is None else (*_KEY, name))))


def _fault_of(item: object, spelled: dict[str, str]) -> str | None:
    """Why Vibe cannot take an entry; ``spelled`` are the names so far, as they count."""
    name, fault = name_of(item), _definition(item).fault
    if name is None:
        return "an entry has no name"
    counts = _counted(name)
    if not counts:
        return f"the name {name!r} has no letter or digit"
    if spelled.setdefault(counts, name) != name:
        return f"{name!r} and {spelled[counts]!r} are one name to it"
    return None if fault is None else f"{name!r}: {fault}"


def _shape_of(value: object) -> Shape:
    """What the user is authorized by may stand in a table, and the command be a list of all words."""
    if not isinstance(value, dict):
        return _SHAPE
    if isinstance(value.get("command"), list):
        return _IN_ONE
    return _WITH_AUTH if isinstance(value.get("auth"), dict) else _SHAPE


def _definition(value: object) -> Definition:
    definition = define(value, _shape_of(value))
    if definition.fault is None and isinstance(value, dict) and "transport" not in value:
        return definition._replace(fault="'transport' is missing (stdio, http or streamable-http)")
    return definition


def _counted(name: str) -> str:
    """What counts of a name."""
    return _NO_WORD.sub("_", name).strip("_-")


def _not_read(source: Source, here: _View) -> Iterator[Cause]:
    """Only the nearest file of a project counts, and that only where it is trusted."""
    if source.project is None:
        return
    if here.nearest is not None and here.nearest != source.file:
        reason, hint = "a nearer .vibe/config.toml is read instead", "change what is in the nearer file"
        yield cause(StateKind.SHADOWED, reason, Place(here.nearest), hint=hint)
    elif not here.trusted:
        reason = "Vibe reads this file only in a folder that you trust"
        hint = "start Vibe in this folder once and answer its question about trust"
        yield cause(StateKind.PENDING, reason, Place(source.file), hint=hint)
