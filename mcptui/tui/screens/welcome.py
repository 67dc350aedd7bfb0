"""The first page: what was found, that nothing was touched, the few keys that matter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from mcptui.inventory import Look
from mcptui.tui.screens.modal import Panel
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.words import PROBLEM, Tone, counted

_MOST_PROBLEMS = 3
_KEYS: Final = (
    ("space", "switch a server on or off: it is only marked"),
    ("n", "narrow what a server may touch"),
    ("w", "see the diff of all marks, and apply them"),
    ("u", "take the last change back"),
    ("?", "all keys"),
)


@dataclass(frozen=True, slots=True)
class WelcomeFacts:
    """What a first look found. ``clients`` are names with their number of servers, ``problems`` whole sentences."""

    project: str
    clients: tuple[tuple[str, int], ...]
    on: int
    problems: tuple[str, ...] = ()

    @classmethod
    def of(cls, look: Look) -> WelcomeFacts:
        """The facts of ``look``."""
        short = look.site.machine.short
        counts = Counter(entry.source.client for entry in look.entries)
        counts.update({each.client: 0 for each in look.inventory.problems if each.client in look.site.clients})
        return cls(
            project=short(look.site.project.root),
            clients=tuple((look.site.clients.name_of(client), count) for client, count in counts.items()),
            on=sum(entry.on for entry in look.entries),
            problems=tuple(
                f"{short(problem.path)}{'' if problem.line is None else f', line {problem.line}'}: {problem.message}"
                for problem in look.inventory.problems
            ),
        )


class WelcomeScreen(Panel[bool], inherit_bindings=False):
    """Greets once. Any key goes on; the answer is True when the demo is wanted, which is offered where no client is."""

    CSS_PATH: ClassVar = ["modal.tcss", "welcome.tcss"]
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "demo", "look at the demo", id="welcome.demo"),
        Binding("enter,escape,space,tab", "go_on", "go on", key_display="any key", id="welcome.go_on"),
    ]

    def __init__(self, facts: WelcomeFacts) -> None:
        super().__init__()
        self._facts = facts

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="panel", can_focus=False):
            yield Static(Content.styled("mcptui", STYLES[Tone.ACCENT]), id="name")
            yield Static(_found(self._facts) if self._facts.clients else _nothing(), id="found")
            yield Static(_promise(), id="promise")
            if self._facts.clients:
                yield Static(_keys(), id="keys")
        yield ModalKeys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not self._facts.clients if action == "demo" else True

    def on_key(self, event: events.Key) -> None:
        """What is bound to nothing goes on, too."""
        if event.key not in self.active_bindings:
            event.stop()
            self.action_go_on()

    def on_click(self) -> None:
        self.action_go_on()

    def action_demo(self) -> None:
        self.dismiss(result=True)

    def action_go_on(self) -> None:
        self.dismiss(result=False)


def _found(facts: WelcomeFacts) -> Content:
    servers = sum(count for _, count in facts.clients)
    lines = [
        Content.assemble(
            f"In {safe_text(facts.project)}, {counted(len(facts.clients), 'client')} know ",
            (counted(servers, "server"), "bold"),
            "; ",
            (f"{facts.on:,} would start", "bold"),
            ".",
        ),
        Content(""),
    ]
    width = max(len(name) for name, _ in facts.clients)
    lines += (Content(f"  {safe_text(name):<{width}}  {count:>4,}") for name, count in facts.clients)
    if facts.problems:
        lines += (
            Content(""),
            Content.styled(f"{counted(len(facts.problems), 'file')} cannot be read:", STYLES[Tone.DANGER]),
        )
        lines += (Content(f"  {PROBLEM} {safe_text(problem)}") for problem in facts.problems[:_MOST_PROBLEMS])
        more = len(facts.problems) - _MOST_PROBLEMS
        lines += (Content(f"  and {more:,} more"),) if more > 0 else ()
    return Content("\n").join(lines)


def _nothing() -> Content:
    return Content.assemble(
        "No program that runs MCP servers was found for this user.\n\n",
        ("d", "bold"),
        " shows a made-up home instead, with servers good and frightening.\n"
        "Switching, narrowing and undoing all work there.",
    )


def _promise() -> Content:
    return Content.styled("Nothing was changed, nothing was started, nobody was contacted.", STYLES[Tone.GOOD])


def _keys() -> Content:
    return Content("\n").join(Content.assemble((f"  {key:<7}", "bold"), what) for key, what in _KEYS)
