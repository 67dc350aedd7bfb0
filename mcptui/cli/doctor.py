"""``doctor``: what went missing, what cannot be read, what was left behind, and what can be done about it."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from mcptui.changes.backups import size_text
from mcptui.cli.call import Call
from mcptui.cli.lost import asked_for, chosen
from mcptui.cli.output import Ink
from mcptui.doctor.report import Report
from mcptui.doctor.rows import report_row
from mcptui.doctor.state_folder import StateFolder
from mcptui.errors import NothingMatched, UsageError
from mcptui.lost.missing import FileCopy, Lost
from mcptui.lost.words import since_line
from mcptui.model import Entry
from mcptui.moments import minute
from mcptui.plain_text import counted, visible

_SCHEMA = 1
_FINDINGS = 1
_MOST_TOLD = 8
_MOST_SPELLED = 2
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def run(call: Call) -> int:
    """Say what was found, and return 1 if there is anything to do about it."""
    report = _asked_for(call, call.workspace.examine(keep=not call.arguments.dry_run))
    if call.arguments.forget is not None:
        return _forget(call, report.lost, call.arguments.forget)
    if call.arguments.json:
        call.output.json(report_row(report))
    else:
        for section in (_lost, _broken, _in_vain, _left, _interrupted, _open_to_others, _locks, _memory, _healthy):
            section(call, report)
        _unverified(call, report)
        _backups(call, report.state)
    return 0 if report.healthy else _FINDINGS


def _asked_for(call: Call, report: Report) -> Report:
    """The part about the clients and scopes that ``--client`` and ``--scope`` leave."""
    clients = call.arguments.clients
    return report._replace(
        lost=asked_for(call, report.lost),
        broken=tuple(each for each in report.broken if call.wants(each.problem.client, each.problem.scope)),
        in_vain=tuple(each for each in report.in_vain if call.wants(each[0].source.client, each[0].source.scope)),
        presences=tuple(each for each in report.presences if clients is None or each.client.id in clients),
    )


# --- forgetting


def _forget(call: Call, lost: Sequence[Lost], selectors: Sequence[str]) -> int:
    """Take lost entries as not missed. Nothing but mcptui's own memory changes."""
    if not selectors and not call.arguments.all_matches:
        raise UsageError("--forget needs a SELECTOR", "or --all, for everything that is lost")
    if not lost:
        raise NothingMatched("nothing is lost")
    forgotten = chosen(call, lost, selectors) if selectors else lost
    if not call.arguments.dry_run:
        call.workspace.forget(forgotten)
    names = [each.entry.selector for each in forgotten]
    if call.arguments.json:
        call.output.json({"schema": _SCHEMA, "forgotten": names})
    else:
        call.output.line(f"{'Would be forgotten' if call.arguments.dry_run else 'Forgotten'}: {', '.join(names)}")
    return 0


# --- the sections


def _lost(call: Call, report: Report) -> None:
    if not report.lost:
        return
    call.output.line((f"Lost: {counted(len(report.lost), 'entry', 'entries')}", Ink.BOLD))
    for (file, client), group in groupby(report.lost, lambda each: (each.seen.source.file, each.seen.source.client)):
        call.output.line(f"  {call.machine.short(file)}  ", (report.clients.name_of(client), Ink.DIM))
        alike: dict[tuple[str, str, str], list[str]] = {}
        for each in group:
            alike.setdefault(_told(call, each), []).append(each.seen.name)
        for (where, when, copy), names in alike.items():
            call.output.line("    ", (", ".join(names), Ink.BOLD), f"  {where}")
            call.output.line("      ", (when, Ink.DIM))
            call.output.line("      ", (copy, Ink.DIM))
    call.output.line("  The client, another program or someone by hand took them out: the files do not tell who.")
    found = [each for each in report.lost if each.copy is not None]
    if found:
        call.output.line(f"  Put back:    mcptui restore {_selectors(found, report.lost)}")
    call.output.line(f"  Not missed:  mcptui doctor --forget {_selectors(report.lost, report.lost)}")


def _told(call: Call, lost: Lost) -> tuple[str, str, str]:
    """Where a lost entry stood, since when it does not, and what copy there is of it."""
    source, copy = lost.seen.source, lost.copy
    project = "" if source.project is None else f" of {call.machine.short(source.project)}"
    where = f"{source.scope.value}{project}"
    when = since_line(lost)
    if copy is None:
        return where, when, "no copy of the file has it"
    which = "as it was last seen" if copy.exact else "another version than the one last seen"
    return where, when, f"{which}, in the copy {_copy(call, copy.file)}"


def _copy(call: Call, copy: FileCopy) -> str:
    return f"of {minute(copy.at)}: {call.machine.short(copy.path)}"


def _selectors(some: Sequence[Lost], everything: Sequence[Lost]) -> str:
    """What to type to mean ``some`` of what is lost: a glob for all of a client and scope, else one by one."""
    words: list[str] = []
    globs = False
    wanted = {each.seen.spot for each in some}
    for place, there in _by_place(everything).items():
        meant = [each for each in there if each.seen.spot in wanted]
        if len(meant) > _MOST_SPELLED and len(meant) == len(there):
            words.append(f"'{place}/*'")
            globs = True
        else:
            rivals = Counter(each.seen.name for each in there)
            words += (_selector(each, alone=rivals[each.seen.name] == 1) for each in meant)
    return " ".join([*words, "--all"] if globs else words)


def _by_place(lost: Sequence[Lost]) -> dict[str, list[Lost]]:
    """By ``client/scope``."""
    places: dict[str, list[Lost]] = {}
    for each in lost:
        places.setdefault(f"{each.seen.source.client}/{each.seen.source.scope.value}", []).append(each)
    return places


def _selector(lost: Lost, *, alone: bool) -> str:
    """The selector, quoted for a shell; the id where the selector means several, or cannot be typed."""
    selector = lost.entry.selector
    return shlex.quote(selector) if alone and visible(selector) == selector else lost.entry.id


def _broken(call: Call, report: Report) -> None:
    if not report.broken:
        return
    call.output.line((f"Cannot be read: {counted(len(report.broken), 'file')}", Ink.BOLD))
    for each in report.broken:
        problem = each.problem
        call.output.line(
            f"  {call.machine.at(problem.path, problem.line, problem.column)}  ",
            (report.clients.name_of(problem.client), Ink.DIM),
        )
        call.output.line(f"    {problem.message}")
        if each.last is not None:
            held = counted(each.entries, "entry", "entries")
            call.output.line(f"    it held {held} when it could last be read, on {minute(each.last)[:10]}")
        if each.copy is not None:
            held = counted(each.kept, "entry", "entries")
            told = f"the newest copy that can be read, with {held}, is the one {_copy(call, each.copy)}"
            call.output.line("    ", (told, Ink.DIM))
            if each.copy.transaction is not None:
                file = _typed(call.machine.short(problem.path))
                call.output.line(f"    Put back:  mcptui restore {file} --from {each.copy.transaction}")


def _typed(path: str) -> str:
    """A path as a shell takes it; what stands for the home stays outside of the quotes."""
    return f"~/{shlex.quote(path[2:])}" if path.startswith("~/") else shlex.quote(path)


def _in_vain(call: Call, report: Report) -> None:
    if not report.in_vain:
        return
    call.output.line((f"On all the same: {counted(len(report.in_vain), 'entry', 'entries')}", Ink.BOLD))
    told = report.in_vain[:_MOST_TOLD]
    for entry, field in told:
        place = f"{call.machine.short(entry.source.file)}{'' if entry.line is None else f':{entry.line}'}"
        client = report.clients.name_of(entry.source.client)
        call.output.line("  ", (visible(entry.name), Ink.BOLD), f"  {place}  ", (client, Ink.DIM))
        call.output.line("    ", (f"{client} ignores {field!r}, which says that it is off", Ink.DIM))
    if len(report.in_vain) > _MOST_TOLD:
        call.output.line(f"  and {len(report.in_vain) - _MOST_TOLD:,} more")
    call.output.line(f"  Switch off:  mcptui disable {' '.join(_wanted(entry) for entry, _ in told)}")


def _wanted(entry: Entry) -> str:
    """What to type to mean the entry; its id where the selector cannot be typed, or may fit another project's too."""
    alone = entry.source.project is None and visible(entry.selector) == entry.selector
    return shlex.quote(entry.selector) if alone else entry.id


def _left(call: Call, report: Report) -> None:
    if not report.left:
        return
    call.output.line((f"Not read by their client: {counted(len(report.left), 'file')} with entries", Ink.BOLD))
    for client, file in report.left:
        path = call.machine.short(file.source.file)
        call.output.line(f"  {path}  {counted(file.servers, 'entry', 'entries')}  ", (client.name, Ink.DIM))
        call.output.line("    ", (file.reason, Ink.DIM))


def _unverified(call: Call, report: Report) -> None:
    """For what is installed alone: what nobody has is nobody's doubt."""
    if report.unverified:
        names = ", ".join(client.name for client in report.unverified)
        call.output.line((f"Not verified in part: {names}; mcptui clients --client ID tells what.", Ink.DIM))


def _interrupted(call: Call, report: Report) -> None:
    if not report.settled and report.open_ is None:
        return
    call.output.line(("Interrupted changes", Ink.BOLD))
    for record in report.settled:
        outcome = "finished" if record.status == "done" else "taken back"
        call.output.line(f"  {outcome} just now: {record.title} ({record.id})")
        for path in record.overtaken:
            call.output.line(f"    another program wrote {call.machine.short(path)}; that file was left alone")
    if report.open_ is not None:
        call.output.line(f"  {report.open_.message}")
        call.output.line("    ", (report.open_.hint, Ink.DIM))


def _open_to_others(call: Call, report: Report) -> None:
    wide = report.state.wide
    if not wide:
        return
    call.output.line(("Open to other users, and may hold secrets", Ink.BOLD))
    for each in wide[:_MOST_TOLD]:
        call.output.line(f"  {call.machine.short(each.path)}  ", (f"mode {each.mode:o}", Ink.DIM))
    if len(wide) > _MOST_TOLD:
        call.output.line(f"  and {len(wide) - _MOST_TOLD:,} more")
    call.output.line(f"  Close:       chmod -R go= {shlex.quote(str(report.state.path))}")


def _locks(call: Call, report: Report) -> None:
    if not report.locks:
        return
    call.output.line(("Locks left behind", Ink.BOLD))
    for each in report.locks:
        call.output.line(
            f"  {call.machine.short(each.path)}  ", (f"no sign of life for {_duration(each.seconds)}", Ink.DIM)
        )
    call.output.line("  A program was killed while it held them; the next one that writes there takes them over.")


def _memory(call: Call, report: Report) -> None:
    if report.memory:
        call.output.line(("Remembering what was seen", Ink.BOLD))
        for sentence in report.memory:
            call.output.line(f"  {sentence}")


def _healthy(call: Call, report: Report) -> None:
    if report.healthy:
        count = counted(report.entries, "entry", "entries")
        call.output.line(f"All is well: {count}, none lost, every file can be read, nothing was left behind.")


def _backups(call: Call, state: StateFolder) -> None:
    if state.backups and state.oldest is not None:
        told = f"{counted(state.backups, 'backup')} in {call.machine.short(state.path / 'backups')}"
        call.output.line((f"{told}: {size_text(state.size)}, the oldest of {minute(state.oldest)[:10]}", Ink.DIM))


def _duration(seconds: float) -> str:
    for length, unit in _UNITS:
        if seconds >= length:
            return counted(int(seconds // length), unit)
    return counted(int(seconds), "second")
