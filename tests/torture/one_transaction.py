"""Disables the server ``mine`` in three clients at once, or with ``settle`` settles what a killed process left.

    one_transaction.py HOME [settle]

Everything is imported and planned first. Then it says ``ready`` and waits for SIGUSR1, so that a tracer which comes
meanwhile sees the calls of the transaction and nothing else.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from mcptui.changes.change import Act, Change
from mcptui.errors import McptuiError
from mcptui.machine import Machine
from mcptui.workspace import Workspace

_PR_SET_PTRACER = 0x59616D61
_ANY = ctypes.c_ulong(-1)


def main(home: Path, *, settle: bool) -> int:
    """The exit status that the command line would have; a sentence, or a traceback, on standard error."""
    noon = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    workspace = Workspace(Machine.at_home(home, home / "work", clock=lambda: noon))
    write = workspace.store.recover if settle else disabling(workspace)
    wait_for_tracer()
    try:
        write()
    except McptuiError as error:
        os.writev(sys.stderr.fileno(), [f"{error.message}\n".encode()])  # the call "write" may be what fails
        return error.status
    return 0


def wait_for_tracer() -> None:
    # Many systems let only a parent trace a process, unless it agrees.
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANY, 0, 0, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    signal.sigwait([signal.SIGUSR1])


def disabling(workspace: Workspace) -> Callable[[], object]:
    look = workspace.look()
    entries = [entry for entry in look.entries if entry.name == "mine"]
    plan = workspace.plan([Change(entry, Act.DISABLE) for entry in entries], look)
    if plan.refusals or len(plan.files) != 3:
        raise SystemExit(f"not a home to disable three servers in: {plan.refusals}")
    return lambda: workspace.apply(plan)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), settle=sys.argv[2:] == ["settle"]))
