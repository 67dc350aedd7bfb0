"""Why the table is empty: told at once, and better when it is known what there is around it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.widgets import Static

from mcptui.errors import McptuiError
from mcptui.tui.background import in_background
from mcptui.tui.empty import KeyOf, empty_cell
from mcptui.tui.filter import Filter
from mcptui.tui.session import Session
from mcptui.tui.surroundings import Surroundings
from mcptui.tui.tones import content

if TYPE_CHECKING:
    from mcptui.inventory import Look


class WhyEmpty(Static):
    """Stands in place of the table."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # as in Widget
        super().__init__(id=id)
        self._around: tuple[Look, Surroundings] | None = None

    def tell(self, session: Session, wanted: Filter, key_of: KeyOf) -> None:
        """Say why nothing is shown; look around in the background, once for each look."""
        look = session.look
        known = self._around is not None and self._around[0] is look
        around = self._around[1] if self._around is not None and known else None
        self.update(content(empty_cell(session, wanted, around, key_of)))
        if look is None or known or session.rows:
            return

        def found(surroundings: Surroundings) -> None:
            if session.look is look:
                self._around = look, surroundings
                self.tell(session, wanted, key_of)

        look_around = partial(Surroundings.of, session.workspace, look, everywhere=session.everywhere)
        in_background(self, "surroundings", look_around, found, self._untold)

    def _untold(self, error: McptuiError) -> None:
        """What is told already has to do: whatever cannot be read is told elsewhere."""
