"""``add``: a new entry, from a command line, an address, or what a README shows."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from mcptui.cli.arguments import Arguments
from mcptui.cli.call import Call
from mcptui.cli.carry import carry_out
from mcptui.cli.copy import idle
from mcptui.cli.target import asked_target
from mcptui.errors import UsageError
from mcptui.translate.pasted import Pasted, named

_MOST_BYTES = 1_000_000
_WAYS = "say -- COMMAND ARGUMENT…, --url URL or --from FILE"


def run(call: Call) -> int:
    """Add what was told to the client that was named."""
    told = _told(call)
    call.settle()
    look = call.look()
    target = asked_target(call.arguments.targets[0], look)
    additions = call.workspace.additions(told, target, look, call.arguments.spared)
    plan = call.workspace.plan_additions(additions, look)
    return carry_out(call, plan, tuple(idle(additions, plan, look)))


def _told(call: Call) -> tuple[tuple[str, Pasted], ...]:
    """The servers that are meant, each with its name."""
    arguments = call.arguments
    ways = sum((bool(arguments.line), arguments.url is not None, arguments.origin is not None))
    if ways != 1:
        raise UsageError("the server is told in more than one way" if ways else "no server was told", _WAYS)
    if arguments.origin is not None:
        if arguments.env or arguments.headers or arguments.cwd or arguments.transport:
            raise UsageError("--from tells the whole server", "write into what it reads what else you want")
        return call.workspace.pasted(_read(arguments.origin), arguments.new_name)
    return named((Pasted(None, _remote(arguments) if arguments.url else _local(arguments)),), arguments.new_name)


def _local(arguments: Arguments) -> dict[str, object]:
    if arguments.headers or arguments.transport:
        raise UsageError("--header and --transport go with --url")
    command, *args = arguments.line
    env = _pairs(arguments.env, "--env")
    folder = {} if arguments.cwd is None else {"cwd": arguments.cwd}
    return {"command": command, "args": args, **({"env": env} if env else {}), **folder}


def _remote(arguments: Arguments) -> dict[str, object]:
    if arguments.env or arguments.cwd:
        raise UsageError("--env and --cwd go with a command, which is started here")
    headers = _pairs(arguments.headers, "--header")
    return {"type": arguments.transport or "http", "url": arguments.url, **({"headers": headers} if headers else {})}


def _pairs(told: Iterable[str], option: str) -> dict[str, str]:
    """Names and values. What is wrong is not shown, for it may be a secret."""
    pairs = {}
    for each in told:
        name, sign, value = each.partition("=")
        if not sign or not name.strip():
            raise UsageError(f"{option} takes NAME=VALUE", "put quotes around it where the shell would part it")
        pairs[name.strip()] = value
    return pairs


def _read(origin: str) -> str:
    try:
        data = sys.stdin.buffer.read(_MOST_BYTES + 1) if origin == "-" else _start_of(Path(origin))
    except OSError as error:
        # What stands there may be no path but the text itself, with its secrets.
        raise UsageError(
            f"what --from names cannot be read: {error.strerror}", "it takes a file; - is standard input"
        ) from None
    if len(data) > _MOST_BYTES:
        raise UsageError("what --from names is longer than a server could be")
    return data.decode("utf-8", "replace")


def _start_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_MOST_BYTES + 1)
