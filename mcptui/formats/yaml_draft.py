"""A YAML text while edits are done on it, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from mcptui.errors import EditRefused
from mcptui.formats.document import MISSING, KeyPath, Piece, same
from mcptui.formats.splices import Splice
from mcptui.formats.text_draft import TextDraft, below
from mcptui.formats.yaml_items import changed_items
from mcptui.formats.yaml_nodes import Kind, Member, Node
from mcptui.formats.yaml_pieces import Cut, Kept, kept_alone, pack, shifted, unpack
from mcptui.formats.yaml_places import Removal, hole, new_member, put_lines, removal, replacement, way
from mcptui.formats.yaml_scan import Scan, end_of_blank_lines, scan
from mcptui.formats.yaml_values import Style, scalar


class Draft(TextDraft[Scan]):
    """Edits of a YAML text. The comments in what a splice replaces go with it."""

    __slots__ = ("_gone",)

    def __init__(self, layout: Scan) -> None:
        super().__init__(layout, scan)
        self._gone: Counter[KeyPath] = Counter()
        """How many members were cut out of each collection since the last scan."""

    def put(self, path: KeyPath, old: object, new: object) -> None:
        """Turn ``old`` (MISSING: nothing) at ``path`` into ``new`` by the smallest splices."""
        if old is MISSING:
            self._do(lambda layout: new_member(layout, path, new), losing=True)
        elif same(old, new):
            return
        elif isinstance(old, dict) and isinstance(new, dict) and new and self._is_block(path):
            self._put_members(path, old, new)
        elif isinstance(old, list) and isinstance(new, list) and old and new:
            self._do(lambda layout: changed_items(layout, path, old, new), losing=True)
        else:
            self._do(lambda layout: replacement(layout, path, new), losing=True)

    def drop(self, path: KeyPath) -> Piece:
        """Cut the member out with the comments in it and behind it; those above it stay."""
        found = removal(self._layout, path)
        is_last = len(found.container.members) - self._gone[path[:-1]] <= 1
        if self._touches(found.splices) or (self._waiting and is_last):
            found = removal(self._settled(), path)
        cuts: list[Cut] = []
        shift = 0
        for start, end, text in found.splices:
            cuts.append(Cut(self._now(start) + shift, len(text), self._layout.text[start:end]))
            shift += len(text) - (end - start)
        self._do(lambda _: found.splices, losing=True)
        self._gone[path[:-1]] += 1
        return pack(self._kept(found, tuple(cuts)), found.lead, self.text)

    def restore(self, path: KeyPath, piece: Piece) -> None:
        """Put a piece back: to the byte where the file is as the removal left it, else below its old neighbour."""
        kept = unpack(piece)
        self.returned.update(kept_alone(kept).comment_texts())
        if self.fits(piece):
            self._settled()
            self._do(lambda _: [Splice(cut.at, cut.at + cut.filled, cut.text) for cut in kept.cuts])
        else:
            self._do(lambda layout: _put_back(layout, path, kept, piece.lead), losing=True)

    def _now(self, offset: int) -> int:
        """Where ``offset``, which no waiting splice touches, is in the text with all edits so far."""
        return offset + sum(len(text) - (end - start) for start, end, text in self._waiting if end <= offset)

    def _settled(self) -> Scan:
        if self._waiting:
            self._gone.clear()
        return super()._settled()

    def _is_block(self, path: KeyPath) -> bool:
        member = self._layout.member(path)
        return member is not None and member.node.is_block

    def _put_members(self, path: KeyPath, old: Mapping[str, object], new: Mapping[str, object]) -> None:
        for key, value in new.items():
            self.put((*path, key), old.get(key, MISSING), value)
        for key in old:
            if key not in new:
                self.drop((*path, key))

    def _kept(self, found: Removal, cuts: tuple[Cut, ...]) -> Kept:
        members = found.container.members
        return Kept(
            tuple(member.name for member in members[: found.place] if member.name is not None),
            self._layout.column(members[found.place]),
            found.container.kind is Kind.SEQUENCE,
            cuts,
        )


def _put_back(layout: Scan, path: KeyPath, kept: Kept, lead: str) -> list[Splice]:
    """Splices that put a member's lines below the nearest of those that were above it, or on top."""
    chain = way(layout, path)
    style = Style.of(layout)
    missing = path[len(chain) : -1]
    room = hole(layout, chain, path, style)
    node = chain[-1].node if chain else layout.root
    if missing:
        heads = [f"{' ' * (room.column + style.step * depth)}{scalar(name)}:" for depth, name in enumerate(missing)]
        column = room.column + style.step * (len(missing) - 1) + (style.dash if kept.item else style.step)
        fits = not room.item
        at = room.at
    else:
        heads = []
        is_block = node is not None and node.is_block
        free = bool(chain) and (node is None or node.is_empty)
        column = room.column if is_block or not chain else _column(layout.column(chain[-1]), kept, style)
        fits = free or room.item is kept.item
        at = _near(layout, chain, node, kept, lead) if node is not None and is_block else room.at
    if not fits:
        raise EditRefused(f"{'.'.join(path)} cannot be put back: its place is written in another way now")
    alone = kept_alone(kept)
    own = (
        alone.text
        if at < len(layout.text) or alone.root is None
        else alone.text[: alone.own_end(alone.root.members[0])]
    )
    if alone.root is not None and alone.root.ends_in_lines:
        at = end_of_blank_lines(layout.text, at)  # which would else become its own
    lines = shifted(own, column - kept.column).removesuffix("\n").split("\n")
    return [*room.splices, put_lines(layout, at, [*heads, *(line.removesuffix("\r") for line in lines)], style.newline)]


def _column(above: int, kept: Kept, style: Style) -> int:
    """Where a member goes that is alone below a key in column ``above``: where it was, if that is below it."""
    if kept.column > above or (kept.item and kept.column == above):
        return kept.column
    return above + (style.dash if kept.item else style.step)


def _near(layout: Scan, chain: Sequence[Member], node: Node, kept: Kept, lead: str) -> int:
    """Behind the nearest of the members that stood before, or before the first; and behind the same comments."""
    places = {member.name: member for member in node.members}
    above = next((places[name] for name in reversed(kept.before) if name in places), None)
    if above is not None:
        at = layout.own_end(above)
    elif layout.begins_line(node.members[0]):
        at = layout.line_end(chain[-1].behind or 0) if chain else 0
    else:
        return layout.own_end(node.members[-1])
    behind_lead = below(layout.text, at, lead)
    return at if behind_lead is None else behind_lead
