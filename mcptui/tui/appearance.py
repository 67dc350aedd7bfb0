"""What the user's own files say about how the screen looks and acts: settings and themes, read again as they change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mcptui.errors import McptuiError, Unreadable
from mcptui.machine import Machine
from mcptui.tui.settings import Settings, mistakes_in_settings, read_settings, settings_file
from mcptui.tui.theme import Themes, read_themes, theme_folder

if TYPE_CHECKING:
    from mcptui.store.files import Files
    from mcptui.store.signature import Signature


class Stamps(NamedTuple):
    """What tells the settings, and each theme of the user's own, from what they were or will be."""

    settings: Signature | None
    themes: tuple[tuple[str, Signature | None], ...]


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
        _signature(settings_file(machine), files),
        tuple((name, _signature(folder / name, files)) for name in names if name.endswith(".toml")),
    )


def _signature(path: Path, files: Files) -> Signature | None:
    try:
        return files.signature(path)
    except Unreadable:
        return None
