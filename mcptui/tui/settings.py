"""What a user chose for the screen, in ``settings.toml``: read leniently at the start, written back key by key.

The file is the user's own. A choice made on the screen changes the one value it is about and no other byte.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from mcptui.errors import McptuiError, Refused, Unreadable
from mcptui.machine import Machine

if TYPE_CHECKING:
    from mcptui.store.files import Files

_MOST_BYTES: Final = 256 * 1024
_NO_KEYS: Final[Mapping[str, str]] = {}


class TableChoice(NamedTuple):
    """How the table was left: ``columns`` by name in their order (empty: as they are), what it is sorted and grouped
    by (empty: not)."""

    columns: tuple[str, ...] = ()
    sort: str = ""
    reverse: bool = False
    group: str = ""


class Settings(NamedTuple):
    """Everything that can be chosen. ``split``: diffs side by side, None as there is room.

    ``ascii``: signs of plain ASCII only. ``keys`` are keys by the id of a command, several joined by commas.
    """

    theme: str = ""
    ascii: bool = False
    table: TableChoice = TableChoice()
    split: bool | None = None
    keys: Mapping[str, str] = _NO_KEYS


NOTHING_CHOSEN: Final = Settings()


def settings_file(machine: Machine) -> Path:
    """Where the choices are kept."""
    return machine.config / "settings.toml"


def read_settings(machine: Machine, files: Files) -> Settings:
    """The choices, as far as they can be made out: what is wrong counts as not chosen.

    ``mistakes_in_settings`` tells what is wrong; it takes longer than the first frame has time for.
    """
    try:
        data = files.read(settings_file(machine), _MOST_BYTES)
        told = tomllib.loads((data or b"").decode())
    except (Unreadable, ValueError):
        return NOTHING_CHOSEN
    table, review = _table(told, "table"), _table(told, "review")
    columns = table.get("columns")
    split = review.get("split")
    return Settings(
        theme=_text(told, "theme"),
        ascii=told.get("ascii") is True,
        table=TableChoice(
            tuple(each for each in columns if isinstance(each, str)) if isinstance(columns, list) else (),
            _text(table, "sort"),
            table.get("reverse") is True,
            _text(table, "group"),
        ),
        split=split if isinstance(split, bool) else None,
        keys=dict(_keys(_table(told, "keys"))),
    )


def mistakes_in_settings(machine: Machine, files: Files) -> tuple[McptuiError, ...]:
    """What is wrong in the file, with its line. Not for the event loop."""
    from mcptui.tui.settings_file import mistakes

    try:
        data = files.read(settings_file(machine), _MOST_BYTES)
    except Unreadable as error:
        return (Refused(f"your settings are passed over: {error.message}", error.hint),)
    return mistakes(data or b"", machine.short(settings_file(machine)))


def remember(machine: Machine, files: Files, chosen: Mapping[tuple[str, ...], object]) -> None:
    """Write choices by their place in the file; None forgets one. Not for the event loop.

    Raises ``Refused`` when the file is no TOML: it is left as it is.
    """
    from mcptui.formats.document import MISSING, Drop, Put
    from mcptui.formats.toml import TomlDocument

    path = files.resolve(settings_file(machine))
    data = files.read(path, _MOST_BYTES) or b""
    try:
        document = TomlDocument(data)
    except Unreadable as error:
        raise Refused(
            f"not remembered: {error.place(machine.short(path))}: {error.message}", "mend the TOML there"
        ) from None
    put = [Put(place, value) for place, value in chosen.items() if value is not None]
    drop = [Drop(place) for place, value in chosen.items() if value is None and document.value(place) is not MISSING]
    changed = document.edit([*put, *drop]).data
    if changed != data:
        files.create_folder(path.parent, private=False)
        files.replace(path, changed)


def _keys(told: Mapping[str, object], before: str = "") -> Iterator[tuple[str, str]]:
    """Ids hold a dot: written without quotes they are tables."""
    for name, value in told.items():
        if isinstance(value, str):
            yield before + name, value
        elif isinstance(value, dict) and not before:
            yield from _keys(value, f"{name}.")


def _table(told: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = told.get(key)
    return found if isinstance(found, dict) else {}


def _text(told: Mapping[str, object], key: str) -> str:
    found = told.get(key)
    return found if isinstance(found, str) else ""
