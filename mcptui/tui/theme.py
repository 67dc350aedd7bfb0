"""Themes as TOML files: those that are shipped, and the user's own. A bad one is reported and passed over."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.theme import Theme

from mcptui.errors import McptuiError, Refused, Unreadable
from mcptui.machine import Machine
from mcptui.model import Syntax
from mcptui.tui.text import safe_text

if TYPE_CHECKING:
    from mcptui.store.files import Files

FIRST: Final = "mcptui-dark"
_MOST_BYTES = 64 * 1024
_MOST_FILES = 200


class Themes(NamedTuple):
    """The themes that can be used, and what is wrong with the others."""

    themes: tuple[Theme, ...]
    mistakes: tuple[McptuiError, ...] = ()


def first_theme() -> Theme:
    """The theme of the first frame. It is shipped, so it needs no check: that would load pydantic and take longer
    than all the rest."""
    data = (_shipped() / f"{FIRST}.toml").read_bytes()
    return Theme(name=FIRST, **tomllib.loads(data.decode()))


def theme_folder(machine: Machine) -> Path:
    """Where the user's own themes are."""
    return machine.config / "themes"


def read_themes(machine: Machine, files: Files) -> Themes:
    """All themes; the user's own win over shipped ones of the same name."""
    themes: dict[str, Theme] = {}
    mistakes: list[McptuiError] = []
    for name, where, data in _all_files(machine, files, mistakes):
        try:
            themes[name] = _checked(name, where, data)
        except McptuiError as error:
            mistakes.append(error)
    return Themes(tuple(themes.values()), tuple(mistakes))


def _shipped() -> Path:
    """In the wheel they are part of the package; a checkout has them beside it."""
    package = Path(__file__).parents[1]
    inside = package / "themes"
    return inside if inside.is_dir() else package.parent / "themes"


def _all_files(machine: Machine, files: Files, mistakes: list[McptuiError]) -> Iterator[tuple[str, str, bytes]]:
    for each in sorted(_shipped().iterdir(), key=lambda each: each.name):
        if each.name.endswith(".toml"):
            yield each.name.removesuffix(".toml"), each.name, each.read_bytes()
    folder = theme_folder(machine)
    try:
        names = files.list_folder(folder)
    except Unreadable as error:
        mistakes.append(error)
        return
    own = [name for name in names if name.endswith(".toml") and not name.startswith(".")]
    if len(own) > _MOST_FILES:
        where = machine.short(folder)
        mistakes.append(
            Refused(f"{where} holds {len(own):,} themes; those behind the first {_MOST_FILES} are passed over")
        )
    for name in own[:_MOST_FILES]:
        try:
            data = files.read(folder / name, _MOST_BYTES)
        except Unreadable as error:
            mistakes.append(error)
        else:
            yield safe_text(name.removesuffix(".toml")), machine.short(folder / name), data or b""


def _checked(name: str, where: str, data: bytes) -> Theme:
    from pydantic import ValidationError

    from mcptui.formats import parse
    from mcptui.tui.theme_file import ThemeFile

    try:
        told = parse(data, Syntax.TOML).value()
    except Unreadable as error:
        place = where if error.line is None else f"{where}, line {error.line}"
        raise Refused(f"the theme {place} is no TOML: {error.message}", "mend it; the other themes work") from None
    try:
        file = ThemeFile.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Refused(f"the theme {where} is passed over: {field}: {first['msg']}", "mend it and reload") from None
    return Theme(name=name, **file.model_dump(exclude_none=True))
