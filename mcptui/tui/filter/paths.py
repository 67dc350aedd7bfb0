"""Whether a server may touch a path."""

from __future__ import annotations

from pathlib import Path

from mcptui.model import PathReach
from mcptui.tui.filter.searched import Known, Searched, Test


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
