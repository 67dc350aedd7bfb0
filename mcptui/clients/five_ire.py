"""5ire: entries have a name of their own beside their key, and a field as switch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from mcptui.clients.declared import Declared
from mcptui.clients.places import Reads
from mcptui.clients.shape import PLAIN, SWITCHES
from mcptui.clients.switches import Field
from mcptui.formats.document import Document, KeyPath
from mcptui.model import Scope, Source


class FiveIre(Declared):
    """Facts: pathintegral-institute/mcpm.sh:src/mcpm/clients; its type ``local`` says what the fields tell too."""

    id = "5ire"
    name = "5ire"
    takes_effect = "with 5ire's next start"
    traces = ("<config>/5ire",)
    unverified = ("its file and fields, which other tools tell of",)
    reads = (Reads(Scope.USER, "<config>/5ire/mcp.json"),)
    shape = PLAIN._replace(ignored=SWITCHES)
    switching = Field("isActive", off_value=False, kept=True)

    def always(self, name: str) -> Mapping[str, object]:
        return {**super().always(name), "name": name}

    def names_in(self, source: Source, document: Document) -> Iterator[tuple[str, KeyPath]]:
        """An entry goes by the name that 5ire shows, unless another one goes by it too."""
        keys = document.keys(source.key)
        shown = {key: document.value((*source.key, key, "name")) for key in keys}
        told = {key: name if isinstance(name, str) and name else key for key, name in shown.items()}
        often = Counter((*told.values(), *(key for key in keys if told[key] != key)))
        for key, name in told.items():
            yield name if often[name] == 1 else key, (*source.key, key)
