"""From what a user types to entries: ``[client/[scope/]]name`` with globs, or the id of a row."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from mcptui.errors import NothingMatched, Refused
from mcptui.model import Entry

_SHOWN = 8


def fits(selector: str, entry: Entry) -> bool:
    """Whether ``[client/[scope/]]name``, globs allowed, or an id means ``entry``.

    A name may hold slashes and glob signs itself, so it is tried whole and literally first.
    """
    if names(selector, entry) or fnmatchcase(entry.name, selector):
        return True
    client, slash, rest = selector.partition("/")
    if not slash or not fnmatchcase(entry.source.client, client):
        return False
    scope, slash, name = rest.partition("/")
    return fnmatchcase(entry.name, rest) or (
        bool(slash) and fnmatchcase(entry.source.scope.value, scope) and fnmatchcase(entry.name, name)
    )


def names(selector: str, entry: Entry) -> bool:
    """Whether a selector means ``entry`` letter by letter, and not as one of several that a glob fits."""
    literal = (entry.id, entry.name, f"{entry.source.client}/{entry.name}", entry.selector)
    return selector in literal or selector == literal_selector(entry)


def literal_selector(entry: Entry) -> str:
    """The selector of ``entry`` in which no sign of its name is a glob."""
    name = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in entry.name)
    return f"{entry.source.client}/{entry.source.scope.value}/{name}"


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
            shown = ", ".join(f"{entry.selector} ({entry.id})" for entry in fitting[:_SHOWN])
            more = f" and {len(fitting) - _SHOWN} more" if len(fitting) > _SHOWN else ""
            raise Refused(f"{selector!r} fits {len(fitting)} servers: {shown}{more}", "name one of them, or add --all")
        chosen.update(entry.id for entry in fitting)
    return tuple(entry for entry in entries if entry.id in chosen)


def _closest(entries: Sequence[Entry], selector: str) -> str:
    from difflib import get_close_matches

    names = {entry.name: entry.selector for entry in entries}
    names |= {entry.selector: entry.selector for entry in entries}
    close = dict.fromkeys(names[name] for name in get_close_matches(selector, names, 3, 0.5))
    if close:
        return f"did you mean {' or '.join(close)}?"
    return "mcptui list shows them all; --all-projects looks beyond this project"
