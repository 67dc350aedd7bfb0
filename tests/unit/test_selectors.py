"""From what a user types to entries."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mcptui.errors import NothingMatched, Refused
from mcptui.model import Definition, Entry, Scope, Source, State, StateKind, Switch, Syntax, Transport
from mcptui.selectors import closeness, fits, names, select


def entry(client: str, scope: Scope, name: str, project: str | None = None) -> Entry:
    source = Source(client, scope, Path("/x"), ("s",), Syntax.JSON, project=None if project is None else Path(project))
    on = State(StateKind.ON, "")
    return Entry(source, name, ("s", name), {}, 1, Definition(Transport.STDIO, "x"), on, Switch.FIELD)


GITHUB = entry("claude-code", Scope.USER, "github")
GITHUB_CODEX = entry("codex", Scope.USER, "github")
GITHUB_PROJECT = entry("claude-code", Scope.PROJECT, "github", "/p")
GITLAB = entry("claude-code", Scope.USER, "gitlab")
SLASHES = entry("cursor", Scope.USER, "acme/tools/files")
ALL = (GITHUB, GITHUB_PROJECT, GITLAB, GITHUB_CODEX, SLASHES)
every_name = st.text(min_size=1, max_size=12) | st.text("[]*?!-/ab", min_size=1, max_size=8)


def chosen(*selectors: str, all_matches: bool = False) -> list[str]:
    return [each.id for each in select(ALL, selectors, all_matches=all_matches)]


class TestWhatASelectorMeans:
    @pytest.mark.parametrize(
        ("selector", "meant"),
        [
            ("gitlab", [GITLAB]),
            ("codex/github", [GITHUB_CODEX]),
            ("codex/user/github", [GITHUB_CODEX]),
            ("claude-code/project/github", [GITHUB_PROJECT]),
            ("github", [GITHUB, GITHUB_PROJECT, GITHUB_CODEX]),
            ("git*", [GITHUB, GITHUB_PROJECT, GITLAB, GITHUB_CODEX]),
            ("claude-code/*", [GITHUB, GITHUB_PROJECT, GITLAB]),
            ("c*/user/git*", [GITHUB, GITLAB, GITHUB_CODEX]),
            ("*/project/*", [GITHUB_PROJECT]),
            ("git[!h]*", [GITLAB]),
            ("acme/tools/files", [SLASHES]),
            ("cursor/acme/tools/files", [SLASHES]),
            ("cursor/user/acme/tools/files", [SLASHES]),
            ("*", list(ALL)),
            (GITHUB_PROJECT.id, [GITHUB_PROJECT]),
        ],
    )
    def test_among_several_entries(self, selector: str, meant: list[Entry]) -> None:
        assert chosen(selector, all_matches=True) == [each.id for each in meant]

    @pytest.mark.parametrize(
        "selector", ["GitHub", "git", "user/github", "codex/", "/github", "codex/local/github", ""]
    )
    def test_these_mean_nothing(self, selector: str) -> None:
        with pytest.raises(NothingMatched):
            chosen(selector)

    @given(every_name)
    def test_an_entry_is_found_by_its_name_its_selector_and_its_id_whatever_it_is_called(self, name: str) -> None:
        target = entry("codex", Scope.USER, name)
        for selector in (name, f"codex/{name}", target.selector, target.id):
            assert fits(selector, target)
            assert names(selector, target)

    @given(every_name, every_name)
    def test_a_selector_that_is_shown_fits_no_other_name(self, name: str, other: str) -> None:
        assume(name != other)
        one, two = entry("codex", Scope.USER, name), entry("codex", Scope.USER, other)
        assert not fits(one.selector, two)
        assert not names(one.selector, two)

    @pytest.mark.parametrize("name", ["?", "*", "[?]", "[", "[!a]", "[[]?]", "user/x", "codex/user/x", "a/project/b"])
    def test_a_selector_that_is_shown_fits_its_own_name_alone(self, name: str) -> None:
        target = entry("codex", Scope.USER, name)
        assert fits(target.selector, target)
        assert names(target.selector, target)
        lookalikes = {target.selector, target.selector.partition("/")[2], target.selector.rpartition("/")[2], "a", ""}
        for other in lookalikes - {name}:
            for client in ("codex", "cursor"):
                assert not fits(target.selector, entry(client, Scope.USER, other)), other

    def test_a_name_that_looks_like_a_whole_selector_is_found_behind_its_own_client_and_scope(self) -> None:
        target = entry("cursor", Scope.USER, "codex/user/github")
        assert not fits("codex/user/github", target)
        assert fits("cursor/user/codex/user/github", target)

    def test_a_glob_that_is_the_name_of_one_is_a_glob_all_the_same(self) -> None:
        star = entry("codex", Scope.USER, "*")
        assert star.selector == "codex/user/[*]"
        assert fits("codex/user/*", star)
        assert not names("codex/user/*", star)

    @given(st.text(max_size=20) | st.text("[]*?!-/ab", max_size=10))
    def test_no_selector_is_an_error_by_itself(self, selector: str) -> None:
        assert all(isinstance(fits(selector, each), bool) for each in ALL)

    def test_an_id_is_closest_and_a_glob_is_farthest(self) -> None:
        ranked = ["*", "git*", "codex/*", "github", "codex/github", "codex/user/github", GITHUB_CODEX.id]
        ranks = [closeness(selector, GITHUB_CODEX) for selector in ranked]
        assert ranks == sorted(set(ranks))


class TestSelecting:
    def test_several_selectors_give_each_entry_once_in_the_order_of_the_list(self) -> None:
        assert chosen("codex/github", "gitlab", "codex/user/*") == [GITLAB.id, GITHUB_CODEX.id]

    def test_one_that_fits_several_is_refused_with_their_ids(self) -> None:
        with pytest.raises(Refused) as caught:
            chosen("github")
        assert not isinstance(caught.value, NothingMatched)
        for each in (GITHUB, GITHUB_PROJECT, GITHUB_CODEX):
            assert f"{each.selector} ({each.id})" in caught.value.message
        assert "--all" in caught.value.hint

    def test_those_that_are_called_the_same_are_told_apart_by_their_files(self) -> None:
        shared = GITHUB_PROJECT._replace(source=GITHUB_PROJECT.source._replace(file=Path("/p/.mcp.json")))
        with pytest.raises(Refused) as caught:
            select((GITHUB_PROJECT, shared, GITLAB), ["*"])
        assert f"({shared.id}, p/.mcp.json)" in caught.value.message
        assert f"({GITLAB.id})" in caught.value.message

    def test_of_very_many_only_some_are_shown(self) -> None:
        many = [entry("codex", Scope.USER, f"server-{number}") for number in range(100)]
        with pytest.raises(Refused, match=r"fits 100 servers: .* and 92 more"):
            select(many, ["*"])

    def test_one_that_fits_nothing_leads_to_the_closest(self) -> None:
        with pytest.raises(NothingMatched) as caught:
            chosen("claude-code/user/gitlb")
        assert caught.value.hint.startswith("did you mean claude-code/user/gitlab")
        assert caught.value.status == 1

    def test_one_that_is_like_nothing_leads_to_the_list(self) -> None:
        with pytest.raises(NothingMatched) as caught:
            chosen("qqqqqqq")
        assert "mcptui list" in caught.value.hint

    def test_a_good_one_does_not_save_a_bad_one(self) -> None:
        with pytest.raises(NothingMatched):
            chosen("gitlab", "nobody", all_matches=True)

    def test_no_selector_selects_nothing(self) -> None:
        assert chosen() == []
