"""Each writable scope of these clients, on a file as that client writes it: off, on, removed, put back without a trace.

In each file ``target`` is the entry that is changed; nothing in it but ``s3cret-value`` is a secret.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.changes.meaning import two_places
from mcptui.changes.plan import Plan
from mcptui.errors import ChangedMeanwhile
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind
from mcptui.workspace import Workspace
from tests.clients_state import written_texts
from tests.clients_state.written_texts import HIDDEN

Lay = Callable[[Mapping[str, object]], None]


@dataclass(frozen=True)
class Case:
    """``file`` holds the entry, ``files`` are all there are; ``off`` are those that change when it goes off.

    ``here``: what changes instead when it goes off with the smallest reach, None where that is the same.
    ``allow``: whether the client can leave only some tools.
    """

    selector: str
    file: str
    text: str
    others: Mapping[str, str] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    here: tuple[str, ...] | None = None
    deny: bool = True
    allow: bool = True
    kind: StateKind = StateKind.ON

    @property
    def files(self) -> dict[str, str]:
        return {self.file: self.text, **self.others}


ARGS = '["-y", "files", "/data/a"]'
STDIO = f'{{\n      "command": "npx",\n      "args": {ARGS},\n      "env": {{"KEY": "{HIDDEN}"}}\n    }}'
TYPED = STDIO.replace('"command"', '"type": "stdio",\n      "command"', 1)
LOCAL = (
    '{\n      "type": "local",\n      "command": ["npx", "-y", "files", "/data/a"],\n'
    f'      "environment": {{"KEY": "{HIDDEN}"}}\n    }}'
)
NESTED = (
    f'{{\n      "transport": {{\n        "type": "stdio",\n        "command": "npx",\n        "args": {ARGS},\n'
    f'        "env": {{"KEY": "{HIDDEN}"}}\n      }}\n    }}'
)
TABLED = STDIO.replace('"command": "npx"', '"path": "npx"').replace("\n", "\n  ")
TABLED = f'{{\n      "source": "custom",\n      "command": {TABLED}\n    }}'


def strict(key: str, entry: str, before: str = "") -> str:
    """As a client writes it: two spaces, no line end at the end."""
    return f'{{\n{before}  "{key}": {{\n    "other": {{"command": "x"}},\n    "target": {entry}\n  }}\n}}'


def commented(key: str, entry: str) -> str:
    """As a person writes it: comments, four spaces, another order."""
    return (
        f'// mine\n{{\n    "theme": "dark", /* for now */\n    "{key}": {{\n'
        f'    // reads files\n    "target": {entry}, // behind it\n'
        '    "last": {"url": "https://example.com"}\n    }\n}\n'
    )


def loose(key: str, entry: str) -> str:
    """The same with a comma behind the last item, tabs and CRLF."""
    text = commented(key, entry).replace('example.com"}\n', 'example.com"},\n')
    return text.replace("    ", "\t").replace("\n", "\r\n")


def parks(selector: str, file: str, text: str) -> Case:
    """A file of a client that has neither a switch nor a choice of tools."""
    return Case(selector, file, text, off=(file,), deny=False, allow=False)


MCP = '{\n  "$schema": "https://opencode.ai/config.json",\n  "mcp": {\n    "target": %s\n  }\n}\n'
SERVERS = '{\n  // the second schema\n  "mcp": {\n    "servers": {\n    "target": %s,\n    },\n  },\n}\n'
GEMINI, SWITCHES = "home/.gemini/settings.json", "home/.gemini/mcp-server-enablement.json"
TRUST = {"home/.gemini/trustedFolders.json": '{\n  "{at}/p": "TRUST_FOLDER"\n}'}
GEMINI_HERE = "p/.gemini/settings.json"
QWEN, QWEN_HERE = "home/.qwen/settings.json", "p/.qwen/settings.json"
COPILOT, COPILOT_SETTINGS = "home/.copilot/mcp-config.json", "home/.copilot/settings.json"
COPILOT_TRUST = {"home/.copilot/config.json": '{\n  "trusted_folders": [\n    "{at}/p"\n  ]\n}'}
COPILOT_HERE = "p/.github/copilot/settings.local.json"
OPENCODE, KILO = "home/.config/opencode/opencode.json", "home/.config/kilo/kilo.json"
CLINE = "home/.cline/data/settings/cline_mcp_settings.json"
CLINE_OLD = "home/.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json"
ZED, AMP = "home/.config/zed/settings.json", "home/.config/amp/settings.json"
CRUSH, CRUSH_DATA = "home/.config/crush/crush.json", "home/.local/share/crush/crush.json"

GOOSE, HERMES = "home/.config/goose/config.yaml", "home/.hermes/config.yaml"
CONTINUE, BLOCK = "home/.continue/config.yaml", ".continue/mcpServers/a.yaml"
JSON_BLOCK = ".continue/mcpServers/a.json"
VIBE, VIBE_HERE = "home/.vibe/config.toml", "p/.vibe/config.toml"
VIBE_TRUST = {"home/.vibe/trusted_folders.toml": 'trusted = [\n    "{at}/p",\n]\nuntrusted = []\n'}
GROK, GROK_HERE = "home/.grok/config.toml", "p/.grok/config.toml"

CASES = {
    "goose: user": Case("goose/user", GOOSE, written_texts.GOOSE, off=(GOOSE,), deny=False),
    "hermes: user": Case("hermes/user", HERMES, written_texts.HERMES, off=(HERMES,), deny=False, allow=False),
    "grok: user": Case("grok-build/user", GROK, written_texts.GROK, off=(GROK,), deny=False, allow=False),
    "grok: project": Case(
        "grok-build/project", GROK_HERE, written_texts.GROK, off=(GROK_HERE,), deny=False, allow=False
    ),
    "continue: user": parks("continue/user", CONTINUE, written_texts.CONTINUE),
    "continue: block": parks("continue/user", f"home/{BLOCK}", written_texts.CONTINUE),
    "continue: project": parks("continue/project", f"p/{BLOCK}", written_texts.CONTINUE),
    "continue: JSON": parks("continue/user", f"home/{JSON_BLOCK}", strict("mcpServers", STDIO)),
    "continue: JSON here": parks("continue/project", f"p/{JSON_BLOCK}", loose("mcpServers", STDIO)),
    "vibe: user": Case("mistral-vibe/user", VIBE, written_texts.VIBE, off=(VIBE,), allow=False),
    "vibe: short": Case("mistral-vibe/user", VIBE, written_texts.VIBE_SHORT, off=(VIBE,), allow=False),
    "vibe: project": Case(
        "mistral-vibe/project", VIBE_HERE, written_texts.VIBE, VIBE_TRUST, off=(VIBE_HERE,), allow=False
    ),
    "gemini: user": Case(
        "gemini-cli/user",
        GEMINI,
        commented("mcpServers", STDIO),
        {**TRUST, SWITCHES: '{\n  "other": {\n    "enabled": false\n  }\n}'},
        off=(SWITCHES,),
        here=(GEMINI_HERE,),
    ),
    "gemini: no map of switches yet": Case(
        "gemini-cli/user", GEMINI, strict("mcpServers", STDIO), TRUST, off=(SWITCHES,), here=(GEMINI_HERE,)
    ),
    "gemini: project": Case(
        "gemini-cli/project",
        GEMINI_HERE,
        strict("mcpServers", STDIO, '  "mcp": {\n    "excluded": ["one"]\n  },\n'),
        TRUST,
        off=(SWITCHES,),
        here=(GEMINI_HERE,),
    ),
    "qwen: user": Case("qwen-code/user", QWEN, commented("mcpServers", STDIO), off=(QWEN,), here=(QWEN_HERE,)),
    "qwen: a list of others": Case(
        "qwen-code/user",
        QWEN,
        strict("mcpServers", STDIO, '  "mcp": {\n    "excluded": ["one", "two"]\n  },\n'),
        {QWEN_HERE: '{\n  "$version": 4\n}\n'},
        off=(QWEN,),
        here=(QWEN_HERE,),
    ),
    "qwen: project": Case(
        "qwen-code/project", QWEN_HERE, strict("mcpServers", STDIO), off=(QWEN_HERE,), kind=StateKind.PENDING
    ),
    "qwen: shared": Case(
        "qwen-code/project",
        "p/.mcp.json",
        strict("mcpServers", STDIO),
        {QWEN: "{}\n"},
        off=(QWEN_HERE,),
        kind=StateKind.PENDING,
    ),
    "copilot: user": Case(
        "copilot-cli/user",
        COPILOT,
        loose("mcpServers", STDIO),
        {**COPILOT_TRUST, COPILOT_SETTINGS: '// mine\n{\n  "disabledMcpServers": ["one",],\n}\n'},
        off=(COPILOT_SETTINGS,),
        here=(COPILOT_HERE,),
        deny=False,
    ),
    "copilot: no settings yet": Case(
        "copilot-cli/user", COPILOT, strict("mcpServers", STDIO), off=(COPILOT_SETTINGS,), deny=False
    ),
    "copilot: project": Case(
        "copilot-cli/project",
        "p/.mcp.json",
        strict("mcpServers", STDIO),
        COPILOT_TRUST,
        off=(COPILOT_SETTINGS,),
        here=(COPILOT_HERE,),
        deny=False,
    ),
    "copilot: github": Case(
        "copilot-cli/project",
        "p/.github/mcp.json",
        strict("mcpServers", STDIO),
        COPILOT_TRUST,
        off=(COPILOT_SETTINGS,),
        here=(COPILOT_HERE,),
        deny=False,
    ),
    "copilot: names outermost": Case(
        "copilot-cli/project",
        "p/.mcp.json",
        f'{{\n  "target": {STDIO}\n}}\n',
        COPILOT_TRUST,
        off=(COPILOT_SETTINGS,),
        here=(COPILOT_HERE,),
        deny=False,
    ),
    "opencode: user": Case(
        "opencode/user", OPENCODE, MCP % LOCAL, off=(OPENCODE,), here=("p/opencode.json",), allow=False
    ),
    "opencode: comments": Case(
        "opencode/user",
        OPENCODE + "c",
        loose("mcp", LOCAL).replace('{"url"', '{"type": "remote", "url"'),
        {"p/opencode.json": '{\n  // ours\n  "theme": "x"\n}\n'},
        off=(OPENCODE + "c",),
        here=("p/opencode.json",),
        allow=False,
    ),
    "opencode: said on purpose": Case(
        "opencode/user",
        OPENCODE,
        MCP % LOCAL.replace('"type"', '"enabled": true,\n      "type"'),
        off=(OPENCODE,),
        here=("p/opencode.json",),
        allow=False,
    ),
    "opencode: second schema": Case(
        "opencode/user", OPENCODE, SERVERS % LOCAL, off=(OPENCODE,), here=("p/opencode.json",), allow=False
    ),
    "opencode: project": Case(
        "opencode/project", "p/.opencode/opencode.json", MCP % LOCAL, off=("p/.opencode/opencode.json",), allow=False
    ),
    "kilo: user": Case("kilo-code/user", KILO, MCP % LOCAL, off=(KILO,), here=("p/kilo.json",), allow=False),
    "kilo: project": Case(
        "kilo-code/project",
        "p/.kilo/kilo.jsonc",
        loose("mcp", LOCAL).replace('{"url"', '{"type": "remote", "url"'),
        off=("p/.kilo/kilo.jsonc",),
        allow=False,
    ),
    "kilo: as the extension was": Case(
        "kilo-code/project",
        "p/.kilocode/mcp.json",
        strict("mcpServers", STDIO),
        off=("p/.kilocode/mcp.json",),
        deny=False,
        allow=False,
    ),
    "cline: flat": Case("cline/user", CLINE, strict("mcpServers", STDIO), off=(CLINE,), deny=False, allow=False),
    "cline: nested": Case("cline/user", CLINE, strict("mcpServers", NESTED), off=(CLINE,), deny=False, allow=False),
    "cline: said on purpose": Case(
        "cline/user",
        CLINE,
        strict("mcpServers", STDIO.replace('"command"', '"disabled": false,\n      "command"', 1)),
        off=(CLINE,),
        deny=False,
        allow=False,
    ),
    "zed: user": Case("zed/user", ZED, loose("context_servers", STDIO), off=(ZED,), allow=False),
    "zed: older": Case("zed/user", ZED, commented("context_servers", TABLED), off=(ZED,), allow=False),
    "zed: project": Case(
        "zed/project",
        "p/.zed/settings.json",
        commented("context_servers", STDIO),
        off=("p/.zed/settings.json",),
        allow=False,
        kind=StateKind.UNKNOWN,
    ),
    "amp: user": Case("amp/user", AMP, loose("amp.mcpServers", STDIO), off=(AMP,)),
    "amp: workspace": Case(
        "amp/project",
        "p/.amp/settings.json",
        strict("amp.mcpServers", STDIO),
        off=("p/.amp/settings.json",),
        kind=StateKind.UNKNOWN,
    ),
    "crush: user": Case("crush/user", CRUSH, strict("mcp", TYPED), off=(CRUSH,), here=("p/crush.json",)),
    "crush: data": Case("crush/user", CRUSH_DATA, strict("mcp", TYPED), off=(CRUSH_DATA,), here=("p/crush.json",)),
    "crush: project": Case("crush/project", "p/.crush.json", strict("mcp", TYPED), off=("p/.crush.json",)),
}


@dataclass(frozen=True)
class Scene:
    """One case on the disk."""

    case: Case
    place: Path
    workspace: Workspace

    def files(self) -> dict[str, bytes]:
        """Every file of a client below the place, but mcptui's own and locks, which stay as their client's do."""
        own = self.workspace.machine.state
        found = (path for path in self.place.rglob("*") if path.is_file() and not path.is_relative_to(own))
        outside = (path for path in found if not {".git", "locks"} & {*path.parts} and path.suffix != ".lock")
        return {str(path.relative_to(self.place)): path.read_bytes() for path in outside}

    def target(self) -> Entry | None:
        wanted = f"{self.case.selector}/target"
        return next((each for each in self.workspace.look().entries if each.selector == wanted), None)

    def kind(self) -> StateKind | None:
        target = self.target()
        return None if target is None else target.state.kind

    def plan(self, act: Act, narrowing: Narrowing, *, here: bool = False) -> Plan:
        at = self.workspace.look()
        entry = next(each for each in at.entries if each.selector == f"{self.case.selector}/target")
        return self.workspace.plan([Change(entry, act, narrowing, here)], at)

    def do(self, act: Act, narrowing: Narrowing = Narrowing(), *, here: bool = False) -> Plan:  # noqa: B008
        plan = self.plan(act, narrowing, here=here)
        assert not plan.refusals, plan.refusals
        assert plan
        assert HIDDEN not in "".join(each.diff for each in plan.files)
        self.workspace.apply(plan)
        return plan

    def undo(self) -> None:
        self.workspace.apply(self.workspace.plan_undo())


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here pulls the plug, so nothing has to wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(params=CASES)
def scene(request: pytest.FixtureRequest, machine: Machine, place: Path, lay: Lay) -> Scene:
    case = CASES[str(request.param)]
    lay(case.files)
    return Scene(case, place, Workspace(machine))


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_the_entry_is_listed_with_its_file_and_line(scene: Scene) -> None:
    target = scene.target()
    assert target is not None
    assert scene.kind() is scene.case.kind
    assert target.source.file == scene.place / scene.case.file
    assert target.line == next(
        number for number, line in enumerate(scene.case.text.splitlines(), 1) if "target" in line or line[:2] == "[["
    )
    assert (target.definition.command, target.definition.args) == ("npx", ("-y", "files", "/data/a"))
    assert dict(target.definition.env) == {"KEY": HIDDEN}


@pytest.mark.parametrize("reach", ["everywhere", "here"])
def test_off_and_on_again_leaves_no_trace_but_a_file_that_was_not_there(scene: Scene, reach: str) -> None:
    before, here = scene.files(), reach == "here"
    scene.do(Act.DISABLE, here=here)
    assert scene.kind() is StateKind.OFF
    expected = scene.case.here if here and scene.case.here is not None else scene.case.off
    assert changed(before, scene.files()) == set(expected)
    scene.do(Act.ENABLE, here=here)
    on = StateKind.ON if scene.case.kind is StateKind.PENDING else scene.case.kind
    assert scene.kind() is on
    after = scene.files()
    left = changed(before, after) - {"home/.qwen/mcpApprovals.json"}
    assert left <= set(expected) - before.keys()
    assert all(after[name].split() == [b"{}"] for name in left)


def test_the_two_places_of_a_switch_are_known_where_there_are_two(scene: Scene) -> None:
    at, target = scene.workspace.look(), scene.target()
    assert target is not None
    told = two_places(at, Change(target, Act.DISABLE))
    if scene.case.here in (None, scene.case.off):
        assert told is None
        return
    assert told is not None
    files = [{str(each.file.relative_to(scene.place)) for each in way.operations} for way in told]
    assert files == [set(scene.case.here or ()), set(scene.case.off)]


def test_off_is_taken_back_byte_for_byte(scene: Scene) -> None:
    before = scene.files()
    scene.do(Act.DISABLE)
    scene.undo()
    assert scene.files() == before
    scene.workspace.apply(scene.workspace.plan_redo())
    assert scene.kind() is StateKind.OFF


def test_a_removal_takes_out_one_entry_and_is_taken_back_byte_for_byte(scene: Scene) -> None:
    before = scene.files()
    scene.do(Act.REMOVE)
    assert scene.target() is None
    assert changed(before, scene.files()) == {scene.case.file}
    scene.undo()
    assert scene.files() == before


def test_arguments_are_narrowed_where_the_client_keeps_them(scene: Scene) -> None:
    before = scene.files()
    scene.do(Act.NARROW, Narrowing(pin="1.2.3"))
    target = scene.target()
    assert target is not None
    assert (target.definition.command, target.definition.args) == ("npx", ("-y", "files@1.2.3", "/data/a"))
    scene.undo()
    assert scene.files() == before


@pytest.mark.parametrize("kind", ["deny", "allow"])
def test_tools_are_narrowed_where_the_client_can(scene: Scene, kind: str) -> None:
    before = scene.files()
    narrowing = Narrowing(deny=("write_file",)) if kind == "deny" else Narrowing(allow=("read_file",))
    if not (scene.case.deny if kind == "deny" else scene.case.allow):
        assert scene.plan(Act.NARROW, narrowing).refusals
        return
    scene.do(Act.NARROW, narrowing)
    at, target = scene.workspace.look(), scene.target()
    assert target is not None
    evidence = scene.workspace.evidence(target, at)
    assert (evidence.deny if kind == "deny" else evidence.allow) == (narrowing.deny or narrowing.allow)
    scene.undo()
    assert scene.files() == before


def test_a_list_of_allowed_tools_is_never_emptied(scene: Scene) -> None:
    """Surprise 21: to one client an empty list is all tools, to another it is none."""
    assert scene.plan(Act.NARROW, Narrowing(allow=())).refusals


def test_a_removal_is_refused_when_the_entry_changed_since_it_was_shown(scene: Scene) -> None:
    plan, path = scene.plan(Act.REMOVE, Narrowing()), scene.place / scene.case.file
    path.write_bytes(path.read_bytes().replace(b"/data/a", b"/data/b"))
    after = scene.files()
    with pytest.raises(ChangedMeanwhile):
        scene.workspace.apply(plan)
    assert scene.files() == after


def test_a_link_to_the_file_is_followed_and_kept(scene: Scene) -> None:
    """Surprise 29: people who keep their settings elsewhere link these files."""
    path, kept = scene.place / scene.case.file, scene.place / "kept"
    path.rename(kept)
    path.symlink_to(kept)
    scene.do(Act.REMOVE)
    assert path.is_symlink()
    assert b"target" not in kept.read_bytes()
