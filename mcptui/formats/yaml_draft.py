"""A YAML text while edits are done on it, one after the other.

Every step works out splices on a scan of the text as it is. What the result must mean is not judged here:
the gate compares before and after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from mcptui.errors import EditRefused
from mcptui.formats.document import MISSING, KeyPath, Piece, same
from mcptui.formats.toml_values import Splice, spliced, untouched
from mcptui.formats.yaml_items import changed_items
from mcptui.formats.yaml_nodes import Kind, Member
from mcptui.formats.yaml_pieces import Cut, Kept, digest, kept_alone, names_before, pack, shifted, unpack
from mcptui.formats.yaml_places import Removal, hole, new_member, put_lines, removal, replacement, way
from mcptui.formats.yaml_scan import Scan, scan
from mcptui.formats.yaml_values import Style, scalar


class Draft:
    """The text, and the comments that left it or came back because that was asked for.

    Splices that are apart from each other wait and are done together: parsing is what costs time.
    """

    __slots__ = ("_gone", "_scan", "_waiting", "lost", "returned")

    def __init__(self, layout: Scan) -> None:
        self._scan = layout
        self._waiting: list[Splice] = []
        self._gone: Counter[KeyPath] = Counter()
        self.lost: Counter[str] = Counter()
        self.returned: Counter[str] = Counter()

    @property
    def text(self) -> str:
        """The text with all edits so far."""
        new = spliced(self._scan.text, self._waiting)
        if not untouched(self._scan.text, new, self._waiting):
            raise EditRefused("the edit would change text around it")
        return new

    def fits(self, piece: Piece) -> bool:
        """Whether the text is to the character what the removal left."""
        return digest(self.text) == piece.left

    def put(self, path: KeyPath, old: object, new: object) -> None:
        """Turn ``old`` (MISSING: nothing) at ``path`` into ``new`` by the smallest splices."""
        if old is MISSING:
            self._do(lambda layout: new_member(layout, path, new))
        elif same(old, new):
            return
        elif isinstance(old, dict) and isinstance(new, dict) and new and self._is_block(path):
            self._put_members(path, old, new)
        elif isinstance(old, list) and isinstance(new, list) and old and new:
            self._do(lambda layout: changed_items(layout, path, old, new))
        else:
            self._do(lambda layout: replacement(layout, path, new))

    def drop(self, path: KeyPath) -> Piece:
        """Cut the member out with the comments in it and behind it; those above it stay."""
        found = removal(self._scan, path)
        gone = self._gone[path[:-1]]
        if self._touches(found.splices) or (gone and len(found.container.members) - gone < 2):
            found = removal(self._settled(), path)
        layout = self._scan
        cuts: list[Cut] = []
        shift = sum(len(each.text) - each.end + each.start for each in self._waiting if each.end <= found.splices[0].start)
        for splice in found.splices:
            shift += sum(
                len(each.text) - each.end + each.start
                for each in self._waiting
                if found.splices[0].start < each.end <= splice.start and splice is not found.splices[0]
            )
            cuts.append(Cut(splice.start + shift, len(splice.text), layout.text[splice.start : splice.end]))
            shift += len(splice.text) - splice.end + splice.start
        self._do(lambda _: found.splices)
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
            self._do(lambda layout: _put_back(layout, path, kept, piece.lead))

    def _do(self, step: Callable[[Scan], Sequence[Splice]]) -> None:
        """Take the splices of a step, and note the comments that they cut out."""
        splices = step(self._scan)
        if self._touches(splices):
            splices = step(self._settled())
        for splice in splices:
            self.lost.update(self._scan.comments_in(splice.start, splice.end))
        self._waiting += splices

    def _touches(self, splices: Sequence[Splice]) -> bool:
        return any(new.start <= old.end and old.start <= new.end for new in splices for old in self._waiting)

    def _settled(self) -> Scan:
        """The places in the text as it is now."""
        if self._waiting:
            self._scan, self._waiting = scan(self.text), []
            self._gone.clear()
        return self._scan

    def _is_block(self, path: KeyPath) -> bool:
        member = self._scan.member(path)
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
            names_before([member.name for member in members[: found.index]]),
            self._scan.column(members[found.index]),
            found.container.kind is Kind.SEQUENCE,
            cuts,
        )
