"""An exact version, where the command line names the package."""

from __future__ import annotations

import pytest

from mcptui.errors import Refused
from mcptui.model import Definition, Transport
from mcptui.narrow.pin import pinned_args


def pinned(line: str, version: str = "1.2.3") -> str:
    command, *args = line.split()
    definition = Definition(Transport.STDIO, command=command, args=tuple(args))
    return " ".join((command, *pinned_args(args, definition, version)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("npx -y tool /a", "npx -y tool@1.2.3 /a"),
        ("npx -y @org/tool@latest", "npx -y @org/tool@1.2.3"),
        ("npx @org/tool@0.9.0", "npx @org/tool@1.2.3"),
        ("npx --package=kit kit-server", "npx --package=kit@1.2.3 kit-server"),
        ("npx a@npm:@org/tool@1", "npx a@npm:@org/tool@1.2.3"),
        ("npx a@npm:@org/tool", "npx a@npm:@org/tool@1.2.3"),
        ("npm exec -- tool --x", "npm exec -- tool@1.2.3 --x"),
        ("bunx tool", "bunx tool@1.2.3"),
        ("pnpm dlx tool", "pnpm dlx tool@1.2.3"),
        ("uvx tool", "uvx tool==1.2.3"),
        ("uvx tool@latest", "uvx tool@1.2.3"),
        ("uvx tool[cli]>=1", "uvx tool[cli]==1.2.3"),
        ("uvx --from kit==1.0 bin", "uvx --from kit==1.2.3 bin"),
        ("uvx --from=kit bin", "uvx --from=kit==1.2.3 bin"),
        ("uv run --with kit kit", "uv run --with kit==1.2.3 kit"),
        ("pipx run tool", "pipx run tool==1.2.3"),
        ("deno run -A jsr:@org/tool@1/bin", "deno run -A jsr:@org/tool@1.2.3/bin"),
        ("deno run npm:tool", "deno run npm:tool@1.2.3"),
        ("cmd /c npx -y tool", "cmd /c npx -y tool@1.2.3"),
    ],
)
def test_a_package_is_pinned_in_the_form_it_is_written_in(before: str, after: str) -> None:
    assert pinned(before) == after


@pytest.mark.parametrize(
    ("line", "version", "reason"),
    [
        ("uvx --from git+https://host/r bin", "1.2.3", "git repository"),
        ("docker run img", "1.2.3", "container image"),
        ("node server.js", "1.2.3", "no package registry"),
        ("my-server", "1.2.3", "no package registry"),
        ("npx", "1.2.3", "no package registry"),
        ("npx tool", "latest", "not an exact version"),
        ("npx tool", "^1.2.3", "not an exact version"),
        ("npx tool", "1.2", "not an exact version"),
        ("uvx tool", ">=1", "not an exact version"),
    ],
)
def test_what_has_no_version_is_refused(line: str, version: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        pinned(line, version)


def test_a_command_text_inside_a_shell_is_not_edited() -> None:
    definition = Definition(Transport.STDIO, command="bash", args=("-c", "npx tool"))
    with pytest.raises(Refused, match="holds a whole command"):
        pinned_args(definition.args, definition, "1.2.3")
