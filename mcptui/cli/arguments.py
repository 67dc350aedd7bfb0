"""What the command line was given."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Sequence
from typing import NoReturn

from mcptui.cli.verb_arguments import VERBS, Formatter, add_verbs, common_options
from mcptui.errors import UsageError
from mcptui.plain_text import visible

_LONGEST = 40
_FEW = 5


class Arguments(Namespace):
    """What was asked. What a verb does not take, or was not given, is as it stands here.

    An empty ``pin`` means the version that is installed.
    """

    verb: str = "screen"
    action: str = ""

    home: str | None = None
    project: str | None = None
    everywhere: bool = False
    clients: Sequence[str] | None = None
    scopes: Sequence[str] | None = None
    all_matches: bool = False
    json: bool = False
    dry_run: bool = False
    only_here: bool | None = None
    yes: bool = False
    color: bool = True

    selectors: Sequence[str] = ()
    folders: Sequence[str] | None = None
    read_only: bool = False
    deny: Sequence[str] | None = None
    allow: Sequence[str] | None = None
    pin: str | None = None

    check: bool = False
    like: str = ""

    profile: str | None = None
    extends: str | None = None
    back: bool = False
    unbind: bool = False

    targets: Sequence[str] = ()
    new_name: str | None = None
    spared: Sequence[str] = ()
    line: Sequence[str] = ()
    url: str | None = None
    transport: str | None = None
    headers: Sequence[str] = ()
    env: Sequence[str] = ()
    cwd: str | None = None

    transaction: str | None = None
    wanted: Sequence[str] = ()
    origin: str | None = None
    forget: Sequence[str] | None = None


def parse(argv: Sequence[str]) -> Arguments:
    """Read ``argv``. Raises ``UsageError``; leaves by ``SystemExit`` once ``--help`` or ``--version`` is answered."""
    ours, line = _cut(argv) if "add" in argv else (argv, ())
    try:
        arguments, unknown = _parser(_named(ours)).parse_known_args(ours, Arguments())
    except UsageError:
        # Said again by what knows all verbs, for it names them.
        arguments, unknown = _parser(VERBS).parse_known_args(ours, Arguments())
    if unknown:
        raise _not_taken(arguments.verb, unknown)
    arguments.line = line
    return arguments


def _named(argv: Sequence[str]) -> Collection[str]:
    """The verbs that may be meant: parsers for all take longer than reading the files of a home."""
    return VERBS if {"-h", "--help"}.intersection(argv) else VERBS.keys() & set(argv)


def _cut(argv: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """What is meant for mcptui, and a server's own command line, behind the first ``--``."""
    end = list(argv).index("--") if "--" in argv else len(argv)
    return argv[:end], argv[end + 1 :]


def _not_taken(verb: str, unknown: Sequence[str]) -> UsageError:
    """Tells options by their names, and other words by their number: what they say may be a secret."""
    called = "mcptui" if verb == Arguments.verb else f"mcptui {verb}"
    told = ", ".join(map(_option, [each for each in unknown if each.startswith("-")][:_FEW]))
    words = "a word" if len(unknown) == 1 else f"{len(unknown)} words"
    message = f"{called} does not take {told}" if told else f"{words} more than {called} takes"
    return UsageError(message, f"{called} --help tells what it takes")


def _option(word: str) -> str:
    """The name in front of what may stand in the same word."""
    return visible(word.partition("=")[0], _LONGEST) if word.startswith("--") else visible(word[:2])


class _Parser(ArgumentParser):
    """Refuses in the one way that mcptui refuses."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"{self.prog} --help tells what it takes")


def _parser(verbs: Collection[str]) -> _Parser:
    """For a line in which no other verb than these is named."""
    common = common_options()
    parser = _Parser(
        prog="mcptui",
        description="See, narrow and switch every MCP server of every AI client. Without a verb: the screen.",
        parents=[common],
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    add_verbs(parser, common, "verb", {name: told for name, told in VERBS.items() if name in verbs})
    return parser
