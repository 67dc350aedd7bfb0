"""The knobs of one entry, each with what it can touch now and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from mcptui.changes.change import Narrowing
from mcptui.changes.meaning import shown_folders
from mcptui.inventory import Look
from mcptui.model import Entry
from mcptui.narrow.folders import folders_of
from mcptui.tui.background import apart
from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.common import IN_DIALOG
from mcptui.tui.commands.narrow import COMMANDS, NARROW
from mcptui.tui.screens.modal import Panel, titled
from mcptui.tui.screens.narrow_knobs import Knob, Knobs, Turned, absolute_folders, knobs_of, turn, words_in
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.widgets.change_lines import refused_line
from mcptui.tui.widgets.choice import Choice
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.typed_line import TypedLine
from mcptui.tui.words import Tone
from mcptui.workspace import Workspace

_LABELS: Final = {
    Knob.FOLDERS: "Folders",
    Knob.READ_ONLY: "Writing",
    Knob.DENY: "Tools off",
    Knob.ALLOW: "Tools on",
    Knob.VERSION: "Version",
}
_AS_IT_IS = "as it is"
_HEADS: Final = ("", "", "can touch now → after")
_ADVISED = " (advised)"
_KEEP, _PROJECT, _LIST = range(3)


class NarrowScreen(Panel[Narrowing | None]):
    """Turns the knobs that the entry has; the answer is what was chosen, to be staged, or None."""

    CSS_PATH: ClassVar = ["modal.tcss", "narrow.tcss"]
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (100, "-beside")]  # noqa: RUF012  # as Textual declares it
    SUBJECT = "Narrow"
    ACTS = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(NARROW, IN_DIALOG)

    def __init__(self, workspace: Workspace, entry: Entry, at: Look) -> None:
        super().__init__()
        self._workspace = workspace
        self._entry = entry
        self._at = at
        self._knobs: Knobs | None = None
        self._turned: Turned | None = None
        self._staging = False

    def compose(self) -> ComposeResult:
        entry = self._entry
        where = f"{safe_text(self._at.client_of(entry).name)} · {entry.source.scope.value}"
        with Vertical(id="panel"):
            yield Static(titled(f"Narrow {safe_text(entry.name)}", where), id="title")
            yield VerticalScroll(Static("looking at what can be narrowed …", id="looking"), id="knobs", can_focus=False)
        yield ModalKeys()

    def on_mount(self) -> None:
        self._look()

    @work(group="look", exclusive=True)
    async def _look(self) -> None:
        self._knobs = knobs = await apart(self._find_knobs)
        body = self.query_one("#knobs", VerticalScroll)
        await self.query_one("#looking").remove()
        await body.mount_all(_rows(knobs))
        self.screen.focus_next()
        self._work_out()

    def _find_knobs(self) -> Knobs:
        return knobs_of(self._entry, self._at, self._workspace.evidence(self._entry, self._at))

    def on_choice_changed(self, event: Choice.Changed) -> None:
        for field in self.query("#folder-list").results(Input):
            was = field.display
            field.display = self._chosen(Knob.FOLDERS) == _LIST
            if field.display and not was:
                field.focus()
        self._work_out()

    def on_input_changed(self) -> None:
        self._work_out()

    def on_input_submitted(self) -> None:
        """A field takes ``enter`` for itself, and means the same by it."""
        self.action_stage()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "stage":
            turned, knobs = self._turned, self._knobs
            if turned is None or knobs is None or turned.narrowing != self._narrowing(knobs):
                return True  # not worked out yet: it will be before anything is staged
            return True if turned.narrowing and not turned.refused else None
        if action == "advise":
            return self._knobs is not None and bool(self._knobs.advised)
        return True

    def action_next_knob(self) -> None:
        self.focus_next()

    def action_previous_knob(self) -> None:
        self.focus_previous()

    def action_advise(self) -> None:
        """Turn every knob on which there is an advice."""
        if self._knobs is None:
            return
        advised = self._knobs.advised
        for knob, place in ((Knob.FOLDERS, _PROJECT if advised.folders else _KEEP), (Knob.VERSION, bool(advised.pin))):
            for choice in self.query(f"#{knob.name}").results(Choice):
                choice.chosen = int(place) or choice.chosen

    def action_stage(self) -> None:
        self._staging = True
        self._work_out()

    @work(group="turn", exclusive=True)
    async def _work_out(self) -> None:
        """Show what comes of the knobs as they stand, and close with it if it is to be staged and can be."""
        knobs = self._knobs
        if knobs is None:
            return
        self._turned = turned = await apart(turn, knobs, self._narrowing(knobs))
        for knob in knobs.present:
            self.query_one(f"#{knob.name}-effect", Static).update(_effect(knob, knobs, turned))
        self.refresh_bindings()
        staging, self._staging = self._staging, False
        if staging and turned.narrowing and not turned.refused:
            self.dismiss(turned.narrowing)

    # --- the knobs as they stand

    def _narrowing(self, knobs: Knobs) -> Narrowing:
        allow = words_in(self._typed("allow")) or None
        return Narrowing(
            folders=self._folders(knobs),
            read_only=self._chosen(Knob.READ_ONLY) > 0,
            deny=tuple(tool for tool in words_in(self._typed("deny")) if tool not in (knobs.deny or ())),
            allow=None if allow == knobs.allow else allow,
            pin=knobs.pin if self._chosen(Knob.VERSION) else None,
        )

    def _folders(self, knobs: Knobs) -> tuple[str, ...] | None:
        wanted = {
            _KEEP: None,
            _PROJECT: (knobs.project,),
            _LIST: absolute_folders(words_in(self._typed("folder-list")), knobs.machine),
        }[self._chosen(Knob.FOLDERS)]
        return None if wanted == _present_folders(knobs) else wanted

    def _chosen(self, knob: Knob) -> int:
        return next((choice.chosen for choice in self.query(f"#{knob.name}").results(Choice)), 0)

    def _typed(self, field: str) -> str:
        return next((each.value for each in self.query(f"#{field}").results(Input)), "")


def _present_folders(knobs: Knobs) -> tuple[str, ...]:
    return tuple(folder.path for folder in folders_of(knobs.entry.definition))


def _rows(knobs: Knobs) -> Iterator[Horizontal | Static]:
    """A row for each knob, and below them those that the entry lacks, each with the reason."""
    if knobs.present:
        heads = (Static(head, classes=kind) for head, kind in zip(_HEADS, ("label", "body", "effect"), strict=True))
        yield Horizontal(*heads, id="heads")
    else:
        told = "Nothing of this entry can be narrowed by mcptui. It can be switched off, or removed."
        yield Static(told, id="nothing")
    for knob in Knob:
        if knob in knobs.present:
            body = Vertical(*_controls(knob, knobs), classes="body")
            effect = Static(id=f"{knob.name}-effect", classes="effect")
            yield Horizontal(Static(_LABELS[knob], classes="label"), body, effect, classes="knob")
    if knobs.lacking:
        yield Static("not here", id="lacking-head")
    for knob, reason in knobs.lacking.items():
        yield Horizontal(
            Static(_LABELS[knob], classes="label"), Static(safe_text(reason), classes="reason"), classes="lacking"
        )


def _controls(knob: Knob, knobs: Knobs) -> Iterator[Choice | TypedLine]:
    advised = knobs.advised
    match knob:
        case Knob.FOLDERS:
            project = f"only {knobs.machine.short(knobs.project)}{_ADVISED if advised.folders else ''}"
            yield Choice((_AS_IT_IS, project, "these"), id=knob.name)
            hidden = list(_present_folders(knobs)) != shown_folders(knobs.entry)
            field = TypedLine(
                "" if hidden else _typed_so(_present_folders(knobs)),
                placeholder="folders, with commas between them",
                id="folder-list",
            )
            field.display = False
            yield field
        case Knob.READ_ONLY:
            yield Choice((_AS_IT_IS, "read-only"), id=knob.name)
        case Knob.DENY:
            yield TypedLine(placeholder="names of tools to switch off, with commas", id="deny")
        case Knob.ALLOW:
            allowed = _typed_so(knobs.allow or ())
            yield TypedLine(allowed, placeholder="names of the only tools to leave, with commas", id="allow")
        case Knob.VERSION:
            yield Choice((_AS_IT_IS, f"pinned to {knobs.pin}{_ADVISED}"), id=knob.name)


def _typed_so(words: Sequence[str]) -> str:
    """Words as a user would type them, without those that cannot be typed."""
    return ", ".join(word for word in words if word.isprintable() and "," not in word)


def _effect(knob: Knob, knobs: Knobs, turned: Turned) -> Content:
    now = safe_text(knobs.now(knob))
    refused = turned.refused.get(knob)
    if refused is not None:
        return refused_line(refused)
    after = safe_text(turned.after[knob])
    if after == now:
        return Content.styled(now, STYLES[Tone.DIM])
    return Content.assemble((f"{now} → ", STYLES[Tone.DIM]), (after, f"bold {STYLES[Tone.GOOD]}"))
