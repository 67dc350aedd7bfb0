"""What is typed, on its way from the terminal to the app."""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import Final

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

_PIECE: Final = 4096  # bytes
_PATIENCE: Final = 0.1  # seconds


class AnyKeyboard(LinuxDriver):
    """Takes bytes that are no UTF-8 for unknown signs. Textual's own ends at the first one, and the app with it.

    The rest is as Textual 8.2 does it, with its parser, for which it has no public name.
    """

    def run_input_thread(self) -> None:
        parser, decoder = XTermParser(self._debug), getincrementaldecoder("utf-8")("replace")
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_PATIENCE):
                    data = os.read(self.fileno, _PIECE)
                    if not data:
                        break  # the terminal is gone
                    typed = decoder.decode(data)
                else:
                    typed = ""
                for message in parser.feed(typed) if typed else ():  # an empty text would be its end
                    self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
        with suppress(EOFError, ParseError):
            for _ in parser.feed(""):
                pass
