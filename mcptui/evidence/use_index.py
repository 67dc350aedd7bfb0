"""Brings the index of calls up to date with the clients' transcripts: what is new in them is searched, byte by byte.

Only lines that hold the sign of a call are parsed at all. Of them the server's name, the moment and the folder are
kept, nothing else. Transcripts are untrusted: what is not as it should be is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from mcptui.clients.base import Site
from mcptui.errors import Unreadable
from mcptui.evidence.transcripts.recording import Recording, moment
from mcptui.store.files import Files
from mcptui.store.growing import GrowingFile, Stamp, walk
from mcptui.store.index import Call, Index, IndexTrouble, Known

MOST_TRANSCRIPTS: Final = 200_000
"""Of one client."""
LARGEST_VALUE: Final = 32 * 1024 * 1024
"""Bytes of a transcript that is one record; a larger one is not read."""

_STEP: Final = 32 * 1024 * 1024  # bytes that are searched between two writes
_FILES: Final = 500  # files that are read between two writes
_HEAD: Final = 16 * 1024
_SECOND: Final = 1_000_000_000  # nanoseconds
_FIRST_MOMENT = re.compile(rb'(?:"(?:timestamp|startTime|ts)"\s*:\s*"?|\A)([0-9]{4}-[0-9T:.Z+-]{6,31}|[0-9]{13})')
_FIRST_FOLDER = re.compile(rb'"cwd"\s*:\s*("(?:[^"\\]|\\.)*")')
_OF_EACH_RECORD: Final = 1_000
_LATELY: Final = 600  # seconds after which it is noted anew that nothing has changed


class Progress(NamedTuple):
    """How many bytes are done, of how many that are new."""

    done: int
    total: int


class _Work(NamedTuple):
    """A transcript that is new, or has changed since it was read; ``sealed``: nobody here can read it."""

    recording: Recording
    path: str
    stamp: Stamp
    known: Known | None
    sealed: bool

    @property
    def size(self) -> int:
        """How many bytes are to be read, as far as that can be told before."""
        if self.sealed:
            return 0
        grows = self.known is not None and not self.recording.whole and self.stamp.size >= self.known.offset
        return self.stamp.size - (self.known.offset if self.known is not None and grows else 0)


class _Read(NamedTuple):
    """What came of reading a part of a transcript: ``calls`` are those in it.

    ``overtakes``: it was read before, and nothing of that counts any more.
    """

    known: Known
    calls: list[Call]
    bytes: int
    overtakes: bool = False


class Transcripts(NamedTuple):
    """The transcripts of one client as they lie there, by their paths; those that are ``sealed`` cannot be read.

    ``listed``: these are surely all.
    """

    recording: Recording
    files: dict[str, Stamp]
    sealed: frozenset[str]
    listed: bool


def find_transcripts(recording: Recording, site: Site) -> Transcripts:
    """Walk through the folders in which a client keeps its transcripts; none is opened."""
    files: dict[str, Stamp] = {}
    sealed: set[str] = set()
    listed = True
    for shelf in recording.shelves(site):
        found = walk(shelf.folder, shelf.depth, shelf.fits, MOST_TRANSCRIPTS)
        named = {path: stamp for path, stamp in found.files.items() if path.isprintable()}
        listed = listed and found.whole and len(named) == len(found.files)
        ends = tuple(path for path in named if shelf.is_sealed(path))
        sealed |= {path for path in ends if path.removesuffix(shelf.sealed) + shelf.suffix not in named}
        files |= {path: stamp for path, stamp in named.items() if path not in ends or path in sealed}
    return Transcripts(recording, files, frozenset(sealed), listed)


def bring_up_to_date(index: Index, found: Sequence[Transcripts], now: int, files: Files) -> Iterator[Progress]:
    """Read what is new in transcripts, the newest first; may be left after any step, and goes on from there later.

    ``now`` is in seconds since 1970. Raises ``IndexTrouble`` where the index cannot be written.
    """
    known = {each.recording.client: index.transcripts(each.recording.client) for each in found}
    work = [_work(each, path, known[each.recording.client]) for each in found for path in each.files]
    new = sorted((each for each in work if each is not None), key=lambda each: each.stamp.changed, reverse=True)
    total, done = sum(each.size for each in new), 0
    yield Progress(0, total)
    read_all = False
    try:
        for portion in _portions(new, files):
            with index.writing():
                for client in {each.recording.client for each, _ in portion}:
                    _keep(
                        index, client, [(work.path, read) for work, read in portion if work.recording.client == client]
                    )
            done += sum(read.bytes for _, read in portion)
            yield Progress(min(done, total), total)
        read_all = True
    finally:
        touched = {each.recording.client for each in new}
        # Whoever leaves early need not learn that this could not be noted.
        with nullcontext() if read_all else suppress(IndexTrouble):
            for transcripts in found:
                client = transcripts.recording.client
                _sum_up(index, transcripts, known[client], now, read_all=read_all, changed=client in touched)


def _work(found: Transcripts, path: str, known: Mapping[str, Known]) -> _Work | None:
    """What is to be read of a transcript; None: nothing."""
    stamp, before, sealed = found.files[path], known.get(path), path in found.sealed
    if before is not None and before.stamp == stamp and (before.readable or sealed):
        return None
    return _Work(found.recording, path, stamp, before, sealed)


def _keep(index: Index, client: str, portion: Sequence[tuple[str, _Read]]) -> None:
    index.forget_calls(client, (path for path, read in portion if read.overtakes))
    index.keep(
        client,
        ((path, read.known) for path, read in portion),
        ((path, call) for path, read in portion for call in read.calls),
    )


def _sum_up(
    index: Index, found: Transcripts, known: Mapping[str, Known], now: int, *, read_all: bool, changed: bool
) -> None:
    """Note what is gone and what was looked through; where that is nothing new, nothing is written."""
    client = found.recording.client
    gone = known.keys() - found.files.keys()
    before, whole = index.coverage(client), read_all and found.listed
    lately = before is not None and before.whole == whole and 0 <= now - before.looked < _LATELY
    if changed or gone or not lately:
        with index.writing():
            index.forget(client, gone)
            index.sum_up(client, now, whole=whole)


def _portions(work: Iterable[_Work], files: Files) -> Iterator[list[tuple[_Work, _Read]]]:
    """Read all, in portions that are small enough to wait for."""
    portion: list[tuple[_Work, _Read]] = []
    size = 0
    for each in work:
        for read in _reading(each, files):
            portion.append((each, read))
            size += read.bytes
            if size >= _STEP or len(portion) >= _FILES:
                yield portion
                portion, size = [], 0
    if portion:
        yield portion


def _reading(work: _Work, files: Files) -> Iterator[_Read]:
    """Read one transcript; one that cannot be read is noted as such."""
    unread = _Read(Known(work.stamp, 0, b"", _changed(work), readable=False), [], work.size, work.known is not None)
    try:
        yield from (unread,) if work.sealed else _read_whole(work, files) if work.recording.whole else _read_on(work)
    except Unreadable:
        yield unread


def _read_on(work: _Work) -> Iterator[_Read]:
    """The records behind those that were read; from the first one where the file is not the one it was."""
    recording, known = work.recording, work.known
    with GrowingFile(work.path) as file:
        overtakes = known is not None and not (known.readable and file.mark(known.offset) == known.mark)
        if known is None or overtakes:
            head = file.head(_HEAD)
            known = Known(work.stamp, 0, b"", _oldest(head, work), _folder(head) if recording.heads else None)
        begun, calls = known.offset, list[Call]()
        for lines in file.lines(known.offset, recording.sign):
            for line in lines.found:
                calls += _calls_in(line, work, known.folder)
            known = known._replace(offset=lines.offset)
            if lines.offset - begun >= _STEP:
                # Of this size it is not yet read: should nobody go on now, it is gone on with later.
                part = known._replace(stamp=work.stamp._replace(size=lines.offset), mark=file.mark(lines.offset))
                yield _Read(part, calls, lines.offset - begun, overtakes)
                begun, calls, overtakes = lines.offset, [], False
        known = known._replace(stamp=work.stamp, mark=file.mark(known.offset))
        yield _Read(known, calls, known.offset - begun, overtakes)


def _read_whole(work: _Work, files: Files) -> Iterator[_Read]:
    data = files.read(Path(work.path), LARGEST_VALUE)
    if data is None:
        raise Unreadable("it is gone")
    calls = list(_calls_in(data, work, None)) if work.recording.sign in data else []
    yield _Read(
        Known(work.stamp, len(data), b"", _oldest(data[:_HEAD], work)), calls, len(data), work.known is not None
    )


def _calls_in(record: bytes, work: _Work, folder: str | None) -> Iterator[Call]:
    """The calls of a record, each not later than its file was written: no call is from the future."""
    latest = _changed(work)
    for number, told in enumerate(islice(work.recording.calls(record), _OF_EACH_RECORD)):
        id_ = told.id.encode() if told.id else b"%d %b" % (number, record)
        at = latest if told.at is None else min(told.at, latest)
        digest = int.from_bytes(blake2b(id_, digest_size=8).digest(), signed=True)
        yield Call(digest, told.name, at, told.folder or folder)


def _changed(work: _Work) -> int:
    return work.stamp.changed // _SECOND


def _oldest(head: bytes, work: _Work) -> int:
    """When a transcript begins, in seconds since 1970; where it does not tell, when it was written last."""
    match = _FIRST_MOMENT.search(head)
    told = None if match is None else moment(int(match[1]) if match[1].isdigit() else match[1].decode())
    return _changed(work) if told is None else min(told, _changed(work))


def _folder(head: bytes) -> str | None:
    """The folder that the first record names."""
    match = _FIRST_FOLDER.search(head)
    try:
        told = None if match is None else json.loads(match[1])
    except ValueError:
        return None
    return told if isinstance(told, str) and told.isprintable() else None
