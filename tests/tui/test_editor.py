"""The user's editor is given the terminal, and it is right afterwards."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pytest

from mcptui.demo import build_demo_home
from mcptui.tui.greeting import note_greeting
from mcptui.workspace import Workspace

EDITOR = """#!{python}
import sys, termios
mode = termios.tcgetattr(0)[3]
assert mode & termios.ICANON and mode & termios.ECHO, "the terminal is still mcptui's"
open({said!r}, "w").write(" ".join(sys.argv[1:]))
sys.exit({status})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
@pytest.mark.parametrize("status", [0, 3])
def test_the_terminal_is_lent_to_the_editor_and_taken_back(tmp_path: Path, status: int) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    machine = build_demo_home(folder, lambda: datetime.now(UTC))
    note_greeting(Workspace(machine))
    said, script = tmp_path / "said", tmp_path / "my editors" / "vim"
    script.parent.mkdir()
    script.write_text(EDITOR.format(python=sys.executable, said=str(said), status=status), "utf-8")
    script.chmod(0o755)
    arguments = [sys.executable, "-m", "mcptui", "--home", str(machine.home), "--project", str(machine.project)]
    with Terminal(arguments, {"EDITOR": f'"{script}" -u NONE'}) as terminal:
        terminal.wait_for("quit")
        terminal.forget()
        terminal.type("e")
        terminal.wait_for(f"status {status}" if status else "quit")
        assert said.read_text("utf-8").startswith("-u NONE +")
        terminal.forget()
        terminal.type("?")
        terminal.wait_for("Limit what")
        terminal.type("q")
        terminal.type("q")
        terminal.ends()


class Terminal:
    """A program on a pseudo-terminal of its own."""

    def __init__(self, arguments: list[str], env: dict[str, str]) -> None:
        self._seen = b""
        self._pid, self._end = pty.fork()
        if self._pid == 0:
            os.execve(arguments[0], arguments, {**os.environ, "TERM": "xterm-256color", **env})  # noqa: S606  # the program under test
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._end)
        if self._pid:
            os.kill(self._pid, 9)
            os.waitpid(self._pid, 0)

    def type(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def read(self, seconds: float) -> None:
        """Until so long nothing came, or much too much."""
        for _ in range(1_000):
            if not select.select([self._end], [], [], seconds)[0]:
                return
            try:
                self._seen += os.read(self._end, 1 << 16)
            except OSError:
                return

    def forget(self) -> None:
        self._seen = b""

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + 60
        while words.encode() not in self._seen:
            assert time.monotonic() < deadline, (words, self._seen[-2000:])
            self.read(0.1)

    def ends(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            self.read(0.1)
            done, status = os.waitpid(self._pid, os.WNOHANG)
            if done:
                self._pid = 0
                assert os.waitstatus_to_exitcode(status) == 0
                return
        raise AssertionError(self._seen[-2000:])
