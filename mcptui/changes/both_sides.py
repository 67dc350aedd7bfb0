"""Both sides of a conflict: what was there when it was looked at, and what another program made of it, or a user."""

from __future__ import annotations

from textwrap import dedent
from typing import Final

from mcptui.changes.diff import unified_diff
from mcptui.changes.masking import masker_for
from mcptui.clients.known import Clients
from mcptui.errors import McptuiError
from mcptui.formats import parse
from mcptui.formats.document import MISSING, Document, KeyPath, Put
from mcptui.model import Syntax
from mcptui.operations import Anything

_THEN_AND_NOW: Final = ("what was there", "what is there now")


def both_sides(
    path: KeyPath,
    then: object,
    now: object,
    file: Document,
    clients: Clients,
    told: tuple[str, str] = _THEN_AND_NOW,
) -> str:
    """The lines in which the member at ``path`` differs, then and now, as a diff without secrets.

    ``told`` is what the sides are called.
    Each side is told as a file that holds nothing else; ``file`` is the whole one as it is now, which may
    tell more of what is secret. Empty where it is not known what was there, or an editor cannot tell it.
    """
    if isinstance(then, Anything):
        return ""
    try:
        before, after = (_alone(path, value, file.syntax) for value in (then, now))
    except McptuiError:
        return ""
    masker = masker_for(file.syntax, before, after, file.data, clients=clients, parsed=(file,))
    difference = unified_diff(before, after, "", masker)
    changed = [line for line in difference.split("\n")[2:] if line[:1] in ("-", "+")]
    texts = dedent("\n".join(line[1:] for line in changed)).split("\n")
    lines = (f"{line[0]} {text}" for line, text in zip(changed, texts, strict=True))
    return "\n".join((f"--- {told[0]}", f"+++ {told[1]}", *lines))


def _alone(path: KeyPath, value: object, syntax: Syntax) -> bytes:
    return b"" if value is MISSING else parse(b"", syntax).edit([Put(path, value)]).data
