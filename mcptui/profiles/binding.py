"""Which profile belongs to a project: ``mcptui use`` without a name switches to that one.

Kept in one TOML file beside the profiles, a line for each project, edited like any client's file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from mcptui.changes.file_plan import file_plan
from mcptui.changes.operations_json import to_json
from mcptui.changes.plan import Plan
from mcptui.changes.rewrite import naming, rewrite
from mcptui.clients import BUILT_IN
from mcptui.errors import Unreadable
from mcptui.formats import MOST_BYTES, parse
from mcptui.formats.document import MISSING, KeyPath
from mcptui.machine import Machine
from mcptui.model import Syntax
from mcptui.operations import Assign
from mcptui.store.transaction import FileChange, Rewritten, Store


class _Reader(Protocol):
    def read(self, path: Path, limit: int = ...) -> bytes | None: ...


def binding_file(machine: Machine) -> Path:
    """Where it is kept which profile belongs to which project."""
    return machine.config / "projects.toml"


def bound_profile(machine: Machine, project: Path, files: _Reader) -> str | None:
    """The name of the profile that belongs to ``project``, or None. Raises ``Unreadable`` for a broken file."""
    path = binding_file(machine)
    with naming(path):
        name = parse(files.read(path, MOST_BYTES[Syntax.TOML]) or b"", Syntax.TOML).value(_key(project))
    if name is not MISSING and not isinstance(name, str):
        raise Unreadable(f"{path}: the profile of {project} is no name", "mcptui profile bind sets it anew")
    return name if isinstance(name, str) else None


def plan_bind(machine: Machine, store: Store, project: Path, name: str | None) -> Plan:
    """``name`` becomes the profile of ``project``; None: it has none any more."""
    path, key = binding_file(machine), _key(project)

    def write(data: bytes | None) -> Rewritten:
        with naming(path):
            done = rewrite(data, Syntax.TOML, (Assign(key, MISSING if name is None else name),))
        return Rewritten(done.data, to_json(Syntax.TOML, done.undo))

    change = FileChange(path, write)
    previews = store.preview([change])
    row: dict[str, object] = {"act": "bind", "project": str(project), "to": name}
    return Plan(
        title=f"bind {name}" if name else "unbind the profile",
        files=tuple(file_plan(machine, preview, (), BUILT_IN) for preview in previews),
        file_changes=(change,) if previews else (),
        extra_rows=(row,) if previews else (),
    )


def _key(project: Path) -> KeyPath:
    return ("projects", str(project))
