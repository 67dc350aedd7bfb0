"""How a client takes values from the environment: the signs around a variable's name, or fields that name it.

Nothing here looks a variable up. A text is taken apart and put together again; what it would become is
never worked out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from mcptui.machine import System

_NAME: Final = r"[A-Za-z_][A-Za-z0-9_]*"


class Form(NamedTuple):
    """The signs around a variable's name, and those before a text that stands in where it is not set."""

    before: str
    after: str
    default: str | None = None
    only: System | None = None


BRACES: Final = Form("${", "}")
DEFAULTED: Final = Form("${", "}", ":-")
DOLLAR: Final = Form("$", "")
PERCENT: Final = Form("%", "%", only=System.WINDOWS)
ENV: Final = Form("${env:", "}")
CURLY: Final = Form("{env:", "}")


class Variable(NamedTuple):
    """A variable of the environment, and the text that stands in where it is not set."""

    name: str
    default: str | None = None


class Inset(NamedTuple):
    """Something else that a client puts in, as it writes it: a folder, a file's content, an answer."""

    written: str
    kind: str


Piece = str | Variable | Inset

Text = tuple[Piece, ...]
"""A text taken apart: no empty piece, and never two plain ones in a row."""


class Unset(StrEnum):
    """What a client puts in the place of a variable that is not set."""

    KEPT = "leaves the text as it is"
    EMPTY = "puts nothing there"


class Variables(NamedTuple):
    """What a client puts into the texts of an entry.

    ``forms``: the first is written. ``insets`` are beginnings of what else it puts in, up to the next brace
    or bracket; ``bound`` those that mean something in their own file alone. ``doubt`` is why a variable may
    not be put in all the same. ``forwarded`` is a field that lists variables which the server gets as they are called,
    ``bearer`` one that names the variable with the token, ``by_header`` a map of headers to variables.
    """

    forms: tuple[Form, ...] = ()
    insets: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    unset: Unset | None = None
    doubt: str = ""
    forwarded: str | None = None
    bearer: str | None = None
    by_header: str | None = None

    def read(self, text: str, system: System) -> Text:
        """Take a text apart. What looks like a variable and is no known one is an inset of no kind."""
        return tuple(_joined(self._pieces(text, system)))

    def _pieces(self, text: str, system: System) -> Iterator[Piece]:
        forms = [each for each in self.forms if each.only in (None, system)]
        kinds = [*self.insets, *self.bound]
        unknown = [_inset("${")] if any(each.before.startswith("${") for each in forms) else []
        patterns = [*map(_inset, kinds), *map(_form, range(len(forms)), forms), *unknown]
        end = 0
        for found in re.finditer("|".join(patterns), text) if patterns else ():
            yield text[end : found.start()]
            end = found.end()
            if found.lastgroup is None:
                yield Inset(found[0], next((kind for kind in kinds if found[0].startswith(kind)), ""))
            else:
                number = found.lastgroup.removeprefix("form")
                yield Variable(found[f"name{number}"], found.groupdict().get(f"default{number}"))
        yield text[end:]

    def write(self, text: Text, system: System) -> str | None:
        """Put a text together; None where the client has no way to say it, or would read something else in it."""
        said = "".join(map(self._said, text))
        return said if self.read(said, system) == text else None

    def _said(self, piece: Piece) -> str:
        """What a piece is at best; whether it means that is seen when it is read again."""
        match piece:
            case Variable(name, None):
                return f"{self.forms[0].before}{name}{self.forms[0].after}" if self.forms else ""
            case Variable(name, default):
                form = next((each for each in self.forms if each.default is not None), None)
                return "" if form is None else f"{form.before}{name}{form.default}{default}{form.after}"
            case Inset(written, kind):
                return written if kind in self.insets else ""
            case _:
                return piece


def variables_in(texts: Iterable[Text]) -> tuple[Variable, ...]:
    """The variables in these texts, each once."""
    return tuple(dict.fromkeys(piece for text in texts for piece in text if isinstance(piece, Variable)))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """``pieces`` without empty ones."""
    return (piece for piece in pieces if piece)


def _form(number: int, form: Form) -> str:
    """A pattern with groups for the name, and for what stands in."""
    fallback = "" if form.default is None else rf"(?:{re.escape(form.default)}(?P<default{number}>[^{{}}$]*))?"
    name = rf"(?P<name{number}>{_NAME})" + ("" if form.after else r"(?![A-Za-z0-9_])")
    return f"(?P<form{number}>{re.escape(form.before)}{name}{fallback}{re.escape(form.after)})"


def _inset(kind: str) -> str:
    end = ")" if kind.endswith("(") else "}"
    return f"{re.escape(kind)}[^{end}]*{re.escape(end)}"
