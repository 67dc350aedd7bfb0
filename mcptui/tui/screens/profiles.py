"""The profiles: which is active, what another would change here now, and saving the present state as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from mcptui.changes.plan import Plan
from mcptui.errors import McptuiError
from mcptui.inventory import Look
from mcptui.plain_text import counted
from mcptui.profiles.files import Profiles, profile_file
from mcptui.profiles.profile import Profile
from mcptui.tui.background import apart
from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.profiles import COMMANDS
from mcptui.tui.screens.confirm import ConfirmScreen
from mcptui.tui.screens.modal import Page, titled
from mcptui.tui.seen import here
from mcptui.tui.text import safe_content, safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.widgets.change_lines import Places, effect, laid_out, plan_lines, refused_line
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.widgets.row_list import RowList
from mcptui.tui.widgets.typed_line import TypedLine
from mcptui.tui.words import Tone
from mcptui.workspace import Workspace

_MOST_LINES = 200
_DIM = STYLES[Tone.DIM]


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """The profile to switch to, or ``back`` to what was before the active one."""

    name: str | None
    back: bool


@dataclass(frozen=True, slots=True)
class _Known:
    profiles: Profiles
    active: str | None


class ProfilesScreen(Page[ProfileChoice | None]):
    """Chooses a profile; switching itself is reviewed elsewhere."""

    CSS_PATH: ClassVar = ["modal.tcss", "profiles.tcss"]
    AUTO_FOCUS = "#names"
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (100, "-beside")]  # noqa: RUF012  # Textual does not declare it as the class's
    VIEW = "profiles"
    SUBJECT = "Profiles"
    ACTS = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(COMMANDS)

    def __init__(self, workspace: Workspace, at: Look) -> None:
        super().__init__()
        self._workspace = workspace
        self._at = at
        self._known = _Known(Profiles({}), None)

    def compose(self) -> ComposeResult:
        project = self._at.site.machine.short(self._at.site.project.root)
        yield Static(titled("Profiles", f"for {safe_text(project)}"), id="title")
        with Container(id="columns"):
            with Vertical(id="left"):
                yield RowList(id="names", beside="#right")
                yield Static(id="mistakes")
            with VerticalScroll(id="right", can_focus=False):
                yield Static("looking …", id="effect")
        with Horizontal(id="naming"):
            yield Static("save what is on now as")
            yield TypedLine(placeholder="a name, then enter", id="name")
        yield Static(id="notice")
        yield ModalKeys()

    def on_mount(self) -> None:
        self.query_one("#naming").display = False
        self._say(Content(""))
        self._load()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "back":
            return True if self._known.active is not None else None
        if action == "use":
            return not self._naming
        return self._naming if action == "keep" else True

    # --- reading

    @work(group="load", exclusive=True)
    async def _load(self, choose: str | None = None) -> None:
        self._known = known = await apart(self._read)
        names = self.query_one(RowList)
        names.clear_options()
        names.add_options(Option(_profile_line(each, known.active)) for each in known.profiles.by_name.values())
        mistakes = self.query_one("#mistakes", Static)
        mistakes.update(_mistakes(known.profiles))
        mistakes.display = bool(known.profiles.mistakes)
        wanted = choose or known.active
        order = list(known.profiles.by_name)
        names.highlighted = order.index(wanted) if wanted in order else 0
        self.refresh_bindings()

    def _read(self) -> _Known:
        return _Known(self._workspace.profiles(), self._workspace.active_profile)

    @property
    def _profile(self) -> Profile | None:
        at = self.query_one(RowList).highlighted
        profiles = list(self._known.profiles.by_name.values())
        return profiles[at] if at is not None and at < len(profiles) else None

    @on(OptionList.OptionHighlighted)
    def _chosen(self) -> None:
        profile = self._profile
        if profile is not None:
            self.query_one("#effect", Static).update(Content.assemble(_head(profile), ("working it out …", _DIM)))
            self._work_out(profile)

    @work(group="effect", exclusive=True)
    async def _work_out(self, profile: Profile) -> None:
        try:
            effect: Plan | McptuiError = await apart(self._workspace.plan_use, profile, self._at)
        except McptuiError as error:
            effect = error
        self.query_one("#right", VerticalScroll).scroll_home(animate=False)
        # The width may still be that of before the first layout.
        self.call_after_refresh(self._show_effect, profile, effect)

    def _show_effect(self, profile: Profile, effect: Plan | McptuiError) -> None:
        if not self.display or profile is not self._profile:  # closed, or another one was chosen
            return
        if isinstance(effect, McptuiError):
            told = refused_line(effect)
        else:
            site = self._at.site
            places = Places(site.machine, site.clients, here(self._at))
            told = _told(effect, places, self.query_one("#right").scrollable_content_region.width)
        self.query_one("#effect", Static).update(Content.assemble(_head(profile), told))

    # --- what can be done

    @on(RowList.Opened)
    def action_use(self) -> None:
        if self._profile is not None:
            self.dismiss(ProfileChoice(self._profile.name, back=False))

    def action_back(self) -> None:
        self.dismiss(ProfileChoice(None, back=True))

    def action_leave(self) -> None:
        if self._naming:
            self._name_field(shown=False)
        else:
            self.dismiss(None)

    def _say(self, sentence: Content) -> None:
        notice = self.query_one("#notice", Static)
        notice.update(sentence)
        notice.display = bool(sentence)

    # --- saving

    @property
    def _naming(self) -> bool:
        return any(field.display for field in self.query("#naming"))

    def _name_field(self, *, shown: bool) -> None:
        field = self.query_one("#name", Input)
        self.query_one("#naming").display = shown
        (field if shown else self.query_one(RowList)).focus()
        self._say(Content(""))
        self.refresh_bindings()

    def action_save(self) -> None:
        self._name_field(shown=True)

    @on(Input.Submitted, "#name")
    def action_keep(self) -> None:
        name = self.query_one("#name", Input).value.strip()
        try:
            profile_file(self._workspace.machine, name)
        except McptuiError as error:
            self._say(refused_line(error))
            return
        if name not in self._known.profiles.by_name:
            self._save(name)
            return

        def answered(agreed: bool | None) -> None:  # noqa: FBT001  # the answer of a screen
            if agreed:
                self._save(name)

        self.app.push_screen(
            ConfirmScreen(f"There is a profile {name!r}. Put this one in its place?", "replace"), answered
        )

    @work(group="save", exclusive=True)
    async def _save(self, name: str) -> None:
        try:
            await apart(_save_present_state, self._workspace, self._at, name, lasting=True)
        except McptuiError as error:
            self._say(refused_line(error))
            return
        self._name_field(shown=False)
        self._say(safe_content(f"saved as {name}; undo takes it back", STYLES[Tone.GOOD]))
        self._load(name)


def _save_present_state(workspace: Workspace, at: Look, name: str) -> None:
    workspace.apply(workspace.plan_save_profile(name, at))


def _profile_line(profile: Profile, active: str | None) -> Content:
    mark = "◆ " if profile.name == active else "  "
    after = "  ready-made" if profile.ready_made else ""
    return Content.assemble((mark, STYLES[Tone.ACCENT]), safe_text(profile.name), (after, _DIM))


def _mistakes(profiles: Profiles) -> Content:
    """What is wrong with profiles that cannot be used, and how to mend it."""
    return Content("\n").join(
        Content.assemble((f"! {safe_text(each.message)}", STYLES[Tone.DANGER]), (f"\n  {safe_text(each.hint)}", _DIM))
        for each in profiles.mistakes
    )


def _head(profile: Profile) -> Content:
    told = f"\n{safe_text(profile.description)}" if profile.description else ""
    return Content.assemble((safe_text(profile.name), "bold"), told, "\n\n")


def _told(plan: Plan, places: Places, room: int) -> Content:
    """The effect in numbers, and what it is in particular, for ``room`` columns."""
    refused = f", {counted(len(plan.refusals), 'refusal')}" if plan.refusals else ""
    told = f"would {effect(plan)}" if plan.planned else "would change nothing here now"
    lines = [*plan_lines(plan, places)]
    more = len(lines) - _MOST_LINES
    after = [Content.styled(f"and {more:,} more", _DIM)] if more > 0 else []
    return Content("\n").join([Content.styled(told + refused, "bold"), *laid_out(lines[:_MOST_LINES], room), *after])
