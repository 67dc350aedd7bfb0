"""Variables and options that change what runs, or whom it trusts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from mcptui.audit.case import Case
from mcptui.audit.finding import Severity, Where
from mcptui.audit.hosts import is_own, is_private, url_host
from mcptui.audit.rule import Rule, Sighting
from mcptui.model import Scope

_LOADS: Final = frozenset(
    {"LD_PRELOAD", "LD_AUDIT", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "DYLD_LIBRARY_PATH", "PYTHONSTARTUP"}
    | {"PYTHONHOME", "PERL5OPT", "RUBYOPT", "BASH_ENV", "JAVA_TOOL_OPTIONS", "GIT_SSH_COMMAND"}
)
_NODE_LOADS: Final = ("--require", "-r", "--import", "--loader", "--experimental-loader")
_OPEN_FOLDERS: Final = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108  # anyone can put a program there
_UNCHECKED: Final = MappingProxyType(
    {
        "NODE_TLS_REJECT_UNAUTHORIZED": ("0",),
        "PYTHONHTTPSVERIFY": ("0",),
        "npm_config_strict_ssl": ("false",),
        "NPM_CONFIG_STRICT_SSL": ("false",),
        "GIT_SSL_NO_VERIFY": ("1", "true"),
    }
)
_UNCHECKED_HOSTS: Final = frozenset({"UV_INSECURE_HOST", "PIP_TRUSTED_HOST"})
_UNCHECKED_FLAGS: Final = frozenset({"--insecure", "--allow-insecure-host", "--trusted-host", "--no-check-certificate"})
_INDEXES: Final = frozenset(
    {"NPM_CONFIG_REGISTRY", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"}
)
_INDEX_FLAGS: Final = frozenset({"--registry", "--index", "--index-url", "-i", "--default-index", "--extra-index-url"})
_PROXIES: Final = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"})
_VENDORS: Final = MappingProxyType(
    {
        "ANTHROPIC_BASE_URL": ("anthropic.com",),
        "OPENAI_BASE_URL": ("openai.com", "azure.com"),
        "OPENAI_API_BASE": ("openai.com", "azure.com"),
        "GEMINI_BASE_URL": ("googleapis.com",),
        "GOOGLE_GEMINI_BASE_URL": ("googleapis.com",),
        "GITHUB_API_URL": ("github.com", "ghe.com"),
        "GITLAB_API_URL": ("gitlab.com",),
    }
)


def with_other_code(case: Case) -> Iterator[Sighting]:
    """Variables that have other code loaded. Where Python looks for modules is mostly a developer's own folder."""
    for name, value, where in case.settings:
        if not value:
            continue
        if name in _LOADS or (name == "ENV" and value.startswith(("/", "~", "."))):
            yield Sighting(f"{name} has other code loaded first", where)
        elif name == "NODE_OPTIONS" and any(word.partition("=")[0] in _NODE_LOADS for word in value.split()):
            yield Sighting("NODE_OPTIONS has other code loaded first", where)
        elif name == "PYTHONPATH":
            yield Sighting("PYTHONPATH has modules taken from another folder", where, Severity.LOW)
        elif name == "PATH" and _is_open(re.split("[:;]", value, maxsplit=1)[0]):
            yield Sighting("PATH begins with a folder in which anyone can put a program", where)


def _is_open(folder: str) -> bool:
    return folder in {"", "."} or any(f"{folder}/".startswith(f"{each}/") for each in _OPEN_FOLDERS)


def without_checks(case: Case) -> Iterator[Sighting]:
    """Certificates that nobody checks, packages from elsewhere. Mirrors and proxies of a company are none."""
    for name, value, where in case.settings:
        if value.lower() in _UNCHECKED.get(name, ()) or (value and name in _UNCHECKED_HOSTS):
            yield Sighting(f"{name} turns the check of certificates off", where)
        elif name.upper() in _INDEXES and (severity := _strange(value)):
            yield Sighting(f"{name} has packages fetched from {case.shown(url_host(value), 60)}", where, severity)
        elif name.upper() in _PROXIES and _strange(value):
            what = f"{name} sends what it asks for through {case.shown(url_host(value), 60)}"
            yield Sighting(what, where, Severity.LOW)
    start = case.launch.arguments_index
    for offset, text in enumerate(case.launch.arguments):
        if text.partition("=")[0] in _UNCHECKED_FLAGS:
            where = Where("args", offset if start is None else start + offset)
            yield Sighting(f"{text.partition('=')[0]} turns the check of certificates off", where)
    for option in case.launch.options:
        where = Where("args", option.position) if option.position is not None else Where("command")
        if option.name in _UNCHECKED_FLAGS:
            yield Sighting(f"{option.name} turns the check of certificates off", where)
        elif option.name in _INDEX_FLAGS and case.launch.package.ecosystem in {"npm", "pypi"}:
            severity = _strange(option.value or "")
            if severity:
                host = case.shown(url_host(option.value or ""), 60)
                yield Sighting(f"{option.name} has packages fetched from {host}", where, severity)


def _strange(url: str, known: tuple[str, ...] = ()) -> Severity | None:
    """How grave it is to trust this address; None: it is known, private, or not said here.

    No index of packages is known: who names one in an entry is told its host, and judges.
    """
    host = url_host(url)
    if not host or "$" in host or is_own(host) or is_private(host):
        return None
    if any(host == each or host.endswith(f".{each}") for each in known):
        return None
    return Severity.HIGH if url.lower().startswith("http:") else Severity.MEDIUM


def with_other_vendor(case: Case) -> Iterator[Sighting]:
    """The address of a vendor's service, set by an entry that came with a project."""
    if case.entry.source.scope is not Scope.PROJECT:
        return
    for name, value, where in case.settings:
        if name in _VENDORS and _strange(value, _VENDORS[name]):
            yield Sighting(f"{name} sends your key to {case.shown(url_host(value), 60)}", where)


ENVIRONMENT: Final = (
    Rule(
        "EXEC004",
        "Other code is loaded first",
        Severity.HIGH,
        why="That code runs before the server, under its name and with all that it may do",
        source="MITRE ATT&CK T1574",
        advice="leave the variable out",
        check=with_other_code,
    ),
    Rule(
        "EXEC005",
        "Checks turned off or gone round",
        Severity.HIGH,
        why="Somebody in between can then read what is sent, and put in other packages or answers",
        source="CVE-2026-21852",
        advice="leave it out",
        check=without_checks,
    ),
    Rule(
        "EXEC006",
        "Keys sent to another vendor",
        Severity.HIGH,
        why="The key that is meant for the vendor goes along with every call",
        source="Check Point Research, February 2026",
        advice="leave the variable out",
        check=with_other_vendor,
    ),
)
