"""Whether mcptui runs for the first time. Its own folder tells: who was greeted, or changed something, left more
there than what was seen by the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcptui.inventory import Look
from mcptui.lost.memory_file import memory_folder
from mcptui.workspace import Workspace

if TYPE_CHECKING:
    from mcptui.tui.screens.welcome import WelcomeFacts


def is_first_run(workspace: Workspace) -> bool:
    """Has nobody been greeted yet, nor changed anything? Not for the event loop."""
    machine = workspace.machine
    return {memory_folder(machine).name}.issuperset(workspace.files.list_folder(machine.state))


def first_facts(workspace: Workspace, look: Look, *, always: bool) -> WelcomeFacts | None:
    """What to greet with; None where nobody needs to be greeted, unless it is done ``always``. Not for the event
    loop."""
    if not always and not is_first_run(workspace):
        return None
    from mcptui.tui.screens.welcome import WelcomeFacts

    return WelcomeFacts.of(workspace, look)


def note_greeting(workspace: Workspace) -> None:
    """Never greet again. Not for the event loop."""
    folder = workspace.machine.state
    workspace.files.create_folder(folder, private=True)
    workspace.files.replace(folder / "greeted", b"", private=True)
