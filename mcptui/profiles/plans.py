"""Making, saving and deleting a profile as plans: shown, asked for, written and undone like any other change."""

from __future__ import annotations

from pathlib import Path

from mcptui.changes.file_plan import file_plan
from mcptui.changes.plan import Plan
from mcptui.clients import BUILT_IN
from mcptui.errors import NothingMatched, Refused
from mcptui.inventory import Look
from mcptui.machine import Machine
from mcptui.profiles.files import Profiles, profile_file, profile_text
from mcptui.profiles.profile import Profile
from mcptui.profiles.switch import present_state
from mcptui.store.transaction import FileChange, Rewritten, Store


def plan_new(machine: Machine, store: Store, profiles: Profiles, name: str, extends: str | None) -> Plan:
    """A profile that keeps everything as it is, or begins with what ``extends`` wants. Refused where there is one."""
    text = profile_text(Profile(name))
    if extends is not None:
        profiles.get(extends)
        text = _extending(text, extends)
    plan = _plan(machine, store, f"new profile {name}", name, text)
    if plan.extra_rows and plan.extra_rows[0]["from"] == "present":
        raise Refused(f"there is a profile {name!r} already", f"mcptui profile edit {name} opens it")
    return plan


def plan_save(machine: Machine, store: Store, profiles: Profiles, name: str, look: Look) -> Plan:
    """The profile that says what is now, in the place of one of that name, whose description it keeps."""
    old = profiles.by_name.get(name)
    description = "" if old is None or old.ready_made else old.description
    text = profile_text(present_state(look, name, description))
    return _plan(machine, store, f"save profile {name}", name, text)


def plan_deletion(machine: Machine, store: Store, profiles: Profiles, name: str) -> Plan:
    """No more profile of that name. Those that came with mcptui cannot be deleted."""
    plan = _plan(machine, store, f"delete profile {name}", name, None)
    if not plan:
        if profiles.get(name).ready_made:
            raise Refused(f"the profile {name!r} came with mcptui and has no file to delete")
        raise NothingMatched(f"there is no profile {name!r}", "mcptui profile list shows them")
    return plan


def _plan(machine: Machine, store: Store, title: str, name: str, text: str | None) -> Plan:
    """The profile's file with ``text`` in it, None: without the file. Nothing to do where it is so already."""
    path = profile_file(machine, name)
    change = _writing(path, None if text is None else text.encode())
    previews = store.preview([change])
    return Plan(
        title=title,
        files=tuple(file_plan(machine, preview, (), BUILT_IN) for preview in previews),
        file_changes=(change,) if previews else (),
        extra_rows=tuple(
            {"act": "profile", "selector": name, "from": _standing(preview.before), "to": _standing(preview.after)}
            for preview in previews
        ),
    )


def _writing(path: Path, content: bytes | None) -> FileChange:
    def write(data: bytes | None) -> Rewritten:
        del data
        return Rewritten(content, None)

    return FileChange(path, write)


def _standing(data: bytes | None) -> str:
    return "absent" if data is None else "present"


def _extending(text: str, base: str) -> str:
    """``text`` with ``base`` as the profile it begins with, whose default then counts."""
    import tomlkit

    document = tomlkit.parse(text)
    document.remove("default")
    document.add("extends", tomlkit.item(base))
    return tomlkit.dumps(document)
