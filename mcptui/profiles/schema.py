"""What a profile's file may say; pydantic says which field is wrong."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo
from pydantic_core import ErrorDetails

from mcptui.clients.known import Clients

_State = Literal["on", "off", "keep"]


def _short_form(value: object) -> object:
    """``github = "off"`` says the same as a table with that state."""
    return {"state": value} if isinstance(value, str) else value


class ServerWishFile(BaseModel):
    """The table of one server."""

    model_config = ConfigDict(extra="forbid")

    state: _State = "keep"
    folders: list[Annotated[str, Field(min_length=1)]] | None = Field(default=None, min_length=1)


def _known_client(value: object, info: ValidationInfo) -> object:
    """The context of the validation is the clients that are known."""
    known = info.context
    if isinstance(value, str) and isinstance(known, Clients) and value not in known:
        raise ValueError(f"no client is called {value!r}; there are {', '.join(known)}")
    return value


class ProfileFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")

    description: str = ""
    extends: str | None = None
    default: _State | None = None
    clients: list[Annotated[str, BeforeValidator(_known_client)]] = []
    servers: dict[str, Annotated[ServerWishFile, BeforeValidator(_short_form)]] = {}


_FIXES: Final = {
    "literal_error": "write 'on', 'off' or 'keep'",
    "too_short": "name a folder, or leave the line out to keep the folders as they are",
    "string_too_short": "write a folder between the quotes, or leave it out",
    "string_type": "write it as a text in quotes",
    "list_type": 'write a list, such as ["…"]',
    "model_type": "write 'on', 'off' or 'keep', or a table with state and folders",
    "dict_type": "write a table: [servers.NAME] with state and folders in it",
    "value_error": "mcptui clients lists them",
}


def fix(mistake: ErrorDetails) -> str:
    """What a user can do about a mistake that pydantic found in a profile."""
    if mistake["type"] == "extra_forbidden":
        model = ServerWishFile if mistake["loc"][0] == "servers" else ProfileFile
        return f"take it out; there may be: {', '.join(model.model_fields)}"
    return _FIXES.get(mistake["type"], "mend it there")
