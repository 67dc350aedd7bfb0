"""What a profile's file may say; pydantic says which field is wrong."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from mcptui.clients import BY_ID

_State = Literal["on", "off", "keep"]


def _short_form(value: object) -> object:
    """``github = "off"`` says the same as a table with that state."""
    return {"state": value} if isinstance(value, str) else value


class ServerWishFile(BaseModel):
    """The table of one server."""

    model_config = ConfigDict(extra="forbid")

    state: _State = "keep"
    folders: list[Annotated[str, Field(min_length=1)]] | None = Field(default=None, min_length=1)


def _known_client(value: object) -> object:
    if isinstance(value, str) and value not in BY_ID:
        raise ValueError(f"no client is called {value!r}; there are {', '.join(BY_ID)}")
    return value


class ProfileFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    description: str = ""
    extends: str | None = None
    default: _State | None = None
    clients: list[Annotated[str, BeforeValidator(_known_client)]] = []
    servers: dict[str, Annotated[ServerWishFile, BeforeValidator(_short_form)]] = {}
