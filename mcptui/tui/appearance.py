"""What the user's own files say about how the screen looks and acts: settings and themes, read again as they change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mcptui.errors import McptuiError, Unreadable
from mcptui.machine import Machine
from mcptui.tui.settings import Settings, mistakes_in_settings, read_settings, settings_file
from mcptui.tui.theme import Themes, read_themes, theme_folder

if TYPE_CHECKING:
    from mcptui.store.files import Facts, Files


class Stamps(NamedTuple):
    """What the disk says of the settings, and of each theme of the user's own: enough to know of a change."""

    settings: Facts | None
    themes: tuple[tuple[str, Facts | None], ...]


class Appearance(NamedTuple):
    """The files as they were at ``stamps``; ``mistakes`` are those in the settings."""

    stamps: Stamps
    settings: Settings
    themes: Themes
    mistakes: tuple[McptuiError, ...]


def read_appearance(machine: Machine, files: Files, before: Appearance | None = None) -> Appearance:
    """What the files say now; ``before`` itself where none has changed since. Not for the event loop."""
    now = _stamps(machine, files)
    if before is None:
        return Appearance(
            now, read_settings(machine, files), read_themes(machine, files), mistakes_in_settings(machine, files)
        )
    if before.stamps.settings != now.settings:
        before = before._replace(settings=read_settings(machine, files), mistakes=mistakes_in_settings(machine, files))
    if before.stamps.themes != now.themes:
        before = before._replace(themes=read_themes(machine, files))
    return before if before.stamps == now else before._replace(stamps=now)


def _stamps(machine: Machine, files: Files) -> Stamps:
    folder = theme_folder(machine)
    try:
        names = files.list_folder(folder)
    except Unreadable:
        names = ()
    return Stamps(
        _facts(settings_file(machine), files),
        tuple((name, _facts(folder / name, files)) for name in names if name.endswith(".toml")),
    )


def _facts(path: Path, files: Files) -> Facts | None:
    try:
        return files.facts(path)
    except Unreadable:
        return None
