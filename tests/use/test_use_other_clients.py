"""How the calls of servers look in the transcripts of Codex, Copilot CLI, Gemini CLI, Cline and Roo Code."""

from __future__ import annotations

import json

from mcptui.model import UseStatus
from tests.use.conftest import Home, ago, iso, seconds_ago

DAY = ".codex/sessions/2026/11/20"


def codex_end(server: str, days: float, id_: str) -> dict[str, object]:
    """The record of a call that ended, as Codex keeps it."""
    invocation = {"server": server, "tool": "get", "arguments": {}}
    payload = {"type": "mcp_tool_call_end", "call_id": id_, "invocation": invocation, "result": {"Ok": {}}}
    return {"timestamp": ago(days), "type": "event_msg", "payload": payload}


def codex_call(days: float, id_: str, **named: str) -> dict[str, object]:
    """The record of a call that the model asked for."""
    payload = {"type": "function_call", "call_id": id_, "arguments": "{}", **named}
    return {"timestamp": ago(days), "type": "response_item", "payload": payload}


def codex_start(days: float, cwd: str) -> dict[str, object]:
    return {"timestamp": ago(days), "type": "session_meta", "payload": {"id": "x", "timestamp": ago(days), "cwd": cwd}}


class TestCodex:
    def test_every_way_to_tell_a_call_is_known_and_one_call_counts_once(self, home: Home) -> None:
        home.write(".codex/config.toml", '[mcp_servers.my-server]\ncommand = "x"\n[mcp_servers.never]\ncommand = "x"\n')
        home.lines(
            f"{DAY}/rollout-2026-11-20T09-00-00-a.jsonl",
            codex_start(40, "/src"),
            codex_call(9, "1", name="mcp__my_server__get"),
            codex_end("my-server", 9, "1"),
            codex_call(8, "2", name="mcp__my-server__get"),
            codex_call(7, "3", namespace="mcp__my_server", name="get"),
            codex_call(6, "4", namespace="mcp__my_server__", name="get"),
            codex_end("my-server", 5, "5"),
            codex_call(4, "6", name="shell"),
            {
                "timestamp": ago(3),
                "type": "compacted",
                "payload": {"replacement_history": [codex_end("never", 3, "7")]},
            },
        )
        used = home.used()
        assert used["my-server"][:4] == (UseStatus.USED, 5, iso(5), iso(40))
        assert used["never"][:4] == (UseStatus.NOT_OBSERVED, 0, None, iso(40))

    def test_a_copied_session_with_new_moments_keeps_the_first_ones(self, home: Home) -> None:
        home.write(".codex/config.toml", '[mcp_servers.a]\ncommand = "x"\n')
        home.lines(f"{DAY}/rollout-1.jsonl", codex_start(40, "/src"), codex_end("a", 30, "1"))
        home.lines(f"{DAY}/rollout-2.jsonl", codex_start(2, "/src"), codex_end("a", 2, "1"))
        assert home.used()["a"][:3] == (UseStatus.USED, 1, iso(30))

    def test_the_first_record_tells_the_project_of_the_calls(self, home: Home) -> None:
        home.write(".codex/config.toml", f'[projects."{home.project}"]\ntrust_level = "trusted"\n')
        home.write("src/api/.codex/config.toml", '[mcp_servers.a]\ncommand = "x"\n')
        home.lines(f"{DAY}/rollout-1.jsonl", codex_start(4, str(home.project)), codex_end("a", 3, "1"))
        home.lines(".codex/archived_sessions/rollout-2.jsonl", codex_start(4, "/other"), codex_end("a", 2, "2"))
        assert home.used()["a@api"][:3] == (UseStatus.USED, 1, iso(3))

    def test_packed_sessions_cannot_be_read_so_only_what_is_younger_is_covered(self, home: Home) -> None:
        home.write(".codex/config.toml", '[mcp_servers.never]\ncommand = "x"\n')
        home.lines(f"{DAY}/rollout-1.jsonl", codex_start(90, "/src"), days=80)
        home.write(f"{DAY}/rollout-1.jsonl.zst", b"packed, and there as a plain file too", days=1)
        assert home.used()["never"].since == iso(90)
        home.write(f"{DAY}/rollout-2.jsonl.zst", b"packed", days=50)
        assert home.used()["never"].since == iso(50)


class TestCopilot:
    def test_a_call_tells_its_server_and_an_early_one_its_name_before_the_tools(self, home: Home) -> None:
        servers = {name: {"command": "npx"} for name in ("my-server", "my", "never")}
        home.write(".copilot/mcp-config.json", json.dumps({"mcpServers": servers}))

        def start(days: float, **data: str) -> dict[str, object]:
            return {"type": "tool.execution_start", "data": {"toolCallId": f"{days}", **data}, "timestamp": ago(days)}

        home.lines(
            ".copilot/session-state/abc/events.jsonl",
            {"type": "session.start", "data": {}, "timestamp": ago(9)},
            start(8, toolName="my-server-get", mcpServerName="my-server", mcpToolName="get"),
            start(7, toolName="my-server-get"),
            start(6, toolName="my-get"),
            start(5, toolName="bash"),
            {"type": "tool.execution_complete", "data": {"toolCallId": "8"}, "timestamp": ago(1)},
            days=0,
        )
        home.lines(".copilot/session-state/old/events.jsonl", {"type": "session.start", "timestamp": ago(20)}, days=15)
        used = home.used()
        assert used["my-server"][:3] == (UseStatus.USED, 2, iso(7))
        assert used["my"][:3] == (UseStatus.USED, 1, iso(6))
        # Nobody knows when Copilot deletes a session: the one that was left alone for longest is still there.
        assert used["never"][:4] == (UseStatus.NOT_OBSERVED, 0, None, iso(15))


class TestGemini:
    def test_calls_count_and_what_was_not_found_may_still_have_been_called(self, home: Home) -> None:
        servers = {name: {"command": "npx"} for name in ("git", "git_hub", "never")}
        home.write(".gemini/settings.json", json.dumps({"mcpServers": servers}))

        def record(*names: str) -> dict[str, object]:
            calls = [
                {"id": f"{name}-{index}", "name": name, "status": "success", "timestamp": ago(4 - index)}
                for index, name in enumerate(names)
            ]
            return {"id": "m", "type": "gemini", "timestamp": ago(5), "toolCalls": calls}

        home.lines(
            ".gemini/tmp/0123/chats/session-2026.jsonl",
            {"sessionId": "x", "startTime": ago(6)},
            record("mcp_git_status", "mcp_git_hub_list_all", "read_file"),
            record("mcp_git_status", "mcp_git_hub_list_all", "read_file"),
            {"$set": {"lastUpdated": ago(1)}},
        )
        used = home.used()
        assert used["git"][:3] == (UseStatus.USED, 1, iso(4))
        assert used["git_hub"][:3] == (UseStatus.USED, 1, iso(3))
        assert used["never"].status is UseStatus.UNKNOWN
        assert used["never"].reason == "the transcripts of Gemini CLI do not surely tell every call"


class TestClaudeDesktop:
    def test_a_log_of_a_server_tells_its_calls_at_the_beginning_of_a_line(self, home: Home) -> None:
        servers = {name: {"command": "npx"} for name in ("my server", "other")}
        home.write(".config/Claude/claude_desktop_config.json", json.dumps({"mcpServers": servers}))
        call = '{"method":"tools/call","params":{"name":"get","arguments":{"q":"SECRET-1234"}},"jsonrpc":"2.0","id":4}'
        quoted = f"{ago(1)} [other] [info] Message from client: {call}"
        home.write(
            ".config/Claude/logs/mcp-server-my server.log",
            f"{ago(20)} [my server] [info] Initializing server...\n"
            f"{ago(9)} [my server] [info] Message from client: {call} {{ metadata: undefined }}\n"
            f"{ago(8)} [my server] [info] Message from server: {quoted}\n"
            f"  {quoted}\n"
            f'{ago(7)} [my server] [info] Message from client: {{"method":"tools/list","params":{{}}}}\n',
        )
        used = home.used()
        assert used["my server"][:3] == (UseStatus.USED, 1, iso(9))
        assert used["other"].status is UseStatus.UNKNOWN


def task(*names: str, kind: str = "ask") -> str:
    """The messages of a task; each call is told by a question, and by an answer of the same moment."""
    messages: list[dict[str, object]] = [{"ts": int(seconds_ago(8) * 1000), "type": "say", "say": "text", "text": "hi"}]
    for index, name in enumerate(names):
        told = json.dumps({"type": "use_mcp_tool", "serverName": name, "toolName": "get", "arguments": "{}"})
        moment = int(seconds_ago(5 - index) * 1000)
        messages.append({"ts": moment, "type": kind, kind: "use_mcp_server", "text": told})
    messages.append({"ts": int(seconds_ago(1) * 1000), "type": "say", "say": "use_mcp_server", "text": "{no json"})
    return json.dumps(messages)


class TestTasks:
    def test_of_cline(self, home: Home) -> None:
        servers = {name: {"type": "stdio", "command": "npx"} for name in ("a", "never")}
        home.write(".cline/data/settings/cline_mcp_settings.json", json.dumps({"mcpServers": servers}))
        storage = ".config/Code/User/globalStorage/saoudrizwan.claude-dev/tasks"
        home.write(f"{storage}/1/ui_messages.json", task("a", "a"))
        home.write(f"{storage}/2/ui_messages.json", task("a", kind="say"))
        home.write(".cline/data/tasks/3/ui_messages.json", task("a", "a", "a"))
        used = home.used()
        assert used["a"][:3] == (UseStatus.USED, 3, iso(3))
        assert used["never"].status is UseStatus.UNKNOWN

    def test_of_roo_code(self, home: Home) -> None:
        storage = ".config/Code/User/globalStorage/rooveterinaryinc.roo-cline"
        servers = {name: {"command": "npx"} for name in ("a", "never")}
        home.write(f"{storage}/settings/mcp_settings.json", json.dumps({"mcpServers": servers}))
        home.write(f"{storage}/tasks/1/ui_messages.json", task("a"), days=3)
        used = home.used()
        assert used["a"][:3] == (UseStatus.USED, 1, iso(5))
        assert used["never"][:4] == (UseStatus.NOT_OBSERVED, 0, None, iso(3))


def test_a_client_whose_transcripts_are_not_read_is_unknown_with_the_reason(home: Home) -> None:
    home.write(".cursor/mcp.json", '{"mcpServers": {"a": {"command": "npx"}}}')
    assert home.used()["a"] == (
        UseStatus.UNKNOWN,
        None,
        None,
        None,
        None,
        None,
        "what Cursor keeps of calls is not read",
    )


def test_without_any_transcript_it_is_unknown_and_nothing_is_made(home: Home) -> None:
    home.claude("a")
    used = home.used()["a"]
    assert (used.status, used.reason) == (UseStatus.UNKNOWN, "there are no transcripts of Claude Code")
    assert not home.index.exists()


def test_transcripts_of_less_than_a_day_prove_nothing(home: Home) -> None:
    home.claude("a")
    home.session({"type": "user", "timestamp": ago(0.5)})
    used = home.used()["a"]
    assert (used.status, used.reason) == (
        UseStatus.UNKNOWN,
        "the transcripts of Claude Code reach back less than a day",
    )
