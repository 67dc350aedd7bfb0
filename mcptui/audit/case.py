"""One entry as the rules are given it: all that is known of it, and nothing that would have to be looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from mcptui.audit.finding import Where
from mcptui.audit.packages import KnownPackage, known_package
from mcptui.launch import Launch
from mcptui.machine import Machine
from mcptui.model import Definition, Entry, PathReach, Reach
from mcptui.narrow.arguments import FolderArgument, folders_of
from mcptui.plain_text import visible
from mcptui.secrets import Masker

_LONGEST = 100


class _Given(NamedTuple):
    entry: Entry
    launch: Launch
    reach: Reach
    machine: Machine
    project: Path
    safe: Sequence[str] = ()
    installed: str | None = None
    approved: Sequence[str] = ()
    limited: bool = False
    remote: bool = True


class Case(_Given):
    """One entry and what is known of it.

    ``project`` is the folder whose work the entry serves: its own project, else the one looked at. ``safe`` are
    its ``args`` as they may be shown, ``installed`` the version that the next start would use, as far as the
    caches tell, ``approved`` the tools that the client uses without asking, ``*`` for all. ``limited``: the
    client hides some of the tools. ``remote``: the client can call an address itself.
    """

    @property
    def definition(self) -> Definition:
        return self.entry.definition

    @cached_property
    def package(self) -> KnownPackage | None:
        """What mcptui knows of the package, if it does."""
        return known_package(self.launch.package)

    @property
    def version(self) -> str | None:
        """The exact version that would run: the one that is asked for, else the one that is installed."""
        package = self.launch.package
        return package.version if package.pinned else self.installed

    @property
    def spec(self) -> Where | None:
        """Where the entry names its package."""
        index = self.launch.spec_index
        return None if index is None else Where("args", index)

    @property
    def container(self) -> bool:
        """Whether the command line makes a container, whose options say what it may touch."""
        package = self.launch.package
        return package.ecosystem == "docker" and package.launcher != "container-exec"

    @cached_property
    def folders(self) -> tuple[tuple[FolderArgument, PathReach], ...]:
        """The folders that the command line gives to the server, each with what that lets it do."""
        paths = self.reach.paths
        return tuple(zip(folders_of(self.definition), paths, strict=False)) if paths else ()

    @cached_property
    def settings(self) -> tuple[tuple[str, str, Where], ...]:
        """The variables that the entry itself sets for its programs on this machine."""
        return (*self._variables(), *self._assignments())

    def _variables(self) -> Iterator[tuple[str, str, Where]]:
        for name, value in self.definition.env.items():
            yield name, value, Where("env", name)

    def _assignments(self) -> Iterator[tuple[str, str, Where]]:
        if {"env", "sudo"}.isdisjoint(self.launch.wrappers):
            return
        for index, text in enumerate(self.definition.args):
            name, equals, value = text.partition("=")
            if equals and name.isidentifier():
                yield name, value, Where("args", index)

    def shown(self, text: str, limit: int = _LONGEST) -> str:
        """``text`` of the entry as a sentence may have it: short, on one line, without a secret."""
        return visible(self._masker.text(text), limit)

    @cached_property
    def _masker(self) -> Masker:
        return Masker.of([self.definition])
