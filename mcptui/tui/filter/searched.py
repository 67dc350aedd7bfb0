"""What a filter looks at: a row, and what is known of the rows beyond their entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from mcptui.machine import Machine
from mcptui.model import Entry, Used
from mcptui.rows import Evidence


class Searched(Protocol):
    """A row. ``client`` is what users call it.

    ``haystack`` is all that a word may occur in, ``sketch`` what it may resemble (``fuzzy.sketch`` of name, client
    and package), ``name`` the entry's; the three are in lower case.
    """

    @property
    def entry(self) -> Entry: ...

    @property
    def key(self) -> str: ...

    @property
    def client(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def haystack(self) -> str: ...

    @property
    def sketch(self) -> str: ...


class Known(Protocol):
    """What is known of the rows beyond their entries."""

    @property
    def machine(self) -> Machine: ...

    @property
    def evidence(self) -> Mapping[str, Evidence]: ...

    @property
    def staged(self) -> Mapping[str, object]: ...

    @property
    def used(self) -> Mapping[str, Used]: ...


Test = Callable[[Searched], bool]
"""Whether a row fits."""
