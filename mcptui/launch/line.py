"""What a command line says when it is read: the values that the readers hand to each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from mcptui.launch.words import Option, Words
from mcptui.model import Package

SANDBOXES = frozenset({"bwrap", "firejail", "sandbox-exec", "srt"})


class Launch(NamedTuple):
    """What an entry would start.

    ``wrappers`` are the programs around it, outermost first. ``program`` is the program, module or
    script that runs, where it is not the package itself. ``spec`` is the text that names the package,
    ``options`` are the launcher's own, ``arguments`` the server's. ``folder`` is where the line itself
    changes to before the server starts.

    ``spec_index`` and ``arguments_index`` count in the entry's ``args`` (the spec may be the end of a
    joined option there). They are None where nothing can be edited: the command itself is the server,
    or the words stand inside a text that a shell reads (``shell``).
    """

    package: Package
    program: str | None = None
    spec: str | None = None
    spec_index: int | None = None
    options: tuple[Option, ...] = ()
    arguments: tuple[str, ...] = ()
    arguments_index: int | None = None
    wrappers: tuple[str, ...] = ()
    remote_url: str | None = None
    shell: bool = False
    folder: str | None = None

    @property
    def sandbox(self) -> str | None:
        """The outermost sandbox around the server."""
        return next((name for name in self.wrappers if name in SANDBOXES), None)


class Wrapped(NamedTuple):
    """A program that only starts another one: ``inner``. It is None where that cannot be told.

    ``by_shell`` is true when a shell reads the inner command.
    """

    name: str
    inner: Words | None
    by_shell: bool = False
    folder: str | None = None


Reader = Callable[[Words], Launch | Wrapped | None]
"""Reads a line by its first word; None: not a form that is known."""


def started(
    words: Words,
    launcher: str,
    package: Package,
    *,
    after: int,
    program: str | None = None,
    spec: tuple[str, int | None] | None = None,
    options: tuple[Option, ...] = (),
    folder: str | None = None,
) -> Launch:
    """A launch whose server's own arguments begin at ``words[after]``; ``spec`` is text and index."""
    after = min(after, len(words))
    last = words[after - 1].at
    text, index = spec or (None, None)
    return Launch(
        package=Package(launcher, package.ecosystem, package.name, package.version, package.pinned),
        program=program,
        spec=text,
        spec_index=None if index is None or index < 0 else index,
        options=options,
        arguments=tuple(word.text for word in words[after:]),
        arguments_index=None if last is None else last + 1,
        folder=folder,
    )


def named(
    words: Words,
    launcher: str,
    package: Package,
    place: int,
    options: tuple[Option, ...] = (),
    folder: str | None = None,
) -> Launch:
    """A launch whose package is what ``words[place]`` says."""
    word = words[place]
    return started(words, launcher, package, after=place + 1, spec=(word.text, word.at), options=options, folder=folder)


def nothing(words: Words, launcher: str, ecosystem: str, options: tuple[Option, ...]) -> Launch:
    """A launcher that is told nothing to launch."""
    return started(words, launcher, Package(ecosystem=ecosystem), after=len(words), options=options)
