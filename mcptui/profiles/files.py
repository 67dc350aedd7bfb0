"""Profiles as TOML files: read with line and field of every mistake, written so that a person can edit them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mcptui.errors import McptuiError, NothingMatched, Refused, Unreadable, UsageError
from mcptui.formats.document import Document
from mcptui.machine import Machine
from mcptui.profiles.profile import Profile, ServerWish, Wish

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from mcptui.profiles.schema import ProfileFile


class _Folder(Protocol):
    def read(self, path: Path) -> bytes | None: ...

    def list_folder(self, path: Path) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Profiles:
    """All profiles by name, and what is wrong with those that cannot be used."""

    by_name: Mapping[str, Profile]
    mistakes: tuple[McptuiError, ...] = ()

    def get(self, name: str) -> Profile:
        """Raises ``NothingMatched`` and names the closest, or the mistake that keeps it from being used."""
        profile = self.by_name.get(name)
        if profile is not None:
            return profile
        for mistake in self.mistakes:
            if f"/{name}.toml" in mistake.message:
                raise mistake
        close = get_close_matches(name, self.by_name, 1, 0.5)
        known = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(self.by_name)}"
        raise NothingMatched(f"there is no profile {name!r}", known)


def profile_folder(machine: Machine) -> Path:
    """Where the user's own profiles are."""
    return machine.config / "profiles"


def profile_file(machine: Machine, name: str) -> Path:
    """Where a profile of that name is kept. Raises ``UsageError`` for what is no file name."""
    if not name or name.startswith(".") or any(sign in name for sign in '/\\:*?"<>|\0\n'):
        raise UsageError(f"{name!r} is no name for a profile", "use letters, digits, '-' and '_'")
    return profile_folder(machine) / f"{name}.toml"


def read_profiles(machine: Machine, files: _Folder) -> Profiles:
    """The ready-made profiles and the user's own, which win over them. One bad file never hides the rest."""
    raw: dict[str, tuple[ProfileFile, str, bool]] = {}
    mistakes: list[McptuiError] = []
    for name, where, data, ready_made in _all_files(machine, files, mistakes):
        try:
            raw[name] = (_checked(data, where), where, ready_made)
        except McptuiError as error:
            mistakes.append(error)
    profiles: dict[str, Profile] = {}
    for name in raw:
        try:
            profiles[name] = _extended(name, raw, ())
        except McptuiError as error:
            mistakes.append(error)
    return Profiles(profiles, tuple(mistakes))


def _all_files(machine: Machine, files: _Folder, mistakes: list[McptuiError]) -> Iterator[tuple[str, str, bytes, bool]]:
    for each in sorted(resources("mcptui.data").joinpath("profiles").iterdir(), key=lambda each: each.name):
        if each.name.endswith(".toml"):
            yield each.name.removesuffix(".toml"), each.name, each.read_bytes(), True
    folder = profile_folder(machine)
    for name in files.list_folder(folder):
        if name.endswith(".toml") and not name.startswith("."):
            where = machine.short(folder / name)
            try:
                data = files.read(folder / name)
            except Unreadable as error:
                mistakes.append(Refused(f"{where}: {error.message}", error.hint))
                continue
            yield name.removesuffix(".toml"), where, data or b"", False


def _checked(data: bytes, where: str) -> ProfileFile:
    from pydantic import ValidationError

    from mcptui.formats.toml import TomlDocument
    from mcptui.profiles.schema import ProfileFile

    try:
        document = TomlDocument(data)
    except Unreadable as error:
        raise Refused(f"{where}, line {error.line}: {error.message}", "mend the TOML there") from None
    try:
        return ProfileFile.model_validate(document.value())
    except ValidationError as error:
        raise _mistake(error.errors()[0], document, where) from None


def _mistake(details: ErrorDetails, document: Document, where: str) -> Refused:
    path = tuple(str(key) for key in details["loc"])
    line = next((found for end in range(len(path), 0, -1) if (found := document.line(path[:end]))), None)
    place = where if line is None else f"{where}, line {line}"
    fix = str((details.get("ctx") or {}).get("fix", "")) or details["msg"]
    return Refused(f"{place}: {'.'.join(path)!r} is wrong: {details['msg']}", fix)


def _extended(name: str, raw: Mapping[str, tuple[ProfileFile, str, bool]], below: tuple[str, ...]) -> Profile:
    told, where, ready_made = raw[name]
    own = Profile(
        name=name,
        description=told.description,
        default=Wish(told.default or Wish.KEEP),
        servers={
            selector: ServerWish(Wish(wish.state), None if wish.folders is None else tuple(wish.folders))
            for selector, wish in told.servers.items()
        },
        clients=tuple(told.clients),
        ready_made=ready_made,
    )
    if told.extends is None:
        return own
    if told.extends in (*below, name):
        raise Refused(f"{where}: 'extends' goes round in a circle: {' → '.join((*below, name, told.extends))}")
    if told.extends not in raw:
        raise Refused(f"{where}: 'extends' names {told.extends!r}, which is no profile or has a mistake itself")
    base = _extended(told.extends, raw, (*below, name))
    return replace(
        own,
        default=own.default if told.default else base.default,
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
