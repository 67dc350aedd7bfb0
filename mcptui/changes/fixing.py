"""What settles a finding, as the change that does it."""

from __future__ import annotations

from mcptui.audit.finding import Fix, FixKind
from mcptui.changes.change import Act, Change, Narrowing
from mcptui.model import Entry


def change_of(entry: Entry, fix: Fix) -> Change:
    """The change of ``entry`` that ``fix`` stands for."""
    match fix.kind:
        case FixKind.PIN:
            return Change(entry, Act.NARROW, Narrowing(pin=fix.pin))
        case FixKind.FOLDERS:
            return Change(entry, Act.NARROW, Narrowing(folders=fix.folders))
        case FixKind.READ_ONLY:
            return Change(entry, Act.NARROW, Narrowing(read_only=True))
        case FixKind.DISABLE:
            return Change(entry, Act.DISABLE)
        case FixKind.REMOVE:
            return Change(entry, Act.REMOVE)
