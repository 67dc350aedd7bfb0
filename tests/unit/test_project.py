"""Where a project begins, as Claude Code and Codex see it: found by looking at files, git is never run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mcptui.project import Project, locate


def read(path: Path) -> bytes | None:
    """A file's bytes; None when there is any trouble with it."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def found(folder: Path) -> Project:
    return locate(folder, read)


def repository(folder: Path) -> Path:
    """A folder with as much of a ``.git`` in it as a clone has."""
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    return folder


def link_work_tree(folder: Path, git: Path, *, name: str = "wt", points_back: Path | None = None) -> Path:
    """What ``git worktree add`` leaves: ``folder`` belongs to the repository whose data is in ``git``."""
    data = git / "worktrees" / name
    data.mkdir(parents=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".git").write_text(f"gitdir: {data}\n")
    (data / "commondir").write_text("../..\n")
    (data / "gitdir").write_text(f"{(points_back or folder) / '.git'}\n")
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return Path(os.path.realpath(tmp_path))


class TestWithoutARepository:
    def test_a_folder_is_its_own_project(self, place: Path) -> None:
        folder = place / "a" / "b"
        folder.mkdir(parents=True)
        assert found(folder) == Project(folder, folder, folder)
        assert found(folder).lineage == (folder,)

    def test_a_folder_that_is_not_there_is_its_own_project(self, place: Path) -> None:
        assert found(place / "gone").main == place / "gone"


class TestInARepository:
    def test_the_root_is_found_from_deep_inside(self, place: Path) -> None:
        root = repository(place / "p")
        deep = root / "a" / "b"
        deep.mkdir(parents=True)
        assert found(deep) == Project(deep, root, root)
        assert found(deep).lineage == (deep, root / "a", root)

    def test_a_link_into_it_is_followed(self, place: Path) -> None:
        root = repository(place / "p")
        (root / "a").mkdir()
        (place / "link").symlink_to(root / "a")
        assert found(place / "link") == Project(root / "a", root, root)

    def test_dots_in_the_path_are_taken_out(self, place: Path) -> None:
        root = repository(place / "p")
        assert found(root / "a" / "..").folder == root

    def test_a_repository_in_a_repository_is_one_of_its_own(self, place: Path) -> None:
        inner = repository(repository(place / "p") / "vendor" / "inner")
        assert found(inner).main == inner

    def test_an_empty_folder_named_git_is_enough(self, place: Path) -> None:
        root = repository(place / "p")
        (root / "a" / ".git").mkdir(parents=True)
        assert found(root / "a").main == root / "a"

    def test_a_home_that_is_a_repository_is_the_root_of_what_is_in_it(self, place: Path) -> None:
        home = repository(place / "home")
        (home / "k").mkdir()
        assert found(home / "k").main == home

    def test_the_folder_of_a_bare_repository_is_a_plain_folder(self, place: Path) -> None:
        bare = place / "b.git"
        (bare / "refs").mkdir(parents=True)
        (bare / "HEAD").write_text("ref: refs/heads/main\n")
        assert found(bare).main == bare
        assert found(bare / "refs").main == bare / "refs"


class TestAFileNamedGit:
    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"garbage\n", id="garbage"),
            pytest.param(b"gitdir:\n", id="no folder"),
            pytest.param(b"gitdir: /nowhere/at/all\n", id="missing folder"),
            pytest.param(b"gitdir: \0\n", id="null character"),
            pytest.param(b"\xff\xfe", id="not text"),
            pytest.param(b"x" * 9000, id="too long"),
        ],
    )
    def test_one_that_leads_nowhere_marks_a_root_all_the_same(self, place: Path, text: bytes) -> None:
        root = repository(place / "p") / "sub"
        root.mkdir()
        (root / ".git").write_bytes(text)
        assert found(root) == Project(root, root, root)

    def test_a_submodule_is_a_project_of_its_own(self, place: Path) -> None:
        super_project = repository(place / "p")
        data = super_project / ".git" / "modules" / "sm"
        data.mkdir(parents=True)
        module = super_project / "sm"
        (module / "src").mkdir(parents=True)
        (module / ".git").write_text("gitdir: ../.git/modules/sm\n")
        assert found(module / "src") == Project(module / "src", module, module)

    def test_git_data_elsewhere_leaves_the_work_tree_the_root(self, place: Path) -> None:
        data = place / "elsewhere.git"
        data.mkdir()
        (data / "HEAD").write_text("ref: refs/heads/main\n")
        tree = place / "tree"
        tree.mkdir()
        (tree / ".git").write_text(f"gitdir: {data}\n")
        assert found(tree) == Project(tree, tree, tree)


class TestALinkedWorkTree:
    def test_it_belongs_to_the_main_repository(self, place: Path) -> None:
        main = repository(place / "p")
        tree = link_work_tree(place / "wt", main / ".git")
        assert found(tree) == Project(tree, tree, main)

    def test_a_folder_inside_it_belongs_there_too_and_its_parents_end_at_the_work_tree(self, place: Path) -> None:
        main = repository(place / "p")
        tree = link_work_tree(place / "wt", main / ".git")
        (tree / "sub").mkdir()
        assert found(tree / "sub") == Project(tree / "sub", tree, main)
        assert found(tree / "sub").lineage == (tree / "sub", tree)

    def test_one_inside_the_main_repository_is_still_a_work_tree(self, place: Path) -> None:
        main = repository(place / "p")
        tree = link_work_tree(main / ".wt" / "in", main / ".git")
        assert found(tree) == Project(tree, tree, main)

    def test_relative_paths_in_its_files_are_understood(self, place: Path) -> None:
        main = repository(place / "p")
        tree = link_work_tree(place / "wt", main / ".git")
        (tree / ".git").write_text("gitdir: ../p/.git/worktrees/wt\n")
        (main / ".git" / "worktrees" / "wt" / "gitdir").write_text("../../../../wt/.git\n")
        assert found(tree).main == main

    def test_a_copy_of_one_is_a_project_of_its_own(self, place: Path) -> None:
        main = repository(place / "p")
        copy = link_work_tree(place / "copy", main / ".git", points_back=place / "wt")
        assert found(copy) == Project(copy, copy, copy)

    @pytest.mark.parametrize("lost", ["commondir", "gitdir"])
    def test_one_whose_data_is_incomplete_is_a_project_of_its_own(self, place: Path, lost: str) -> None:
        main = repository(place / "p")
        tree = link_work_tree(place / "wt", main / ".git")
        (main / ".git" / "worktrees" / "wt" / lost).unlink()
        assert found(tree).main == tree

    @pytest.mark.parametrize("bare", ["b.git", ".bare"])
    def test_one_of_a_bare_repository_belongs_to_the_bare_folder(self, place: Path, bare: str) -> None:
        data = place / "pp" / bare
        data.mkdir(parents=True)
        tree = link_work_tree(place / "pp" / "main", data)
        assert found(tree) == Project(tree, tree, data)


class TestHostilePaths:
    """Folders come from files too: clients remember projects, and what they remember may be anything."""

    @pytest.mark.parametrize(
        "name",
        [
            pytest.param("x" * 5000, id="long name"),
            pytest.param("a\0b", id="null character"),
            pytest.param("\ud800", id="lone surrogate"),
            pytest.param("/".join(["deep"] * 3000), id="long path"),
        ],
    )
    def test_a_path_that_cannot_be_one_is_a_project_without_a_repository(self, place: Path, name: str) -> None:
        project = found(place / name)
        assert project.root == project.main == project.folder
