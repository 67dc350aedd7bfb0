"""From what a user types to entries: ``[client/[scope/]]name`` with globs, or the id of a row.

A name may hold slashes and glob signs itself, so one that stands alone or behind its client is tried letter
by letter too. Where the second of three parts is a scope, the third is a pattern and nothing else: so what
``Entry.selector`` writes, with brackets around such signs, fits that name and no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Final

from mcptui.errors import NothingMatched, Refused
from mcptui.model import Entry, Scope

_SHOWN = 8
_SCOPES: Final = frozenset(scope.value for scope in Scope)


def fits(selector: str, entry: Entry) -> bool:
    """Whether ``selector`` means ``entry``."""
    source = entry.source
    whole = _fit(selector, source.client, source.scope.value, entry.name)
    if _is_scoped(selector):
        return whole or selector == entry.id
    alone = names(selector, entry) or fnmatchcase(entry.name, selector)
    return alone or whole or _fit(selector, source.client, entry.name)


def _fit(selector: str, *texts: str) -> bool:
    """Whether each part of the selector fits its text; of slashes beyond them the last part has all."""
    parts = selector.split("/", len(texts) - 1)
    return len(parts) == len(texts) and all(map(fnmatchcase, texts, parts))


def names(selector: str, entry: Entry) -> bool:
    """Whether a selector means ``entry`` letter by letter, and not as one of several that a glob fits."""
    if _is_scoped(selector):
        return selector == entry.selector
    return selector in (entry.id, entry.name, f"{entry.source.client}/{entry.name}")


def _is_scoped(selector: str) -> bool:
    """Whether it tells client, scope and name."""
    parts = selector.split("/", 2)
    return len(parts) == 3 and parts[1] in _SCOPES  # noqa: PLR2004  # client, scope, name


def closeness(selector: str, entry: Entry) -> tuple[bool, bool, int, int]:
    """How close a selector that fits comes to ``entry``: an id, then a name, then a glob; long before short."""
    return selector == entry.id, names(selector, entry), selector.count("/"), len(selector)


def select(entries: Sequence[Entry], selectors: Sequence[str], *, all_matches: bool = False) -> tuple[Entry, ...]:
    """The entries that the selectors mean, each once, in the order of ``entries``.

    Raises ``NothingMatched`` with the closest names for a selector that fits nothing, and ``Refused``
    with the matches for one that fits several, unless ``all_matches``.
    """
    chosen: set[str] = set()
    for selector in selectors:
        fitting = [entry for entry in entries if fits(selector, entry)]
        if not fitting:
            raise NothingMatched(f"no server fits {selector!r}", _closest(entries, selector))
        if len(fitting) > 1 and not all_matches:
            shown = ", ".join(_told_apart(entry, fitting) for entry in fitting[:_SHOWN])
            more = f" and {len(fitting) - _SHOWN} more" if len(fitting) > _SHOWN else ""
            raise Refused(
                f"{selector!r} fits {len(fitting)} servers: {shown}{more}", "name one of them, or its id, or add --all"
            )
        chosen.update(entry.id for entry in fitting)
    return tuple(entry for entry in entries if entry.id in chosen)


def _told_apart(entry: Entry, fitting: Sequence[Entry]) -> str:
    """The entry with its id; where another one is called the same, with its file too."""
    alike = sum(each.selector == entry.selector for each in fitting) > 1
    file = "/".join(entry.source.file.parts[-2:])
    return f"{entry.selector} ({entry.id}, {file})" if alike else f"{entry.selector} ({entry.id})"


def _closest(entries: Sequence[Entry], selector: str) -> str:
    from difflib import get_close_matches

    names = {entry.name: entry.selector for entry in entries}
    names |= {entry.selector: entry.selector for entry in entries}
    close = dict.fromkeys(names[name] for name in get_close_matches(selector, names, 3, 0.5))
    if close:
        return f"did you mean {' or '.join(close)}?"
    return "mcptui list shows them all; --all-projects looks beyond this project"
