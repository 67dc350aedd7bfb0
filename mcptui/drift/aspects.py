"""What an entry says of its server, aspect by aspect, in one spelling that can be compared.

It may hold secrets and goes nowhere but into comparisons; ``shown`` tells what may be seen of it. An aspect of
which an entry does not speak is not there.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from mcptui.clients.base import Site
from mcptui.drift.identity import address, remote_url
from mcptui.drift.spelling import Spelling, names_itself
from mcptui.errors import Refused
from mcptui.launch import Launch, read_launch
from mcptui.launch.words import is_path
from mcptui.model import Definition, Entry, Transport
from mcptui.narrow.arguments import FolderArgument, FolderForm, folders_of
from mcptui.translate import understand


class Aspect(StrEnum):
    """What entries of one server may say differently."""

    VERSION = "version"
    START = "start"
    ARGUMENTS = "arguments"
    FOLDERS = "folders"
    WORKING_FOLDER = "working folder"
    ENVIRONMENT = "environment"
    ADDRESS = "address"
    TRANSPORT = "transport"
    HEADERS = "headers"
    TIMEOUT = "timeout"
    TOOLS = "tools"
    STATE = "state"


Said = Mapping[Aspect, Hashable]
"""What one entry says; equal values mean the same. Of ``NAMED`` aspects pairs of a name and a value."""

NAMED: Final = frozenset({Aspect.ENVIRONMENT, Aspect.HEADERS})

DIRECTLY: Final = "directly"
OUTSIDE: Final = ""
"""As the value of a variable: what it is where the client runs."""

_SAME_LAUNCHER: Final[Mapping[str, str]] = {"npm-exec": "npx", "uv-tool-run": "uvx", "nodejs": "node"}
_UNIMPORTANT: Final = re.compile(r"-[yqit]+|--(?:yes|quiet|interactive|tty|rm|init)")
_MODULE: Final = frozenset({"-m", "--module"})
_ENV: Final = frozenset({"-e", "--env"})
_HEADER: Final = "--header"
_EXTRAS: Final = re.compile(r"[\w.-]+\s*\[([^\]]*)\]")
_EXACT: Final = re.compile(r"[v=](?=\d)")


def only_tools(definition: Definition) -> tuple[str, ...] | None:
    """The only tools that an entry leaves; None where it leaves all, which some clients write as a star."""
    return None if definition.allow == ("*",) else definition.allow


class _Meant(NamedTuple):
    """Variables and headers, however the client is told them: as values, or by the names of other variables."""

    env: Mapping[str, str]
    headers: Mapping[str, str]

    @classmethod
    def by(cls, entry: Entry, site: Site, spelling: Spelling) -> _Meant:
        """Of an entry that its client would not take, what stands there."""
        source, told = entry.source, entry.definition
        if not told.env and not told.headers:
            return cls({}, {})
        try:
            server = understand(entry.value, site.clients[source.client], source, spelling.system)
        except Refused:
            env = {name: spelling.text(text) for name, text in told.env.items()}
            return cls(env, {name: spelling.text(text) for name, text in told.headers.items()})
        env = {name: spelling.joined(text) for name, text in server.env.items()}
        return cls(env, {name: spelling.joined(text) for name, text in server.headers.items()})


def said_by(entry: Entry, site: Site) -> Said:
    """All that an entry says."""
    definition = entry.definition
    launch = read_launch(definition.command, definition.args)
    spelling = Spelling.of(entry, site, launch.folder)
    meant = _Meant.by(entry, site, spelling)
    url = remote_url(definition, launch)
    said: dict[Aspect, Hashable] = {Aspect.STATE: entry.state.kind}
    if url is not None:
        said[Aspect.ADDRESS] = _address(spelling.text(url))
        said[Aspect.HEADERS] = frozenset(_headers(meant, launch, spelling))
    if url is not None and url == definition.url:
        said[Aspect.START] = (DIRECTLY,)
        if definition.transport is not Transport.UNKNOWN or definition.fault is not None:
            said[Aspect.TRANSPORT] = definition.transport
    else:
        said |= _command_line(definition, launch, spelling, meant)
    if definition.timeout is not None:
        said[Aspect.TIMEOUT] = float(definition.timeout)
    allow = only_tools(definition)
    if allow is not None or definition.deny:
        said[Aspect.TOOLS] = (None if allow is None else frozenset(allow), frozenset(definition.deny or ()))
    return said


def _command_line(definition: Definition, launch: Launch, spelling: Spelling, meant: _Meant) -> dict[Aspect, Hashable]:
    folders = folders_of(definition)
    said: dict[Aspect, Hashable] = {
        Aspect.ARGUMENTS: tuple(map(spelling.text, own_arguments(launch, folders))),
        Aspect.FOLDERS: frozenset((spelling.place(each.path), each.target, each.access) for each in folders),
        Aspect.WORKING_FOLDER: spelling.place(definition.cwd) if definition.cwd else None,
        Aspect.ENVIRONMENT: frozenset(_environment(meant, launch, spelling)),
    }
    start = tuple(map(spelling.text, start_words(definition, launch, folders)))
    if start:
        said[Aspect.START] = start
    if launch.package.ecosystem != "local":
        said[Aspect.VERSION] = _version(launch)
    return said


def start_words(definition: Definition, launch: Launch, folders: Sequence[FolderArgument]) -> tuple[str, ...]:
    """What stands before the server: wrappers, launcher and its options, without what is only spelling.

    Empty where a program is called by its name alone: where it is then found, the entry does not say.
    """
    launcher, command = launch.package.launcher or "", definition.command or ""
    wrappers = tuple(each for each in launch.wrappers if each != "cmd")
    if launcher == "binary" and not wrappers:
        return (command,) if is_path(command) else ()
    where = (launch.spec_index, launch.arguments_index)
    before = next((index for index in where if index is not None), None)
    if wrappers and not launch.shell and before is not None:
        words = (command, *definition.args[:before])
        return tuple(word for word in words if not _UNIMPORTANT.fullmatch(word))
    named = command if launcher.startswith("python") and is_path(command) else _SAME_LAUNCHER.get(launcher, launcher)
    bridge = (launch.package.name,) if launch.remote_url is not None and launch.package.name else ()
    return (*wrappers, named, *_options(launch, folders), *bridge)


def _options(launch: Launch, folders: Sequence[FolderArgument]) -> Iterator[str]:
    """The launcher's own options in one order, without those that other aspects tell."""
    told = {launch.spec, launch.folder, launch.program, launch.package.name}
    mounts = {each.first for each in folders if each.first is not None}
    container = launch.package.ecosystem == "docker"
    kept = [
        (option.name, option.value or "")
        for option in launch.options
        if not _UNIMPORTANT.fullmatch(option.name)
        and not (option.value is not None and option.value in told)
        and not (container and option.name in _ENV)
        and option.name not in _MODULE
        and option.position not in mounts
    ]
    for name, value in sorted(kept):
        yield name
        if value:
            yield value
    extras = _EXTRAS.match(launch.spec or "") if launch.package.ecosystem == "pypi" else None
    if extras is not None:
        yield f"[{','.join(sorted(each.strip() for each in extras[1].split(',')))}]"


def own_arguments(launch: Launch, folders: Sequence[FolderArgument] = ()) -> Iterator[str]:
    """The server's arguments without those that are its folders; of a bridge without address and headers."""
    start = launch.arguments_index
    outside = (FolderForm.POSITIONAL, FolderForm.REPOSITORY)
    places = {place for each in folders if each.form in outside for place in (each.first, each.position)}
    texts = {each.text for each in folders if each.form in outside} if start is None else set()
    following = False
    for offset, word in enumerate(launch.arguments):
        skip, following = following, False
        if launch.remote_url is not None and word in (launch.remote_url, _HEADER):
            following = word == _HEADER
            continue
        if not skip and (None if start is None else start + offset) not in places - {None} and word not in texts:
            yield word


def _environment(meant: _Meant, launch: Launch, spelling: Spelling) -> Iterator[tuple[str, str]]:
    """Names and values; a container is given those that its engine is told to pass on."""
    given = dict(meant.env)
    if launch.package.ecosystem == "docker":
        for option in launch.options:
            if option.name in _ENV and option.value:
                name, equals, value = option.value.partition("=")
                given[name] = spelling.text(value) if equals else given.get(name, OUTSIDE)
    return ((name, OUTSIDE if names_itself(name, text) else text) for name, text in given.items())


def _headers(meant: _Meant, launch: Launch, spelling: Spelling) -> Iterator[tuple[str, str]]:
    yield from ((name.casefold(), text) for name, text in meant.headers.items())
    for flag, word in pairwise(launch.arguments):
        if flag == _HEADER:
            name, _, value = word.partition(":")
            yield name.casefold(), spelling.text(value.strip())


def _version(launch: Launch) -> str:
    """Without a tag a container is the latest; other launchers take what they have, and that is another thing."""
    package, version = launch.package, launch.package.version or ""
    if package.ecosystem == "docker":
        return version or "latest"
    return _EXACT.sub("", version, count=1) if package.pinned else version


def _address(url: str) -> tuple[str, ...]:
    """The address with its user, in one spelling."""
    scheme, host, path, query = address(url)
    user, at, _ = url.partition("://")[2].split("/", 1)[0].rpartition("@")
    return scheme, user if at else "", host, path, query
