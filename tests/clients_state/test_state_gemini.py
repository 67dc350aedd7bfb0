"""What a session of Gemini CLI would do with an entry: each case was tried with the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mcptui.changes.change import Act, Change
from mcptui.clients.gemini_cli import GeminiCli
from mcptui.clients.known import Clients
from mcptui.inventory import Look, look
from mcptui.machine import Machine, System
from mcptui.model import Entry, StateKind, Switch, Transport
from mcptui.store.files import DiskFiles
from mcptui.workspace import Workspace

ON, OFF, PENDING, SHADOWED = StateKind.ON, StateKind.OFF, StateKind.PENDING, StateKind.SHADOWED
BLOCKED, BROKEN = StateKind.BLOCKED, StateKind.BROKEN

Lay = Callable[[Mapping[str, object]], None]

USER, PROJECT = "home/.gemini/settings.json", "p/.gemini/settings.json"
SYSTEM, DEFAULTS = "root/etc/gemini-cli/settings.json", "root/etc/gemini-cli/system-defaults.json"
SWITCHES, TRUST = "home/.gemini/mcp-server-enablement.json", "home/.gemini/trustedFolders.json"
TRUSTED = {TRUST: '{"{at}/p": "TRUST_FOLDER"}'}


def servers(*names: str, **more: object) -> dict[str, object]:
    return {"mcpServers": {name: {"command": "npx", "args": [name]} for name in names}, **more}


def looked(machine: Machine) -> Look:
    return look(machine, DiskFiles(), clients=Clients([GeminiCli()]))


def kinds(machine: Machine) -> dict[str, StateKind]:
    return {f"{entry.source.scope.value}/{entry.name}": entry.state.kind for entry in looked(machine).entries}


def only(machine: Machine) -> Entry:
    (entry,) = looked(machine).entries
    return entry


class TestLayers:
    @pytest.mark.parametrize("system", list(System))
    def test_the_user_and_the_project_have_one_file_each(self, system: System, machine: Machine, lay: Lay) -> None:
        lay({**TRUSTED, USER: servers("u"), PROJECT: servers("p")})
        assert kinds(machine._replace(system=system)) == {"user/u": ON, "project/p": ON}

    def test_the_system_beats_the_project_beats_the_user_beats_the_defaults(self, machine: Machine, lay: Lay) -> None:
        lay(
            {
                **TRUSTED,
                SYSTEM: servers("s"),
                PROJECT: servers("s", "p"),
                USER: servers("p", "u"),
                DEFAULTS: servers("u"),
            }
        )
        assert kinds(machine) == {
            "managed/s": ON,
            "project/s": SHADOWED,
            "project/p": ON,
            "user/p": SHADOWED,
            "user/u": ON,
            "system/u": SHADOWED,
        }

    def test_the_entry_that_wins_is_named_with_its_line(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({**TRUSTED, USER: servers("x"), PROJECT: servers("x")})
        user = next(each for each in looked(machine).entries if each.source.project is None)
        assert user.state.reason == f"the project entry in {place / PROJECT} wins"
        assert user.state.place is not None
        assert user.state.place.line == 3

    def test_from_a_folder_below_the_project_has_no_file(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({**TRUSTED, USER: servers("u"), PROJECT: servers("p")})
        assert kinds(machine._replace(project=place / "p" / "a")) == {"user/u": ON}

    def test_in_the_home_the_settings_are_the_users(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({TRUST: '{"{at}/home": "TRUST_FOLDER"}', USER: servers("u")})
        assert kinds(machine._replace(project=place / "home")) == {"user/u": ON}

    def test_the_home_can_be_moved(self, machine: Machine, place: Path, lay: Lay) -> None:
        moved = machine._replace(env={**machine.env, "GEMINI_CLI_HOME": str(place / "home" / "g")})
        lay(
            {
                "home/g/.gemini/trustedFolders.json": '{"{at}/p": "TRUST_FOLDER"}',
                "home/g/.gemini/settings.json": servers("m"),
            }
        )
        assert kinds(moved) == {"user/m": ON}

    def test_an_administrators_file_is_not_yours(self, machine: Machine, lay: Lay) -> None:
        """Surprise 31: managed files decide and are shown, never edited."""
        lay({**TRUSTED, SYSTEM: servers("s")})
        workspace = Workspace(machine)
        at = workspace.look()
        entry = next(each for each in at.entries if each.name == "s")
        assert workspace.plan([Change(entry, Act.REMOVE)], at).refusals


class TestTrust:
    def test_in_a_folder_without_trust_not_even_the_users_servers_start(self, machine: Machine, lay: Lay) -> None:
        """Surprise 15."""
        lay({USER: servers("u"), PROJECT: servers("p")})
        assert kinds(machine) == {"user/u": PENDING, "project/p": PENDING}

    @pytest.mark.parametrize(
        ("rules", "trusted"),
        [
            ('{"{at}": "TRUST_FOLDER"}', True),
            ('{"{at}/p/a": "TRUST_PARENT"}', True),
            ('{"{at}": "TRUST_FOLDER", "{at}/p": "DO_NOT_TRUST"}', False),
            ('{"{at}": "DO_NOT_TRUST", "{at}/p": "TRUST_FOLDER"}', True),
            ('{"{at}/pp": "TRUST_FOLDER"}', False),
            ('// mine\n{"{at}/p": "TRUST_FOLDER"}', True),
        ],
    )
    def test_the_nearest_rule_decides(self, rules: str, machine: Machine, lay: Lay, *, trusted: bool) -> None:
        lay({USER: servers("u"), TRUST: rules})
        assert kinds(machine) == {"user/u": ON if trusted else PENDING}

    @pytest.mark.parametrize(
        ("told", "trusted"),
        [({"GEMINI_CLI_TRUST_WORKSPACE": "true"}, True), ({"GEMINI_RESTRICTED_MODE": "true"}, False)],
    )
    def test_the_environment_counts_more(
        self, told: dict[str, str], machine: Machine, lay: Lay, *, trusted: bool
    ) -> None:
        lay({USER: servers("u"), **({} if trusted else TRUSTED)})
        assert kinds(machine._replace(env={**machine.env, **told})) == {"user/u": ON if trusted else PENDING}

    def test_where_trust_is_switched_off_every_folder_is_trusted(self, machine: Machine, lay: Lay) -> None:
        lay({USER: servers("u", security={"folderTrust": {"enabled": False}})})
        assert kinds(machine) == {"user/u": ON}

    def test_a_project_cannot_switch_it_off_for_itself(self, machine: Machine, lay: Lay) -> None:
        lay({PROJECT: servers("p", security={"folderTrust": {"enabled": False}})})
        assert kinds(machine) == {"project/p": PENDING}


class TestSwitches:
    def test_names_in_the_map_are_in_small_letters(self, machine: Machine, lay: Lay) -> None:
        """Surprise 15."""
        lay(
            {
                **TRUSTED,
                USER: servers(" My Server ", "Other"),
                SWITCHES: '{"my server": {"enabled": false}, "Other": {"enabled": false}}',
            }
        )
        assert kinds(machine) == {"user/ My Server ": OFF, "user/Other": ON}

    def test_the_map_and_its_line_decide(self, machine: Machine, place: Path, lay: Lay) -> None:
        lay({**TRUSTED, USER: servers("x"), SWITCHES: '{\n  "x": {\n    "enabled": false\n  }\n}'})
        state = only(machine).state
        assert (state.reason, state.place) == ("enabled = false in mcp-server-enablement.json", (place / SWITCHES, 3))

    @pytest.mark.parametrize(
        "text", ['{"x": {"enabled": true}}', '{"x": {"enabled": null}}', "{", '\ufeff{"x": {"enabled": false}}']
    )
    def test_what_the_map_does_not_say_plainly_switches_nothing_off(
        self, text: str, machine: Machine, lay: Lay
    ) -> None:
        lay({**TRUSTED, USER: servers("x"), SWITCHES: text})
        assert only(machine).on

    def test_excluded_names_count_as_they_are_spelled(self, machine: Machine, lay: Lay) -> None:
        """Surprise 28: its list calls ``X`` blocked, a session starts it."""
        lay({**TRUSTED, USER: servers("x", "X", mcp={"excluded": ["x"]})})
        assert kinds(machine) == {"user/x": OFF, "user/X": ON}

    def test_the_lists_of_all_files_exclude(self, machine: Machine, lay: Lay) -> None:
        lay({**TRUSTED, USER: servers("a", "b", mcp={"excluded": ["a"]}), PROJECT: {"mcp": {"excluded": ["b"]}}})
        assert kinds(machine) == {"user/a": OFF, "user/b": OFF}

    def test_a_list_of_an_untrusted_project_does_not_count(self, machine: Machine, lay: Lay) -> None:
        lay({USER: servers("a"), PROJECT: {"mcp": {"excluded": ["a"]}}})
        assert kinds(machine) == {"user/a": PENDING}

    def test_what_an_administrator_excludes_is_blocked(self, machine: Machine, lay: Lay) -> None:
        lay({**TRUSTED, USER: servers("a"), SYSTEM: {"mcp": {"excluded": ["a"]}}})
        assert kinds(machine) == {"user/a": BLOCKED}

    @pytest.mark.parametrize(
        ("user", "project", "on"),
        [
            (["a"], None, {"a"}),
            (["A"], None, set()),
            (["a", "b"], ["b"], {"b"}),
            (["a", "b"], ["B"], {"b"}),
            (["a"], ["b"], {"a", "b"}),
            ([], None, {"a", "b"}),
        ],
    )
    def test_allowed_are_those_that_every_list_allows(
        self, user: list[str], project: list[str] | None, on: set[str], machine: Machine, lay: Lay
    ) -> None:
        """Surprise 21: lists that leave nobody over allow everybody, here, though its own list says otherwise."""
        lay({**TRUSTED, USER: servers("a", "b", mcp={"allowed": user})})
        if project is not None:
            lay({PROJECT: {"mcp": {"allowed": project}}})
        assert {name.removeprefix("user/") for name, kind in kinds(machine).items() if kind is ON} == on

    def test_an_entry_that_no_list_allows_is_added_where_it_lacks(
        self, machine: Machine, place: Path, lay: Lay
    ) -> None:
        lay({**TRUSTED, USER: servers("a", "b", mcp={"allowed": ["a"]}), PROJECT: {"mcp": {"allowed": ["a"]}}})
        workspace = Workspace(machine)
        at = workspace.look()
        entry = next(each for each in at.entries if each.name == "b")
        workspace.apply(workspace.plan([Change(entry, Act.ENABLE)], at))
        assert kinds(machine) == {"user/a": ON, "user/b": ON}
        assert b'"b"' in (place / PROJECT).read_bytes()

    def test_a_switch_reaches_every_project_and_says_so(self, machine: Machine, lay: Lay) -> None:
        lay({**TRUSTED, PROJECT: servers("p")})
        workspace = Workspace(machine)
        at = workspace.look()
        (planned,) = workspace.plan([Change(at.entries[0], Act.DISABLE)], at).planned
        assert planned.notes == ("this reaches every project",)


class TestFatalFiles:
    @pytest.mark.parametrize("file", [USER, PROJECT, SYSTEM, DEFAULTS, TRUST])
    @pytest.mark.parametrize("text", ["{", "", "// nothing\n", "[]", '{"mcpServers": {},}', "\ufeff{}"])
    def test_one_file_that_it_cannot_use_and_it_does_not_start(
        self, file: str, text: str, machine: Machine, place: Path, lay: Lay
    ) -> None:
        """As surprise 10, for another client: one broken file takes every server with it, a comma at the end too."""
        lay({**TRUSTED, "plain/.keep": "", USER: servers("u"), PROJECT: servers("p"), file: text})
        entries = looked(machine).entries
        assert {entry.state.kind for entry in entries} == {BROKEN}
        assert {entry.state.place and entry.state.place.file for entry in entries} == {place / file}

    def test_a_level_of_trust_that_is_none_is_fatal_too(self, machine: Machine, lay: Lay) -> None:
        lay({USER: servers("u"), TRUST: '{"{at}/p": true}'})
        assert kinds(machine) == {"user/u": BROKEN}

    def test_comments_are_not(self, machine: Machine, lay: Lay) -> None:
        """Surprise 25: comments are read, a comma behind the last item is not."""
        lay({**TRUSTED, USER: '// mine\n{"mcpServers": {"u": {"command": "x"} /* y */}}\n'})
        assert kinds(machine) == {"user/u": ON}

    def test_another_projects_broken_file_does_not_matter(self, machine: Machine, lay: Lay) -> None:
        lay({**TRUSTED, USER: servers("u"), "plain/.gemini/settings.json": "{"})
        assert kinds(machine) == {"user/u": ON}


class TestShapes:
    @pytest.mark.parametrize(
        ("entry", "kind", "transport"),
        [
            ({"command": "x"}, ON, Transport.STDIO),
            ({"command": "x", "type": "http"}, ON, Transport.STDIO),
            ({"url": "https://example.com"}, ON, Transport.HTTP),
            ({"url": "https://example.com", "type": "sse"}, ON, Transport.SSE),
            ({"httpUrl": "https://example.com", "type": "sse"}, ON, Transport.HTTP),
            ({"command": "x", "url": "https://example.com"}, ON, Transport.HTTP),
            ({"tcp": "localhost:1"}, BROKEN, Transport.UNKNOWN),
            ({"command": "x", "args": "y"}, BROKEN, Transport.STDIO),
        ],
    )
    def test_the_transport_of_an_entry(
        self, entry: object, kind: StateKind, transport: Transport, machine: Machine, lay: Lay
    ) -> None:
        """Surprises 16 and 17: an address counts more than a command, and a type tells HTTP from SSE only."""
        lay({**TRUSTED, USER: {"mcpServers": {"x": entry}}})
        found = only(machine)
        assert (found.state.kind, found.definition.transport) == (kind, transport)

    def test_a_field_that_it_does_not_know_is_told_and_stops_nothing(self, machine: Machine, lay: Lay) -> None:
        """Surprise 1: it calls the file invalid for ``disabled``, and starts the server."""
        lay({**TRUSTED, USER: {"mcpServers": {"x": {"command": "y", "disabled": True}}}})
        found = only(machine)
        assert (found.on, found.switch) == (True, Switch.MAP)
        assert found.state.reason.startswith("Gemini CLI calls the whole file invalid for 'disabled'")

    def test_no_variable_is_expanded(self, machine: Machine, lay: Lay) -> None:
        """Surprise 18."""
        lay({**TRUSTED, USER: {"mcpServers": {"x": {"command": "$HOME/x", "args": ["${HOME:-y}"]}}}})
        assert only(machine).definition[1:3] == ("$HOME/x", ("${HOME:-y}",))


class TestExtensions:
    MANIFEST = "home/.gemini/extensions/ext/gemini-extension.json"

    def test_its_servers_are_listed_with_their_origin_and_can_be_switched(self, machine: Machine, lay: Lay) -> None:
        """Surprise 32: never edited in place."""
        lay({**TRUSTED, self.MANIFEST: {"name": "Ext", **servers("e")}})
        entry = only(machine)
        assert (entry.selector, entry.source.note, entry.on) == ("gemini-cli/extension/e", "Ext", True)
        assert (entry.source.writable, entry.switch) == (False, Switch.MAP)
        lay({SWITCHES: '{"e": {"enabled": false}}'})
        assert only(machine).state.kind is OFF

    def test_an_entry_of_the_settings_counts_more(self, machine: Machine, lay: Lay) -> None:
        lay({**TRUSTED, USER: servers("e"), self.MANIFEST: {"name": "Ext", **servers("e")}})
        assert kinds(machine) == {"user/e": ON, "extension/e": SHADOWED}

    @pytest.mark.parametrize(
        ("rules", "on"),
        [
            (["!{at}/p/*"], False),
            (["!{at}/q/*"], True),
            (["!/*", "{at}/p/"], True),
            (["!{at}/p/a/*"], True),
            (["!{at}/*"], False),
        ],
    )
    def test_the_last_rule_that_fits_the_folder_counts(
        self, rules: list[str], machine: Machine, lay: Lay, *, on: bool
    ) -> None:
        enablement = "home/.gemini/extensions/extension-enablement.json"
        lay({**TRUSTED, self.MANIFEST: {"name": "Ext", **servers("e")}, enablement: {"Ext": {"overrides": rules}}})
        assert only(machine).on is on

    def test_a_linked_one_lies_elsewhere(self, machine: Machine, place: Path, lay: Lay) -> None:
        install = "home/.gemini/extensions/ext/.gemini-extension-install.json"
        lay(
            {
                **TRUSTED,
                install: '{"type": "link", "source": "{at}/plain"}',
                "plain/gemini-extension.json": {"name": "L", **servers("e")},
            }
        )
        assert only(machine).source.file == place / "plain" / "gemini-extension.json"


def test_projects_are_known_from_its_registry_and_from_its_trust(machine: Machine, place: Path, lay: Lay) -> None:
    lay(
        {
            **TRUSTED,
            "home/.gemini/projects.json": '{"projects": {"{at}/plain": "plain"}}',
            "plain/.gemini/settings.json": servers("q"),
        }
    )
    found = look(machine, DiskFiles(), everywhere=True, clients=Clients([GeminiCli()]))
    assert [(each.source.project, each.state.kind) for each in found.entries] == [(place / "plain", PENDING)]


@pytest.mark.parametrize(
    "hostile", ['{"\\u0000": "TRUST_FOLDER"}', '{"": "TRUST_PARENT"}', '{"../..": "TRUST_FOLDER"}']
)
def test_hostile_rules_of_trust_are_harmless(hostile: str, machine: Machine, lay: Lay) -> None:
    lay({USER: servers("u"), TRUST: hostile})
    assert set(kinds(machine)) == {"user/u"}
