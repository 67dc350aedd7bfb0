"""Profiles as TOML files: read with line and field of every mistake, written so that a person can edit them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from mcptui.clients.known import Clients
from mcptui.errors import McptuiError, NothingMatched, Refused, Unreadable, UsageError
from mcptui.formats.document import Document
from mcptui.machine import Machine
from mcptui.own_file import place_in
from mcptui.profiles.profile import Profile, ServerWish, Wish

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from mcptui.profiles.schema import ProfileFile


_MOST_FILES: Final = 1_000
_MOST_BYTES: Final = 2 << 20
_MOST_EXTENDED: Final = 20


class _Folder(Protocol):
    def read(self, path: Path, limit: int = ...) -> bytes | None: ...

    def list_folder(self, path: Path) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Profiles:
    """All profiles by name, and what is wrong with those that cannot be used.

    ``mistaken`` maps the names of the latter to their mistake; ``mistakes`` also has those of no profile.
    """

    by_name: Mapping[str, Profile]
    mistakes: tuple[McptuiError, ...] = ()
    mistaken: Mapping[str, McptuiError] = field(default_factory=dict)

    def get(self, name: str) -> Profile:
        """Raises ``NothingMatched`` and names the closest, or the mistake that keeps it from being used."""
        if name in self.by_name:
            return self.by_name[name]
        if name in self.mistaken:
            raise self.mistaken[name]
        close = get_close_matches(name, self.by_name, 1, 0.5)
        known = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(self.by_name)}"
        raise NothingMatched(f"there is no profile {name!r}", known)


@dataclass(frozen=True, slots=True)
class _Told:
    """A profile's file, read: ``place`` is where it says what it extends."""

    content: ProfileFile
    place: str
    ready_made: bool


def profile_folder(machine: Machine) -> Path:
    """Where the user's own profiles are."""
    return machine.config / "profiles"


def profile_file(machine: Machine, name: str) -> Path:
    """Where a profile of that name is kept. Raises ``UsageError`` for what is no file name."""
    if not name or name.startswith(".") or any(sign in name for sign in '/\\:*?"<>|\0\n'):
        raise UsageError(f"{name!r} is no name for a profile", "use letters, digits, '-' and '_'")
    return profile_folder(machine) / f"{name}.toml"


def read_profiles(machine: Machine, files: _Folder, clients: Clients) -> Profiles:
    """The ready-made profiles and the user's own, which win over them. One bad file never hides the rest.

    A bad file of the user does hide the ready-made profile of its name: the user meant another one. A profile may
    name any of ``clients``.
    """
    told: dict[str, _Told] = {}
    mistaken: dict[str, McptuiError] = {}
    others: list[McptuiError] = []
    for each in sorted(resources("mcptui.data").joinpath("profiles").iterdir(), key=lambda each: each.name):
        if each.name.endswith(".toml"):
            told[each.name.removesuffix(".toml")] = _checked(each.read_bytes(), each.name, clients, ready_made=True)
    folder = profile_folder(machine)
    try:
        names = files.list_folder(folder)
    except Unreadable as error:
        names = ()
        others.append(Refused(error.message, error.hint))
    own = [file for file in names if file.endswith(".toml") and not file.startswith(".")]
    if len(own) > _MOST_FILES:
        told_folder = machine.short(folder)
        others.append(
            Refused(
                f"{told_folder} holds {len(own):,} profiles; those behind the first {_MOST_FILES:,} are passed over"
            )
        )
    for file in own[:_MOST_FILES]:
        name, where = file.removesuffix(".toml"), machine.short(folder / file)
        told.pop(name, None)
        try:
            told[name] = _checked(files.read(folder / file, _MOST_BYTES) or b"", where, clients, ready_made=False)
        except Unreadable as error:
            mistaken[name] = Refused(f"{where}: {error.message}", error.hint)
        except McptuiError as error:
            mistaken[name] = error
    profiles: dict[str, Profile] = {}
    for name in told:
        try:
            profiles[name] = _extended(name, told, ())
        except McptuiError as error:
            mistaken[name] = error
    return Profiles(profiles, (*others, *mistaken.values()), mistaken)


def _checked(data: bytes, where: str, clients: Clients, *, ready_made: bool) -> _Told:
    from pydantic import ValidationError

    from mcptui.formats.toml import TomlDocument
    from mcptui.profiles.schema import ProfileFile

    try:
        document = TomlDocument(data)
    except Unreadable as error:
        raise Refused(f"{error.place(where)}: {error.message}", error.hint or "mend the TOML there") from None
    try:
        content = ProfileFile.model_validate(document.value(), context=clients)
    except ValidationError as error:
        raise _mistake(error.errors()[0], document, where) from None
    return _Told(content, place_in(document, ("extends",), where), ready_made)


def _mistake(details: ErrorDetails, document: Document, where: str) -> Refused:
    from mcptui.profiles.schema import fix

    path = tuple(str(key) for key in details["loc"])
    message = details["msg"].removeprefix("Value error, ")
    return Refused(f"{place_in(document, path, where)}: {'.'.join(path)!r}: {message}", fix(details))


def _extended(name: str, told: Mapping[str, _Told], below: tuple[str, ...]) -> Profile:
    content, place = told[name].content, told[name].place
    own = Profile(
        name=name,
        description=content.description,
        default=Wish(content.default or Wish.KEEP),
        servers={
            selector: ServerWish(Wish(wish.state), None if wish.folders is None else tuple(wish.folders))
            for selector, wish in content.servers.items()
        },
        clients=tuple(content.clients),
        ready_made=told[name].ready_made,
    )
    if content.extends is None:
        return own
    chain = (*below, name, content.extends)
    if content.extends in chain[:-1]:
        raise Refused(f"{place}: 'extends' goes round in a circle: {' → '.join(chain)}", "let one of them extend none")
    if content.extends not in told:
        close = get_close_matches(content.extends, told, 1, 0.5)
        fix = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(told)}"
        raise Refused(f"{place}: 'extends': {content.extends!r} is no profile, or has a mistake itself", fix)
    if len(below) >= _MOST_EXTENDED:
        raise Refused(
            f"{place}: 'extends' leads over more than {_MOST_EXTENDED} profiles", "let it extend none of them"
        )
    base = _extended(content.extends, told, (*below, name))
    return replace(
        own,
        default=own.default if content.default else base.default,
        servers={**base.servers, **own.servers},
        clients=own.clients or base.clients,
    )


def profile_text(profile: Profile) -> str:
    """A profile as TOML, with a word on how to edit it."""
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment("A profile of mcptui. Names may be client/name or client/scope/name, with *."))
    document.add(
        tomlkit.comment("state: on, off or keep; folders: what a file server may touch, {project} is allowed.")
    )
    document.add("description", tomlkit.item(profile.description))
    document.add("default", tomlkit.item(profile.default.value))
    if profile.clients:
        document.add("clients", tomlkit.item(list(profile.clients)))
    for selector, wish in profile.servers.items():
        table = tomlkit.table()
        table.add("state", wish.state.value)
        if wish.folders is not None:
            table.add("folders", list(wish.folders))
        servers = document.setdefault("servers", tomlkit.table(is_super_table=True))
        servers.add(selector, table)
    return tomlkit.dumps(document)
