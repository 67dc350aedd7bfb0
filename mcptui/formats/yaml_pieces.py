"""What a removal cut out of a YAML file, kept so that it can be put back: the inside of a ``Piece``.

``Piece.text`` is all cuts joined. ``Piece.whole`` is JSON, ``{"before": [names], "column": number, "item": bool,
"cuts": [[at, filled, size], …]}``: the names before the member, nearest last; the column of its key or dash;
whether it was an item of a sequence; and where each cut of ``size`` characters belongs in the text after the
removal, in which ``filled`` characters (the ``{}`` of what became empty) took its place. ``Piece.left`` is the
SHA-256 of that text without a byte order mark.
"""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

from mcptui.errors import EditRefused, Unreadable
from mcptui.formats.document import Piece
from mcptui.formats.text_draft import digest
from mcptui.formats.yaml_gate import Returned
from mcptui.formats.yaml_scan import Scan, end_of_blank_lines, scan

_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")


class Cut(NamedTuple):
    """``text`` was where ``filled`` characters stand now, at ``at`` in the text that was left."""

    at: int
    filled: int
    text: str


class Kept(NamedTuple):
    """A piece, read."""

    before: tuple[str, ...]
    column: int
    item: bool
    cuts: tuple[Cut, ...]

    @property
    def lines(self) -> str:
        """The member as whole lines of its own."""
        text = "".join(cut.text for cut in self.cuts)
        text = text[end_of_blank_lines(text) :]
        rest = text[text.rfind("\n") + 1 :]
        if not rest.strip(" "):  # the indent of the key behind it
            text = text.removesuffix(rest)
        margin = " " * self.column
        return text if text.startswith(margin) else margin + text


def pack(kept: Kept, lead: str, left: str) -> Piece:
    """``kept`` as a piece; ``left`` is the text of the file without it."""
    cuts = [[cut.at, cut.filled, len(cut.text)] for cut in kept.cuts]
    whole = {"before": kept.before, "column": kept.column, "item": kept.item, "cuts": cuts}
    return Piece(
        text="".join(cut.text for cut in kept.cuts),
        after=kept.before[-1] if kept.before else None,
        lead=lead,
        whole=json.dumps(whole, ensure_ascii=False, separators=(",", ":")),
        left=digest(left),
    )


def unpack(piece: Piece) -> Kept:
    """Raises ``EditRefused`` for what ``pack`` did not make."""
    cuts: list[Cut] = []
    used = 0
    try:
        match json.loads(piece.whole):
            case {"before": list(before), "column": int(column), "item": bool(item), "cuts": [_, *_] as places}:
                for at, filled, size in places:
                    if not all(_counts(number) for number in (at, filled, size)):
                        raise damaged()
                    cuts.append(Cut(at, filled, piece.text[used : used + size]))
                    used += size
                if used == len(piece.text) and 0 <= column <= used:
                    return Kept(tuple(map(str, before)), column, item, tuple(cuts))
    except (TypeError, ValueError, RecursionError):
        pass
    raise damaged()


def kept_alone(kept: Kept) -> Scan:
    """The member as a file of its own. Raises ``EditRefused`` when that is no YAML."""
    try:
        return scan(kept.lines)
    except Unreadable:
        raise damaged() from None


def returned(kept: Kept, name: str) -> Returned:
    """What putting it back as ``name`` brings. Raises ``EditRefused`` when it is of something else."""
    root = kept_alone(kept).root
    if root is None or len(root.members) != 1 or root.members[0].name != name:
        raise damaged()
    if isinstance(root.value, list) != kept.item:
        raise damaged()
    return Returned(root.members[0].node.value, kept.item, root.ends_in_lines)


def shifted(lines: str, by: int) -> str:
    """Whole lines moved to the right, or to the left as far as there is room for all but comments."""
    result = []
    for line in _LINE.findall(lines):
        room = len(line) - len(line.lstrip(" "))
        if not line.strip() or not by:
            result.append(line)
        elif by > 0:
            result.append(" " * by + line)
        elif room < -by and not line.lstrip().startswith("#"):
            raise EditRefused("the kept entry is indented in a way that does not fit here any more")
        else:
            result.append(line[min(room, -by) :])
    return "".join(result)


def damaged() -> EditRefused:
    """The refusal of a piece that no removal here made."""
    return EditRefused(
        "the kept text of this entry is damaged or belongs elsewhere",
        "copy the entry by hand from a backup of the file: mcptui restore tells where they are",
    )


def _counts(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0
