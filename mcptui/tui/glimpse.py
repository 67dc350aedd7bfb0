"""What the first frame shows: the main screen as a picture, which one process can hand to another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from mcptui.errors import Unreadable
from mcptui.tui.fitting import cell_size, ruled
from mcptui.tui.room import LEAST_HEIGHT, LEAST_WIDTH, SCROLLBAR, Room
from mcptui.tui.words import Cell, Piece, Tone

if TYPE_CHECKING:
    from mcptui.tui.session import Session

_FILTER: Final = (Piece(" / ", Tone.ACCENT), Piece("filter      ", Tone.FAINT))

CURSOR: Final = 3
"""The line with the cursor: below the top, the views and the head of the table."""


class Glimpse(NamedTuple):
    """Lines of text that fit the terminal. Nothing can be done with it, and no more is in it than can be seen."""

    lines: tuple[Cell, ...]

    @classmethod
    def of(cls, session: Session, width: int, height: int) -> Glimpse | None:
        """Of what was seen, for a terminal of that size; None where there is nothing to show, or no room for it."""
        from mcptui.tui.arranging import arrange
        from mcptui.tui.listing import Arrangement
        from mcptui.tui.painting import paint
        from mcptui.tui.table_line import head_line, order_out_of_sight, table_line
        from mcptui.tui.top_line import top_cells, top_line, view_names
        from mcptui.tui.widgets.columns import place_columns

        wish, facts = Arrangement.of(session.settings.table), session.facts
        lines = arrange(session.rows, session.problems, wish, facts)
        if session.seen is None or not lines or width < LEAST_WIDTH or height < LEAST_HEIGHT:
            return None
        room = Room.of(width, height)
        columns = place_columns(room.table.width, session.seen.needs, wish.columns)
        table = [
            head_line(columns, wish.sort, reverse=wish.reverse),
            *(
                table_line(paint(line, facts, {}), columns, room.table.width, at_cursor=at == 0)
                for at, line in enumerate(lines[: room.table.height - 1])
            ),
        ]
        top = (Piece(" "), *top_line(*top_cells(session), width - 2))
        order = order_out_of_sight(columns, wish.sort, reverse=wish.reverse)
        note = (Piece(order, Tone.DIM),) if order else ()
        views = (*ruled(view_names(everywhere=session.everywhere), note, width - cell_size(_FILTER)), *_FILTER)
        return cls(tuple(map(_seen, (top, views, *_with_detail(table, room)))))

    def told(self) -> bytes:
        """The same for another process."""
        return json.dumps(self.lines).encode()

    @classmethod
    def read(cls, told: bytes) -> Glimpse:
        """What another process told. Raises ``Unreadable`` where that is no glimpse."""
        try:
            return cls(
                tuple(tuple(Piece(str(text), Tone(tone)) for text, tone, _ in line) for line in json.loads(told))
            )
        except (ValueError, TypeError):
            raise Unreadable("the files were not looked at ahead") from None


def _with_detail(table: Sequence[Cell], room: Room) -> Iterator[Cell]:
    """The lines of the table, and where the detail begins, of which nothing is known yet."""
    border = Piece("─" * room.detail.width, Tone.RULE)
    if room.wide:
        head, *rest = table
        gap = room.table.width + SCROLLBAR - cell_size(head)
        yield (*head, Piece(" " * gap), border)
        yield from rest
        return
    yield from table
    yield from ((),) * (room.table.height - len(table))
    yield (border,)


def _seen(line: Cell) -> Cell:
    """What can be seen of it, in as few pieces as that takes: a click does nothing yet."""
    pieces = groupby(line, lambda piece: piece.tone)
    return tuple(Piece("".join(piece.text for piece in some), tone) for tone, some in pieces)
