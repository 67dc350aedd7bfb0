"""Themes as TOML files: those that are shipped, and the user's own. A bad one is reported and passed over."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.theme import Theme

from mcptui.errors import McptuiError, Refused, Unreadable
from mcptui.machine import Machine
from mcptui.model import Syntax
from mcptui.tui.roles import with_roles, wrong_color, wrong_variables
from mcptui.tui.text import safe_text

if TYPE_CHECKING:
    from mcptui.formats.document import Document
    from mcptui.store.files import Files

_MOST_BYTES: Final = 64 * 1024
_MOST_FILES: Final = 200
_FILE_NAME: Final = re.compile(r"\w[\w .+-]*")


class Themes(NamedTuple):
    """The themes that can be used, the names of those that are the user's ``own``, and what is wrong with others."""

    themes: tuple[Theme, ...]
    own: frozenset[str] = frozenset()
    mistakes: tuple[McptuiError, ...] = ()


def first_theme(wanted: str, otherwise: str, machine: Machine, files: Files) -> Theme:
    """The theme of the first frame: the one that is ``wanted``, or, where that cannot be used, a shipped one.

    No other file is read, and pydantic is not loaded: that would take longer than the frame. What is wrong with
    the file is told by ``read_themes``.
    """
    theme = _own_theme(wanted, machine, files) if _FILE_NAME.fullmatch(wanted) else None
    if theme is not None:
        return theme
    return shipped_theme(wanted if wanted in shipped_names() else otherwise)


def shipped_names() -> tuple[str, ...]:
    """The themes that are there for everybody."""
    return tuple(sorted(each.name.removesuffix(".toml") for each in _shipped().iterdir() if each.suffix == ".toml"))


def shipped_theme(name: str) -> Theme:
    """A theme that is shipped, and so needs no check."""
    data = (_shipped() / f"{name}.toml").read_bytes()
    return with_roles(Theme(name=name, **tomllib.loads(data.decode())))


def _own_theme(name: str, machine: Machine, files: Files) -> Theme | None:
    """A theme of the user's, as far as it can be used as it is."""
    try:
        data = files.read(theme_folder(machine) / f"{name}.toml", _MOST_BYTES)
        if data is None:
            return None
        told = tomllib.loads(data.decode())
    except (Unreadable, ValueError):
        return None
    variables = told.pop("variables", {})
    flags = {"dark": told.pop("dark", True), "ansi": told.pop("ansi", False)}
    if not isinstance(variables, dict):
        return None
    texts = [*told.values(), *variables.values()]
    if not all(isinstance(value, str) for value in texts) or not all(isinstance(flag, bool) for flag in flags.values()):
        return None
    if any(map(wrong_color, told.values())) or any(wrong_variables(variables)):
        return None
    try:
        return with_roles(Theme(name=name, variables=variables, **told, **flags))
    except TypeError:  # a field that no theme has, or none of those that it must have
        return None


def theme_folder(machine: Machine) -> Path:
    """Where the user's own themes are."""
    return machine.config / "themes"


def read_themes(machine: Machine, files: Files) -> Themes:
    """All themes; the user's own win over shipped ones of the same name."""
    themes = {name: shipped_theme(name) for name in shipped_names()}
    own: set[str] = set()
    mistakes: list[McptuiError] = []
    for name, where, data in _own_files(machine, files, mistakes):
        try:
            themes[name] = _checked(name, where, data)
        except McptuiError as error:
            mistakes.append(error)
        else:
            own.add(name)
    return Themes(tuple(themes.values()), frozenset(own), tuple(mistakes))


def _shipped() -> Path:
    """In the wheel they are part of the package; a checkout has them beside it."""
    package = Path(__file__).parents[1]
    inside = package / "themes"
    return inside if inside.is_dir() else package.parent / "themes"


def _own_files(machine: Machine, files: Files, mistakes: list[McptuiError]) -> Iterator[tuple[str, str, bytes]]:
    """Name, how a user would call the file, and bytes of each."""
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
        raise Refused(
            f"the theme {error.place(where)} is no TOML: {error.message}", "mend it; the other themes work"
        ) from None
    try:
        file = ThemeFile.model_validate(document.value())
    except ValidationError as error:
        first = error.errors()[0]
        path, message = tuple(str(part) for part in first["loc"]), first["msg"].removeprefix("Value error, ")
        raise _passed_over(document, path, message, where) from None
    for wrong, why in wrong_variables(file.variables):
        raise _passed_over(document, ("variables", wrong), why, where)
    return with_roles(Theme(name=name, **file.model_dump(exclude_none=True)))


def _passed_over(document: Document, path: tuple[str, ...], why: str, where: str) -> Refused:
    from mcptui.own_file import place_in

    place = place_in(document, path, where)
    return Refused(f"the theme {place} is passed over: {'.'.join(path)}: {why}", "mend it; it is read again by itself")
