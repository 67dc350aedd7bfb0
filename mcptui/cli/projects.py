"""The projects that a client knows of, as ``clients --all-projects`` tells them."""

from __future__ import annotations

from mcptui.cli.call import Call
from mcptui.cli.output import Ink
from mcptui.clients.base import Client
from mcptui.inventory import Look


def tell_projects(call: Call, look: Look, client: Client) -> None:
    """Print the folders that the client knows of, those that are gone marked, and those on other machines."""
    for each in (each for each in look.projects if client.id in each.clients):
        status, ink = ("gone", Ink.YELLOW) if each.gone else ("project", Ink.PLAIN)
        call.output.line("  ", (f"{status:<11}", ink), call.machine.short(each.folder))
    for address in dict.fromkeys(client.elsewhere(look.site)) if look.projects else ():
        call.output.line("  ", (f"{'elsewhere':<11}", Ink.DIM), f"{address}  not looked at: it is on another machine")


def projects_row(look: Look, client: Client) -> dict[str, object]:
    """The same as values."""
    return {
        "projects": [
            {"folder": str(each.folder), "gone": each.gone} for each in look.projects if client.id in each.clients
        ],
        "elsewhere": list(dict.fromkeys(client.elsewhere(look.site))) if look.projects else [],
    }
