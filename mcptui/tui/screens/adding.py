"""Adding a server: a command line, an address, or what a README shows."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from mcptui.changes.copying import Additions
from mcptui.errors import McptuiError
from mcptui.inventory import Look
from mcptui.model import Source
from mcptui.translate.pasted import Pasted
from mcptui.tui.background import apart
from mcptui.tui.screens.modal import titled
from mcptui.tui.screens.offers import MakeAdditions
from mcptui.tui.screens.placing import PlacingScreen
from mcptui.tui.text import safe_text
from mcptui.tui.widgets.change_lines import refused_line
from mcptui.tui.widgets.typed_line import TypedLine
from mcptui.workspace import Workspace

_PLACEHOLDER = (
    "a command line:  TOKEN=${TOKEN} npx -y @scope/server\n"
    "an address:      https://server.example/mcp\n"
    'or what a README shows:  {"mcpServers": {"name": {…}}}'
)
_LONGEST_NAMES = 200
_NAME = "a name; as in the README, if it tells one"


class AddScreen(PlacingScreen):
    """What is started or called, what it is called, and where it goes."""

    AUTO_FOCUS = "#server"

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__(look)
        self._workspace = workspace

    @property
    def title_text(self) -> Content:
        return titled("Add a server")

    def fields(self) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Static("server")
            yield TextArea(id="server", compact=True, placeholder=_PLACEHOLDER, highlight_cursor_line=False)
        with Horizontal(classes="field"):
            yield Static("named")
            yield TypedLine(placeholder=_NAME, id="name")
        yield Static(id="wrong", classes="field")

    @on(TextArea.Changed)
    def _server_typed(self) -> None:
        self.work_out()

    async def make_additions(self) -> MakeAdditions | None:
        """None, with the reason on the screen, while no server is told or it has no name."""
        wrong, field = self.query_one("#wrong", Static), self.query_one("#name", Input)
        text, name = self.query_one(TextArea).text, field.value.strip()
        named: tuple[tuple[str, Pasted], ...] = ()
        refusal: McptuiError | None = None
        if text.strip():
            try:
                named = await apart(self._workspace.typed, text, name or None)
            except McptuiError as error:
                refusal = error
        wrong.update("" if refusal is None else refused_line(refusal))
        wrong.display = refusal is not None
        field.placeholder = safe_text(", ".join(own for own, _ in named), _LONGEST_NAMES) or _NAME
        return (lambda target: self._additions(named, target)) if named else None

    def _additions(self, named: tuple[tuple[str, Pasted], ...], target: Source) -> Additions:
        return self._workspace.additions(named, target, self._look)
