"""A list of the places where new entries can go; several can be marked."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from mcptui.changes.change import Change
from mcptui.inventory import Look
from mcptui.tui.background import apart
from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.common import IN_DIALOG
from mcptui.tui.commands.placing import COMMANDS, PLACING
from mcptui.tui.screens.modal import Panel
from mcptui.tui.screens.offers import MakeAdditions, Offer, offers_of
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.widgets.change_lines import refused_line
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.words import Tone

_DIM, _FAINT = STYLES[Tone.DIM], STYLES[Tone.FAINT]
_CLIENT, _SCOPE = 22, 9


class PlacingScreen(Panel[tuple[Change, ...] | None]):
    """Chooses the places; the answer is what is to be staged, or None.

    What goes there is told by the screen for it: ``make_additions``, ``title`` and the ``fields`` above the list.
    """

    CSS_PATH: ClassVar = ["modal.tcss", "placing.tcss"]
    SUBJECT = "Copy and add"
    ACTS = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(PLACING, IN_DIALOG)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._offers: tuple[Offer, ...] = ()
        self._marked: set[int] = set()
        self._worked_out = False
        self._staging = False

    @property
    @abstractmethod
    def title_text(self) -> Content:
        """What is placed."""

    @abstractmethod
    def fields(self) -> ComposeResult:
        """What is told above the list of places."""

    @abstractmethod
    async def make_additions(self) -> MakeAdditions | None:
        """What makes the wishes for a place, by the fields as they stand; None: they do not tell enough yet."""

    def compose(self) -> ComposeResult:
        with Vertical(id="panel"):
            yield Static(self.title_text, id="title")
            yield from self.fields()
            yield RowList(id="places")
            yield Static(id="told")
        yield ModalKeys()

    def on_mount(self) -> None:
        self.work_out()

    def work_out(self) -> None:
        """Tell anew what can be had where; marks stay."""
        self._worked_out = False
        self._work_out()

    @work(group="offers", exclusive=True)
    async def _work_out(self) -> None:
        make = await self.make_additions()
        self._offers = await apart(offers_of, self._look, make)
        places = self.query_one(RowList)
        at = places.highlighted
        if at is None:
            at = next((number for number, offer in enumerate(self._offers) if offer.changes), 0)
        places.clear_options()
        places.add_options(Option(self._line(number)) for number in range(len(self._offers)))
        places.highlighted = min(at, max(len(self._offers) - 1, 0))
        self._tell()
        self._worked_out = True
        if self._staging:
            self.action_stage()

    def _line(self, number: int) -> Content:
        offer = self._offers[number]
        possible = bool(offer.changes)
        sign = "[x] " if number in self._marked else "[ ] " if possible else "    "
        client = safe_text(offer.client, _CLIENT).ljust(_CLIENT)
        tone = "" if possible and offer.seen else _DIM if offer.seen or possible else _FAINT
        line = f"{sign}{client} {offer.source.scope.value.ljust(_SCOPE)} "
        return Content.assemble((line, tone), *_outcome(offer))

    def _tell(self) -> None:
        """Why the place under the cursor is refused, or what there is to know of it."""
        offer = self._under_cursor
        told = Content("")
        if offer is not None and offer.refusal is not None:
            told = refused_line(offer.refusal)
        elif offer is not None and offer.there and not offer.changes:
            told = Content.styled("it is there already", _DIM)
        elif offer is not None:
            unseen = () if offer.seen else (f"nothing of {offer.client} was seen on this machine",)
            notes = dict.fromkeys((*unseen, *(note for change in offer.changes for note in change.notes)))
            told = Content("\n").join(Content.styled(safe_text(note), _DIM) for note in notes)
        self.query_one("#told", Static).update(told)
        self.refresh_bindings()

    @property
    def _under_cursor(self) -> Offer | None:
        at = self.query_one(RowList).highlighted
        return self._offers[at] if at is not None and at < len(self._offers) else None

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._tell()

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_mark()

    @on(Input.Changed)
    def _typed(self) -> None:
        self.work_out()

    @on(Input.Submitted)
    def action_go_on(self) -> None:
        self.query_one(RowList).focus()

    # --- what can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("mark", "stage"):
            return isinstance(self.focused, RowList)
        if action == "go_on":
            return isinstance(self.focused, Input)
        if action in ("next", "previous"):
            return len(self.focus_chain) > 1
        return True

    def _wanted(self) -> tuple[Change, ...]:
        """What is marked; with no mark, what is under the cursor."""
        marked = [self._offers[number] for number in sorted(self._marked) if number < len(self._offers)]
        under = self._under_cursor
        chosen = marked or ([] if under is None else [under])
        return tuple(change for offer in chosen for change in offer.changes)

    def action_stage(self) -> None:
        """Stage what is marked, or say why there is nothing to stage; as soon as that is worked out as it was typed."""
        self._staging = not self._worked_out
        if self._staging:
            return
        if wanted := self._wanted():
            self.dismiss(wanted)
        else:
            self.query_one("#told", Static).update(Content.styled(self._why_nothing, STYLES[Tone.WARN]))

    @property
    def _why_nothing(self) -> str:
        """Why enter does nothing here."""
        offer = self._under_cursor
        if offer is None or not (offer.there or offer.refused):
            return "! there is nothing to add yet: type what it is first"
        if offer.refused:
            return "! it cannot go there; choose another place"
        return "! it is there already; choose another place, or another name"

    def action_mark(self) -> None:
        places = self.query_one(RowList)
        at = places.highlighted
        if at is None or at >= len(self._offers) or not self._offers[at].changes:
            return
        self._marked ^= {at}
        places.replace_option_prompt_at_index(at, self._line(at))
        self.refresh_bindings()

    def action_next(self) -> None:
        self.focus_next()

    def action_previous(self) -> None:
        self.focus_previous()


def _outcome(offer: Offer) -> tuple[tuple[str, str], ...]:
    """The file, or why nothing goes there, in a word or two."""
    file = (safe_text(offer.file, 60), _DIM)
    if offer.changes and offer.refused:
        some = f"only {len(offer.changes)} of {len(offer.changes) + offer.refused + offer.there}  "
        return (some, STYLES[Tone.WARN]), file
    if offer.refused:
        return (("cannot", STYLES[Tone.DANGER]),)
    if offer.there and not offer.changes:
        return (("there already", _DIM),)
    return (file,)
