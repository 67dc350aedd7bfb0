"""``profile``: see profiles, make, save, edit and delete them."""

from __future__ import annotations

from mcptui.cli.call import Call
from mcptui.cli.carry import carry_out
from mcptui.cli.output import Ink, note
from mcptui.cli.table import Column, print_table
from mcptui.editor import editor_command, run_editor
from mcptui.errors import McptuiError, Refused, UsageError
from mcptui.profiles.files import profile_file, profile_text
from mcptui.profiles.profile import Profile

_SCHEMA = 1
_COLUMNS = (
    Column(""),
    Column("NAME", least=8),
    Column("SERVERS"),
    Column("ORIGIN"),
    Column("DESCRIPTION", least=12, most=100),
)


def run(call: Call) -> int:
    """Do what the action says."""
    name = call.arguments.profile or ""
    match call.arguments.action:
        case "list":
            return _list(call)
        case "show":
            return _show(call, call.workspace.profiles().get(name))
        case "edit":
            return _edit(call, name)
        case action:
            return _change(call, action, name)


def _change(call: Call, action: str, name: str) -> int:
    call.settle()
    workspace = call.workspace
    match action:
        case "new":
            return carry_out(call, workspace.plan_new_profile(name, call.arguments.extends))
        case "save":
            return carry_out(call, workspace.plan_save_profile(name, call.look()))
        case "bind":
            return carry_out(call, workspace.plan_bind(call.arguments.profile))
        case "delete":
            return carry_out(call, workspace.plan_profile_deletion(name))
        case _:
            plan = workspace.plan_use(workspace.profiles().get(name), call.look())
            return carry_out(call, plan, dry_run=True)


def _list(call: Call) -> int:
    profiles, active = call.workspace.profiles(), call.workspace.active_profile
    if call.arguments.json:
        call.output.json(
            {
                "schema": _SCHEMA,
                "profiles": [_row(profile, active) for profile in profiles.by_name.values()],
                "problems": [{"message": mistake.message, "fix": mistake.hint} for mistake in profiles.mistakes],
            }
        )
        return 0
    print_table(
        call.output,
        _COLUMNS,
        [
            [
                ("●" if profile.name == active else "", Ink.GREEN),
                (profile.name, Ink.BOLD),
                (str(len(profile.servers)), Ink.PLAIN),
                ("ready-made" if profile.ready_made else "yours", Ink.DIM),
                (profile.description, Ink.PLAIN),
            ]
            for profile in profiles.by_name.values()
        ],
    )
    for mistake in profiles.mistakes:
        note(mistake.message, mistake.hint)
    return 0


def _show(call: Call, profile: Profile) -> int:
    """The profile as its file would say it, with what it extends put in."""
    if call.arguments.json:
        call.output.json(_row(profile, call.workspace.active_profile))
        return 0
    if not profile.ready_made:
        call.output.line((call.machine.short(profile_file(call.machine, profile.name)), Ink.DIM))
    for line in profile_text(profile).splitlines():
        call.output.line((line, Ink.DIM if line.startswith("#") else Ink.PLAIN))
    return 0


def _row(profile: Profile, active: str | None) -> dict[str, object]:
    return {
        "name": profile.name,
        "description": profile.description,
        "active": profile.name == active,
        "ready_made": profile.ready_made,
        "default": profile.default.value,
        "clients": list(profile.clients),
        "servers": {
            selector: {"state": wish.state.value, "folders": None if wish.folders is None else list(wish.folders)}
            for selector, wish in profile.servers.items()
        },
    }


def _edit(call: Call, name: str) -> int:
    """Open the file and check what came of it; what is wrong is told, and the file is kept as it was written."""
    path = profile_file(call.machine, name)
    if call.workspace.files.read(path) is None:
        call.workspace.profiles().get(name)
        raise Refused(
            f"the profile {name!r} came with mcptui and has no file of its own",
            f"mcptui profile new my-{name} --extends {name} makes one to edit",
        )
    if not call.output.interactive:
        raise UsageError("an editor needs a terminal", f"the file is {call.machine.short(path)}")
    run_editor(editor_command(call.machine, path))
    try:
        call.workspace.profiles().get(name)
    except McptuiError as mistake:
        raise Refused(f"{mistake.message}; the file is kept as you left it", mistake.hint) from None
    call.output.line(f"The profile {name} is fine.")
    return 0
