"""The files that keep what was last seen, 0600 in a folder of their own: ``entries.json`` and the ``key``.

    {"schema": 1, "sources": [{"client": "codex", …, "entries": {"github": ["<fingerprint>", first, last, gone]}}]}

They are written only where something new is to be noted. What is damaged is kept as ``damaged.json`` before.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from mcptui.errors import Refused, Unreadable
from mcptui.inventory import Look
from mcptui.lost.memory import Memory, Seen, after_look
from mcptui.machine import Machine
from mcptui.model import Source, Spot
from mcptui.parked import read_parked
from mcptui.source_row import source_of, source_row
from mcptui.store.files import Files

PATIENCE: Final = 2.0
"""Seconds to wait for another instance that is noting something; it needs a few milliseconds."""

_SCHEMA: Final = 1
_KEY_BYTES: Final = 32
_MOST: Final = 32 * 1024 * 1024
"""Bytes; many times what ten thousand entries take."""
_LATEST: Final = 253_402_300_800
"""Seconds since 1970: the year 10000, which no date can tell."""


class Remembered(NamedTuple):
    """A memory as it was read, or with a look noted.

    ``damage`` says why what was kept could not be used, ``refused`` why what is new cannot be kept.
    """

    memory: Memory
    damage: str | None = None
    refused: Refused | None = None


def memory_folder(machine: Machine) -> Path:
    """Where it is kept what was last seen."""
    return machine.state / "seen"


def damaged_file(machine: Machine) -> Path:
    """Where a memory is kept that could not be used."""
    return memory_folder(machine) / "damaged.json"


def read_memory(machine: Machine, files: Files) -> Remembered:
    """What was last seen; nothing where there is no memory yet, or none that can be used."""
    folder = memory_folder(machine)
    key = _read_key(folder, files) or os.urandom(_KEY_BYTES)
    try:
        data = files.read(folder / "entries.json", _MOST)
        entries = {} if data is None else _parse(json.loads(data))
    except Unreadable as error:
        return Remembered(Memory(key, {}), error.message)
    except (ValueError, TypeError, KeyError, RecursionError):
        return Remembered(Memory(key, {}), f"{folder / 'entries.json'} is damaged")
    return Remembered(Memory(key, entries))


def _read_key(folder: Path, files: Files) -> bytes:
    """The key of the fingerprints; empty where there is none."""
    try:
        key = bytes.fromhex((files.read(folder / "key", 1024) or b"").decode("ascii"))
    except (Unreadable, ValueError):
        key = b""
    return key if len(key) == _KEY_BYTES else b""


def _parse(content: object) -> dict[Spot, Seen]:
    """Raises ``ValueError``, ``TypeError`` or ``KeyError`` for anything but a memory."""
    if not isinstance(content, dict) or content["schema"] != _SCHEMA:
        raise ValueError
    return {seen.spot: seen for told in content["sources"] for seen in _seen_of(told)}


def _seen_of(told: Mapping[str, object]) -> Iterator[Seen]:
    source, entries = source_of(told), told["entries"]
    if not isinstance(entries, dict):
        raise ValueError  # noqa: TRY004  # as for everything else that is no memory
    for name, (mark, first, last, gone) in entries.items():
        if not isinstance(mark, str) or not all(map(_is_moment, (first, last, 0 if gone is None else gone))):
            raise ValueError
        yield Seen(source, name, mark, first, last, gone)


def _is_moment(value: object) -> bool:
    return type(value) is int and 0 <= value < _LATEST


def note_look(look: Look, files: Files, taken_by_us: Callable[[Seen], bool], *, keep: bool = True) -> Remembered:
    """Note what ``look`` saw. Where it is nothing new, nothing is written; where nothing can be kept, that is told.

    ``taken_by_us`` tells of a missing entry whether mcptui itself took it out. Without ``keep`` nothing is
    written: it is only worked out what would be remembered.
    """
    machine = look.site.machine
    before = read_memory(machine, files)

    @cache
    def parked() -> frozenset[Spot]:
        return frozenset((each.source.client, each.source.file, each.path) for each in read_parked(machine, files))

    def after(memory: Memory) -> Memory:
        return after_look(memory, look, parked, taken_by_us)

    memory = after(before.memory)
    if memory is before.memory or not keep:
        return Remembered(memory, before.damage)
    try:
        return Remembered(update_memory(machine, files, after), before.damage)
    except Refused as error:
        return Remembered(memory, before.damage, error)


def update_memory(machine: Machine, files: Files, change: Callable[[Memory], Memory], *, wait: float = 0.0) -> Memory:
    """Note ``change`` on the newest memory, which may be newer than any that was read before; returns the outcome.

    Waits no longer than ``wait`` seconds for another instance that is noting something too. Raises
    ``Refused`` where nothing can be kept.
    """
    from mcptui.store.file_locks import instance_lock

    folder = memory_folder(machine)
    path = folder / "entries.json"
    files.create_folder(folder, private=True)
    with instance_lock(folder / "lock", wait=wait):
        newest = read_memory(machine, files)
        changed = change(newest.memory)
        if changed is newest.memory:
            return changed
        if newest.damage is not None:
            files.replace(damaged_file(machine), files.read(path, _MOST) or b"", private=True)
        if _read_key(folder, files) != changed.key:
            files.replace(folder / "key", changed.key.hex().encode(), private=True)
        files.replace(path, _told(changed), private=True)
    return changed


def _told(memory: Memory) -> bytes:
    by_source: dict[Source, dict[str, object]] = {}
    for _, seen in sorted(memory.entries.items()):
        told = [seen.fingerprint, seen.first, seen.last, seen.gone]
        by_source.setdefault(seen.source, {})[seen.name] = told
    sources = [{**source_row(source), "entries": entries} for source, entries in by_source.items()]
    return json.dumps({"schema": _SCHEMA, "sources": sources}).encode()
