"""What is installed and since when, read offline from what npx, uv and pipx keep on the disk.

Nothing is started and no registry is asked. Everything under a cache is untrusted: what cannot be
read, or is not what it should be, is as if it were not there.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from mcptui.errors import Unreadable
from mcptui.machine import Machine, System
from mcptui.model import Dated, Package
from mcptui.store.files import Files

NPX: Final = "npx cache"
UV_TOOL: Final = "uv tool"
UV_CACHE: Final = "uv cache"
PIPX: Final = "pipx"

# Where each launcher looks before it installs anew, first choice first.
_LOOKS_IN: Final[Mapping[tuple[str | None, str | None], tuple[str, ...]]] = {
    ("npm", "npx"): (NPX,),
    ("npm", "npm-exec"): (NPX,),
    ("pypi", "uvx"): (UV_TOOL, UV_CACHE),
    ("pypi", "uv-tool-run"): (UV_TOOL, UV_CACHE),
    ("pypi", "uv-run"): (UV_CACHE,),
    ("pypi", "pipx-run"): (PIPX,),
}

_MOST_MEMBERS: Final = 5_000  # of one folder
_MOST_BYTES: Final = 4 << 20
_LONGEST_VERSION: Final = 100
_END_OF_TIME: Final = 253_402_300_800  # the year 10000, in seconds since 1970

_NPM_NAME = re.compile(r"(?:@[\w~-][\w.~-]*/)?[\w~-][\w.~-]*", re.ASCII)
_PYTHON_NAME = re.compile(r"[\w.-]+", re.ASCII)
_UV_LINK = re.compile(r"archive-v\d+/[\w-]+", re.ASCII)
_NPMRC_CACHE = re.compile(r"^[ \t]*+cache[ \t]*+=[ \t]*+[\"']?([^\"'\r\n\0]++)", re.MULTILINE)


class _Install(NamedTuple):
    """One copy of a package. ``touched`` is in seconds since 1970; ``specs`` what was asked for (npx only)."""

    version: str
    touched: float
    specs: frozenset[str] = frozenset()


class _NpxFolder(NamedTuple):
    """``_npx/<hash>``: a folder that npx made for exactly these specs."""

    path: Path
    specs: frozenset[str]


class _Distribution(NamedTuple):
    """A ``<name>-<version>.dist-info`` folder."""

    version: str
    path: Path


class InstalledVersions:
    """What the caches of one machine hold. Each cache is looked through once, when it is first asked for."""

    def __init__(self, machine: Machine, files: Files) -> None:
        self._machine = machine
        self._look = _Look(files)

    def find(self, package: Package, spec: str | None = None) -> tuple[str, Dated] | None:
        """The installed version that starting ``package`` would use, and since when it is there.

        ``spec`` is the package as typed (``@scope/name@^2``); without it name and version are put
        together. What was installed for exactly this spec comes first. Otherwise it is the newest, by
        date and never by number, of what the entry surely allows: without a version or with ``latest``
        anything, with an exact version that one. None: not installed, or it cannot be told.
        """
        if package.name is None:
            return None
        typed = spec or (package.name if package.version is None else f"{package.name}@{package.version}")
        for source in _LOOKS_IN.get((package.ecosystem, package.launcher), ()):
            if source == UV_TOOL and package.version == "latest":
                continue  # with @latest uvx passes an installed tool by
            installs = list(self._installs(source, package.name))
            fitting = [install for install in installs if typed in install.specs] or [
                install for install in installs if package.version in {None, "latest", install.version}
            ]
            if fitting:
                newest = max(fitting, key=lambda install: install.touched)
                return newest.version, Dated(_iso(newest.touched), source)
        return None

    def _installs(self, source: str, name: str) -> Iterator[_Install]:
        if source == NPX:
            return self._npx_installs(name)
        if not _PYTHON_NAME.fullmatch(name):
            return iter(())
        name = _python_name(name)
        if source == UV_CACHE:
            return self._python_installs(self._uv.get(name, []))
        tools = _uv_tools(self._machine) if source == UV_TOOL else self._pipx_home() / "venvs"
        return self._python_installs(self._distributions([tools / name]).get(name, []))

    @cached_property
    def _npx(self) -> Mapping[str, list[_NpxFolder]]:
        """Package name → the folders that npx made for it, whatever version was asked for.

        The package.json of each says for what: ``{"_npx": {"packages": ["name@spec", …]}}``.
        """
        found = defaultdict(list)
        for path in self._look.members(self._npm_cache() / "_npx"):
            packages = _member(_member(self._look.json(path / "package.json"), "_npx"), "packages")
            specs = frozenset(spec for spec in packages if isinstance(spec, str)) if isinstance(packages, list) else ()
            for name in {_npm_name(spec) for spec in specs}:
                found[name].append(_NpxFolder(path, frozenset(specs)))
        return dict(found)

    def _npx_installs(self, name: str) -> Iterator[_Install]:
        """The copies of ``name`` in npx folders. A name that would lead out of ``node_modules`` has none."""
        if not _NPM_NAME.fullmatch(name):
            return
        for folder in self._npx.get(name, []):
            lock = folder.path / "package-lock.json"
            version = _version(self._look.json(folder.path / "node_modules" / name / "package.json")) or _version(
                _member(_member(self._look.json(lock), "packages"), f"node_modules/{name}")
            )
            touched = self._look.touched(lock) or self._look.touched(folder.path / "package.json")
            if version is not None and touched is not None:
                yield _Install(version, touched, folder.specs)

    @cached_property
    def _uv(self) -> Mapping[str, list[_Distribution]]:
        """Name → what stands under it in the environments that uvx and ``uv run --with`` made."""
        cache = _uv_cache(self._machine)
        members = self._look.members
        buckets = (path for path in members(cache) if path.name.startswith("environments-v"))
        groups = (group for bucket in buckets for group in members(bucket))
        links = (link for group in groups for link in members(group))
        return self._distributions(self._uv_environment(cache, link) for link in islice(links, _MOST_MEMBERS))

    def _uv_environment(self, cache: Path, link: Path) -> Path:
        """The folder behind a link of uv's cache; on Windows the link is a file that holds ``archive-v0/<id>``."""
        text = self._look.text(link).strip()
        return cache / text if _UV_LINK.fullmatch(text) else link

    def _distributions(self, environments: Iterable[Path]) -> Mapping[str, list[_Distribution]]:
        """Name → what is installed under it in any of the environments."""
        found = defaultdict(list)
        for environment in environments:
            packages = [environment / "Lib" / "site-packages"]
            packages += [python / "site-packages" for python in self._look.members(environment / "lib")]
            for path in (path for folder in packages for path in self._look.members(folder)):
                name, _, version = path.stem.rpartition("-")
                if path.suffix == ".dist-info" and name and 0 < len(version) <= _LONGEST_VERSION:
                    found[_python_name(name)].append(_Distribution(version, path))
        return dict(found)

    def _python_installs(self, distributions: Iterable[_Distribution]) -> Iterator[_Install]:
        for distribution in distributions:
            # An installer writes RECORD itself; the other files may be links to those of an older download.
            touched = self._look.touched(distribution.path / "RECORD")
            if touched is not None:
                yield _Install(distribution.version, touched)

    def _npm_cache(self) -> Path:
        """npm's cache: the environment's word, then that of ``~/.npmrc``, then the default."""
        machine = self._machine
        for variable in ("npm_config_cache", "NPM_CONFIG_CACHE"):
            if value := machine.variable(variable):
                return Path(value)
        if written := _NPMRC_CACHE.findall(self._look.text(machine.home / ".npmrc")):
            value = written[-1].strip()
            path = machine.home / value[2:] if value.startswith("~/") else Path(value)
            if path.is_absolute():
                return path
        return machine.cache / "npm-cache" if machine.system is System.WINDOWS else machine.home / ".npm"

    def _pipx_home(self) -> Path:
        """pipx's own folder. One of older days in the home counts where it is in use, as for pipx itself."""
        machine = self._machine
        if value := machine.variable("PIPX_HOME"):
            return Path(value)
        old = [machine.home / ".local" / "pipx"]
        match machine.system:
            case System.WINDOWS:
                old.append(machine.home / "pipx")
                default = machine.cache / "pipx" / "pipx"
            case System.MACOS:
                default = machine.app_config / "pipx"
            case System.LINUX:
                default = machine.folder("XDG_DATA_HOME", machine.home / ".local" / "share") / "pipx"
        return next((folder for folder in old if self._look.members(folder)), default)


class _Look:
    """A look at files that nobody vouches for: what is wrong or too much is not there."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def members(self, folder: Path) -> list[Path]:
        try:
            names = self._files.list_folder(folder)
        except Unreadable:
            return []
        return [folder / name for name in names[:_MOST_MEMBERS]]

    def text(self, path: Path) -> str:
        try:
            return (self._files.read(path, _MOST_BYTES) or b"").decode("utf-8", "replace")
        except Unreadable:
            return ""

    def json(self, path: Path) -> object:
        try:
            return json.loads(self.text(path))
        except (ValueError, RecursionError):
            return None

    def touched(self, path: Path) -> float | None:
        """When ``path`` was last changed, in seconds since 1970; None also for a moment that no calendar has."""
        try:
            facts = self._files.facts(path)
        except Unreadable:
            return None
        return facts.modified if facts is not None and 0 < facts.modified < _END_OF_TIME else None


def _uv_cache(machine: Machine) -> Path:
    """uv's cache; on macOS it is in ``~/.cache``, too."""
    if value := machine.variable("UV_CACHE_DIR"):
        return Path(value)
    if machine.system is System.WINDOWS:
        return machine.cache / "uv" / "cache"
    return machine.folder("XDG_CACHE_HOME", machine.home / ".cache") / "uv"


def _uv_tools(machine: Machine) -> Path:
    if value := machine.variable("UV_TOOL_DIR"):
        return Path(value)
    if machine.system is System.WINDOWS:
        return machine.app_config / "uv" / "data" / "tools"
    return machine.folder("XDG_DATA_HOME", machine.home / ".local" / "share") / "uv" / "tools"


def _npm_name(spec: str) -> str:
    """``@scope/name`` of ``@scope/name@^1``."""
    at = spec.rfind("@")
    return spec[:at] if at > 0 else spec


def _python_name(name: str) -> str:
    """A name as PyPI compares names (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _version(manifest: object) -> str | None:
    version = _member(manifest, "version")
    return version if isinstance(version, str) and 0 < len(version) <= _LONGEST_VERSION else None


def _member(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
