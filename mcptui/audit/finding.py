"""What an audit rule says about an entry: how grave, what, why it matters, and what could be done. No I/O."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How grave a finding is, the gravest first. What is ``info`` is worth knowing and no risk."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Where(NamedTuple):
    """The part of an entry that a finding is about: ``args`` and an index, ``env`` or ``headers`` and a name,
    or ``command``, ``url`` or ``name`` alone.
    """

    field: str
    key: int | str | None = None

    def __str__(self) -> str:
        if isinstance(self.key, int):
            return f"{self.field}[{self.key}]"
        return self.field if self.key is None else f"{self.field}.{self.key}"


class FixKind(StrEnum):
    """What can be done about a finding without asking anything more."""

    PIN = "pin"
    FOLDERS = "folders"
    READ_ONLY = "read-only"
    DISABLE = "disable"
    REMOVE = "remove"


class Fix(NamedTuple):
    """A change that would settle a finding: ``pin`` is a version, ``folders`` are all that the server keeps."""

    kind: FixKind
    pin: str | None = None
    folders: tuple[str, ...] = ()


class Finding(NamedTuple):
    """What a rule says about one entry; nothing of it shows a secret.

    ``rule`` is the rule's id and stays the same for ever. ``what`` is a sentence about this entry, ``why`` one
    about what follows from it. ``advice`` says what to do, empty where nothing is known. ``fix`` is there where
    mcptui can do that itself.
    """

    rule: str
    severity: Severity
    what: str
    why: str
    source: str
    where: Where | None = None
    advice: str = ""
    fix: Fix | None = None
