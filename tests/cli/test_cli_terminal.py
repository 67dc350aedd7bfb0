"""On a real terminal: the question before anything is written, colours, the width, the editor."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

ROOT = Path(__file__).parents[2]
QUESTION = "Write this? [y/N] "
Run = Callable[..., tuple[int, str, str]]


def _heed_interrupts() -> None:
    """Whoever runs the tests in the background may have them ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Session:
    """``mcptui`` on a pseudo-terminal of 80 columns."""

    def __init__(self, home: Path, *argv: str, **variables: str) -> None:
        self._ours, theirs = pty.openpty()
        self.told = ""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mcptui", *argv, "--home", str(home), "--project", str(home / "src" / "acme-api")],
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **variables},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_heed_interrupts,  # noqa: PLW1509  # no thread is about
        )
        os.close(theirs)

    def read_until(self, text: str) -> None:
        while text not in self.told and (piece := self._read()):
            self.told += piece
        assert text in self.told

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def interrupt(self) -> None:
        self._process.send_signal(signal.SIGINT)

    def end(self) -> int:
        while piece := self._read():
            self.told += piece
        os.close(self._ours)
        return self._process.wait(timeout=60)

    def _read(self) -> str:
        try:
            return os.read(self._ours, 65536).decode("utf-8", "replace").replace("\r\n", "\n")
        except OSError:  # Linux says so when the other side is closed
            return ""


@pytest.mark.parametrize("answer", ["y\n", "YES\n"])
def test_yes_on_the_terminal_writes(home: Path, answer: str) -> None:
    session = Session(home, "remove", "cursor/files")
    session.read_until(QUESTION)
    assert '\x1b[31m-    "files": {\x1b[0m' in session.told
    assert b"files" in (home / ".cursor" / "mcp.json").read_bytes()
    session.type(answer)
    assert session.end() == 0
    assert "Undo it with: mcptui undo 2" in session.told
    assert b"files" not in (home / ".cursor" / "mcp.json").read_bytes()


@pytest.mark.parametrize("answer", ["n\n", "\n", "maybe\n", "\x04"])
def test_anything_else_on_the_terminal_writes_nothing(
    home: Path, contents: Callable[[Path], dict[str, bytes]], answer: str
) -> None:
    before = contents(home)
    session = Session(home, "remove", "cursor/files")
    session.read_until(QUESTION)
    session.type(answer)
    assert session.end() == 3
    assert "Nothing was written." in session.told
    assert contents(home) == before


def test_an_interrupt_at_the_question_writes_nothing(home: Path, contents: Callable[[Path], dict[str, bytes]]) -> None:
    before = contents(home)
    session = Session(home, "remove", "cursor/files")
    session.read_until(QUESTION)
    session.interrupt()
    assert session.end() == 130
    assert "Traceback" not in session.told
    assert contents(home) == before


def test_yes_as_an_option_asks_nothing(home: Path) -> None:
    session = Session(home, "enable", "codex/clock", "--yes")
    assert session.end() == 0
    assert QUESTION not in session.told


def test_the_table_is_coloured_and_fits_the_terminal(demo_home: Path) -> None:
    session = Session(demo_home, "list", "--all-projects")
    assert session.end() == 0
    assert "\x1b[32m● on" in session.told
    plain = re.sub(r"\x1b\[\d+m", "", session.told)
    assert "\x1b" not in plain
    assert all(len(line) <= 80 for line in plain.splitlines() if not line.startswith("~"))


@pytest.mark.parametrize(
    ("argv", "variables"), [((), {"NO_COLOR": "1"}), (("--no-color",), {}), ((), {"TERM": "dumb"}), (("--json",), {})]
)
def test_there_are_no_colours_where_none_are_wanted(
    home: Path, argv: tuple[str, ...], variables: dict[str, str]
) -> None:
    session = Session(home, "list", *argv, **variables)
    assert session.end() == 0
    assert "memory" in session.told
    assert "\x1b" not in session.told


EDITOR = """
import pathlib, sys
pathlib.Path(sys.argv[-1]).write_text(sys.argv[1], encoding="utf-8")
"""


@pytest.mark.parametrize(
    ("written", "status", "sentence"),
    [
        ('default = "off"\n', 0, "The profile mine is fine."),
        ('\ndefault = "of"\n', 3, "mine.toml, line 2: 'default'"),
        ("default = \n", 3, "the file is kept as you left it"),
    ],
)
def test_a_profile_is_checked_when_the_editor_is_left(
    home: Path, run: Run, tmp_path: Path, written: str, status: int, sentence: str
) -> None:
    run(home, "profile", "new", "mine", "--yes")
    (tmp_path / "editor.py").write_text(EDITOR, encoding="utf-8")
    (tmp_path / "content").write_text(written, encoding="utf-8")
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\nexec {sys.executable} {tmp_path}/editor.py "$(cat {tmp_path}/content; echo)" "$@"\n')
    editor.chmod(0o755)
    session = Session(home, "profile", "edit", "mine", EDITOR=str(editor))
    assert session.end() == status
    assert sentence in session.told
    (file,) = home.rglob("mine.toml")
    assert file.read_text("utf-8").strip() == written.strip()


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"EDITOR": "/not/there"}, "there could not be started: No such file"),
        ({"EDITOR": "'unbalanced"}, "EDITOR is no command line"),
        ({"VISUAL": "false", "EDITOR": "true"}, "false ended with status 1"),
    ],
)
def test_an_editor_that_fails_is_told(home: Path, run: Run, variables: dict[str, str], sentence: str) -> None:
    run(home, "profile", "new", "mine", "--yes")
    session = Session(home, "profile", "edit", "mine", **variables)
    assert session.end() == 3
    assert sentence in session.told


def test_an_editor_that_would_return_at_once_is_told_to_wait(home: Path, run: Run, tmp_path: Path) -> None:
    run(home, "profile", "new", "mine", "--yes")
    editor = tmp_path / "code"
    editor.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/said\n', encoding="utf-8")
    editor.chmod(0o755)
    assert Session(home, "profile", "edit", "mine", EDITOR=str(editor)).end() == 0
    assert (tmp_path / "said").read_text("utf-8") == "--wait\n"
