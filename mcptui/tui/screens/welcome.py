"""The first page: what was found, that nothing was touched, the few keys that matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import ClassVar, Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from mcptui.audit.finding import Finding, Severity
from mcptui.inventory import Look
from mcptui.model import Entry
from mcptui.plain_text import counted
from mcptui.tui.commands.command import bindings_of
from mcptui.tui.commands.dialogs import DEMO, WELCOME
from mcptui.tui.commands.servers import BY_ID
from mcptui.tui.keys import Keys, keys_of
from mcptui.tui.screens.modal import Panel
from mcptui.tui.text import safe_text
from mcptui.tui.tones import STYLES, content
from mcptui.tui.widgets.modal_keys import ModalKeys
from mcptui.tui.words import Piece, Tone
from mcptui.workspace import Workspace

_MOST_PRESSING: Final = 3
_MOST_CLIENTS: Final = 8
_GRAVE: Final = {Severity.CRITICAL: Tone.DANGER, Severity.HIGH: Tone.DANGER, Severity.MEDIUM: Tone.WARN}
_KEYS: Final = (
    ("servers.turn", "switch a server on or off: it is only marked"),
    ("servers.narrow", "narrow what a server may touch"),
    ("servers.review", "see the diff of all marks, and apply them"),
    ("servers.undo", "take the last change back"),
    ("app.help", "all keys"),
)


class ClientServers(NamedTuple):
    """A client with how many servers it knows, and how many of them it would start."""

    client: str
    servers: int
    on: int


class WelcomeFacts(NamedTuple):
    """What a first look found. ``pressing`` are whole sentences, the most pressing first, each with its tone."""

    project: str
    clients: tuple[ClientServers, ...]
    pressing: tuple[Piece, ...] = ()

    @classmethod
    def of(cls, workspace: Workspace, look: Look) -> WelcomeFacts:
        """The facts of ``look``. Not for the event loop."""
        counts, on = Counter[str](), Counter[str]()
        for entry in look.entries:
            counts[entry.source.client] += 1
            on[entry.source.client] += entry.on
        counts.update({each.client: 0 for each in look.inventory.problems if each.client in look.site.clients})
        return cls(
            project=look.site.machine.short(look.site.project.root),
            clients=tuple(
                ClientServers(look.site.clients.name_of(client), count, on[client])
                for client, count in counts.most_common()
            ),
            pressing=(*_unreadable(look), *_grave(workspace, look)),
        )


def _unreadable(look: Look) -> Iterator[Piece]:
    for problem in look.inventory.problems:
        line = "" if problem.line is None else f", line {problem.line}"
        place = f"{look.site.machine.short(problem.path)}{line}"
        yield Piece(safe_text(f"{place} cannot be read: {problem.message}"), Tone.DANGER)


def _grave(workspace: Workspace, look: Look) -> Iterator[Piece]:
    """The gravest findings about what would start, one of each kind."""
    found: dict[str, tuple[Finding, Entry]] = {}
    for entry in look.entries:
        if entry.on:
            for finding in workspace.evidence(entry, look).findings:
                if finding.severity in _GRAVE:
                    found.setdefault(finding.rule, (finding, entry))
    for finding, entry in sorted(found.values(), key=lambda each: each[0].severity.rank):
        name = f"{entry.name} ({look.site.clients.name_of(entry.source.client)})"
        yield Piece(safe_text(f"{name}: {finding.what}"), _GRAVE[finding.severity])


class WelcomeScreen(Panel[bool], inherit_bindings=False):
    """Greets once. Any key goes on; the answer is True when the demo is wanted, which is offered where no client is."""

    CSS_PATH: ClassVar = ["modal.tcss", "welcome.tcss"]
    AUTO_FOCUS = ""
    SUBJECT = "Welcome"
    ACTS = WELCOME
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(WELCOME)

    def __init__(self, facts: WelcomeFacts) -> None:
        super().__init__()
        self._facts = facts

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="panel", can_focus=False):
            yield Static(Content.styled("mcptui", STYLES[Tone.ACCENT]), id="name")
            nothing = _nothing(keys_of(self.app).told(DEMO))
            yield Static(_found(self._facts) if self._facts.clients else nothing, id="found")
            if self._facts.clients:
                yield Static(_pressing(self._facts), id="pressing")
            yield Static(_promise(), id="promise")
            if self._facts.clients:
                yield Static(_keys(keys_of(self.app)), id="keys")
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
    """Who knows how many servers, and how many of them would start."""
    servers, on = sum(each.servers for each in facts.clients), sum(each.on for each in facts.clients)
    clients = counted(len(facts.clients), "client")
    if not servers:
        named = ", ".join(safe_text(each.client) for each in facts.clients[:_MOST_CLIENTS])
        return Content(f"In {safe_text(facts.project)}, no server of {clients} can be told: {named}")
    pieces = [
        Piece(f"In {safe_text(facts.project)}, {clients} {'knows' if len(facts.clients) == 1 else 'know'} "),
        Piece(counted(servers, "server"), Tone.STRONG),
        Piece("; "),
        Piece(f"{on:,} would start", Tone.STRONG),
        Piece(":\n"),
    ]
    for at, each in enumerate(facts.clients[:_MOST_CLIENTS]):
        pieces += (Piece(" · " if at else "", Tone.FAINT), Piece(f"{safe_text(each.client)} {each.on:,}"))
        pieces.append(Piece(f" of {each.servers:,}", Tone.DIM))
    more = len(facts.clients) - _MOST_CLIENTS
    if more > 0:
        pieces.append(Piece(f" and {counted(more, 'other client')}", Tone.DIM))
    return content(pieces)


def _pressing(facts: WelcomeFacts) -> Content:
    """What should be looked at first."""
    if not facts.pressing:
        return content((Piece("Nothing was found that is dangerous at first sight.", Tone.GOOD),))
    pieces = [Piece("Worth a look first:", Tone.STRONG)]
    for each in facts.pressing[:_MOST_PRESSING]:
        pieces += (Piece("\n  ! ", each.tone), Piece(each.text))
    more = len(facts.pressing) - _MOST_PRESSING
    if more > 0:
        pieces.append(Piece(f"\n    and {more:,} more, told in the table", Tone.DIM))
    return content(pieces)


def _nothing(demo: str) -> Content:
    return Content.assemble(
        "No program that runs MCP servers was found for this user.\n\n",
        (demo, "bold"),
        " shows a made-up home instead, with servers good and frightening.\n"
        "Switching, narrowing and undoing all work there.",
    )


def _promise() -> Content:
    return Content.styled("Nothing was changed, nothing was started, nobody was contacted.", STYLES[Tone.GOOD])


def _keys(keys: Keys) -> Content:
    told = ((keys.told(BY_ID[id_]), what) for id_, what in _KEYS)
    return Content("\n").join(Content.assemble((f"  {key:<7}", "bold"), what) for key, what in told)
