"""What a registry package, a container image or a file is called in a command line.

Each function reads one text and gives a ``Package`` without launcher. Credentials in a URL never
become part of a package's name.
"""

from __future__ import annotations

import re

from mcptui.model import Package

_NPM_EXACT = re.compile(r"[v=]?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_PYTHON_EXACT = re.compile(r"v?\d[\w.!+-]*")
_IMAGE_EXACT = re.compile(r"v?\d+(?:\.\d+){2,}(?:[-+.][\w.-]+)?")
_COMMIT = re.compile(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_GIT = ("git+", "git://", "git@", "ssh://")
_HOSTED = {"github:": "github.com", "gitlab:": "gitlab.com", "bitbucket:": "bitbucket.org"}
_ARCHIVE = (".tgz", ".tar.gz", ".whl", ".zip")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SHORTHAND = re.compile(r"[\w-]+/[\w.-]+(?:#.*)?")
_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*([^;]*)")
_DENO = re.compile(r"(jsr|npm):/?((?:@[^@/]+/)?[^@/]+)(?:@([^/]*))?(?:/.*)?")


def local(name: str | None) -> Package:
    """Code that comes from no registry: a file, a folder, a program on the path."""
    return Package(ecosystem="local", name=name)


def npm(text: str) -> Package:
    """A package as npm, pnpm, yarn and bun take it: ``@scope/name@spec``, a git repository, a folder."""
    hosted = next((host for prefix, host in _HOSTED.items() if text.startswith(prefix)), None)
    if hosted is not None:
        return _git(f"https://{hosted}/{text.partition(':')[2]}")
    if text.startswith(_GIT):
        return _git(text)
    if text.startswith(("http://", "https://")):
        return _archive(text) if text.partition("?")[0].endswith(_ARCHIVE) else _git(text)
    if text.startswith((".", "/", "~", "file:")) or _DRIVE.match(text) or text.endswith(_ARCHIVE):
        return local(text.removeprefix("file:"))
    if _SHORTHAND.fullmatch(text):
        return _git(f"https://github.com/{text}")
    _, alias, real = text.partition("@npm:")
    name, version = _at(real if alias else text)
    return Package(None, "npm", name, version, bool(version and _NPM_EXACT.fullmatch(version)))


def python(text: str) -> Package:
    """A requirement as uv and pipx take it: ``name==1.2``, ``name@1.2``, ``git+https://…@ref``, a folder."""
    text = text.strip()
    direct = re.match(r"[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?\s*@\s*((?:git\+|https?:|file:).*)", text)
    if direct:
        text = direct[1]
    if text.startswith(_GIT):
        return _git(text, at=True)
    if text.startswith(("http://", "https://")):
        return _archive(text)
    if text.startswith((".", "/", "~", "file:")) or _DRIVE.match(text) or text.endswith(_ARCHIVE):
        return local(text.removeprefix("file://"))
    required = _REQUIREMENT.match(text)
    if required is None:
        return Package(None, "pypi", text, None, pinned=False)
    version = required[2].strip()
    exact = re.sub(r"^(?:===?|@)\s*", "", version)
    pinned = exact != version and bool(_PYTHON_EXACT.fullmatch(exact))
    return Package(None, "pypi", required[1], exact or None, pinned)


def image(text: str) -> Package:
    """A container image: ``registry/name:tag@digest``; a digest or a full version is a pin."""
    name, at, digest = text.partition("@")
    base, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        base, tag = name, ""
    version = f"{tag}@{digest}" if tag and at else tag or digest
    return Package(None, "docker", base, version or None, bool(digest) or bool(_IMAGE_EXACT.fullmatch(tag)))


def deno(text: str) -> Package:
    """What ``deno run`` takes: ``jsr:@scope/name@1/entry``, ``npm:name``, a URL, a file."""
    found = _DENO.fullmatch(text)
    if found is not None:
        exact = bool(found[3] and _NPM_EXACT.fullmatch(found[3]))
        return Package(None, found[1], found[2], found[3] or None, exact)
    return _archive(text) if text.startswith(("http://", "https://")) else local(text)


def go(text: str) -> Package:
    """What ``go run`` takes: ``host/module@version`` or a folder."""
    name, version = _at(text)
    if text.startswith((".", "/")) or "." not in name.partition("/")[0]:
        return local(text)
    return Package(None, "go", name, version, bool(version and re.fullmatch(r"v\d+\.\d+\.\d+[\w.+-]*", version)))


def plain(name: str) -> str:
    """A Python project's name as the index compares it: ``Mcp_Server.git`` → ``mcp-server-git``."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _at(text: str) -> tuple[str, str | None]:
    """Split at the last ``@`` that is not the first letter."""
    at = text.rfind("@")
    return (text[:at], text[at + 1 :] or None) if at > 0 else (text, None)


def _git(text: str, *, at: bool = False) -> Package:
    """A repository; its ref follows ``#``, or ``@`` in Python requirements (``at``)."""
    address, _, fragment = text.removeprefix("git+").partition("#")
    ref = fragment.removeprefix("semver:")
    if at:
        scheme, mark, rest = address.partition("://")
        host, slash, path = rest.partition("/")
        path, _, ref = path.partition("@")
        address = f"{scheme}{mark}{host}{slash}{path}"
    return Package(None, "git", _without_credentials(address), ref or None, bool(_COMMIT.fullmatch(ref)))


def _archive(text: str) -> Package:
    """Code fetched from a URL: whoever serves it may change it."""
    return Package(None, "url", _without_credentials(text), None, pinned=False)


def _without_credentials(address: str) -> str:
    scheme, mark, rest = re.split("[?#]", address, maxsplit=1)[0].partition("://")
    if not mark:
        return scheme
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
