"""Paths in a filter: as rows show them, and whether a server may touch one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mcptui.machine import Machine
from mcptui.model import PathReach
from mcptui.tui.filter.searched import Known, Searched, Test


def as_shown(values: Iterable[str], machine: Machine) -> tuple[str, ...]:
    """``values`` of a filter, which are in lower case, with the home written as rows show it: a path that was copied
    elsewhere fits, too."""
    folded = machine._replace(home=Path(str(machine.home).casefold()))
    return tuple(map(folded.shortened, values))


def path_test(value: str, known: Known) -> Test:
    """Whether the server may touch the path; text that is no path is looked for in the paths themselves."""
    evidence, home = known.evidence, str(known.machine.home)
    wanted = home + value[1:] if value == "~" or value.startswith("~/") else value
    absolute = Path(wanted).is_absolute()
    inside = f"{wanted.casefold().rstrip('/')}/"
    in_home = inside.startswith(f"{home.casefold()}/")

    def fits(row: Searched) -> bool:
        found = evidence.get(row.key)
        return found is not None and any(holds(path) for path in found.reach.paths or ())

    def holds(path: PathReach) -> bool:
        told = path.path.casefold()
        if not absolute:
            return wanted in told
        return path.covers == "root" or (path.covers == "home" and in_home) or inside.startswith(f"{told.rstrip('/')}/")

    return fits
