"""Whatever is asked, on whatever machine: a status, a sentence, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mcptui.__main__ import main
from mcptui.workspace import Workspace

ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    "argv",
    [
        ("lst",),
        ("list", "--unknown"),
        ("list", "--scope", "everywhere"),
        ("list", "--client", "emacs"),
        ("list", "--client"),
        ("show",),
        ("disable",),
        ("narrow", "a", "b"),
        ("history", "extra"),
        ("--js", "list"),
        ("list", "--\x1b[31m\u202e"),
        ("\x1b]0;x\x07",),
    ],
)
def test_wrong_usage_is_status_2_and_one_inert_sentence(home: Path, run: Run, argv: tuple[str, ...]) -> None:
    status, out, err = run(home, *argv)
    assert (status, out) == (2, "")
    assert err.startswith("mcptui: ")
    assert len(err.splitlines()) == 2
    assert not set(err) & set("\x1b\x07\u202e")


@pytest.mark.parametrize(
    "selector", ["\x1b[2J", "a\nb", "\u202e", "[", "[!", "*" * 200, "a/b/c/d/e", "\ud800", "", "/"]
)
@pytest.mark.parametrize("verb", ["list", "show", "remove"])
def test_a_strange_selector_is_status_1_and_inert(home: Path, run: Run, verb: str, selector: str) -> None:
    status, out, err = run(home, verb, selector, *(["--dry-run"] if verb == "remove" else []))
    assert status == (1 if set(selector) != {"*"} else {"remove": 3}.get(verb, 0))
    assert not set(out + err) & set("\x1b\u202e\ud800")
    assert "Traceback" not in err


@pytest.mark.parametrize("verb", ["show", "disable"])
def test_a_server_that_may_stand_in_a_broken_file_is_refused_with_the_file(home: Path, run: Run, verb: str) -> None:
    (home / ".cursor" / "mcp.json").write_text('{\n  "mcpServers": {"files" {}}\n}\n')
    status, out, err = run(home, verb, "cursor/files")
    assert (status, out) == (3, "")
    assert err.startswith("mcptui: no server fits 'cursor/files', but ~/.cursor/mcp.json:2 cannot be read\n")


@pytest.mark.parametrize("option", ["--home", "--project"])
def test_a_folder_that_is_none_is_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    for told in (str(file), str(tmp_path / "gone"), "", "a\0b", "\x1b[31m"):
        assert main(["list", option, told]) == 2
        err = capsys.readouterr().err
        assert f"{option} " in err
        assert "is not a folder" in err
        assert "\x1b" not in err


def test_a_current_folder_that_is_gone_is_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert main(["list", "--home", str(tmp_path)]) == 2
    assert "the current folder is gone" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe{}", b"null", b'{"mcpServers": 3}', b'{"mcpServers": {"a": null, "b": 1, "c": {}}}',
     b'{"mcpServers": {"a": {"command": ["x"], "args": "y", "env": [], "url": 3}}}', b"[" * 20_000, b'{"a":' * 20_000,
     b'{"mcpServers": {"a": {"command": "x", "command": "y"}}}', b"\0" * 100],
)  # fmt: skip
@pytest.mark.parametrize(
    "argv", [("list",), ("list", "--json"), ("show", "*"), ("clients",), ("disable", "*", "--yes")]
)
def test_no_content_of_a_file_stops_a_verb(bare_home: Path, run: Run, argv: tuple[str, ...], content: bytes) -> None:
    (bare_home / ".claude.json").write_bytes(content)
    status, _, err = run(bare_home, *argv, "--all")
    assert status in (0, 1, 3)
    assert "unexpected" not in err
    assert "Traceback" not in err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_no_kind_of_file_stops_list(home: Path, run: Run) -> None:
    for file in (home / ".claude.json", home / ".cursor" / "mcp.json", home / ".codex" / "config.toml"):
        file.unlink()
    os.mkfifo(home / ".claude.json")
    (home / ".cursor" / "mcp.json").mkdir()
    (home / ".codex" / "config.toml").symlink_to("config.toml")
    status, out, err = run(home, "list")
    assert (status, out) == (0, "")
    assert err.splitlines() == [
        "~/.claude.json: it is a pipe, not a file",
        "~/.cursor/mcp.json: it is a folder, not a file",
        "~/.codex/config.toml: its symbolic links go round in a loop",
    ]


def test_what_nobody_expected_is_one_sentence_that_quotes_nothing(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise KeyError("ENV-SECRET-1234")

    monkeypatch.setattr(Workspace, "look", break_down)
    status, out, err = run(home, "list")
    assert (status, out) == (3, "")
    assert err.startswith("mcptui: something unexpected happened: KeyError in mcptui.cli.call, line ")
    assert "SECRET" not in err
    monkeypatch.setenv("MCPTUI_DEBUG", "1")
    with pytest.raises(KeyError):
        run(home, "list")


def test_an_interrupt_is_status_130(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Workspace, "look", interrupt)
    assert run(home, "list") == (130, "", "")


@pytest.mark.parametrize("count", [1, 5_000])
def test_a_reader_that_leaves_early_is_no_error(home: Path, count: int) -> None:
    servers = ",".join(f'"server-{number}": {{"command": "x"}}' for number in range(count))
    (home / ".claude.json").write_text(f'{{"mcpServers": {{{servers}}}}}', encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "mcptui", "list", "--home", str(home)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (141, b"")


@pytest.mark.parametrize("argv", [("--help",), ("list", "--help"), ("profile", "--help"), ("profile", "new", "--help")])
def test_help_is_status_0_and_names_the_common_options(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]
) -> None:
    assert main(argv) == 0
    out = capsys.readouterr().out
    assert all(option in out for option in ("--home", "--project", "--all-projects", "--json", "--dry-run", "--yes"))


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("mcptui 0.")


@pytest.mark.parametrize("argv", [(), ("demo",)])
def test_the_screen_never_opens_without_a_terminal(home: Path, run: Run, argv: tuple[str, ...]) -> None:
    status, out, err = run(home, *argv)
    assert (status, out) == (2, "")
    assert "the screen needs a terminal\n  mcptui list " in err


def test_a_terminal_without_the_signs_still_gets_an_answer(home: Path, run_process: Run) -> None:
    status, out, err = run_process(home, "list", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (status, err) == (0, "")
    assert "? on" in out
