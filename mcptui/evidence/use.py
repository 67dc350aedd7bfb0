"""Whether servers are used, as far as their clients' own transcripts tell: which call was of which entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from mcptui.errors import Unreadable
from mcptui.evidence.transcripts.known import RECORDINGS
from mcptui.evidence.transcripts.recording import Recording
from mcptui.evidence.use_index import Progress, Transcripts, bring_up_to_date, find_transcripts
from mcptui.inventory import Look
from mcptui.model import Entry, Used, UseStatus
from mcptui.store.files import Files
from mcptui.store.index import Coverage, Index, IndexTrouble, Sum

_DAY: Final = 24 * 60 * 60


class UseStep(NamedTuple):
    """How far the reading of transcripts is; ``used`` by the ids of the entries, None where nothing new is known."""

    progress: Progress
    used: Mapping[str, Used] | None = None


def known_use(look: Look, file: Path) -> dict[str, Used]:
    """What the index at ``file`` tells as it is, without a look at any transcript; nothing is written."""
    index = Index.as_it_is(file)
    if index is not None:
        with closing(index):
            try:
                return _used(look, index, look.entries)
            except IndexTrouble:
                pass  # as if it were not there
    return {}


def follow_use(look: Look, file: Path, files: Files, entries: Sequence[Entry]) -> Generator[UseStep, None, None]:
    """Bring the index at ``file`` up to date as far as ``entries`` need it, and tell of their use.

    The first step tells what was known already, the last one all. It may be left after any of them: what was
    read by then need not be read again. Where nothing can be kept, it works as well.
    """
    clients = {entry.source.client: None for entry in entries}
    found = [find_transcripts(RECORDINGS[client], look.site) for client in clients if client in RECORDINGS]
    index = Index.at(file, files) if any(each.files for each in found) or _is_there(file, files) else Index.in_memory()
    try:
        yield from _followed(look, index, found, files, entries)
    except IndexTrouble as trouble:
        yield from _followed(look, Index.instead_of(file, files, trouble), found, files, entries)


def _is_there(file: Path, files: Files) -> bool:
    try:
        return files.facts(file) is not None
    except Unreadable:
        return True


def _followed(
    look: Look, index: Index, found: Sequence[Transcripts], files: Files, entries: Sequence[Entry]
) -> Iterator[UseStep]:
    now = int(look.site.machine.clock().timestamp())
    with closing(index):
        known: Mapping[str, Used] | None = _used(look, index, entries)
        for progress in bring_up_to_date(index, found, now, files):
            yield UseStep(progress, known)
            known = None
        yield UseStep(Progress(0, 0), _used(look, index, entries))


def _used(look: Look, index: Index, entries: Iterable[Entry]) -> dict[str, Used]:
    """Of each entry what the index tells."""
    by_client: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_client[entry.source.client].append(entry)
    told: dict[str, Used] = {}
    for client, own in by_client.items():
        name = look.site.clients.name_of(client)
        recording = RECORDINGS.get(client)
        if recording is None:
            unread = Used(UseStatus.UNKNOWN, reason=f"what {name} keeps of calls is not read")
            told |= {entry.id: unread for entry in own}
            continue
        # An entry that is not asked for may still be the one that was called.
        rivals = [entry for entry in look.entries if entry.source.client == client]
        sums = _by_entry(rivals, recording, index.sums(client), look)
        without = _without_calls(recording, index.coverage(client), look, name)
        told |= {entry.id: _with_calls(without, sums[entry.id], name) for entry in own}
    return told


def _with_calls(without: Used, sums: Sequence[Sum], name: str) -> Used:
    """What is to be said of an entry with these calls; ``without``: what would be without any."""
    if not sums:
        return without
    calls, last = sum(each.calls for each in sums), max(each.last for each in sums)
    # Of a use before that moment it is not known that all were seen.
    since = without.since if without.since is not None and without.since <= _iso(last) else None
    return Used(UseStatus.USED, calls, _iso(last), since, without.looked, _source(name))


def _without_calls(recording: Recording, coverage: Coverage | None, look: Look, name: str) -> Used:
    """What is to be said of an entry without a call: only of what was surely recorded and read, it was not observed."""
    if coverage is None:
        return Used(UseStatus.UNKNOWN, reason=f"the transcripts of {name} were not looked through yet")
    looked = _iso(coverage.looked)
    since = _since(recording, coverage, look)
    if since is None:
        return Used(UseStatus.UNKNOWN, looked=looked, reason=f"there are no transcripts of {name}")
    told = Used(UseStatus.UNKNOWN, since=_iso(since), looked=looked, source=_source(name))
    if not recording.thorough:
        return told._replace(reason=f"the transcripts of {name} do not surely tell every call")
    if not coverage.whole:
        return told._replace(since=None, reason=f"not all transcripts of {name} were looked through")
    if coverage.looked - since < _DAY:
        return told._replace(reason=f"the transcripts of {name} reach back less than a day")
    return told._replace(status=UseStatus.NOT_OBSERVED, calls=0)


def _since(recording: Recording, coverage: Coverage, look: Look) -> int | None:
    """From when on every call would have been seen, in seconds since 1970; None: there is no transcript.

    Of a client that deletes transcripts after a time that is not known, only what is younger than the one that
    was left alone for longest is surely still there.
    """
    if coverage.oldest is None or coverage.earliest is None:
        return None
    since = coverage.oldest
    if recording.days is not None:
        since = max(since, coverage.looked - recording.days(look.site) * _DAY)
    elif not recording.forever:
        since = max(since, coverage.earliest)
    return max(since, coverage.missed or 0)


def _by_entry(
    entries: Sequence[Entry], recording: Recording, sums: Iterable[Sum], look: Look
) -> Mapping[str, Sequence[Sum]]:
    """By the id of the entry, the calls that were of it: those of its name from where it is in force."""
    named: defaultdict[str, defaultdict[Path | None, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        named[recording.spelled(entry)][entry.source.project].append(entry)
    told: defaultdict[str, list[Sum]] = defaultdict(list)
    for each in sums:
        name = next((name for name in _names_in(each.name, recording.separator) if name in named), None)
        if name is not None:
            for entry in _meant(named[name], each.folder, look):
                told[entry.id].append(each)
    return told


def _names_in(called: str, separator: str) -> Iterator[str]:
    """The names that what was called may begin with, the longest first: a name may hold the separator too."""
    text, end = called + separator, len(called)
    while end > 0:
        yield text[:end]
        end = text.rfind(separator, 0, end + len(separator) - 1)


def _meant(entries: Mapping[Path | None, Sequence[Entry]], folder: str | None, look: Look) -> Sequence[Entry]:
    """Of the entries of one name, by their projects, those that a call from ``folder`` was of: the nearest.

    Where the folder is not known it may be any of them. Of several in one place it was one that is on, if any is.
    """
    if folder is None:
        return [entry for some in entries.values() for entry in some]
    nearest = next((each for each in (*_around(Path(folder), look), None) if each in entries), None)
    near = entries.get(nearest, ())
    return [entry for entry in near if entry.on] or near


def _around(folder: Path, look: Look) -> Iterator[Path]:
    """The folders in which a project may lie that ``folder`` belongs to, nearest first; nothing is looked up for it."""
    projects = look.site.projects.by_folder
    for each in (folder, *folder.parents):
        yield each
        if each in projects:
            yield projects[each].main


def _source(name: str) -> str:
    return f"transcripts of {name}"


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
