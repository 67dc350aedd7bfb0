"""Making, saving and deleting a profile as plans: shown, asked for, written and undone like any other change."""

from __future__ import annotations

from mcptui.changes.diff import unified_diff
from mcptui.changes.masking import masker_of
from mcptui.changes.plan import FilePlan, Plan
from mcptui.errors import NothingMatched, Refused
from mcptui.inventory import Look
from mcptui.profiles.files import profile_file, profile_text
from mcptui.profiles.profile import Profile
from mcptui.profiles.switch import present_state
from mcptui.store.transaction import FileChange, Rewritten
from mcptui.workspace import Workspace


def plan_new(workspace: Workspace, name: str, extends: str | None) -> Plan:
    """A profile that keeps everything as it is, or begins with what ``extends`` wants. Refused where there is one."""
    path = profile_file(workspace.machine, name)
    if workspace.files.read(path) is not None:
        raise Refused(f"there is a profile {name!r} already", f"mcptui profile edit {name} opens it")
    text = profile_text(Profile(name))
    if extends is not None:
        workspace.profiles().get(extends)
        text = _extending(text, extends)
    return _plan(workspace, f"new profile {name}", name, text)


def plan_save(workspace: Workspace, name: str, look: Look) -> Plan:
    """The profile that says what is now, in the place of one of that name, whose description it keeps."""
    old = workspace.profiles().by_name.get(name)
    description = "" if old is None or old.ready_made else old.description
    return _plan(workspace, f"save profile {name}", name, profile_text(present_state(look, name, description)))


def plan_deletion(workspace: Workspace, name: str) -> Plan:
    """No more profile of that name. Those that came with mcptui cannot be deleted."""
    if workspace.files.read(profile_file(workspace.machine, name)) is None:
        if workspace.profiles().get(name).ready_made:
            raise Refused(f"the profile {name!r} came with mcptui and has no file to delete")
        raise NothingMatched(f"there is no profile {name!r}", "mcptui profile list shows them")
    return _plan(workspace, f"delete profile {name}", name, None)


def _plan(workspace: Workspace, title: str, name: str, text: str | None) -> Plan:
    path = profile_file(workspace.machine, name)
    content = None if text is None else text.encode()

    def write(data: bytes | None) -> Rewritten:
        del data
        return Rewritten(content, None)

    change = FileChange(path, write)
    previews = workspace.store.preview([change])
    return Plan(
        title=title,
        files=tuple(
            FilePlan(
                path=path,
                target=preview.target,
                clients=(),
                takes_effect="",
                diff=unified_diff(
                    preview.before,
                    preview.after,
                    workspace.machine.short(path),
                    masker_of(path, preview.before, preview.after),
                ),
            )
            for preview in previews
        ),
        file_changes=(change,) if previews else (),
        extra_rows=tuple(
            {
                "act": "profile",
                "selector": name,
                "from": "absent" if preview.before is None else "present",
                "to": "absent" if preview.after is None else "present",
            }
            for preview in previews
        ),
    )


def _extending(text: str, base: str) -> str:
    """``text`` with ``base`` as the profile it begins with, whose default then counts."""
    import tomlkit

    document = tomlkit.parse(text)
    document.remove("default")
    document.add("extends", tomlkit.item(base))
    return tomlkit.dumps(document)
