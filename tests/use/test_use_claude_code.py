"""Which records of Claude Code are calls, and whose."""

from __future__ import annotations

import json

import pytest

from mcptui.model import UseStatus
from tests.use.conftest import Home, ago, claude_call, claude_text, iso, told


def test_a_call_is_counted_with_its_moment_and_how_far_back_the_sessions_reach(home: Home) -> None:
    home.claude("github", "never")
    home.session(claude_text(20), claude_call("mcp__github__get_issue", 12), claude_call("mcp__github__search", 3))
    used = home.used()
    assert used["github"] == (UseStatus.USED, 2, iso(3), iso(20), iso(0), "transcripts of Claude Code", "")
    assert used["never"] == (UseStatus.NOT_OBSERVED, 0, None, iso(20), iso(0), "transcripts of Claude Code", "")


def test_sub_agents_of_both_layouts_count(home: Home) -> None:
    home.claude("github")
    home.session(claude_call("mcp__github__a", 1, isSidechain=True), name="s1/subagents/agent-1")
    home.session(claude_call("mcp__github__b", 2, isSidechain=True), name="agent-2")
    assert home.used()["github"].calls == 2


def test_what_only_looks_like_a_call_is_none(home: Home) -> None:
    home.claude("github")
    call = claude_call("mcp__github__a", 2)
    home.session(
        claude_text(9),
        {"type": "attachment", "attachment": {"type": "deferred_tools_delta", "addedNames": ["mcp__github__a"]}},
        {"type": "user", "message": {"content": [{"type": "tool_reference", "tool_name": "mcp__github__a"}]}},
        {"type": "user", "message": call["message"]},
        {"type": "user", "toolUseResult": {"type": "tool_use", "name": "mcp__github__a"}},
        {"type": "progress", "data": {"type": "agent_progress", "message": call}},
        claude_text(1, told(call)),
        {"type": "assistant", "attributionMcpServer": "github", "message": {"content": []}, "timestamp": ago(1)},
        {"type": "assistant", "message": {"content": [{"type": "text", "text": "mcp__github__a"}]}},
    )
    assert home.used()["github"].status is UseStatus.NOT_OBSERVED


def test_a_call_that_a_copied_session_repeats_counts_once(home: Home) -> None:
    home.claude("github")
    call = claude_call("mcp__github__a", 5, id_="toolu_1")
    home.session(call)
    home.session(call, {**call, "timestamp": ago(1)}, claude_call("mcp__github__a", 4, id_="toolu_2"), name="fork")
    used = home.used()["github"]
    assert (used.calls, used.last) == (2, iso(4))


@pytest.mark.parametrize(
    ("name", "tool"),
    [
        ("my server", "mcp__my_server__a"),
        ("a.b/c", "mcp__a_b_c__a"),
        ("with__two", "mcp__with__two__a"),
        ("plain", "mcp__plain___hidden"),
        ("plain", "mcp__plain__a__b"),
        ("Grün", "mcp__Gr_n__a"),
    ],
)
def test_names_are_known_as_they_are_spelled_for_the_model(home: Home, name: str, tool: str) -> None:
    home.claude(name)
    home.session(claude_call(tool, 2))
    assert home.used()[name].calls == 1


def test_of_names_that_fit_the_longest_is_meant(home: Home) -> None:
    home.claude("git", "git__hub")
    home.session(claude_call("mcp__git__hub__a", 2), claude_call("mcp__git__status", 3))
    used = home.used()
    assert (used["git__hub"].calls, used["git"].calls) == (1, 1)


def test_a_plugins_server_is_known_by_its_plugin(home: Home) -> None:
    copy = home.path / "plugin"
    home.write("plugin/.mcp.json", json.dumps({"mcpServers": {"notes": {"command": "node"}}}))
    home.write(".claude/settings.json", json.dumps({"enabledPlugins": {"release@acme": True}}))
    market = {"acme": {"source": {"source": "github"}, "installLocation": "/market"}}
    home.write(".claude/plugins/known_marketplaces.json", json.dumps(market))
    installed = {"plugins": {"release@acme": [{"installPath": str(copy)}]}}
    home.write(".claude/plugins/installed_plugins.json", json.dumps(installed))
    home.session(claude_call("mcp__plugin_release_notes__write", 2), claude_call("mcp__notes__x", 1))
    assert home.used()["plugin:release:notes"].calls == 1


def test_two_servers_of_one_name_are_told_apart_by_the_folder(home: Home) -> None:
    other = home.path / "src" / "web"
    (other / "deep").mkdir(parents=True)
    home.claude("db", projects={home.project: ["db"], other: ["db"]})
    home.session(
        claude_call("mcp__db__a", 5, cwd=str(home.project)),
        claude_call("mcp__db__a", 4, cwd=str(other / "deep")),
        claude_call("mcp__db__b", 3, cwd=str(other)),
        claude_call("mcp__db__a", 2, cwd="/elsewhere"),
    )
    used = home.used()
    assert {name: (each.calls, each.last) for name, each in used.items()} == {
        "db": (1, iso(2)),
        "db@api": (1, iso(5)),
        "db@web": (2, iso(3)),
    }


def test_of_two_in_one_project_the_one_that_wins_was_called(home: Home) -> None:
    home.claude(projects={home.project: ["db"]})
    home.write("src/api/.mcp.json", json.dumps({"mcpServers": {"db": {"command": "npx"}}}))
    home.session(claude_text(9), claude_call("mcp__db__a", 5, cwd=str(home.project)))
    look = home.workspace.look()
    used = list(home.workspace.use(look))[-1].used or {}
    by_scope = {entry.source.scope.value: used[entry.id].status.value for entry in look.entries}
    assert by_scope == {"local": "used", "project": "not-observed"}


def test_a_call_elsewhere_is_none_of_a_projects_server(home: Home) -> None:
    home.claude(projects={home.project: ["db"]})
    home.session(claude_text(3), claude_call("mcp__db__a", 2, cwd="/elsewhere"))
    assert home.used()["db@api"].status is UseStatus.NOT_OBSERVED


def test_a_call_in_a_second_work_tree_is_of_the_repositorys_server(home: Home) -> None:
    tree = home.path / "src" / "api-hotfix"
    git = home.project / ".git" / "worktrees" / "hotfix"
    home.write("src/api/.git/worktrees/hotfix/commondir", "../..\n")
    home.write("src/api/.git/worktrees/hotfix/gitdir", f"{tree / '.git'}\n")
    home.write("src/api-hotfix/.git", f"gitdir: {git}\n")
    home.claude("db", projects={home.project: ["db"], tree: []})
    home.session(claude_call("mcp__db__a", 5, cwd=str(tree)))
    assert home.used()["db@api"].calls == 1


def test_what_claude_code_deletes_is_not_said_to_be_covered(home: Home) -> None:
    home.claude("never")
    home.session(claude_text(90), claude_text(0.1))
    assert home.used()["never"].since == iso(30)
    home.write(".claude/settings.json", '{"cleanupPeriodDays": 7}')
    assert home.used()["never"].since == iso(7)
    home.write(".claude/settings.json", '{"cleanupPeriodDays": 365}')
    assert home.used()["never"].since == iso(90)


def test_of_a_use_before_what_is_covered_it_is_not_said_that_all_were_seen(home: Home) -> None:
    home.claude("github")
    home.session(claude_text(90), claude_call("mcp__github__a", 40), claude_text(1))
    assert home.used()["github"][:4] == (UseStatus.USED, 1, iso(40), None)


def test_the_configuration_folder_may_lie_elsewhere(home: Home) -> None:
    moved = home.machine._replace(env={"CLAUDE_CONFIG_DIR": str(home.path / "claude")})
    home.workspace = type(home.workspace)(moved)
    home.write("claude/.claude.json", '{"mcpServers": {"github": {"command": "npx"}}}')
    home.lines("claude/projects/-src/s.jsonl", claude_call("mcp__github__a", 2))
    assert home.used()["github"].calls == 1
