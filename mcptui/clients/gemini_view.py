"""What decides for Gemini CLI in one folder: its layers of settings, what is fatal, trust, extensions."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from mcptui.clients import gemini_settings as settings
from mcptui.clients.base import Site
from mcptui.clients.layers import Fault
from mcptui.formats.document import Document
from mcptui.model import Place, Scope, Syntax

_LEVELS = ("TRUST_FOLDER", "TRUST_PARENT", "DO_NOT_TRUST")


class Extension(NamedTuple):
    """An installed extension; ``place`` is what decides whether it is enabled in the folder looked at."""

    name: str
    manifest: Path
    enabled: bool
    place: Place


class View(NamedTuple):
    """``files`` are the settings that count, in the order in which their lists are read."""

    folder: Path
    files: tuple[settings.Settings, ...]
    fault: Fault | None
    trusted: bool
    extensions: tuple[Extension, ...]

    def lists(self, key: tuple[str, ...]) -> list[tuple[settings.Settings, list[str]]]:
        """Every file that has the list, with the list."""
        told = [(each, each.names(key)) for each in self.files]
        return [(each, names) for each, names in told if names is not None]


def home_folder(site: Site) -> Path:
    """``.gemini`` in the home, or in the folder that ``GEMINI_CLI_HOME`` names instead."""
    return site.machine.folder("GEMINI_CLI_HOME", site.machine.home) / ".gemini"


def project_file(site: Site, folder: Path) -> Path | None:
    """The settings of a folder, there or not. The home has none: they would be the user's."""
    home = site.machine.folder("GEMINI_CLI_HOME", site.machine.home)
    return None if str(folder) == os.path.realpath(home) else folder / ".gemini" / "settings.json"


def shared_files(site: Site) -> Iterator[tuple[Scope, Path]]:
    """The settings that belong to no project, in the order in which their lists are read."""
    system = settings.system_folder(site, "GeminiCli", "gemini-cli") / "settings.json"
    system = site.machine.folder("GEMINI_CLI_SYSTEM_SETTINGS_PATH", system)
    defaults = system.parent / "system-defaults.json"
    yield Scope.MANAGED, system
    yield Scope.SYSTEM, site.machine.folder("GEMINI_CLI_SYSTEM_DEFAULTS_PATH", defaults)
    yield Scope.USER, home_folder(site) / "settings.json"


def rules_file(site: Site) -> Path:
    """Which folders the user trusts."""
    return site.machine.folder("GEMINI_CLI_TRUSTED_FOLDERS_PATH", home_folder(site) / "trustedFolders.json")


def view(site: Site, folder: Path) -> View:
    """What decides when Gemini CLI is started in ``folder``; worked out once for each look."""
    memo = ("gemini-cli", folder)
    kept = site.memo.get(memo)
    if isinstance(kept, View):
        return kept
    own = project_file(site, folder)
    files = [*shared_files(site), *(() if own is None else ((Scope.PROJECT, own),))]
    faults = (settings.fault_of(site, file, scope, bom=False) for scope, file in files)
    fault = next(filter(None, faults), None) or _fault_of_rules(site)
    read = [(scope, file, site.read(file, Syntax.COMMENTED, scope)) for scope, file in files]
    found = tuple(settings.Settings(scope, file, document) for scope, file, document in read if document is not None)
    trusted = fault is None and _trusts(site, folder, found)
    made = View(
        folder,
        tuple(each for each in found if trusted or each.scope is not Scope.PROJECT),
        fault,
        trusted,
        tuple(_extensions(site, folder)),
    )
    site.memo[memo] = made
    return made


def _fault_of_rules(site: Site) -> Fault | None:
    file = rules_file(site)
    fault = settings.fault_of(site, file, Scope.USER, bom=False)
    rules = site.read(file, Syntax.COMMENTED, Scope.USER)
    if fault is not None or rules is None:
        return fault
    wrong = next((key for key in rules.keys(()) if rules.value((key,)) not in _LEVELS), None)
    return None if wrong is None else Fault("it holds no level of trust", Place(file, rules.line((wrong,))))


def _trusts(site: Site, folder: Path, found: Sequence[settings.Settings]) -> bool:
    """The environment decides, then whether trust is asked for at all, then the nearest rule."""
    told = site.machine.variable("GEMINI_CLI_TRUST_WORKSPACE")
    if site.machine.variable("GEMINI_RESTRICTED_MODE") == "true" or told == "false":
        return False
    if told == "true" or settings.asks_for_trust(found) is False:
        return True
    return settings.trust(site.read(rules_file(site), Syntax.COMMENTED, Scope.USER), folder) is True


# --- extensions


def _extensions(site: Site, folder: Path) -> Iterator[Extension]:
    """Those installed; one that is linked lies elsewhere."""
    base = home_folder(site) / "extensions"
    rules = site.read(base / "extension-enablement.json", Syntax.JSON, Scope.EXTENSION)
    for name in site.names(base):
        place = _linked(site, base / name)
        manifest = place / "gemini-extension.json"
        document = site.read(manifest, Syntax.JSON, Scope.EXTENSION)
        if document is None:
            continue
        own = document.value(("name",))
        called = own if isinstance(own, str) else name
        line = None if rules is None else rules.line((called,))
        decides = Place(base / "extension-enablement.json", line)
        yield Extension(called, manifest, _is_enabled(rules, called, folder), decides)


def _linked(site: Site, folder: Path) -> Path:
    told = site.read(folder / ".gemini-extension-install.json", Syntax.JSON, Scope.EXTENSION)
    source = None if told is None or told.value(("type",)) != "link" else told.value(("source",))
    return Path(source) if isinstance(source, str) and Path(source).is_absolute() else folder


def _is_enabled(rules: Document | None, name: str, folder: Path) -> bool:
    """The last rule that fits the folder counts: a path, ``!`` before it for off, ``*`` for what is below."""
    overrides = None if rules is None else rules.value((name, "overrides"))
    enabled, path = True, f"{folder.as_posix().rstrip('/')}/"
    for rule in overrides if isinstance(overrides, list) else ():
        if isinstance(rule, str) and re.fullmatch(_pattern(rule.removeprefix("!")), path):
            enabled = not rule.startswith("!")
    return enabled


def _pattern(rule: str) -> str:
    return re.sub(r"(/?)\\\*", r"(\1.*)?", re.escape(rule))
