"""Which server an entry is: by what it launches or calls, not by what it is called.

A package is the same whatever fetches it and at whatever version; a remote server is its host and path, also
where a bridge such as ``mcp-remote`` stands between; anything else is a program or script at its place.
"""

from __future__ import annotations

import re
from hashlib import sha1
from typing import Final

from mcptui.clients.base import Site
from mcptui.drift.spelling import Spelling
from mcptui.launch import Launch, read_launch
from mcptui.launch.packages import plain
from mcptui.launch.words import is_path, program_name
from mcptui.model import Definition, Entry, Transport
from mcptui.secrets import safe_url

_PORTS: Final = {"http": ":80", "ws": ":80", "https": ":443", "wss": ":443"}
_SCRIPT: Final = re.compile(r"\.(?:[cm]?[jt]sx?|py)$")
_RUNNERS: Final = frozenset({"bun-run", "npm-run", "pnpm-run", "uv-run", "yarn-run"})
"""Launchers that run what a folder holds."""


def identity_of(entry: Entry, site: Site) -> str | None:
    """A short text that is the same for entries of the same server; None where an entry names none."""
    parts = _parts(entry, site)
    if parts is None:
        return None
    return sha1("\0".join(parts).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:16]


def remote_url(definition: Definition, launch: Launch) -> str | None:
    """The address of a remote server, whether it is called or a bridge calls it."""
    if definition.command is None or (definition.transport is not Transport.STDIO and definition.url):
        return definition.url
    return launch.remote_url


def _parts(entry: Entry, site: Site) -> tuple[str, ...] | None:
    definition = entry.definition
    launch = read_launch(definition.command, definition.args)
    spelling = Spelling.of(entry, site, launch.folder)
    url = remote_url(definition, launch)
    if url is not None:
        # What is secret in an address tells users apart, no servers.
        scheme, host, path, _ = address(spelling.text(safe_url(url)))
        return ("remote", host, path) if host and scheme else None
    if not definition.command:
        return None
    name, program = launch.package.name, launch.program or ""
    match launch.package.ecosystem:
        case "npm" | "jsr" as ecosystem if name:
            return (ecosystem, name.lower(), "" if program == name.rpartition("/")[2] else program)
        case "pypi" if name:
            return ("pypi", plain(name), "" if plain(program) == plain(name) else plain(program))
        case "docker" if name:
            kind = "container" if launch.package.launcher == "container-exec" else "image"
            return (kind, name.lower().removeprefix("docker.io/").removeprefix("library/"))
        case "git" if name:
            return ("git", _repository(name), program)
        case "go" | "url" as ecosystem if name:
            return (ecosystem, spelling.text(name), program)
        case _:
            return _local(definition, launch, spelling)


def _local(definition: Definition, launch: Launch, spelling: Spelling) -> tuple[str, ...]:
    """Code of this machine: where it is, and for a line that does not tell it, the whole line."""
    name, program, launcher = launch.package.name, launch.program, launch.package.launcher
    here = spelling.folder or ""
    if launcher == "binary" and name is not None:
        return ("program", spelling.program(name))
    if launcher == "python-m" and name is not None:
        return ("module", plain(name), here if definition.cwd or launch.folder else "")
    if launcher in _RUNNERS:
        if launch.folder is None and name is not None and name != program:
            spelling = spelling._replace(folder=spelling.place(name))
        if program is not None and (is_path(program) or _SCRIPT.search(program)):
            return ("program", spelling.place(program))
        told = launch.arguments_index
        return ("folder", spelling.folder or "", program or (definition.args[told - 1] if told else ""))
    if name is None:
        return ("line", here, *map(spelling.text, (program_name(definition.command or ""), *definition.args)))
    return ("program", spelling.place(name))


def address(url: str) -> tuple[str, str, str, str]:
    """Scheme, host with a port that is not the usual one, path without a last slash, and all that follows."""
    scheme, mark, rest = url.partition("://")
    scheme = scheme.lower()
    if not mark:
        return "", "", url, ""
    authority = re.split(r"[/\\?#]", rest, maxsplit=1)[0]
    path, query = rest[len(authority) :], ""
    if (found := re.search("[?#]", path)) is not None:
        path, query = path[: found.start()], path[found.start() :]
    host = authority.rpartition("@")[2].lower()
    return scheme, host.removesuffix(_PORTS.get(scheme, "/")), path.rstrip("/"), query


def _repository(name: str) -> str:
    """``git@host:owner/repo.git`` and ``https://host/owner/repo`` are one repository."""
    text = name.partition("://")[2] or name
    text = text.rpartition("@")[2].lower().removesuffix("/").removesuffix(".git")
    return text.replace(":", "/", 1) if "://" not in name else text
