"""How a huge JSON file is read and edited, told as ratios to ``json.loads`` of the same bytes in this process.

Run as a script, from the top of the project: ``python tests/bench/bench_formats.py [megabytes]``.
It prints CPU time (the best of three), and the peak of memory of a process that does one toggle.
"""

# ruff: noqa: T201 - a script that measures has to tell
from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from mcptui.formats.document import Drop, Edit, Put, Restore
from mcptui.formats.jsonc import JsonDocument
from mcptui.model import Syntax

PROJECTS = 40
WANTED = [("mcpServers", "*"), ("projects", "*", "mcpServers", "*")]
FOLDERS = tuple(f"/home/me/src/project-{number}" for number in range(PROJECTS))
PROJECT = ("projects", FOLDERS[PROJECTS // 2])
TOGGLED = (*PROJECT, "disabledMcpServers")
TYPED = "please look at the file and tell me what it does "


def state_file(megabytes: int, folders: Sequence[str] = FOLDERS, typed: str = TYPED) -> bytes:
    """Like the state file of a client that keeps long histories: six servers for all projects and six for each.

    Nearly all of it is what was ``typed`` in the projects, a part in each.
    """
    row = {"display": typed * 4, "pastedContents": {}, "at": 1759823046.25}
    size = len(json.dumps(row, ensure_ascii=False).encode()) + 50
    rows = megabytes * 1_000_000 // len(folders) // size

    def servers(whose: str) -> dict[str, object]:
        return {f"{whose}-{number}": _server(f"{whose}-{number}") for number in range(6)}

    project = {
        "allowedTools": [],
        "history": [row] * rows,
        "mcpServers": servers("local"),
        "disabledMcpServers": ["local-2"],
    }
    value = {
        "numStartups": 1200,
        "mcpServers": servers("user"),
        "projects": dict.fromkeys(folders, project),
    }
    return json.dumps(value, indent=2, ensure_ascii=False).encode()


def _server(name: str) -> dict[str, object]:
    return {"type": "stdio", "command": "npx", "args": ["-y", f"{name}@1.2.3"], "env": {"TOKEN": f"secret of {name}"}}


def cpu(action: Callable[[], object], rounds: int = 3) -> float:
    """The least CPU seconds of some rounds."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        action()
        spent.append(time.process_time() - start)
    return min(spent)


def peak() -> int:
    """The peak of resident memory of this process, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would tell the peak of the process that started this one, too
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) // 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000_000  # bytes, on macOS


def toggle_once(path: Path) -> None:
    """The whole of one toggle in a process of its own, for its memory."""
    data = path.read_bytes()
    document = JsonDocument(data, Syntax.JSON if path.suffix == ".json" else Syntax.JSONC, WANTED)
    read = peak()
    document.edit([Put(TOGGLED, ["local-2", "local-3"])])
    print(f"  {path.suffix[1:]:5} {read} MB when read, {peak()} MB when edited")


def main(megabytes: int) -> None:
    data = state_file(megabytes)
    with_comment = data.replace(b"{\n", b"{ // a comment\n", 1)
    one = (*PROJECT, "mcpServers", "local-3")
    top = ("mcpServers", "user-3")
    edits: dict[str, list[Edit]] = {
        "toggle in a list": [Put(TOGGLED, ["local-2", "local-3"])],
        "take one entry out": [Drop(one)],
        "six lists at once": [Put(("projects", folder, "disabledMcpServers"), []) for folder in FOLDERS[:6]],
        "a new key at the top": [Put(("fresh",), 1)],
    }
    document = JsonDocument(data, Syntax.JSON, WANTED)
    out = document.edit([Drop(top)])
    dropped = JsonDocument(out.data, Syntax.JSON, WANTED)
    times = {"read": cpu(lambda: JsonDocument(data, Syntax.JSON, WANTED))}
    for name, edit in edits.items():
        times[name] = cpu(partial(document.edit, edit))
    times["put one entry back"] = cpu(lambda: dropped.edit([Restore(top, out.pieces[top])]))
    times["read, with a comment"] = cpu(lambda: JsonDocument(with_comment, Syntax.JSONC, WANTED))
    commented = JsonDocument(with_comment, Syntax.JSONC, WANTED)
    times["toggle, with a comment"] = cpu(lambda: commented.edit(edits["toggle in a list"]))
    reference = cpu(lambda: json.loads(data))
    print(f"{len(data) / 1e6:.1f} MB; json.loads {reference * 1000:.0f} ms of CPU")
    for name, seconds in times.items():
        print(f"  {name:24} {seconds * 1000:6.0f} ms  {seconds / reference:5.2f} x json.loads")
    print("peak memory of a process that reads and toggles once:")
    with TemporaryDirectory() as folder:
        for name, content in (("state.json", data), ("state.jsonc", with_comment)):
            path = Path(folder) / name
            path.write_bytes(content)
            sys.stdout.flush()
            subprocess.run([sys.executable, __file__, str(path)], check=True)


if __name__ == "__main__":
    argument = sys.argv[1] if len(sys.argv) > 1 else "30"
    if argument.isdigit():
        main(int(argument))
    else:
        toggle_once(Path(argument))
