"""Other folders for a server, and nothing else changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.errors import Refused
from mcptui.model import Access, Definition, Transport
from mcptui.narrow.folders import FolderForm, folders_of, with_folders, with_read_only

FILES = "@modelcontextprotocol/server-filesystem"


def entry(command: str, *args: str) -> Definition:
    return Definition(Transport.STDIO, command=command, args=args)


def changed(definition: Definition, *folders: str) -> tuple[str, ...]:
    return with_folders(definition.args, definition, folders)


def paths(definition: Definition) -> list[str]:
    return [folder.path for folder in folders_of(definition)]


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        (entry("npx", "-y", FILES, "/a", "--x", "/b"), ["/a", "/b"]),
        (entry("mcp-server-filesystem", "/a"), ["/a"]),
        (entry("node", f"C:\\x\\node_modules\\{FILES}\\dist\\index.js".replace("/", "\\"), "D:\\a"), ["D:\\a"]),
        (entry("uvx", "mcp-server-git", "--repository", "/a"), ["/a"]),
        (entry("uvx", "mcp-server-git", "--repository=/a"), ["/a"]),
        (entry("python", "-m", "mcp_server_git", "-r", "/a"), ["/a"]),
        (entry("uv", "run", "--directory", "/src", "mcp-server-git", "-r/a"), ["/a"]),
        (entry("docker", "run", "-v", "/a:/b", "-v", "named:/c", "-v", "/anonymous", "img"), ["/a"]),
        (entry("docker", "run", "-vC:\\a:/b:ro", "--volume=~/a:/b", "img"), ["C:\\a", "~/a"]),
        (entry("docker", "run", "-v", "${env:HOME}/x:/b", "-v", "a:/data:ro", "img"), ["${env:HOME}/x"]),
        (entry("docker", "run", "--mount", "type=bind,source=/a,target=/b,readonly", "img"), ["/a"]),
        (entry("docker", "run", "--mount", "type=volume,src=/a,dst=/b", "img", "-v", "/c:/d"), []),
        (entry("npx", "tool", "/a"), []),
    ],
)
def test_folders_are_found_where_the_server_takes_them(definition: Definition, expected: list[str]) -> None:
    assert paths(definition) == expected


def test_a_mount_says_what_the_container_may_do() -> None:
    first, second = folders_of(
        entry("podman", "run", "-v", "/a:/in:Z,ro", "--mount=type=bind,src=/b,dst=/out,ro=false", "img")
    )
    assert (first.form, first.target, first.access, first.position, first.first) == (
        FolderForm.VOLUME, "/in", Access.READ, 2, 1
    )  # fmt: skip
    assert (second.form, second.target, second.access, second.position, second.first) == (
        FolderForm.MOUNT, "/out", Access.WRITE, 3, 3
    )  # fmt: skip


def test_folders_that_stay_keep_their_place() -> None:
    definition = entry("npx", "-y", f"{FILES}@1.2.3", "/a", "/b", "/c")
    assert changed(definition, "/c", "/d", "/a") == ("-y", f"{FILES}@1.2.3", "/a", "/d", "/c")
    assert changed(definition, "/b") == ("-y", f"{FILES}@1.2.3", "/b")
    assert changed(definition, "/a", "/b", "/c", "/d")[-2:] == ("/c", "/d")


def test_the_git_server_takes_exactly_one_repository() -> None:
    assert changed(entry("uvx", "mcp-server-git", "-v"), "/a") == ("mcp-server-git", "--repository", "/a", "-v")
    definition = entry("uvx", "mcp-server-git", "--repository=/a", "-v")
    assert changed(definition, "/b") == ("mcp-server-git", "--repository=/b", "-v")
    for folders in ((), ("/a", "/b")):
        with pytest.raises(Refused, match="exactly one repository"):
            changed(definition, *folders)


def test_a_replaced_mount_keeps_its_side_in_the_container_and_its_rights() -> None:
    volume = entry("docker", "run", "-i", "-v", "/a:/work:ro", "img", "serve")
    assert changed(volume, "/b") == ("run", "-i", "-v", "/b:/work:ro", "img", "serve")
    mount = entry("docker", "run", "--mount=type=bind,source=/a,target=/work,ro", "img")
    assert changed(mount, "/b") == ("run", "--mount=type=bind,source=/b,target=/work,ro", "img")


def test_the_file_system_image_gets_new_mounts_under_projects() -> None:
    definition = entry("docker", "run", "--mount", "type=bind,src=/a,dst=/projects/a,ro", "mcp/filesystem", "/projects")
    assert changed(definition, "/a", "/x/a") == (
        "run",
        "--mount",
        "type=bind,src=/a,dst=/projects/a,ro",
        "--mount",
        "type=bind,src=/x/a,dst=/projects/a-2,ro",
        "mcp/filesystem",
        "/projects",
    )
    bare = entry("docker", "run", "-i", "mcp/filesystem")
    assert changed(bare, "/a") == ("run", "-i", "-v", "/a:/projects/a", "mcp/filesystem", "/projects/a")


def test_the_file_system_image_is_no_longer_told_of_a_folder_that_went() -> None:
    definition = entry(
        "docker", "run", "-v", "/a:/projects/a", "-v", "/b:/projects/b", "mcp/filesystem", "/projects/a", "/projects/b"
    )
    assert changed(definition, "/b") == ("run", "-v", "/b:/projects/b", "mcp/filesystem", "/projects/b")


@pytest.mark.parametrize(
    ("definition", "folders", "reason"),
    [
        (entry("npx", FILES, "/a"), [], "without a folder"),
        (entry("docker", "run", "-v", "/a:/b", "mcp/filesystem"), [], "without a folder"),
        (entry("docker", "run", "-v", "/a:/b", "img"), ["/a", "/c"], "where this image expects"),
        (entry("npx", "tool", "/a"), ["/b"], "not known how this server"),
        (entry("bash", "-c", f"npx {FILES} /a"), ["/b"], "holds a whole command"),
        (entry("npx", FILES, "/a"), ["~/b"], "not an absolute path"),
        (entry("npx", FILES, "/a"), ["--flag"], "not an absolute path"),
        (entry("npx", FILES, "/a"), ["/b\n"], "line break"),
        (entry("docker", "run", "-v", "/a:/b", "img"), ["/c:d"], "colon"),
        (entry("docker", "run", "--mount", "type=bind,src=/a,dst=/b", "img"), ["/c,d"], "comma"),
        (entry("docker", "run", "-iv", "/a:/b", "img"), [], "several options in one word"),
    ],
)
def test_what_cannot_be_done_safely_is_refused(definition: Definition, folders: list[str], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        changed(definition, *folders)


def test_mounts_become_read_only() -> None:
    definition = entry(
        "docker", "run", "-v", "/a:/x:rw,Z", "-v/b:/y", "-v", "/r:/r:ro", "--mount", "type=bind,src=/c,dst=/z", "img"
    )
    assert with_read_only(definition.args, definition) == (
        "run", "-v", "/a:/x:Z,ro", "-v/b:/y:ro", "-v", "/r:/r:ro", "--mount", "type=bind,src=/c,dst=/z,ro", "img"
    )  # fmt: skip


@pytest.mark.parametrize("definition", [entry("npx", FILES, "/a"), entry("docker", "run", "img")])
def test_read_only_is_refused_where_there_is_no_mount(definition: Definition) -> None:
    with pytest.raises(Refused):
        with_read_only(definition.args, definition)


_PATHS = st.text("abc ü-", min_size=1, max_size=4).map(lambda name: f"/{name}")
_LISTS = st.lists(_PATHS, min_size=1, max_size=5, unique=True)
_FLAGS = st.lists(st.sampled_from(["--rm", "-i", "-e", "--name=x", "--init"]), max_size=3)


@given(_LISTS, _LISTS)
def test_only_the_folders_of_the_file_system_server_change(before: list[str], after: list[str]) -> None:
    definition = entry("npx", "-y", FILES, *before)
    result = changed(definition, *after)
    assert result[:2] == ("-y", FILES)
    assert set(result[2:]) == set(after)
    stayed = [path for path in before if path in after]
    assert [path for path in result[2:] if path in stayed] == stayed


@given(flags=_FLAGS, before=_LISTS, after=_LISTS, long=st.booleans())
def test_only_the_mounts_of_a_container_change(
    *, flags: list[str], before: list[str], after: list[str], long: bool
) -> None:
    flags = [word for flag in flags for word in ((flag, "A=b") if flag == "-e" else (flag,))]
    mounts = [
        word
        for number, path in enumerate(before)
        for word in (
            ("--mount", f"type=bind,src={path},dst=/projects/{number}") if long else ("-v", f"{path}:/p{number}")
        )
    ]
    definition = entry("docker", "run", *flags, *mounts, "mcp/filesystem", "/projects", "--tail")
    result = changed(definition, *after)
    new = entry("docker", *result)
    assert set(paths(new)) == set(after)
    held = {at for folder in folders_of(new) for at in (folder.first, folder.position)}
    others = [word for at, word in enumerate(result) if at not in held]
    assert others == ["run", *flags, "mcp/filesystem", "/projects", "--tail"]
