"""``narrow``: leave an entry fewer folders, fewer tools, or one version."""

from __future__ import annotations

import os

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.cli.arguments import Arguments
from mcptui.cli.call import Call
from mcptui.cli.carry import carry_out
from mcptui.errors import Refused, UsageError
from mcptui.model import Entry


def run(call: Call) -> int:
    """Narrow the entry in every way that was asked for, as one transaction."""
    call.settle()
    narrowing = _narrowing(call.arguments)
    look = call.look()
    entries = call.chosen(look, all_matches=call.arguments.all_matches)
    changes = [Change(entry, Act.NARROW, _pinned(call, entry, narrowing)) for entry in entries]
    plan = call.workspace.plan(changes, look)
    planned = {each.change.entry.id for each in plan.planned}
    return carry_out(
        call, plan, [f"{entry.selector} is as narrow as that already" for entry in entries if entry.id not in planned]
    )


def _narrowing(arguments: Arguments) -> Narrowing:
    narrowing = Narrowing(
        folders=None if arguments.folders is None else tuple(_folder(each) for each in arguments.folders),
        read_only=arguments.read_only,
        deny=tuple(arguments.deny or ()),
        allow=None if arguments.allow is None else tuple(arguments.allow),
        pin=arguments.pin,
    )
    if not narrowing and arguments.pin is None:
        raise UsageError(
            "nothing was said to narrow",
            "add --path, --read-only, --deny-tool, --allow-tool or --pin after the selector",
        )
    return narrowing


def _folder(told: str) -> str:
    """The folder as an entry must name it, whole: a client starts its servers wherever it likes."""
    path = os.path.abspath(told)
    if not told or not os.path.isdir(path):
        raise UsageError(f"--path {told!r} is not a folder", "give one that is there")
    return path


def _pinned(call: Call, entry: Entry, narrowing: Narrowing) -> Narrowing:
    """``narrowing`` with the installed version in the place of a version that was not said."""
    if narrowing.pin != "":
        return narrowing
    version = call.workspace.installed_version(entry)
    if version is None:
        raise Refused(
            f"which version of {entry.selector} is installed cannot be told from the caches of npx, uvx and pipx",
            "say one: --pin VERSION",
        )
    return narrowing._replace(pin=version)
