"""Files that hold anything but what is expected, each laid down by its name."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

DEPTH: Final = 10_000
HUGE: Final = 500 * 1024 * 1024

Lay = Callable[[Path], None]


def _bytes(data: bytes) -> Lay:
    def lay(path: Path) -> None:
        path.write_bytes(data)

    return lay


def _huge(path: Path) -> None:
    """500 MB that take no room on the disk."""
    with path.open("wb") as file:
        file.truncate(HUGE)


def _socket(path: Path) -> None:
    # Its own name may be too long for a socket; a link to it is not.
    short = Path(os.path.realpath("/tmp")) / f"mcptui-{os.getpid()}-{path.parent.name[-8:]}.sock"  # noqa: S108  # a short path
    short.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(short))
    short.rename(path)


def _loop(path: Path) -> None:
    other = path.with_name(f"{path.name}.other")
    path.symlink_to(other)
    other.symlink_to(path)


UNREADABLE: Final[Mapping[str, Lay]] = MappingProxyType(
    {
        "10,000 lists deep": _bytes(b'{"mcpServers": ' + b"[" * DEPTH + b"]" * DEPTH),
        "10,000 unclosed braces": _bytes(b'{"a":' * DEPTH),
        "500 MB": _huge,
        "pipe": os.mkfifo,
        "socket": _socket,
        "device": lambda path: path.symlink_to("/dev/zero"),
        "folder": Path.mkdir,
        "link loop": _loop,
        "NUL": _bytes(b'{"mcpServers": {"a\0": {}}}'),
        "no UTF-8": _bytes(b'{"mcpServers": {"\xff\xfe\xfa": {}}}'),
        "UTF-16": _bytes('{"mcpServers": {}}'.encode("utf-16")),
        "cut off": _bytes(b'{"mcpServers": {"a": {"command": "npx"'),
        "escapes": _bytes(b'\x1b]52;c;aGk=\x07{"mcpServers": \x1b[2J'),
    }
)
"""What no client could read: each is a problem that is told."""

HARMLESS: Final[Mapping[str, Lay]] = MappingProxyType({"empty": _bytes(b""), "spaces": _bytes(b" \r\n\t \n")})
"""What is strange, and means nothing."""
