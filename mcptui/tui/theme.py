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
from mcptui.tui.own_file import place_in
from mcptui.tui.roles import with_roles
from mcptui.tui.text import safe_text

if TYPE_CHECKING:
    from mcptui.formats.document import Document
    from mcptui.store.files import Files

FIRST: Final = "mcptui-dark"
_MOST_BYTES = 64 * 1024
_MOST_FILES = 200


class Themes(NamedTuple):
    """The themes that can be used, and what is wrong with the others."""

    themes: tuple[Theme, ...]
    mistakes: tuple[McptuiError, ...] = ()


def first_theme() -> Theme:
    """The theme of the first frame."""
    return shipped_theme(FIRST)


def shipped_theme(name: str) -> Theme:
    """A theme that is shipped. It needs no check: that would load pydantic and take longer than the first frame."""
    data = (_shipped() / f"{name}.toml").read_bytes()
    return with_roles(Theme(name=name, **tomllib.loads(data.decode())))


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
        document = parse(data, Syntax.TOML)
    except Unreadable as error:
        place = where if error.line is None else f"{where}, line {error.line}"
        raise Refused(f"the theme {place} is no TOML: {error.message}", "mend it; the other themes work") from None
    try:
        file = ThemeFile.model_validate(document.value())
    except ValidationError as error:
        first = error.errors()[0]
        path, message = tuple(str(part) for part in first["loc"]), first["msg"].removeprefix("Value error, ")
        raise _passed_over(document, path, message, where) from None
    for wrong, why in file.wrong_variables():
        raise _passed_over(document, ("variables", wrong), why, where)
    return with_roles(Theme(name=name, **file.model_dump(exclude_none=True)))


def _passed_over(document: Document, path: tuple[str, ...], why: str, where: str) -> Refused:
    place = place_in(document, path, where)
    return Refused(f"the theme {place} is passed over: {'.'.join(path)}: {why}", "mend it; it is read again by itself")
