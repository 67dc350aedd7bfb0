"""The diff that a person reads before anything is written."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.changes.diff import unified_diff
from mcptui.changes.masking import masker_of
from mcptui.clients import BUILT_IN
from mcptui.formats import parse
from mcptui.model import Syntax
from mcptui.secrets import HIDDEN, Masker

NOTHING_SECRET = Masker(())
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def diff(before: bytes | None, after: bytes | None, masker: Masker = NOTHING_SECRET) -> list[str]:
    return unified_diff(before, after, "~/x.json", masker).split("\n")


def masked(before: bytes | None, after: bytes | None, name: str = "x.json") -> str:
    return unified_diff(before, after, name, masker_of(Path(name), before, after, clients=BUILT_IN))


def patched(before: str, lines: Sequence[str]) -> str:
    """``before`` after the diff was done to it, by the line numbers that its hunks tell."""
    old = before.splitlines(keepends=True)
    new: list[str] = []
    done = 0
    for line in lines[2:]:
        if found := _HUNK.fullmatch(line):
            start, size = int(found[1]), int(found[2] or 1)
            start = start if size == 0 else start - 1
            new += old[done:start]
            assert len(new) == (int(found[3]) if int(found[4] or 1) == 0 else int(found[3]) - 1)
            done = start
        elif line.startswith("+"):
            new.append(line[1:] + "\n")
        else:
            assert old[done] == line[1:] + "\n"
            new += [] if line.startswith("-") else [old[done]]
            done += 1
    return "".join(new + old[done:])


def numbered(count: int) -> list[str]:
    return [f'"line-{number}": {number},\n' for number in range(1, count + 1)]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many lines each comparison was given."""
    counts: list[int] = []

    class Counting(difflib.SequenceMatcher[bytes]):
        def __init__(self, isjunk: None, old: Sequence[bytes], new: Sequence[bytes]) -> None:
            counts.append(len(old) + len(new))
            super().__init__(isjunk, old, new)

    monkeypatch.setattr(difflib, "SequenceMatcher", Counting)
    return counts


class TestWhatItShows:
    def test_nothing_differs(self) -> None:
        assert unified_diff(b"a\n", b"a\n", "x", NOTHING_SECRET) == ""
        assert unified_diff(None, None, "x", NOTHING_SECRET) == ""

    def test_a_changed_line_with_three_around_it(self) -> None:
        before = "".join(f"{letter}\n" for letter in "abcdefghi")
        assert diff(before.encode(), before.replace("e", "E").encode()) == [
            "--- ~/x.json",
            "+++ ~/x.json",
            "@@ -2,7 +2,7 @@",
            " b",
            " c",
            " d",
            "-e",
            "+E",
            " f",
            " g",
            " h",
        ]

    def test_a_file_that_is_made(self) -> None:
        assert diff(None, b"a\nb\n") == ["--- /dev/null", "+++ ~/x.json", "@@ -0,0 +1,2 @@", "+a", "+b"]

    def test_a_file_that_is_removed(self) -> None:
        assert diff(b"a\nb\n", None) == ["--- ~/x.json", "+++ /dev/null", "@@ -1,2 +0,0 @@", "-a", "-b"]

    def test_the_carriage_returns_of_windows_are_not_shown_and_do_not_count(self) -> None:
        lines = diff(b"a\r\nb\r\nc\r\n", b"a\r\nB\r\nc\r\n")
        assert lines[2:] == ["@@ -1,3 +1,3 @@", " a", "-b", "+B", " c"]

    def test_bytes_that_are_no_text_do_no_harm(self) -> None:
        assert "+\ufffdb" in diff(b"a\n", b"a\n\xffb\n")

    @given(st.lists(st.sampled_from("abc"), max_size=40), st.lists(st.sampled_from("abc"), max_size=40))
    def test_it_leads_from_the_old_text_to_the_new(self, one: list[str], other: list[str]) -> None:
        before, after = ("".join(f"{line}\n" for line in lines) for lines in (one, other))
        lines = diff(before.encode(), after.encode())
        assert (lines == [""]) is (before == after)
        if before != after:
            assert patched(before, lines) == after

    @given(st.randoms(use_true_random=False))
    def test_it_does_so_for_edits_far_apart_in_a_large_file(self, random: Random) -> None:
        old = numbered(6000)
        new = list(old)
        for _ in range(random.randint(1, 6)):
            place = random.randrange(len(new))
            new[place : place + random.randint(0, 3)] = [f"new {n}\n" for n in range(random.randint(0, 3))]
        lines = diff("".join(old).encode(), "".join(new).encode())
        if old != new:
            assert patched("".join(old), lines) == "".join(new)


class TestLargeFiles:
    def test_hunks_are_numbered_for_the_whole_file(self, compared: list[int]) -> None:
        old = numbered(200_000)
        new = [*old[:149_999], '"changed": true,\n', *old[150_000:]]
        lines = diff("".join(old).encode(), "".join(new).encode())
        assert lines[2:] == [
            "@@ -149997,7 +149997,7 @@",
            *(f" {line.rstrip()}" for line in old[149_996:149_999]),
            '-"line-150000": 150000,',
            '+"changed": true,',
            *(f" {line.rstrip()}" for line in old[150_000:150_003]),
        ]
        assert sum(compared) <= 2 * 7

    def test_two_changes_far_apart_cost_no_more_than_two_near_each_other(self, compared: list[int]) -> None:
        old = numbered(200_000)
        new = ["first\n", *old[:199_990], "last\n", *old[199_990:]]
        lines = diff("".join(old).encode(), "".join(new).encode())
        assert [line for line in lines if line.startswith("@@")] == [
            "@@ -1,3 +1,4 @@",
            "@@ -199988,6 +199989,7 @@",
        ]
        assert patched("".join(old), lines) == "".join(new)
        assert sum(compared) < 100

    def test_texts_with_nothing_in_common_are_cut_off(self, compared: list[int]) -> None:
        old = "".join(numbered(50_000))
        lines = diff(old.encode(), old.replace("line", "other").encode())
        assert lines[-1] == "… more lines differ"
        assert len(lines) < 8100
        assert sum(compared) <= 8000

    def test_a_large_file_that_is_made_is_cut_off(self, compared: list[int]) -> None:
        lines = diff(None, "".join(numbered(100_000)).encode())
        assert lines[3] == '+"line-1": 1,'
        assert lines[-1] == "… more lines differ"
        assert sum(compared) <= 4000

    def test_a_change_in_a_file_of_one_line_is_shown_and_the_rest_is_cut(self) -> None:
        entries = {f"server-{number}": {"command": "npx", "args": [str(number)]} for number in range(20_000)}
        before = json.dumps({"mcpServers": entries}).encode()
        after = before.replace(b'"args": ["12345"]', b'"args": ["changed"]')
        lines = diff(before, after)
        assert lines[2] == "@@ -1 +1 @@"
        assert len(lines) == 5
        assert '"args": ["12345"]' in lines[3]
        assert '"args": ["changed"]' in lines[4]
        assert all(len(line) < 450 for line in lines)
        assert lines[3].startswith("-… ")
        assert lines[3].endswith(" …")

    def test_of_two_huge_lines_the_same_place_is_shown_though_one_alone_is_too_long(self) -> None:
        start, end = '{"a": "' + "x " * 200_000, "y" * 200_000
        lines = diff(f'{start}", "b": 1}}\n'.encode(), f'{start}", "b": 2, "c": "{end}"}}\n'.encode())
        assert lines[3].startswith("-… x x")
        assert lines[3].endswith('x ", "b": 1}')
        assert '", "b": 2, "c": "yyy' in lines[4]

    def test_a_long_line_beside_a_change_is_cut_too(self) -> None:
        long = "x " * 5_000
        lines = diff(f"{long}\na\n".encode(), f"{long}\nb\n".encode())
        assert lines[3] == f" {'x ' * 200} …"


class TestSecrets:
    def entry(self, **members: object) -> bytes:
        file = {"other": 1, "mcpServers": {"x": {"command": "npx", **members}}, "last": 2}
        return json.dumps(file, indent=2).encode()

    @pytest.mark.parametrize(
        ("members", "secret"),
        [
            ({"env": {"API_TOKEN": "tiger-lily-42"}}, "tiger-lily-42"),
            ({"env": {"MODE": "Tr0ub4dor&3 with blanks"}}, "Tr0ub4dor"),
            ({"headers": {"X-Custom": "tiger-lily-42"}}, "tiger-lily-42"),
            ({"headers": {"Authorization": "Bearer tiger-lily-42"}}, "tiger-lily-42"),
            ({"args": ["--token", "tiger-lily-42"]}, "tiger-lily-42"),
            ({"args": ["--api-key=tiger-lily-42"]}, "tiger-lily-42"),
            ({"args": ["ghp_0123456789abcdefghij0123456789abcdef"]}, "ghp_0123"),
            ({"url": "https://me:tiger-lily-42@example.com/mcp"}, "tiger-lily-42"),
            ({"url": "https://example.com/mcp?api_key=tiger-lily-42"}, "tiger-lily-42"),
            ({"args": ["postgresql://me:tiger-lily-42@db/prod"]}, "tiger-lily-42"),
        ],
    )
    def test_they_are_hidden_when_they_come_when_they_go_and_when_they_stand_beside(
        self, members: dict[str, object], secret: str
    ) -> None:
        with_it, without = self.entry(**members), self.entry()
        beside = with_it.replace(b'"last": 2', b'"last": 3').replace(b'"npx"', b'"uvx"')
        for before, after in ((with_it, without), (without, with_it), (with_it, beside), (with_it, None)):
            shown = masked(before, after)
            assert secret not in shown
            assert HIDDEN in shown

    def test_those_of_toml_are_hidden(self) -> None:
        before = (
            b'[mcp_servers.x]\nurl = "https://example.com"\nhttp_headers = { X-Some = "tiger-lily-42" }\n'
            b'[mcp_servers.y]\ncommand = "npx"\nenv = { MODE = "leopard-lily-43" }\n'
        )
        shown = masked(before, before.replace(b"npx", b"uvx"), "config.toml")
        assert "lily" not in shown

    def test_those_of_other_projects_in_the_file_are_hidden(self) -> None:
        entry = {"command": "npx", "env": {"PLAIN": "tiger-lily-42 x"}}
        file = {"projects": {"/p": {"mcpServers": {"x": entry}}}, "a": 1}
        before = json.dumps(file, indent=1).encode()
        shown = masked(before, before.replace(b"npx", b"uvx"))
        assert "PLAIN" in shown
        assert "tiger" not in shown

    def test_keys_of_the_client_itself_are_hidden_where_they_stand_beside_a_change(self) -> None:
        file = {"primaryApiKey": "tiger-lily-42", "oauth": {"accessToken": "t-43"}, "n": 1}
        before = json.dumps(file, indent=1)
        shown = masked(before.encode(), before.replace('"oauth"', '"OAuth"').encode())
        assert "primaryApiKey" in shown
        assert "accessToken" in shown
        assert "tiger-lily-42" not in shown
        assert "t-43" not in shown

    def test_a_secret_in_the_middle_of_a_cut_line_is_hidden(self) -> None:
        padding = "p" * 1000
        file = {"mcpServers": {"x": {"args": [padding], "env": {"MODE": "tiger-lily-42 x"}, "n": 1}}, "z": padding}
        before = json.dumps(file).encode()
        shown = masked(before, before.replace(b'"n": 1', b'"n": 2'))
        assert "tiger" not in shown
        assert '"n": 2' in shown

    def test_a_huge_secret_is_hidden_where_its_line_was_cut(self) -> None:
        secret = "".join(f"tiger{number:06}" for number in range(11_000))
        file = {"a": "p" * 700_000, "mcpServers": {"x": {"env": {"API_TOKEN": secret}, "n": 1}}, "b": "q" * 700_000}
        before = json.dumps(file).encode()
        shown = masked(before, before.replace(b'"n": 1', b'"n": 2'))
        assert "tiger" not in shown
        assert '"n": 2' in shown

    def test_a_document_speaks_for_its_own_bytes_alone(self) -> None:
        with_it, without = self.entry(env={"API_TOKEN": "tiger-lily-42"}), self.entry()
        for parsed in ([], [without], [with_it], [without, with_it]):
            documents = [parse(data, Syntax.JSON) for data in parsed]
            masker = masker_of(Path("x.json"), with_it, without, clients=BUILT_IN, parsed=documents)
            assert "tiger" not in unified_diff(with_it, without, "x.json", masker)

    def test_a_private_key_over_several_lines_is_hidden(self) -> None:
        key = "-----BEGIN PRIVATE KEY-----\n" + "\n".join(["QUJD" * 16] * 4) + "\n-----END PRIVATE KEY-----"
        before = f'[mcp_servers.x]\ncommand = "npx"\n[mcp_servers.x.env]\nKEY = """{key}"""\n'.encode()
        shown = masked(before, before.replace(b"npx", b"uvx"), "config.toml")
        assert "QUJD" not in shown
