"""Hosts by their names: this computer, a private network, or anywhere. No name is looked up."""

from __future__ import annotations

from typing import Final

from mcptui.secrets import url_hosts

_OWN_NAMES: Final = frozenset(
    {"localhost", "host.docker.internal", "host.containers.internal", "[::1]", "::1", "0.0.0.0"}  # noqa: S104  # a name
)
_PRIVATE_ENDS: Final = (".local", ".lan", ".home", ".internal", ".home.arpa", ".localdomain", ".test", ".ts.net")
_TEMPORARY: Final = (
    *("ngrok.io", "ngrok.app", "ngrok.dev", "ngrok-free.app", "ngrok-free.dev", "trycloudflare.com", "loca.lt"),
    *("localtunnel.me", "serveo.net", "lhr.life", "localhost.run", "m.pipedream.net", "webhook.site"),
)
# First number, and the lowest and the highest of the second: private, shared by a provider or a VPN, own link.
_PRIVATE: Final = ((10, 0, 255), (172, 16, 31), (192, 168, 168), (100, 64, 127), (169, 254, 254))
_OWN: Final = 127
_NUMBERS: Final = 4
_DIGITS: Final = 3


def url_host(url: str) -> str:
    """The first host that a URL names, in lower case; empty where it names none."""
    return next(iter(url_hosts(url)), "").lower()


def is_own(host: str) -> bool:
    """Is it this computer, also as a container on it sees it?"""
    numbers = _numbers(host)
    return host in _OWN_NAMES or host.endswith(".localhost") or bool(numbers and numbers[0] == _OWN)


def is_private(host: str) -> bool:
    """Is it in a network that the world does not reach: by its number, by its ending, or a name without a dot?"""
    numbers = _numbers(host)
    if numbers:
        first, second = numbers[:2]
        return any(first == own and low <= second <= high for own, low, high in _PRIVATE)
    if host.startswith("["):
        return host.startswith(("[fd", "[fc", "[fe80"))
    return "." not in host or host.endswith(_PRIVATE_ENDS)


def is_number(host: str) -> bool:
    """Is it an address in numbers?"""
    return host.startswith("[") or _numbers(host) is not None


def is_temporary(host: str) -> bool:
    """Is it a name that anyone gets for an hour?"""
    return any(host == each or host.endswith(f".{each}") for each in _TEMPORARY)


def _numbers(host: str) -> tuple[int, ...] | None:
    parts = host.split(".")
    if len(parts) != _NUMBERS or not all(
        part.isascii() and part.isdecimal() and len(part) <= _DIGITS for part in parts
    ):
        return None
    return tuple(map(int, parts))
