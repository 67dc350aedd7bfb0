"""Plans as a review shows them, made up without a file, and the screen that shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from mcptui.changes.change import Act, Change
from mcptui.changes.file_plan import Affected, FilePlan
from mcptui.changes.plan import Plan, Planned, Refusal
from mcptui.machine import Machine
from mcptui.model import Definition, Effect, Entry, Scope, Source, State, StateKind, Switch, Syntax, Transport
from mcptui.store.transaction import FileChange, Rewritten
from mcptui.tui.screens.review import ReviewOutcome, ReviewScreen
from mcptui.tui.session import Session
from mcptui.workspace import Workspace
from tests.tui.hosting import NOW, Host

SAM = Path("/home/sam")


def change(name: str, act: Act = Act.DISABLE, line: int = 3) -> Change:
    source = Source("cursor", Scope.USER, SAM / ".cursor/mcp.json", ("mcpServers",), Syntax.JSONC)
    state = State(StateKind.ON, "Cursor would start it")
    definition = Definition(Transport.STDIO, "npx")
    return Change(Entry(source, name, ("mcpServers", name), {}, line, definition, state, Switch.PARK), act)


def file_plan(name: str, lines: int = 2) -> FilePlan:
    body = "".join(f"\n-old {name} {number}\n+new {name} {number}" for number in range(lines))
    diff = f"--- ~/{name}\n+++ ~/{name}\n@@ -7,{lines} +7,{lines} @@{body}"
    affected = (Affected("Cursor", Effect.AT_ONCE),)
    return FilePlan(
        SAM / name, SAM / name, ("cursor",), "when Cursor sees it", diff, (), ("Cursor",), affected=affected
    )


def _unchanged(data: bytes | None) -> Rewritten:
    return Rewritten(data, None)


def plan(*changes: Change, files: Sequence[FilePlan] | None = None, refusals: Sequence[Refusal] = ()) -> Plan:
    """Each change in a file of its own, unless told."""
    files = [file_plan(f"{each.entry.name}.json") for each in changes] if files is None else files
    return Plan(
        "a plan",
        tuple(Planned(each, "on", "off", (), (SAM / f"{each.entry.name}.json",)) for each in changes),
        tuple(refusals),
        tuple(files),
        tuple(FileChange(file.path, _unchanged) for file in files),
    )


def session() -> Session:
    return Session(Workspace(Machine.at_home(SAM, SAM / "src", env={}, root=Path("/"), clock=lambda: NOW)))


def review(shown: Plan, replan: Callable[[Sequence[Change]], Plan] | None = None) -> ReviewScreen:
    return ReviewScreen(shown, session(), replan=replan)


def replanned(rest: Sequence[Change]) -> Plan:
    return plan(*rest)


def lines_of(app: Host[ReviewOutcome]) -> list[str]:
    return [line.strip() for line in app.text.splitlines() if line.strip()]
