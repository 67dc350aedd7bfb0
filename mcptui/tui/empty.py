"""What stands where the table would be, when there is nothing to put into it: why, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mcptui.plain_text import counted
from mcptui.tui.filter import Filter
from mcptui.tui.session import Session
from mcptui.tui.surroundings import Surroundings
from mcptui.tui.text import safe_text
from mcptui.tui.words import Cell, Piece, Tone

KeyOf = Callable[[str], str]
"""The key of a command, by its id, as it is printed; empty when it has none."""

_MOST_NAMED = 8
_MOST_PARTS = 4


def empty_cell(session: Session, wanted: Filter, around: Surroundings | None, key_of: KeyOf) -> Cell:
    """Why there is nothing, and what to press; ``around`` is None while that is looked up."""
    if session.seen is None:
        return (Piece("reading …", Tone.DIM),)
    if wanted and session.rows:
        told, ways = _no_match(session, wanted)
    else:
        told, ways = _no_server(session, around)
    return (*told, *_keys(ways, key_of))


def _no_match(session: Session, wanted: Filter) -> tuple[Sequence[Piece], Sequence[tuple[str, str]]]:
    """Nothing fits the filter: what would, if it said less."""
    told = [
        Piece("No server fits  ", Tone.STRONG),
        Piece(safe_text(wanted.text.strip(), 60), Tone.ACCENT),
        Piece(f"\n{counted(len(session.rows), 'server')} without a filter", Tone.DIM),
    ]
    if len(wanted.parts) > 1:
        for one in wanted.parts[-_MOST_PARTS:]:
            others, part = tuple(other for other in wanted.parts if other is not one), one[0]
            left = len(Filter(wanted.text, others).of(session.rows, session.facts))
            if left:
                said = safe_text(wanted.text[part.start : part.end], 40)
                told += (Piece(f"\n{left:,} without  ", Tone.DIM), Piece(said))
    ways = [("servers.back", "clears the filter")]
    if not session.everywhere:
        ways.append(("servers.here", "looks at every project"))
    return told, ways


def _no_server(session: Session, around: Surroundings | None) -> tuple[Sequence[Piece], Sequence[tuple[str, str]]]:
    """No file of any client holds a server that counts here."""
    ways = [("servers.add", "adds a server: a command line, an address, or what a README shows")]
    elsewhere = 0 if around is None or session.everywhere else around.elsewhere
    if elsewhere:
        told = [Piece("Nothing would start in this project.", Tone.STRONG)]
        told.append(Piece(f"\n{counted(elsewhere, 'server')} elsewhere on this machine.", Tone.DIM))
        ways.insert(0, ("servers.here", f"shows {'it' if elsewhere == 1 else 'them'}"))
    elif around is not None and not around.clients:
        told = [Piece("No program that runs MCP servers was found here.", Tone.STRONG), *_looked_for(around)]
    else:
        where = "on this machine" if session.everywhere else "in this project"
        told = [Piece(f"No client would start an MCP server {where}.", Tone.STRONG)]
        if around is not None:
            named = f"{_names(around.clients)} {'is' if len(around.clients) == 1 else 'are'} installed"
            told.append(Piece(f"\n{named}, and told to start nothing.", Tone.DIM))
    if not session.demo:
        ways.append(("servers.demo", "shows a made-up home: nothing real is touched"))
    ways.append(("servers.reload", "looks again"))
    return told, ways


def _looked_for(around: Surroundings) -> Iterator[Piece]:
    yield Piece(f"\nLooked for: {_names(around.known)}.", Tone.DIM)
    yield Piece("\nmcptui clients --all  tells in which files.", Tone.DIM)


def _names(names: Sequence[str]) -> str:
    """The first few, and how many more."""
    told = [safe_text(name, 40) for name in names[:_MOST_NAMED]]
    more = len(names) - len(told)
    if more:
        return f"{', '.join(told)} and {more:,} more"
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _keys(ways: Sequence[tuple[str, str]], key_of: KeyOf) -> Iterator[Piece]:
    yield Piece("\n")
    possible = [(key_of(command), told) for command, told in ways]
    width = max(len(key) for key, _ in possible)
    for key, told in possible:
        if key:
            yield Piece(f"\n{key:<{width}}", Tone.ACCENT)
            yield Piece(f"  {told}", Tone.DIM)
