"""What a plan does to one file of a client, as the user sees it before it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from mcptui.changes.diff import unified_diff
from mcptui.changes.masking import masker_of
from mcptui.changes.overwriting import overwriting
from mcptui.clients.base import Client
from mcptui.clients.known import Clients
from mcptui.formats.document import Document
from mcptui.machine import Machine
from mcptui.model import Effect
from mcptui.store.transaction import Preview


class Affected(NamedTuple):
    """A client that a change of a file reaches, by the name that users know, and when it heeds the change.

    ``effect`` is None where the change may not last: the client runs, and writes the file from its memory.
    """

    client: str
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What a plan does to one file of a client. ``diff`` hides secrets; ``warnings`` are about the file.

    ``clients`` are ids of those whose file it is, ``names`` what users call them; ``readers`` are ids of others
    that read the file and whom this reaches. ``affected`` are all of these.
    """

    path: Path
    target: Path
    clients: tuple[str, ...]
    takes_effect: str
    diff: str
    warnings: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    affected: tuple[Affected, ...] = ()


def file_plan(
    machine: Machine, preview: Preview, clients: Sequence[Client], known: Clients, parsed: Iterable[Document] = ()
) -> FilePlan:
    """One file of a plan; ``parsed`` is what of it was parsed already.

    It belongs to ``clients``; what ``known`` ones keep secret in it is hidden.
    """
    masker = masker_of(preview.path, preview.before, preview.after, clients=known, parsed=parsed)
    overwritten = {client: warning for client in clients for warning in overwriting(machine, (client,))}
    linked = "this file has other names (hard links); they keep the old content"
    return FilePlan(
        path=preview.path,
        target=preview.target,
        clients=tuple(client.id for client in clients),
        takes_effect="" if overwritten else _takes_effect(clients),  # what may be lost is not promised
        diff=unified_diff(preview.before, preview.after, machine.short(preview.path), masker),
        warnings=(*overwritten.values(), *((linked,) if preview.links > 1 else ())),
        names=tuple(client.name for client in clients),
        affected=tuple(Affected(each.name, None if each in overwritten else each.effect) for each in clients),
    )


def reaching(file: FilePlan, readers: Sequence[Client]) -> FilePlan:
    """The same file, that ``readers`` read too and whom the change reaches."""
    return replace(
        file,
        readers=tuple(each.id for each in readers),
        affected=(*file.affected, *(Affected(each.name, each.effect) for each in readers)),
    )


def _takes_effect(clients: Sequence[Client]) -> str:
    """When a change counts; empty where the clients differ, or nobody's file is known."""
    told = {client.takes_effect for client in clients}
    return told.pop() if len(told) == 1 else ""
