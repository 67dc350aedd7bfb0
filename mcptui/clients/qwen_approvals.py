"""What Qwen Code was told about a project's servers: each answer counts for the entry as it was then, by its digest.

Source: QwenLM/qwen-code:packages/core/src/mcp/configHash.ts; checked against ``qwen mcp approve`` of 0.24.4.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from mcptui.clients.base import Cause, Found, Site, cause
from mcptui.formats.document import MISSING
from mcptui.model import Place, Scope, StateKind, Syntax
from mcptui.operations import Assign, FileOperations

_COSMETIC: Final = frozenset({"scope", "extensionName", "description"})


def gate(found: Found, folder: Path, file: Path, read: Mapping[str, object], site: Site) -> Iterator[Cause]:
    """Why the entry waits, or was refused, in ``folder``; ``read`` is the entry as the client reads it.

    Variables in it are expanded before the digest is taken: what mcptui never does, so with one in it
    only the user can answer, and whether an old answer still counts is not known.
    """
    path = (str(folder), found.name)
    document = site.read(file, Syntax.COMMENTED, Scope.USER)
    record = MISSING if document is None else document.value(path)
    told = record if isinstance(record, dict) else {}
    own = digest(read)
    status = told.get("status") if told.get("hash") == own else None
    if status == "approved":
        return
    place = Place(file, None if document is None else document.line(path))
    expands = found.source.syntax is not Syntax.JSON and "$" in json.dumps(read)
    if told and status is None and expands:
        yield cause(StateKind.UNKNOWN, "whether your answer still counts depends on variables in the entry", place)
        return
    approve = Assign(path, {"hash": own, "status": "approved"}, expect=record)
    remedy = None if expands else [FileOperations(file, Syntax.COMMENTED, (approve,))]
    hint = f"qwen mcp approve {found.name}"
    if status == "rejected":
        yield cause(StateKind.OFF, f"rejected in {file.name}", place, hint=hint, remedy=remedy)
    else:
        waits = "changed since you answered, so it waits for your approval" if told else "waits for your approval"
        here = Place(found.source.file, found.line)
        yield cause(StateKind.PENDING, f"a server of the project {waits}", here, hint=hint, remedy=remedy)


def digest(entry: Mapping[str, object]) -> str:
    """The digest of an entry: its JSON without blanks, keys in order, less what changes nothing."""
    told = {name: value for name, value in entry.items() if name not in _COSMETIC}
    text = json.dumps(_as_javascript(told), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _as_javascript(value: object) -> object:
    """Numbers as JavaScript writes them: a whole one without a fraction."""
    if isinstance(value, dict):
        return {name: _as_javascript(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_as_javascript(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
