"""Clients that run now and are known to write their file from memory: a change of it may not last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from mcptui.clients.base import Client
from mcptui.machine import Machine, System


def overwriting(machine: Machine, clients: Iterable[Client]) -> Iterator[str]:
    """A warning for each of these clients that runs and would write its file from memory.

    The machine is asked what runs only if one of them is known to do that.
    """
    known = [client for client in clients if client.overwrites_while_running]
    programs = tuple(machine.running()) if known else ()
    for client in known:
        if any(_is_program_of(client, program, machine.system) for program in programs):
            yield (
                f"{client.name} is running and writes this file from its memory: your change may be lost; "
                "quit it first, in the tray or menu bar too"
            )


def _is_program_of(client: Client, program: str, system: System) -> bool:
    patterns = client.overwrites_while_running.get(system, ())
    if system is System.WINDOWS:  # where names in other letters are the same names
        program, patterns = program.lower(), tuple(pattern.lower() for pattern in patterns)
    return any(fnmatchcase(program, pattern) for pattern in patterns)
