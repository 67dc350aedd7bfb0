"""What is switched off comes back byte for byte, in the style of every client and through everything between.

In each file below, ``target`` is the entry that is changed, and ``MARK-1`` stands where another program
writes something of its own meanwhile.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change, Narrowing
from mcptui.errors import ChangedMeanwhile, Refused
from mcptui.machine import Machine
from mcptui.model import Entry, StateKind
from mcptui.store.transaction import Record
from mcptui.workspace import Workspace

Lay = Callable[[Mapping[str, object]], None]

ARGS = '["-y", "@modelcontextprotocol/server-filesystem", "/data/a", "/data/b"]'
ENTRY = f'{{\n      "command": "npx",\n      "args": {ARGS}\n    }}'
STATE = "home/.claude.json"


@dataclass(frozen=True)
class Case:
    """``file`` holds the entry; ``files`` are all that are looked at; ``here`` asks for the smallest reach."""

    scope: str
    file: str
    files: Mapping[str, str]
    here: bool = False


def claude_state(
    project: str = '\n      "hasTrustDialogAccepted": true,\n      "history": []\n    ', local: str = ""
) -> str:
    """As Claude Code writes it: two spaces, no line end at the end."""
    user = "" if local else f'"target": {ENTRY},\n    '
    inside = project if not local else f'\n      "mcpServers": {{\n        "target": {local}\n      }},{project}'
    return (
        '{\n  "numStartups": 12345678901234567890,\n  "note": "MARK-1",\n'
        f'  "mcpServers": {{\n    {user}"other": {{"type": "http", "url": "https://example.com/\\u00e9"}}\n  }},\n'
        f'  "projects": {{\n    "{{at}}/p": {{{inside}}}\n  }}\n}}'
    )


DISABLED = '\n      "disabledMcpServers": [{}],\n      "history": []\n    '
PROJECT_FILE = (
    f'{{\n  "mcpServers": {{\n    "target": {ENTRY},\n    "other": {{"command": "x"}}\n  }},\n  "note": "MARK-1"\n}}\n'
)
JSONC = f"""\
// My servers. MARK-1
{{
  "inputs": [{{"id": "key", "type": "promptString"}}], // asked once
  "servers": {{
    /* the first */
    "other": {{"command": "x",}},

    // the one that reads files
    "target": {ENTRY}, // behind it

    "last": {{"url": "https://example.com"}},
  }},
}}
"""
CODEX = """\
# What I use every day. MARK-1
model = "gpt-5"

[mcp_servers.other] # the first
command = "x"

# reads files
[mcp_servers.target]
command = "npx"
args = ["-y", "@modelcontextprotocol/server-filesystem", "/data/a", "/data/b"] # two of them
startup_timeout_sec = 20

[mcp_servers.target.env]
TOKEN = "s3cret" # mine

[mcp_servers.last]
url = "https://example.com"

[projects."{at}/p"]
trust_level = "trusted"
"""
CODEX_USER, CODEX_PROJECT = "home/.codex/config.toml", "p/.codex/config.toml"
TRUST = '[projects."{at}/p"]\ntrust_level = "trusted"\n'
DESKTOP = "home/.config/Claude/claude_desktop_config.json"
VSCODE, CURSOR = "home/.config/Code/User/mcp.json", "home/.cursor/mcp.json"


def tabs(text: str) -> str:
    return text.replace("  ", "\t")


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def bom(text: str) -> str:
    return "\ufeff" + text


def compact(text: str) -> str:
    return " ".join(text.split())


def claude(text: str) -> Case:
    return Case("claude-code/user", STATE, {STATE: text})


def codex(text: str, *, here: bool = False, **project: str) -> Case:
    files = {CODEX_USER: text, **({CODEX_PROJECT: project["project"]} if project else {})}
    return Case("codex/user", CODEX_USER, files, here)


APPROVED = '{\n  "enabledMcpjsonServers": ["target"]\n}\n'
CASES = {
    "claude: no list": claude(claude_state()),
    "claude: an empty list": claude(claude_state(DISABLED.format(""))),
    "claude: a list of others": claude(claude_state(DISABLED.format('"one", "two"'))),
    "claude: a long list of others": claude(claude_state(DISABLED.format('\n        "one",\n        "two"\n      '))),
    "claude: a project without anything": claude(claude_state("")),
    "claude: no such project": claude(claude_state().replace("{at}/p", "/elsewhere")),
    "claude: no projects": claude(f'{{\n  "mcpServers": {{\n    "target": {ENTRY}\n  }},\n  "note": "MARK-1"\n}}'),
    "claude: tabs": claude(tabs(claude_state())),
    "claude: CRLF": claude(crlf(claude_state())),
    "claude: BOM": claude(bom(claude_state())),
    "claude: one line": claude(compact(claude_state())),
    "claude: four spaces": claude(claude_state().replace("  ", "    ")),
    "claude: local": Case("claude-code/local", STATE, {STATE: claude_state(local=ENTRY)}),
    "claude: project": Case(
        "claude-code/project",
        "p/.mcp.json",
        {"p/.mcp.json": PROJECT_FILE, STATE: claude_state(), "home/.claude/settings.json": APPROVED},
    ),
    "desktop": Case(
        "claude-desktop/user", DESKTOP, {DESKTOP: PROJECT_FILE.replace('"note"', '"globalShortcut": "",\n  "note"')}
    ),
    "desktop: the only one": Case(
        "claude-desktop/user",
        DESKTOP,
        {DESKTOP: f'{{\n  "mcpServers": {{\n    "target": {ENTRY}\n  }},\n  "n": "MARK-1"\n}}'},
    ),
    "desktop: CRLF": Case("claude-desktop/user", DESKTOP, {DESKTOP: crlf(PROJECT_FILE)}),
    "cursor": Case("cursor/user", CURSOR, {CURSOR: tabs(PROJECT_FILE)}),
    "cursor: project": Case("cursor/project", "p/.cursor/mcp.json", {"p/.cursor/mcp.json": bom(PROJECT_FILE)}),
    "cursor: one line": Case("cursor/user", CURSOR, {CURSOR: compact(PROJECT_FILE)}),
    "vscode": Case("vscode/user", VSCODE, {VSCODE: JSONC}),
    "vscode: tabs and CRLF": Case("vscode/user", VSCODE, {VSCODE: crlf(tabs(JSONC))}),
    "vscode: workspace, BOM": Case("vscode/project", "p/.vscode/mcp.json", {"p/.vscode/mcp.json": bom(JSONC)}),
    "codex": codex(CODEX),
    "codex: CRLF": codex(crlf(CODEX)),
    "codex: BOM": codex(bom(CODEX)),
    "codex: said on purpose": codex(CODEX.replace("startup_timeout_sec = 20", "enabled = true   # on purpose")),
    "codex: said first": codex(CODEX.replace('command = "npx"', 'enabled=true\ncommand = "npx"')),
    "codex: inline": codex(
        f'# MARK-1\n{TRUST}\n[mcp_servers]\ntarget = {{ command = "npx", args = {ARGS} }} # short\n'
        'other = { command = "x" }\n'
    ),
    "codex: dotted": codex(
        f'mcp_servers.target.command = "npx"\nmcp_servers.target.args = {ARGS}\n\n{TRUST}# MARK-1\n'
    ),
    "codex: here, in a project file": codex(CODEX, here=True, project='# ours\n[mcp_servers.x]\ncommand = "x"\n'),
    "codex: here, with an override": codex(CODEX, here=True, project='[mcp_servers.target]\ncwd = "/x" # ours\n'),
    "codex: here, switched on there": codex(
        CODEX.replace("startup_timeout_sec = 20", "enabled = false"),
        here=True,
        project="[mcp_servers.target]\nenabled = true # ours\n",
    ),
    "codex: project": Case(
        "codex/project",
        CODEX_PROJECT,
        {CODEX_USER: TRUST, CODEX_PROJECT: CODEX.partition("[projects")[0]},
    ),
}


@dataclass(frozen=True)
class Scene:
    """One case on the disk."""

    case: Case
    place: Path
    workspace: Workspace

    def files(self) -> dict[str, bytes | None]:
        return {name: self.read(name) for name in (*self.case.files, CODEX_PROJECT)}

    def read(self, name: str) -> bytes | None:
        path = self.place / name
        return path.read_bytes() if path.exists() else None

    def replace(self, old: bytes, new: bytes) -> None:
        """What another program does to the file of the entry."""
        data = self.read(self.case.file) or b""
        assert data.count(old) == 1
        (self.place / self.case.file).write_bytes(data.replace(old, new))

    def target(self) -> Entry | None:
        entries = self.workspace.look().entries
        return next((each for each in entries if each.selector == f"{self.case.scope}/target"), None)

    def is_(self, kind: StateKind) -> bool:
        target = self.target()
        return target is not None and target.state.kind is kind

    def do(self, act: Act, narrowing: Narrowing = Narrowing()) -> Record:  # noqa: B008
        at = self.workspace.look()
        entry = next(each for each in at.entries if each.selector == f"{self.case.scope}/target")
        plan = self.workspace.plan([Change(entry, act, narrowing, self.case.here or None)], at)
        assert not plan.refusals, plan.refusals
        assert plan
        return self.workspace.apply(plan)

    def undo(self) -> None:
        self.workspace.apply(self.workspace.plan_undo())


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here pulls the plug, so nothing has to wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(params=CASES)
def scene(request: pytest.FixtureRequest, machine: Machine, place: Path, lay: Lay) -> Iterator[Scene]:
    case = CASES[str(request.param)]
    lay(case.files)
    yield Scene(case, place, Workspace(machine))
    leftovers = [path.name for path in place.rglob("*") if ".mcptui-" in path.name or path.name.endswith(".lock")]
    assert leftovers in ([], ["lock"], [".lock"]), leftovers


def marked(files: dict[str, bytes | None], file: str) -> dict[str, bytes | None]:
    """``files`` as they are when the other program's change is the only one."""
    return {name: data and data.replace(b"MARK-1", b"MARK-2") if name == file else data for name, data in files.items()}


class TestOffAndOn:
    def test_leaves_every_byte(self, scene: Scene) -> None:
        before = scene.files()
        assert scene.is_(StateKind.ON)
        scene.do(Act.DISABLE)
        assert scene.is_(StateKind.OFF)
        assert scene.files() != before
        scene.do(Act.ENABLE)
        assert scene.is_(StateKind.ON)
        assert scene.files() == before

    def test_twice_leaves_every_byte(self, scene: Scene) -> None:
        before = scene.files()
        for _ in range(2):
            scene.do(Act.DISABLE)
            scene.do(Act.ENABLE)
        assert scene.files() == before

    def test_keeps_what_another_program_wrote_meanwhile(self, scene: Scene) -> None:
        before = scene.files()
        scene.do(Act.DISABLE)
        scene.replace(b"MARK-1", b"MARK-2")
        scene.do(Act.ENABLE)
        assert scene.files() == marked(before, scene.case.file)

    def test_can_be_taken_back_and_done_again(self, scene: Scene) -> None:
        before = scene.files()
        scene.do(Act.DISABLE)
        off = scene.files()
        scene.undo()
        assert scene.files() == before
        scene.workspace.apply(scene.workspace.plan_redo())
        assert scene.files() == off
        assert scene.is_(StateKind.OFF)

    def test_is_taken_back_beside_what_another_program_wrote(self, scene: Scene) -> None:
        before = scene.files()
        scene.do(Act.DISABLE)
        scene.replace(b"MARK-1", b"MARK-2")
        scene.undo()
        assert scene.is_(StateKind.ON)
        assert scene.files() == marked(before, scene.case.file)


class TestRemoval:
    def test_is_taken_back_byte_for_byte(self, scene: Scene) -> None:
        before = scene.files()
        scene.do(Act.REMOVE)
        assert scene.target() is None
        scene.undo()
        assert scene.files() == before

    def test_is_taken_back_beside_what_another_program_wrote(self, scene: Scene) -> None:
        before = scene.files()
        scene.do(Act.REMOVE)
        scene.replace(b"MARK-1", b"MARK-2")
        scene.undo()
        assert scene.files() == marked(before, scene.case.file)

    def test_is_refused_when_the_entry_changed_since_it_was_shown(self, scene: Scene) -> None:
        at = scene.workspace.look()
        entry = scene.target()
        assert entry is not None
        plan = scene.workspace.plan([Change(entry, Act.REMOVE)], at)
        scene.replace(b"/data/a", b"/data/c")
        changed = scene.files()
        with pytest.raises(ChangedMeanwhile):
            scene.workspace.apply(plan)
        assert scene.files() == changed
        assert scene.workspace.history() == ()

    def test_is_done_all_the_same_when_only_the_rest_changed(self, scene: Scene) -> None:
        at = scene.workspace.look()
        entry = scene.target()
        assert entry is not None
        plan = scene.workspace.plan([Change(entry, Act.REMOVE)], at)
        scene.replace(b"MARK-1", b"MARK-2")
        scene.workspace.apply(plan)
        assert scene.target() is None
        assert b"MARK-2" in (scene.read(scene.case.file) or b"")


FOLDERS = Narrowing(folders=("/data/b",))
PIN = Narrowing(pin="2026.8.31")


class TestNarrowing:
    @pytest.mark.parametrize(
        ("narrowing", "args"),
        [
            (FOLDERS, ("-y", "@modelcontextprotocol/server-filesystem", "/data/b")),
            (PIN, ("-y", "@modelcontextprotocol/server-filesystem@2026.8.31", "/data/a", "/data/b")),
        ],
        ids=["folders", "pin"],
    )
    def test_changes_the_arguments_and_is_taken_back_byte_for_byte(
        self, narrowing: Narrowing, args: tuple[str, ...], scene: Scene
    ) -> None:
        before = scene.files()
        scene.do(Act.NARROW, narrowing)
        target = scene.target()
        assert target is not None
        assert target.definition.args == args
        scene.undo()
        assert scene.files() == before

    def test_is_taken_back_beside_what_another_program_wrote(self, scene: Scene) -> None:
        before = scene.files()
        scene.do(Act.NARROW, FOLDERS)
        scene.replace(b"MARK-1", b"MARK-2")
        scene.undo()
        assert scene.files() == marked(before, scene.case.file)

    def test_is_refused_when_the_arguments_changed_since(self, scene: Scene) -> None:
        at = scene.workspace.look()
        entry = scene.target()
        assert entry is not None
        plan = scene.workspace.plan([Change(entry, Act.NARROW, FOLDERS)], at)
        scene.replace(b"/data/a", b"/data/c")
        changed = scene.files()
        with pytest.raises(ChangedMeanwhile):
            scene.workspace.apply(plan)
        assert scene.files() == changed

    def test_tools_are_hidden_where_the_client_can(self, scene: Scene) -> None:
        before = scene.files()
        local = scene.place / "p" / ".claude" / "settings.local.json"
        at, entry = scene.workspace.look(), scene.target()
        assert entry is not None
        plan = scene.workspace.plan([Change(entry, Act.NARROW, Narrowing(deny=("write_file",)))], at)
        if entry.source.client not in ("claude-code", "codex"):
            assert plan.refusals
            return
        scene.workspace.apply(plan)
        at, entry = scene.workspace.look(), scene.target()
        assert entry is not None
        assert scene.workspace.evidence(entry, at).deny == ("write_file",)
        scene.undo()
        assert scene.files() == before
        assert not local.exists()

    def test_only_some_tools_are_left_where_the_client_can(self, scene: Scene) -> None:
        before = scene.files()
        at, entry = scene.workspace.look(), scene.target()
        assert entry is not None
        plan = scene.workspace.plan([Change(entry, Act.NARROW, Narrowing(allow=("read_file",)))], at)
        if entry.source.client != "codex":
            assert plan.refusals
            return
        scene.workspace.apply(plan)
        at, entry = scene.workspace.look(), scene.target()
        assert entry is not None
        assert scene.workspace.evidence(entry, at).allow == ("read_file",)
        scene.undo()
        assert scene.files() == before


@pytest.mark.parametrize("scene", [name for name in CASES if not name.startswith(("claude", "codex"))], indirect=True)
class TestParking:
    def test_takes_the_entry_out_and_keeps_it_for_its_owner_alone(self, scene: Scene) -> None:
        scene.do(Act.DISABLE)
        target = scene.target()
        assert target is not None
        assert target.parked is not None
        assert target.parked.stat().st_mode & 0o777 == 0o600
        assert b'"target"' not in (scene.read(scene.case.file) or b"")
        scene.do(Act.ENABLE)
        assert not target.parked.exists()

    def test_is_refused_when_the_entry_changed_since_it_was_shown(self, scene: Scene) -> None:
        at, entry = scene.workspace.look(), scene.target()
        assert entry is not None
        plan = scene.workspace.plan([Change(entry, Act.DISABLE)], at)
        scene.replace(b"/data/a", b"/data/c")
        changed = scene.files()
        with pytest.raises(ChangedMeanwhile):
            scene.workspace.apply(plan)
        assert scene.files() == changed
        assert scene.is_(StateKind.ON)

    def test_does_not_overwrite_an_entry_that_came_back_otherwise(self, scene: Scene) -> None:
        before = scene.read(scene.case.file) or b""
        scene.do(Act.DISABLE)
        (scene.place / scene.case.file).write_bytes(before.replace(b"/data/a", b"/data/c"))
        changed = scene.files()
        with pytest.raises(Refused):
            scene.undo()
        assert scene.files() == changed


def test_two_switched_off_and_on_in_any_order_leave_every_byte(machine: Machine, place: Path, lay: Lay) -> None:
    lay({STATE: claude_state()})
    before, workspace = (place / STATE).read_bytes(), Workspace(machine)

    def do(act: Act, *names: str) -> None:
        at = workspace.look()
        changes = [Change(each, act) for each in at.entries if each.name in names]
        workspace.apply(workspace.plan(changes, at))

    for steps in (["target", "other"], ["other", "target"]):
        do(Act.DISABLE, "target")
        do(Act.DISABLE, "other")
        for name in steps:
            do(Act.ENABLE, name)
        assert (place / STATE).read_bytes() == before
    do(Act.DISABLE, "target", "other")
    do(Act.ENABLE, "target", "other")
    assert (place / STATE).read_bytes() == before


def test_a_list_that_another_program_wrote_to_keeps_what_it_wrote(machine: Machine, place: Path, lay: Lay) -> None:
    lay({STATE: claude_state()})
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.name == "target")
    workspace.apply(workspace.plan([Change(entry, Act.DISABLE)], at))
    path = place / STATE
    path.write_text(path.read_text().replace('"target"\n', '"target",\n        "theirs"\n'))
    assert '"theirs"' in path.read_text()
    workspace.apply(workspace.plan_undo())
    assert '"theirs"' in path.read_text()
    found = {each.name: each.state.kind for each in workspace.look().entries}
    assert found["target"] is StateKind.ON


def test_a_file_that_was_made_for_a_switch_goes_with_its_undoing(machine: Machine, place: Path, lay: Lay) -> None:
    lay({CODEX_USER: CODEX})
    workspace = Workspace(machine)
    at = workspace.look()
    entry = next(each for each in at.entries if each.name == "target")
    workspace.apply(workspace.plan([Change(entry, Act.DISABLE)._replace(only_here=True)], at))
    assert (place / CODEX_PROJECT).exists()
    workspace.apply(workspace.plan_undo())
    assert not (place / CODEX_PROJECT).exists()


def test_a_toml_file_without_a_last_line_end_is_as_before_off_and_on(machine: Machine, place: Path, lay: Lay) -> None:
    lay({CODEX_USER: CODEX.partition("\n\n[mcp_servers.target.env]")[0]})
    before, workspace = (place / CODEX_USER).read_bytes(), Workspace(machine)
    for act in (Act.DISABLE, Act.ENABLE):
        at = workspace.look()
        entry = next(each for each in at.entries if each.name == "target")
        workspace.apply(workspace.plan([Change(entry, act)], at))
    assert (place / CODEX_USER).read_bytes() == before
