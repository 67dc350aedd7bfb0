"""From the arguments to the verb that they name; a verb is imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mcptui.cli.arguments import parse
from mcptui.cli.call import Call, OpenScreen, open_call


def run(argv: Sequence[str], open_screen: OpenScreen) -> int:
    """Do what ``argv`` asks for and return the exit status. Raises ``McptuiError`` for every refusal."""
    arguments = parse(argv)
    return _verb(arguments.verb)(open_call(arguments, open_screen))


def _verb(name: str) -> Callable[[Call], int]:
    match name:
        case "list":
            from mcptui.cli.list import run as verb
        case "show":
            from mcptui.cli.show import run as verb
        case "drift":
            from mcptui.cli.drift import run as verb
        case "clients":
            from mcptui.cli.clients import run as verb
        case "history":
            from mcptui.cli.history import run as verb
        case "doctor":
            from mcptui.cli.doctor import run as verb
        case "demo":
            from mcptui.cli.demo import run as verb
        case "screen":
            from mcptui.cli.screen import run as verb
        case _:
            return _writing_verb(name)
    return verb


def _writing_verb(name: str) -> Callable[[Call], int]:
    match name:
        case "align":
            from mcptui.cli.align import run as verb
        case "narrow":
            from mcptui.cli.narrow import run as verb
        case "add":
            from mcptui.cli.add import run as verb
        case "copy":
            from mcptui.cli.copy import run as verb
        case "use":
            from mcptui.cli.use import run as verb
        case "profile":
            from mcptui.cli.profile import run as verb
        case "restore":
            from mcptui.cli.restore import run as verb
        case "undo" | "redo":
            from mcptui.cli.undo import run as verb
        case _:
            from mcptui.cli.toggle import run as verb
    return verb
