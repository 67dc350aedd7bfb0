"""Making an entry say what another one of the same server says, in its own client's words.

Only fields of what differs are touched, and of these what means the same already keeps its spelling. The name,
the switch, the scope and every field of which the other does not speak stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from mcptui.changes.equal_fields import Wanted, edits_of
from mcptui.clients.base import Client, Site
from mcptui.drift.aspects import Aspect, said_by
from mcptui.drift.differences import drifting, told_apart
from mcptui.drift.identity import identity_of
from mcptui.drift.words import called
from mcptui.errors import Refused
from mcptui.formats.document import MISSING, Drop, Put, expected
from mcptui.launch import read_launch
from mcptui.model import Entry, Scope, Transport
from mcptui.operations import Assign, FileOperations
from mcptui.secrets import is_placeholder, names_secret, safe_args, safe_text
from mcptui.translate import Server, say, understand

_LINE: Final = frozenset({Aspect.START, Aspect.VERSION, Aspect.ARGUMENTS, Aspect.FOLDERS})
_ALL: Final = frozenset(Aspect) - {Aspect.STATE, Aspect.TIMEOUT, Aspect.TOOLS}
_BY_HAND: Final = "change the entry by hand"


class Equalled(NamedTuple):
    """What makes an entry equal: operations, how it reads (``now`` → ``then``), and what the user should know."""

    operations: tuple[FileOperations, ...] = ()
    now: str = ""
    then: str = ""
    notes: tuple[str, ...] = ()


def make_equal(entry: Entry, like: Entry, site: Site) -> Equalled:
    """What makes ``entry`` say what ``like`` says; no operations where it does already.

    Raises ``Refused`` where the two are different servers that are not even called the same, where the entry
    is not the user's to edit, and with the reason where its client cannot be told.
    """
    if (entry.source.file, entry.path) == (like.source.file, like.path):
        return Equalled()
    alike = identity_of(entry, site) == identity_of(like, site)
    if not alike and entry.name != like.name:
        raise Refused(
            f"{entry.selector} and {like.selector} are different servers", "mcptui drift tells which are the same"
        )
    aspects = frozenset(drifting((entry, like), site)) if alike else _ALL
    if not aspects:
        return Equalled()
    if not entry.source.writable or not isinstance(entry.value, dict):
        raise Refused(f"{entry.selector} is not yours to edit", entry.source.owner)
    assigns, notes = _worked_out(entry, like, aspects, site)
    source, machine = entry.source, site.machine
    now, then = told_apart(entry, like, aspects, site) if alike else (called(entry, machine), called(like, machine))
    operations = (FileOperations(source.file, source.syntax, assigns),)
    return Equalled(operations, now, then, (*notes, *_secrets_shared(entry, like, assigns)))


def _worked_out(
    entry: Entry, like: Entry, aspects: frozenset[Aspect], site: Site
) -> tuple[tuple[Assign, ...], Sequence[str]]:
    """The first way of saying it after which the entry means the same: as little as possible, else the whole line."""
    client = site.clients[entry.source.client]
    shape = client.shape_of(entry.value, entry.source)
    if shape != client.shape_of({}, entry.source):
        raise Refused(f"{entry.selector} is written in an older form of {client.name}", _BY_HAND)
    wanted, notes = _wanted(entry, like, aspects, site)
    now, meant = said_by(entry, site), said_by(like, site)
    for line in _lines(entry, like, wanted, aspects):
        edits = tuple(edits_of(entry, wanted._replace(line=line), shape, client, site.machine.system))
        then = _after(entry, edits, client)
        said = said_by(then, site)
        follows = all(said.get(aspect) == meant.get(aspect) for aspect in aspects)
        stays = all(said.get(aspect, value) == value for aspect, value in now.items() if aspect not in aspects)
        if follows and stays and identity_of(then, site) == identity_of(like, site):
            return edits, notes
    raise Refused(
        f"{entry.selector} would not mean the same as {like.selector}, which may count from where it stands", _BY_HAND
    )


def _wanted(entry: Entry, like: Entry, aspects: frozenset[Aspect], site: Site) -> tuple[Wanted, Sequence[str]]:
    """What ``like`` says of the aspects, in the words of the other's client; of all else nothing."""
    system, client = site.machine.system, site.clients[entry.source.client]
    theirs = understand(like.value, site.clients[like.source.client], like.source, system)
    told = Server(
        theirs.transport,
        command=theirs.command,
        args=theirs.args if _in_line(like, aspects) else (),
        cwd=theirs.cwd if Aspect.WORKING_FOLDER in aspects else None,
        env=theirs.env if Aspect.ENVIRONMENT in aspects else {},
        url=theirs.url,
        headers=theirs.headers if Aspect.HEADERS in aspects else {},
        allow=theirs.allow if Aspect.TOOLS in aspects else None,
        deny=theirs.deny if Aspect.TOOLS in aspects else None,
        timeout=theirs.timeout if Aspect.TIMEOUT in aspects else None,
    )
    try:
        value, notes = say(told, entry.name, client, entry.source, system)
    except Refused as error:
        raise Refused(error.message, _BY_HAND) from None
    return Wanted(told, value, client.define(value, entry.source), aspects), notes


def _lines(
    entry: Entry, like: Entry, wanted: Wanted, aspects: frozenset[Aspect]
) -> Iterator[tuple[str, tuple[str, ...]] | None]:
    """Command lines that may say it, the one that changes least first; None: the line stays."""
    own, then = entry.definition.command, wanted.definition
    if wanted.server.transport is not Transport.STDIO or then.command is None:
        yield None
        return
    if own is not None:
        yield None
    in_line = _in_line(like, aspects)
    if own is not None and in_line:
        if (aligned := _aligned(entry, like, then.args, aspects)) is not None:
            yield own, aligned
        yield own, then.args
    if in_line:
        yield then.command, then.args


def _in_line(like: Entry, aspects: frozenset[Aspect]) -> bool:
    """Whether the command line tells of the aspects; that of a container tells of its variables too."""
    launch = read_launch(like.definition.command, like.definition.args)
    return bool(aspects & _LINE) or (Aspect.ENVIRONMENT in aspects and launch.package.ecosystem == "docker")


def _aligned(entry: Entry, like: Entry, args: Sequence[str], aspects: frozenset[Aspect]) -> tuple[str, ...] | None:
    """The entry's own line up to the server, with the version and the arguments of the other (``args``)."""
    mine = read_launch(entry.definition.command, entry.definition.args)
    theirs = read_launch(like.definition.command, like.definition.args)
    if mine.arguments_index is None or theirs.arguments_index is None:
        return None
    words = list(entry.definition.args)
    if aspects & {Aspect.ARGUMENTS, Aspect.FOLDERS}:
        words[mine.arguments_index :] = args[theirs.arguments_index :]
    if Aspect.VERSION in aspects:
        if None in (mine.spec, mine.spec_index, theirs.spec, theirs.spec_index):
            return None
        at, there = mine.spec_index or 0, theirs.spec_index or 0
        before = like.definition.args[there].removesuffix(theirs.spec or "")
        words[at] = words[at].removesuffix(mine.spec or "") + args[there].removeprefix(before)
    return tuple(words)


def _after(entry: Entry, edits: Sequence[Assign], client: Client) -> Entry:
    """The entry once the edits are done."""
    puts = [Drop(each.path) if each.value is MISSING else Put(each.path, each.value) for each in edits]
    root: object = entry.value
    for key in reversed(entry.path):
        root = {key: root}
    value = expected(root, puts, {})
    for key in entry.path:
        assert isinstance(value, dict)  # noqa: S101  # as it was built
        value = value[key]
    return entry._replace(value=value, definition=client.define(value, entry.source))


def _secrets_shared(entry: Entry, like: Entry, assigns: Sequence[Assign]) -> Iterator[str]:
    """A word on secrets that get into a file which is checked in."""
    if entry.source.scope is not Scope.PROJECT or like.source.scope is Scope.PROJECT:
        return
    names = [name for each in assigns for name in _secret_names(each.path[-1], each.value)]
    if names:
        yield f"secrets ({', '.join(names)}) get into {entry.source.file.name}, which belongs to the project"


def _secret_names(name: str, value: object) -> Iterator[str]:
    """The names of what is secret in a value that is assigned."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _secret_names(key, each)
    elif isinstance(value, list):
        words = tuple(word for word in value if isinstance(word, str))
        yield from (name,) if words != safe_args(words) else ()
    elif isinstance(value, str) and not is_placeholder(value) and (names_secret(name) or safe_text(value) != value):
        yield name
