"""Containers whose walls have holes: rights, sockets, networks and mounts of the machine around them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mcptui.audit.case import Case
from mcptui.audit.finding import Severity, Where
from mcptui.audit.fixes import DISABLE, read_only
from mcptui.audit.paths import keys_in, may, narrower, short, where, whole
from mcptui.audit.rule import Rule, Sighting
from mcptui.launch import Option
from mcptui.model import Access

_SOCKETS: Final = ("docker.sock", "podman.sock", "containerd.sock", "crio.sock")
_CAPABILITIES: Final = frozenset({"ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "DAC_READ_SEARCH"})
_UNCONFINED: Final = frozenset({"seccomp=unconfined", "apparmor=unconfined", "label=disable", "label:disable"})
_OF_THE_HOST: Final = frozenset({"--pid", "--userns", "--ipc", "--uts", "--cgroupns"})
_MOUNTING: Final = frozenset({"-v", "--volume", "--mount"})
_NETWORKS: Final = frozenset({"--network", "--net"})
_VARIABLES: Final = frozenset({"-e", "--env"})


def without_walls(case: Case) -> Iterator[Sighting]:
    """Rights of the machine itself. One device may be what the server is there for."""
    for option in _options(case):
        value = option.value or ""
        if (option.name == "--privileged" and value.lower() != "false") or _opens(option.name, value):
            yield Sighting(f"{_said(case, option)} gives it rights of the machine itself", _place(option), fix=DISABLE)
        elif option.name == "--device":
            yield Sighting(f"It is given the device {case.shown(value, 60)}", _place(option), Severity.MEDIUM)


def _opens(name: str, value: str) -> bool:
    if name == "--cap-add":
        return value.upper().removeprefix("CAP_") in _CAPABILITIES
    if name == "--security-opt":
        return value.lower() in _UNCONFINED
    return name in _OF_THE_HOST and value.lower() == "host"


def with_socket(case: Case) -> Iterator[Sighting]:
    """The socket of the engine, or its address. To steer the engine may be what the server is there for."""
    for option in _options(case):
        value = option.value or ""
        mounted = option.name in _MOUNTING and any(socket in value for socket in _SOCKETS)
        if mounted or (option.name in _VARIABLES and value.partition("=")[0] == "DOCKER_HOST"):
            name = (case.launch.package.name or "").lower()
            meant = Severity.HIGH if "docker" in name.removeprefix("docker.io/") or "podman" in name else None
            fix = None if meant else DISABLE
            yield Sighting("It is let at the engine that runs the containers", _place(option), meant, fix)


def in_network_of_host(case: Case) -> Iterator[Sighting]:
    """The network of the machine in the place of one of its own."""
    for option in _options(case):
        if option.name in _NETWORKS and option.value == "host":
            yield Sighting("The container is in the network of this computer", _place(option))


def mounts_too_much(case: Case) -> Iterator[Sighting]:
    """The root, the home, or places of keys."""
    if not case.container:
        return
    for folder, path in case.folders:
        severity = keys_in(case, path.path)
        if path.covers is not None:
            yield Sighting(f"It {may(path)} {whole(path.covers)}", where(folder), fix=narrower(case))
        elif severity is not None:
            what = f"It {may(path)} {short(case, path.path)}, where keys are kept"
            yield Sighting(what, where(folder), severity, narrower(case))


def mounts_for_writing(case: Case) -> Iterator[Sighting]:
    """Folders that are mounted for writing, whether it writes or not: one finding for all. Too much is worse."""
    if not case.container:
        return
    writable = [each for each in case.folders if each[1].access is Access.WRITE and not each[1].covers]
    if writable:
        folder, path = writable[0]
        more = f" and {len(writable) - 1} more" if len(writable) > 1 else ""
        yield Sighting(f"It may write to {short(case, path.path)}{more}", where(folder), fix=read_only(case))


def left_behind(case: Case) -> Iterator[Sighting]:
    """A container that stays when the server ends, or that is given a terminal."""
    if not case.container or case.launch.package.name is None:
        return
    names = [option.name for option in case.launch.options]
    flags = {letter for name in names if not name.startswith("--") for letter in name[1:]}
    if "--rm" not in names and case.launch.package.launcher in {"docker", "podman", "nerdctl"}:
        yield Sighting("The container stays behind when the server ends", advice="add --rm")
    if "t" in flags or "--tty" in names:
        yield Sighting("It is given a terminal, which spoils what it says", advice="leave out -t")


def _options(case: Case) -> tuple[Option, ...]:
    return case.launch.options if case.container else ()


def _place(option: Option) -> Where | None:
    return (
        None
        if option.value_index is None
        else Where("args", option.position if option.value is None else option.value_index)
    )


def _said(case: Case, option: Option) -> str:
    return case.shown(option.name if option.value is None else f"{option.name} {option.value}", 60)


_DOCKER: Final = "documentation of docker run"

CONTAINERS: Final = (
    Rule(
        "DOCK001",
        "Container without walls",
        Severity.CRITICAL,
        why="It can do to this computer what its administrator can, so the container protects nothing",
        source=_DOCKER,
        advice="leave the option out",
        check=without_walls,
    ),
    Rule(
        "DOCK002",
        "Engine in reach of the container",
        Severity.CRITICAL,
        why="Who can talk to the engine can start a container that has the whole disk, as an administrator",
        source=_DOCKER,
        advice="leave the socket out",
        check=with_socket,
    ),
    Rule(
        "DOCK003",
        "Network of the host",
        Severity.MEDIUM,
        why="It reaches every service that is meant for this computer alone",
        source=_DOCKER,
        advice="give it a network of its own, or none",
        check=in_network_of_host,
    ),
    Rule(
        "DOCK004",
        "Too much mounted",
        Severity.HIGH,
        why="The container holds nothing back that it was given",
        source=_DOCKER,
        advice="mount the folder that it needs, for reading",
        check=mounts_too_much,
    ),
    Rule(
        "DOCK005",
        "Mounted for writing",
        Severity.LOW,
        why="What it need not write, it need not be able to spoil",
        source=_DOCKER,
        advice="mount it for reading",
        check=mounts_for_writing,
    ),
    Rule(
        "DOCK006",
        "Untidy container",
        Severity.INFO,
        why="Containers pile up, or the client and the server do not understand each other",
        source=_DOCKER,
        advice="",
        check=left_behind,
    ),
)
