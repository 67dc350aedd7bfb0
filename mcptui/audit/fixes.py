"""What mcptui itself could do about a finding: offered only where the entry's command line really allows it."""

from __future__ import annotations

from collections.abc import Sequence

from mcptui.audit.case import Case
from mcptui.audit.finding import Fix, FixKind
from mcptui.errors import Refused
from mcptui.narrow.arguments import FolderArgument
from mcptui.narrow.folders import with_folders, with_read_only
from mcptui.narrow.pin import pinned_args

REMOVE = Fix(FixKind.REMOVE)
DISABLE = Fix(FixKind.DISABLE)


def pin(case: Case, version: str | None) -> Fix | None:
    """The package at exactly ``version``."""
    if version is None:
        return None
    try:
        pinned_args(case.definition.args, case.definition, version)
    except Refused:
        return None
    return Fix(FixKind.PIN, pin=version)


def pin_to_safe(case: Case) -> Fix | None:
    """The package at the version that is installed, or where that one has holes, at the first without."""
    known, installed = case.package, case.installed
    if known is not None and known.mended and (installed is None or known.holes_in(installed)):
        return pin(case, known.mended)
    return pin(case, installed)


def without_folders(case: Case, unwanted: Sequence[FolderArgument]) -> Fix | None:
    """The project's folder in the place of folders that should not be there."""
    if case.machine.home.is_relative_to(case.project):
        return None
    kept = [folder.path for folder, _ in case.folders if folder not in unwanted]
    folders = tuple(dict.fromkeys((*kept, str(case.project))))
    try:
        with_folders(case.definition.args, case.definition, folders)
    except Refused:
        return None
    return Fix(FixKind.FOLDERS, folders=folders)


def read_only(case: Case) -> Fix | None:
    """Every mount for reading alone."""
    try:
        with_read_only(case.definition.args, case.definition)
    except Refused:
        return None
    return Fix(FixKind.READ_ONLY)
