"""Whether mcptui runs for the first time. Its own folder tells: greeting makes it."""

from __future__ import annotations

from mcptui.workspace import Workspace


def is_first_run(workspace: Workspace) -> bool:
    """Is there no folder of mcptui's own yet? Not for the event loop."""
    folder = workspace.machine.state
    return folder.name not in workspace.files.list_folder(folder.parent)


def note_greeting(workspace: Workspace) -> None:
    """Never greet again. Not for the event loop."""
    workspace.files.create_folder(workspace.machine.state, private=True)
