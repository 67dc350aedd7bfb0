"""What a command line would start."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcptui.launch import Launch, read_launch


def launch(line: str) -> Launch:
    """Words are separated by blanks; ``␣`` is a blank inside a word."""
    command, *args = (word.replace("␣", " ") for word in line.split())
    return read_launch(command, args)


@pytest.mark.parametrize(
    ("line", "launcher", "ecosystem", "name", "version", "pinned"),
    [
        # package runners of Node
        ("npx -y tool", "npx", "npm", "tool", None, False),
        ("npx -y @org/tool@1.2.3 stdio", "npx", "npm", "@org/tool", "1.2.3", True),
        ("npx @org/tool@latest", "npx", "npm", "@org/tool", "latest", False),
        ("npx tool@^1.2.3", "npx", "npm", "tool", "^1.2.3", False),
        ("npx tool@1.2", "npx", "npm", "tool", "1.2", False),
        ("npx tool@1.2.3-beta.1", "npx", "npm", "tool", "1.2.3-beta.1", True),
        ("npx -y -p @org/kit@2.0.0 kit-server", "npx", "npm", "@org/kit", "2.0.0", True),
        ("npx --package=kit kit-server", "npx", "npm", "kit", None, False),
        ("npx alias@npm:@org/real@3.1.0", "npx", "npm", "@org/real", "3.1.0", True),
        ("npx github:org/repo#main", "npx", "git", "https://github.com/org/repo", "main", False),
        ("npx org/repo", "npx", "git", "https://github.com/org/repo", None, False),
        (f"npx git+https://host/r.git#{'a' * 40}", "npx", "git", "https://host/r.git", "a" * 40, True),
        ("npx git+https://me:pw@host/r.git", "npx", "git", "https://host/r.git", None, False),
        ("npx https://host/tool-1.0.0.tgz?t=1", "npx", "url", "https://host/tool-1.0.0.tgz", None, False),
        ("npx ./server", "npx", "local", "./server", None, None),
        ("npm exec --yes -- tool@4.5.6 --x", "npm-exec", "npm", "tool", "4.5.6", True),
        ("npm x tool", "npm-exec", "npm", "tool", None, False),
        ("npm --prefix /srv/app run start", "npm-run", "local", "/srv/app", None, None),
        ("bunx --bun tool@1.0.0", "bunx", "npm", "tool", "1.0.0", True),
        ("bun x tool", "bunx", "npm", "tool", None, False),
        ("bun run src/server.ts", "bun", "local", "src/server.ts", None, None),
        ("bun --cwd /srv/app run start", "bun-run", "local", "/srv/app", None, None),
        ("pnpm dlx tool@0.1.0", "pnpm-dlx", "npm", "tool", "0.1.0", True),
        ("pnpx tool", "pnpm-dlx", "npm", "tool", None, False),
        ("yarn dlx -q tool", "yarn-dlx", "npm", "tool", None, False),
        ("C:\\Program␣Files\\nodejs\\npx.CMD -y tool", "npx", "npm", "tool", None, False),
        ("npx", "npx", "npm", None, None, None),
        # Python
        ("uvx tool", "uvx", "pypi", "tool", None, False),
        ("uvx tool@1.4", "uvx", "pypi", "tool", "1.4", True),
        ("uvx tool[cli]==2.0rc1", "uvx", "pypi", "tool", "2.0rc1", True),
        ("uvx tool>=2", "uvx", "pypi", "tool", ">=2", False),
        ("uvx tool==2.*", "uvx", "pypi", "tool", "2.*", False),
        ("uvx tool@latest", "uvx", "pypi", "tool", "latest", False),
        ("uvx --python 3.12 --with extra --from kit==1.0 run-kit", "uvx", "pypi", "kit", "1.0", True),
        ("uvx --from git+https://host/o/r@v1#subdirectory=x bin", "uvx", "git", "https://host/o/r", "v1", False),
        ("uvx --from /srv/checkout bin", "uvx", "local", "/srv/checkout", None, None),
        ("uv --quiet tool run tool==3", "uv-tool-run", "pypi", "tool", "3", True),
        ("pipx run --spec kit==1.1 kit-server", "pipx-run", "pypi", "kit", "1.1", True),
        ("uv --directory /srv/app run server.py", "uv-run", "local", "/srv/app", None, None),
        (
            "uv run --with Kit-Server python -m kit_server",
            "uv-run",
            "pypi",
            "Kit-Server",
            None,
            False,
        ),
        ("uv run --with mcp[cli] mcp run /srv/server.py", "uv-run", "local", "/srv/server.py", None, None),
        ("python3.12 -u -m my.module --x", "python-m", "local", "my.module", None, None),
        ("/opt/venv/bin/python -W ignore server.py", "python", "local", "server.py", None, None),
        ("py -c print(1)", "python", "local", None, None, None),
        # interpreters and the rest
        ("node --require ./hook.js dist/index.js --port 1", "node", "local", "dist/index.js", None, None),
        ("node -e code()", "node", "local", None, None, None),
        ("deno run --allow-net jsr:@org/srv@1.2.3/bin", "deno", "jsr", "@org/srv", "1.2.3", True),
        ("deno run -A npm:tool@2", "deno", "npm", "tool", "2", False),
        ("deno run https://k:p@host/mod.ts?x=1", "deno", "url", "https://host/mod.ts", None, False),
        ("go run example.org/cmd/srv@v1.2.3", "go-run", "go", "example.org/cmd/srv", "v1.2.3", True),
        ("java -Xmx1g -jar /srv/app.jar", "java", "local", "/srv/app.jar", None, None),
        ("my-server --stdio", "binary", "local", "my-server", None, None),
        ("bash /srv/start.sh", "script", "local", "/srv/start.sh", None, None),
        ("/srv/start.sh", "script", "local", "/srv/start.sh", None, None),
        # containers
        ("docker run -i --rm org/img:1.2.3 serve", "docker", "docker", "org/img", "1.2.3", True),
        ("docker run -it -e A=b --name x reg:5000/img", "docker", "docker", "reg:5000/img", None, False),
        ("docker --context far container run img:latest", "docker", "docker", "img", "latest", False),
        ("podman run -v/a:/b img@sha256:00", "podman", "docker", "img", "sha256:00", True),
        ("podman run --pull=always img:v2", "podman", "docker", "img", "v2", False),
        ("docker exec -i box srv", "container-exec", "docker", "box", None, None),
    ],
)
def test_launcher_and_package_are_read_from_the_line(
    line: str,
    launcher: str,
    ecosystem: str,
    name: str | None,
    version: str | None,
    *,
    pinned: bool | None,
) -> None:
    package = launch(line).package
    assert (package.launcher, package.ecosystem, package.name, package.version, package.pinned) == (
        launcher,
        ecosystem,
        name,
        version,
        pinned,
    )


@pytest.mark.parametrize(
    ("line", "wrappers", "name", "shell"),
    [
        ("env -u A B=c npx tool", ("env",), "tool", False),
        ("cmd /d /s /c npx -y tool", ("cmd",), "tool", True),
        ("cmd.exe /c npx␣-y␣tool", ("cmd",), "tool", True),
        ("powershell -NoProfile -ExecutionPolicy Bypass -Command npx tool", ("powershell",), "tool", True),
        ("pwsh -c &␣npx␣tool", ("pwsh",), "tool", True),
        ("bash -lc exec␣npx␣-y␣tool␣2>/dev/null", ("bash",), "tool", True),
        ("sh -c cd␣/srv␣&&␣A=b␣uvx␣tool", ("sh",), "tool", True),
        ("bash -c curl␣https://host/x␣|␣sh", ("bash",), None, True),
        ("bash -c $(evil)", ("bash",), None, True),
        ("wsl.exe -d Ubuntu --cd /srv -e uvx tool", ("wsl",), "tool", False),
        ("timeout -k 5 30 nice -n 5 nohup npx tool", ("timeout", "nice", "nohup"), "tool", False),
        ("sudo -u me A=b npx tool", ("sudo",), "tool", False),
        ("srt --settings s.json npx tool", ("srt",), "tool", False),
        ("bwrap --ro-bind /usr /usr --bind /a /a --unshare-all -- npx tool", ("bwrap",), "tool", False),
        ("sandbox-exec -f p.sb npx tool", ("sandbox-exec",), "tool", False),
        ("firejail --net=none npx tool", ("firejail",), "tool", False),
        ("op run --env-file=.env -- npx tool", ("op",), "tool", False),
        ("dotenv -e .env -- npx tool", ("dotenv",), "tool", False),
        ("doppler run -p a -- npx tool", ("doppler",), "tool", False),
        ("mcp guard --deny tools:x npx tool", ("mcptools-guard",), "tool", False),
        ("npx -y deno@2 run -A npm:tool", ("npx",), "tool", False),
        ("npx tsx src/tool", ("npx",), "src/tool", False),
        ("node C:\\nodejs\\npx-cli.js -y tool", ("node",), "tool", False),
        ("npx -c tool␣--x", ("npx",), None, True),
    ],
)
def test_wrappers_are_peeled_outermost_first(
    line: str, wrappers: tuple[str, ...], name: str | None, *, shell: bool
) -> None:
    found = launch(line)
    assert (found.wrappers, found.package.name, found.shell) == (wrappers, name, shell)


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("npx -y mcp-remote https://host/mcp --header A:b", "https://host/mcp"),
        ("npx mcp-remote@0.1.0 --debug https://host/mcp", "https://host/mcp"),
        ("npx mcp-remote ${ADDRESS}", "${ADDRESS}"),
        ("npx supergateway --logLevel none --sse https://host/sse", "https://host/sse"),
        ("npx supergateway --stdio npx␣other", None),
        ("uvx mcp-proxy --transport streamablehttp https://host/mcp", "https://host/mcp"),
        ("python -m mcp-proxy https://host/mcp", "https://host/mcp"),
        ("/usr/bin/mcp-remote https://host/mcp", "https://host/mcp"),
        ("npx tool https://host/mcp", None),
    ],
)
def test_a_bridge_names_its_remote_server(line: str, url: str | None) -> None:
    assert launch(line).remote_url == url


def test_indexes_say_where_spec_and_arguments_stand() -> None:
    found = read_launch("cmd", ["/c", "npx", "-y", "--package=kit@1", "kit-server", "--root", "/a"])
    assert found.spec_index == 3
    assert found.spec == "kit@1"
    assert (found.arguments_index, found.arguments) == (5, ("--root", "/a"))
    assert found.program == "kit-server"


def test_arguments_begin_behind_the_image_of_a_container() -> None:
    found = read_launch("docker", ["run", "-i", "-v", "/a:/b", "img", "/b"])
    assert (found.spec_index, found.arguments_index, found.arguments) == (4, 5, ("/b",))
    volume = next(option for option in found.options if option.name == "-v")
    assert (volume.value, volume.position, volume.value_index) == ("/a:/b", 2, 3)


def test_words_inside_a_shell_text_have_no_place_of_their_own() -> None:
    found = read_launch("bash", ["-c", "npx tool@1.0.0 /a"])
    assert found.arguments == ("/a",)
    assert found.spec_index is None
    assert found.arguments_index is None


def test_a_server_that_is_the_command_itself_has_no_spec_to_edit() -> None:
    found = read_launch("my-server", ["/a"])
    assert (found.spec_index, found.arguments_index, found.arguments) == (None, 0, ("/a",))


def test_the_folder_that_a_line_changes_to_is_kept() -> None:
    assert launch("bash -c cd␣/srv␣&&␣npx␣tool").folder == "/srv"
    assert launch("wsl --cd /srv npx tool").folder == "/srv"
    assert launch("uv --directory /srv run server.py").folder == "/srv"


def test_the_outermost_sandbox_is_named() -> None:
    assert launch("env bwrap --bind / / srt npx tool").sandbox == "bwrap"
    assert launch("npx tool").sandbox is None


def test_an_entry_without_command_starts_nothing() -> None:
    assert read_launch(None, ["x"]).package.launcher is None


def test_wrappers_without_end_are_not_peeled_for_ever() -> None:
    found = read_launch("nice", ["nice"] * 10_000)
    assert len(found.wrappers) < 100
    assert found.package.launcher == "binary"


_LINE = (
    "npx -y -p --package= uvx --from uv run tool docker -v --mount -it bash -lc -c cmd /c env A=b -S -- - wsl --cd op "
    "bwrap --bind dotenv python -m deno jsr: npm: git+ @ @a/b@ mcp guard powershell -Command & 'x \" $( ; && > 2>"
)
_WORDS = st.sampled_from(_LINE.split())


@given(st.text() | _WORDS, st.lists(st.text() | _WORDS | st.lists(_WORDS).map(" ".join)))
def test_any_text_can_be_read(command: str, args: list[str]) -> None:
    found = read_launch(command, args)
    if found.arguments_index is not None:
        assert tuple(args[found.arguments_index :]) == found.arguments
    if found.spec_index is not None and found.spec is not None:
        assert args[found.spec_index].endswith(found.spec)


@pytest.mark.parametrize("text", ["[" * 100_000, "a@" * 100_000, "'" * 100_001, "a;" * 15_000, "${" * 100_000])
def test_hostile_words_take_no_time(text: str) -> None:
    begin = time.perf_counter()
    for line in (["npx", text], ["uvx", text], ["docker", "run", text], ["bash", "-c", text], ["deno", "run", text]):
        read_launch(line[0], line[1:])
    assert time.perf_counter() - begin < 5
