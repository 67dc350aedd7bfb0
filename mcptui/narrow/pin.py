"""An exact version in the place where an entry's command line names its package."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mcptui.errors import Refused
from mcptui.launch import read_launch
from mcptui.model import Definition

_VERSIONS = {
    "npm": re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?"),
    "jsr": re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?"),
    "pypi": re.compile(r"(?:\d+!)?\d[0-9A-Za-z.+-]*"),
}
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?)(?P<spec>[^;]*)(?P<marker>;.*)?", re.DOTALL)
_DENO = re.compile(r"(?P<name>(?:jsr|npm):/?(?:@[^@/]+/)?[^@/]+)(?:@[^/]*)?(?P<entry>/.*)?", re.DOTALL)


def pinned_args(args: Sequence[str], definition: Definition, version: str) -> tuple[str, ...]:
    """``args`` with the package at exactly ``version``, in the form in which it is written there.

    Refuses what comes from no package registry, a command text inside a shell, and a ``version`` that
    is a range or a tag.
    """
    launch = read_launch(definition.command, args)
    ecosystem = launch.package.ecosystem
    if ecosystem == "git":
        raise Refused("this server is fetched from a git repository, which has no versions", "name a commit instead")
    if ecosystem == "docker":
        raise Refused("a container image is not pinned by a package version", "give the image a digest")
    exact = _VERSIONS.get(ecosystem or "")
    if exact is None or launch.spec is None:
        raise Refused("this server comes from no package registry, so there is no version to pin")
    if launch.spec_index is None:
        raise Refused(
            "the package stands inside a text that holds a whole command, which is not edited",
            "write the server's program and its arguments as command and args",
        )
    if not exact.fullmatch(version):
        raise Refused(f"{version!r} is not an exact version", "give one like 1.2.3")
    spec = _python(launch.spec, version) if ecosystem == "pypi" else _node(launch.spec, version)
    pinned = list(args)
    pinned[launch.spec_index] = pinned[launch.spec_index].removesuffix(launch.spec) + spec
    return tuple(pinned)


def _node(spec: str, version: str) -> str:
    """``name@1.2.3``; an alias, and the entry of a package that Deno runs, stay."""
    named = _DENO.fullmatch(spec)
    if named:
        return f"{named['name']}@{version}{named['entry'] or ''}"
    alias, mark, real = spec.rpartition("@npm:")
    name = real[:1] + real[1:].rpartition("@")[0] if "@" in real[1:] else real
    return f"{alias}{mark}{name}@{version}"


def _python(spec: str, version: str) -> str:
    """``name==1.2.3``, or ``name@1.2.3`` where that form was used; extras and markers stay."""
    found = _REQUIREMENT.fullmatch(spec)
    if found is None:
        raise Refused("the requirement is written in a way that is not known", "write it as name==version")
    sign = "@" if found["spec"].strip().startswith("@") else "=="
    return f"{found['name'].rstrip()}{sign}{version}{found['marker'] or ''}"
