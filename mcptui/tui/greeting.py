"""Whether mcptui runs for the first time. Its own folder tells: who was greeted, or changed something, left more
there than what was seen by the way."""

from __future__ import annotations

from mcptui.lost.memory_file import memory_folder
from mcptui.workspace import Workspace


def is_first_run(workspace: Workspace) -> bool:
    """Has nobody been greeted yet, nor changed anything? Not for the event loop."""
    machine = workspace.machine
    return {memory_folder(machine).name}.issuperset(workspace.files.list_folder(machine.state))


def note_greeting(workspace: Workspace) -> None:
    """Never greet again. Not for the event loop."""
    folder = workspace.machine.state
    workspace.files.create_folder(folder, private=True)
    workspace.files.replace(folder / "greeted", b"", private=True)
