"""What ``settings.toml`` may say; pydantic says which field is wrong, the document on which line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from mcptui.errors import McptuiError, Refused, Unreadable
from mcptui.formats.document import Document
from mcptui.formats.toml import TomlDocument
from mcptui.own_file import place_in
from mcptui.tui.keymap import key_mistakes
from mcptui.tui.listing import Column

_COLUMNS: Final = tuple(column.value.lower() for column in Column if column.value)

_Name = Annotated[str, StringConstraints(to_lower=True)]


class TableFile(BaseModel):
    """The table of servers."""

    model_config = ConfigDict(extra="forbid")

    columns: list[_Name] = []
    sort: _Name = ""
    reverse: bool = False
    group: Literal["", "none", "server", "client", "project"] = ""


class ReviewFile(BaseModel):
    """How diffs are shown."""

    model_config = ConfigDict(extra="forbid")

    split: bool | None = None


class SettingsFile(BaseModel):
    """The whole file. ``keys`` may be ``"servers.turn" = "t"`` or ``servers.turn = "t"``."""

    model_config = ConfigDict(extra="forbid")

    theme: str = ""
    ascii: bool = False
    table: TableFile = TableFile()
    review: ReviewFile = ReviewFile()
    keys: dict[str, str | dict[str, str]] = {}


def mistakes(data: bytes, where: str) -> tuple[McptuiError, ...]:
    """What is wrong in a settings file, each with its line; ``where`` is how the file is called."""
    try:
        document = TomlDocument(data)
    except Unreadable as error:
        return (Refused(f"{error.place(where)}: {error.message}", "mend it; until then nothing in it counts"),)
    try:
        read = SettingsFile.model_validate(document.value())
    except ValidationError as error:
        return tuple(_told(details, document, where) for details in error.errors())
    return (*_unknown_columns(read, document, where), *_wrong_keys(read, document, where))


def _unknown_columns(read: SettingsFile, document: Document, where: str) -> list[McptuiError]:
    asked = [
        *((name, "columns") for name in read.table.columns),
        *([(read.table.sort, "sort")] if read.table.sort else []),
    ]
    return [
        Refused(
            f"{place_in(document, ('table', key), where)}: there is no column {name!r}",
            f"there are: {', '.join(_COLUMNS)}",
        )
        for name, key in asked
        if name not in (*_COLUMNS, "state")
    ]


def _wrong_keys(read: SettingsFile, document: Document, where: str) -> Iterator[McptuiError]:
    """Ids hold a dot: in the file they may be one key in quotes, or a table."""
    ids: dict[str, tuple[str, ...]] = {}
    wanted: dict[str, str] = {}
    for name, told in read.keys.items():
        for rest, keys in {"": told}.items() if isinstance(told, str) else told.items():
            id_ = f"{name}.{rest}" if rest else name
            wanted[id_], ids[id_] = keys, (name, rest) if rest else (name,)
    for mistake in key_mistakes(wanted):
        place = place_in(document, ("keys", *ids[mistake.id]), where)
        yield Refused(f"{place}: {mistake.sentence}", mistake.hint)


def _told(details: ErrorDetails, document: Document, where: str) -> McptuiError:
    path = tuple(str(part) for part in details["loc"])
    message = details["msg"].removeprefix("Value error, ")
    return Refused(
        f"{place_in(document, path, where)}: {'.'.join(path)!r}: {message}", "it is passed over; mend it there"
    )
