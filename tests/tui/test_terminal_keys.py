"""On a real pseudo-terminal: what is typed that is no text, and leaving to the shell for a while."""

from __future__ import annotations

import os
import signal

from tests.tui.pseudo_terminal import demo, sent, until, until_stopped

ODD = "\udcff\udcc3("  # bytes that no UTF-8 has


def test_bytes_that_are_no_text_end_neither_the_keys_nor_a_paste() -> None:
    paste = f"\x1b[200~no{ODD}ne\x1b[201~"
    told = sent(((ODD, ""), ("/", ""), (paste, ""), ("\x1b", "fetch"), ("?", "Keys"), ("\x1b", "fetch")))
    assert "no��(ne" in told


def test_a_key_leaves_to_the_shell_and_the_screen_is_drawn_anew_afterwards() -> None:
    with demo() as (process, terminal):
        _ = b"".join(until(terminal, b"filesystem"))
        os.write(terminal, b"\x1a")
        assert b"\x1b[?1049l" in until_stopped(process, terminal)
        process.send_signal(signal.SIGCONT)
        back = b"".join(until(terminal, b"quit"))
        assert all(each in back for each in (b"\x1b[?1049h", b"mcptui demo", b"Runs", b"filesystem", b"quit"))
        os.write(terminal, b"?")
        assert b"".join(until(terminal, b"Keys"))
