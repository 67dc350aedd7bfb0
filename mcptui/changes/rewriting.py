"""What a plan asks of one file, worked out once for the same bytes: when it is shown and again when it is applied."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from mcptui.changes.masking import entry_paths
from mcptui.clients.known import Clients
from mcptui.formats import parse
from mcptui.formats.document import Document
from mcptui.model import Syntax
from mcptui.operations import Operation
from mcptui.store.transaction import Rewritten


class Rewriting(ABC):
    """How a file shall read, by how it reads now; the last answer is remembered.

    ``documents`` is what was parsed for that answer: the file as it is, and as it shall be.
    """

    def __init__(self) -> None:
        self.documents: tuple[Document, ...] = ()
        self._seen: bytes | None = None
        self._answer: Rewritten | None = None

    def __call__(self, data: bytes | None) -> Rewritten:
        if self._answer is not None and data == self._seen:
            return self._answer
        self.documents, self._seen, self._answer = (), data, None  # what is huge goes before more of it comes
        self._answer = self.work_out(data)
        return self._answer

    @abstractmethod
    def work_out(self, data: bytes | None) -> Rewritten:
        """The new bytes for ``data`` (None: no file); sets ``documents``. May raise ``Refused``."""


def parsed(data: bytes | None, syntax: Syntax, operations: Iterable[Operation], clients: Clients) -> Document:
    """``data`` (None: no file), read for ``operations`` and for entries of ``clients``: a diff hides their secrets."""
    return parse(data or b"", syntax, (*entry_paths(clients), *(each.path[:-1] for each in operations)))
