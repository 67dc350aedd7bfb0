"""The machine as one value: home, project, operating system, environment, and every path derived from them.

A fake home is just another machine: tests, ``--home`` and the demo make one and nothing else changes.
Nothing here touches the disk.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

# Variables that move configuration files; those of a real session must not leak into a fake home.
_OVERRIDES = (
    "AMP_SETTINGS_FILE",
    "APPDATA",
    "CLAUDE_CODE_PLUGIN_CACHE_DIR",
    "CLAUDE_CONFIG_DIR",
    "CLINE_DATA_DIR",
    "CLINE_DIR",
    "CLINE_MCP_SETTINGS_PATH",
    "CODEX_HOME",
    "COPILOT_HOME",
    "CRUSH_GLOBAL_CONFIG",
    "CRUSH_GLOBAL_DATA",
    "GEMINI_CLI_HOME",
    "GEMINI_CLI_SYSTEM_DEFAULTS_PATH",
    "GEMINI_CLI_SYSTEM_SETTINGS_PATH",
    "GEMINI_CLI_TRUST_WORKSPACE",
    "GEMINI_CLI_TRUSTED_FOLDERS_PATH",
    "GEMINI_RESTRICTED_MODE",
    "KILO_CONFIG",
    "KILO_CONFIG_DIR",
    "LOCALAPPDATA",
    "NPM_CONFIG_CACHE",
    "npm_config_cache",
    "OPENCODE_CONFIG",
    "OPENCODE_CONFIG_DIR",
    "PIPX_HOME",
    "QWEN_CODE_MCP_APPROVALS_PATH",
    "QWEN_CODE_SYSTEM_DEFAULTS_PATH",
    "QWEN_CODE_SYSTEM_SETTINGS_PATH",
    "QWEN_CODE_TRUSTED_FOLDERS_PATH",
    "QWEN_HOME",
    "UV_CACHE_DIR",
    "UV_TOOL_DIR",
    "VSCODE_PORTABLE",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
)


class System(StrEnum):
    """Operating systems, as far as paths differ."""

    LINUX = "linux"
    MACOS = "macos"
    WINDOWS = "windows"


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _nothing() -> Iterable[str]:
    return ()


def _running() -> Iterator[str]:
    """What runs on the real machine; where the system does not tell it, nothing."""
    import psutil

    try:
        for process in psutil.process_iter(["exe"]):
            if program := process.info["exe"]:
                yield program
    except (psutil.Error, OSError):
        return


class Machine(NamedTuple):
    """Where everything is. ``root`` stands before absolute system paths such as ``/etc``.

    ``config`` and ``state`` are mcptui's own folders: settings and profiles; history, backups and
    parked entries. ``clock`` gives the time now, aware, in UTC; ``running`` the paths of the programs that
    run now, as far as this user may see them. On a made-up machine nothing runs. ``confined``: a variable
    that moves files counts only where it points inside the home.
    """

    home: Path
    project: Path
    system: System
    env: Mapping[str, str]
    config: Path
    state: Path
    root: Path = Path("/")
    clock: Callable[[], datetime] = _utc_now
    running: Callable[[], Iterable[str]] = _nothing
    confined: bool = False

    @classmethod
    def detect(cls, project: Path | None = None) -> Machine:
        """The machine this process runs on."""
        from platformdirs import PlatformDirs

        own = PlatformDirs("mcptui", appauthor=False, roaming=False)
        return cls(
            home=Path.home(),
            project=Path(os.path.abspath(project or Path.cwd())),
            system=_current_system(),
            env=dict(os.environ),
            config=own.user_config_path,
            state=own.user_state_path,
            running=_running,
        )

    @classmethod
    def at_home(
        cls,
        home: Path,
        project: Path | None = None,
        *,
        env: Mapping[str, str] | None = None,
        system: System | None = None,
        root: Path = Path("/"),
        clock: Callable[[], datetime] = _utc_now,
    ) -> Machine:
        """A machine whose home is ``home``, mcptui's own files included.

        Of ``env`` (default: this process's) the variables that move configuration files count only
        where they point inside ``home``.
        """
        home = Path(os.path.abspath(home))
        kept = {
            name: value
            for name, value in (os.environ if env is None else env).items()
            if name not in _OVERRIDES or Path(value).is_relative_to(home)
        }
        kept["HOME"] = str(home)
        machine = cls(
            home=home,
            project=Path(os.path.abspath(project or Path.cwd())),
            system=system or _current_system(),
            env=kept,
            config=home,
            state=home,
            root=root,
            clock=clock,
            confined=True,
        )
        return machine._replace(config=machine.app_config / "mcptui", state=machine._state_base / "mcptui")

    def variable(self, name: str) -> str | None:
        """An environment variable; None when unset or empty."""
        return self.env.get(name) or None

    def moved(self, name: str) -> Path | None:
        """Where an environment variable says that files are; None where it does not count."""
        value = self.variable(name)
        if value is None or (self.confined and not Path(value).is_relative_to(self.home)):
            return None
        return Path(value)

    def folder(self, variable: str, default: Path) -> Path:
        """The folder that ``variable`` names, else ``default``."""
        value = self.variable(variable)
        return default if value is None else Path(value)

    @property
    def app_config(self) -> Path:
        """Where desktop programs keep their settings: ``~/.config``, Application Support or ``%APPDATA%``."""
        match self.system:
            case System.MACOS:
                return self.home / "Library" / "Application Support"
            case System.WINDOWS:
                return self.folder("APPDATA", self.home / "AppData" / "Roaming")
            case System.LINUX:
                return self.xdg_config

    @property
    def xdg_config(self) -> Path:
        return self.folder("XDG_CONFIG_HOME", self.home / ".config")

    @property
    def cache(self) -> Path:
        """Where programs keep what they can fetch again."""
        match self.system:
            case System.MACOS:
                return self.home / "Library" / "Caches"
            case System.WINDOWS:
                return self.folder("LOCALAPPDATA", self.home / "AppData" / "Local")
            case System.LINUX:
                return self.folder("XDG_CACHE_HOME", self.home / ".cache")

    @property
    def _state_base(self) -> Path:
        match self.system:
            case System.MACOS:
                return self.home / "Library" / "Application Support"
            case System.WINDOWS:
                return self.folder("LOCALAPPDATA", self.home / "AppData" / "Local")
            case System.LINUX:
                return self.folder("XDG_STATE_HOME", self.home / ".local" / "state")

    def absolute(self, path: str) -> Path:
        """A system path such as ``/etc/codex`` on this machine."""
        return self.root / path.lstrip("/")

    def short(self, path: Path | str) -> str:
        """``path`` with the home written as ``~``."""
        path = Path(path)
        try:
            inside = path.relative_to(self.home)
        except ValueError:
            return str(path)
        return f"~{os.sep}{inside}" if inside.parts else "~"

    def at(self, path: Path, line: int | None = None, column: int | None = None) -> str:
        """``~/.claude.json:14:3``: a place in a file, as far as it is known."""
        return ":".join((self.short(path), *(str(number) for number in (line, column) if number is not None)))

    def shortened(self, text: str) -> str:
        """``text`` with the home written as ``~`` in every path that it names."""
        home = str(self.home)
        if home not in text or home == self.home.anchor:
            return text
        return re.sub(rf"(?<![^\s\"'`(\[:,;=]){re.escape(home)}(?![^/\\\s\"'`)\]:,;])", "~", text)


def _current_system() -> System:
    if sys.platform == "darwin":
        return System.MACOS
    if sys.platform == "win32":
        return System.WINDOWS
    return System.LINUX
