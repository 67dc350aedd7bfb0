"""One call of the command line: what was asked, of which machine, and where the answer goes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mcptui.cli.arguments import Arguments
from mcptui.cli.output import Output, note
from mcptui.errors import McptuiError, NothingMatched, Refused, UsageError
from mcptui.machine import Machine
from mcptui.model import Entry, Scope
from mcptui.workspace import Workspace

if TYPE_CHECKING:
    from mcptui.clients.base import Client
    from mcptui.clients.known import Clients
    from mcptui.inventory import Look


class OpenScreen(Protocol):
    """Opens the other face on a machine and gives its exit status."""

    def __call__(self, machine: Machine, *, everywhere: bool, demo: bool, color: bool) -> int: ...


class Call(NamedTuple):
    """What every verb is given."""

    arguments: Arguments
    machine: Machine
    workspace: Workspace
    output: Output
    open_screen: OpenScreen

    def look(self) -> Look:
        """Everything in the project, or in all of them, before a question that reads."""
        self.settle_if_possible()
        return self.workspace.look(everywhere=self.arguments.everywhere)

    def settle(self) -> None:
        """Settle what a killed process left half done, and say what became of it."""
        for record in self.workspace.recover():
            outcome = "finished" if record.status == "done" else "taken back"
            note(f"mcptui: an interrupted change was {outcome}: {record.title} ({record.id})")
            for path in record.overtaken:
                note(f"  another program wrote {self.machine.short(path)}; that file was left alone")

    def settle_if_possible(self) -> None:
        """The same before a question that only reads: what cannot be settled now is said, and stops nothing."""
        try:
            self.settle()
        except McptuiError as error:
            note(f"mcptui: {error.message}", error.hint)

    def wants(self, client: str, scope: Scope) -> bool:
        """Whether ``--client`` and ``--scope`` leave what is of this client and scope."""
        clients, scopes = self.arguments.clients, self.arguments.scopes
        return (clients is None or client in clients) and (scopes is None or scope in scopes)

    def entries(self, look: Look) -> tuple[Entry, ...]:
        """The entries that ``--client`` and ``--scope`` leave."""
        return tuple(entry for entry in look.entries if self.wants(entry.source.client, entry.source.scope))

    def chosen(self, look: Look, *, all_matches: bool) -> tuple[Entry, ...]:
        """The entries that the selectors mean; without a selector, all.

        Raises ``Refused`` where one fits nothing and asks for a client of which a file cannot be read.
        """
        from mcptui.selectors import select

        entries = self.entries(look)
        selectors = self.arguments.selectors
        if not selectors:
            return entries
        try:
            return select(entries, selectors, all_matches=all_matches)
        except NothingMatched as error:
            asked = {selector.partition("/")[0] for selector in selectors if "/" in selector}
            for problem in look.inventory.problems:
                if problem.client in asked:
                    place = self.machine.at(problem.path, problem.line)
                    raise Refused(f"{error.message}, but {place} cannot be read", problem.message) from None
            raise


def open_call(arguments: Arguments, open_screen: OpenScreen) -> Call:
    """Find the machine that is meant. Raises ``UsageError`` for a folder that is none, or an unknown client."""
    project = _project(arguments.project)
    if arguments.home is None:
        machine = Machine.detect(project)
    else:
        machine = Machine.at_home(_folder(arguments.home, "--home"), project)
    output = Output.of_process(os.environ, color=arguments.color)
    workspace = Workspace(machine)
    if arguments.clients:
        known = workspace.clients
        for id_ in arguments.clients:
            client_called(id_, known)
    return Call(arguments, machine, workspace, output, open_screen)


def client_called(id_: str, known: Clients) -> Client:
    """The client with the id that a user typed. Raises ``UsageError``, with the mistake where its file has one."""
    if id_ in known:
        return known[id_]
    mistaken = next((each for each in known.problems if each.client == id_), None)
    if mistaken is not None:
        line = "" if mistaken.line is None else f", line {mistaken.line}"
        raise UsageError(f"the file that tells of {id_!r} has a mistake", f"{mistaken.path}{line}: {mistaken.message}")
    raise UsageError(f"no client is called {id_!r}", f"there are: {', '.join(known)}")


def _project(told: str | None) -> Path:
    if told is not None:
        return _folder(told, "--project")
    try:
        return Path.cwd()
    except OSError:
        raise UsageError("the current folder is gone", "go to another one, or say --project DIR") from None


def _folder(told: str, option: str) -> Path:
    if not told or not os.path.isdir(told):
        raise UsageError(f"{option} {told!r} is not a folder", "give one that is there")
    return Path(told)
