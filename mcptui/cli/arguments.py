"""What the command line takes: verbs, their arguments, and the options that every verb knows."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, HelpFormatter, Namespace
from collections.abc import Callable, Sequence
from typing import NoReturn

from mcptui import __version__
from mcptui.cli.output import terminal_width
from mcptui.errors import UsageError
from mcptui.model import Scope
from mcptui.plain_text import visible

_LONGEST = 40
_FEW = 5
_SELECTOR = "[client/[scope/]]name, with * and ?, or the id of a row"


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
    arguments, unknown = _parser(ours).parse_known_args(ours, Arguments())
    if unknown:
        raise _not_taken(arguments.verb, unknown)
    arguments.line = line
    return arguments


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


class _Formatter(HelpFormatter):
    """Help as wide as the terminal; argparse itself would import a lot to find that out."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=min(terminal_width(), 100) - 2)


class _Parser(ArgumentParser):
    """Refuses in the one way that mcptui refuses."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, f"{self.prog} --help tells what it takes")


_AddVerb = Callable[[str, str], ArgumentParser]


def _parser(argv: Sequence[str]) -> _Parser:
    common = _common()
    parser = _Parser(
        prog="mcptui",
        description="See, narrow and switch every MCP server of every AI client. Without a verb: the screen.",
        parents=[common],
        formatter_class=_Formatter,
        allow_abbrev=False,
    )
    verb = _adder(parser, common, "verb")
    verb("list", "every entry, as a table").add_argument("selectors", nargs="*", metavar="SELECTOR", help=_SELECTOR)
    verb("show", "one entry, everything").add_argument("selectors", nargs="+", metavar="SELECTOR", help=_SELECTOR)
    drift = verb("drift", "the same server in several places, and what differs")
    drift.add_argument("selectors", nargs="*", metavar="SELECTOR", help=_SELECTOR)
    drift.add_argument("--check", action="store_true", help="end with status 1 if something differs")
    verb("clients", "the clients that are here and their files; with --all every client, and how it switches")
    for name, told in (
        ("enable", "switch entries on"),
        ("disable", "switch entries off"),
        ("remove", "take entries out for good"),
    ):
        switch = verb(name, told)
        switch.add_argument("selectors", nargs="+", metavar="SELECTOR", help=_SELECTOR)
        if name != "remove":
            _add_reach(switch)
    align = verb("align", "make entries say what another one of the same server says")
    told = f"{_SELECTOR}; default: all others of the same server"
    align.add_argument("selectors", nargs="*", metavar="SELECTOR", help=told)
    align.add_argument("--to", dest="like", required=True, metavar="SELECTOR", help="the entry that says how")
    _add_narrow(verb("narrow", "leave an entry less to touch"))
    _add_add(verb("add", "put a new entry into a client"))
    _add_copy(verb("copy", "put entries into other clients too, in the words of each"))
    _add_use(verb("use", "switch a profile on for this project"))
    profile = verb("profile", "see and change profiles")
    if "profile" in argv:  # making the parsers of its actions takes as long as making all others
        _add_profile(profile, common)
    verb("history", "what was changed, newest first")
    undo = verb("undo", "take a transaction back")
    undo.add_argument("transaction", nargs="?", metavar="ID", help="as history shows it; default: the last one")
    verb("redo", "take the last undo back")
    restore = verb("restore", "list the backups of files, put a whole file back from one, or lost entries")
    told = "a file, by its path or the end of it; or lost entries, by SELECTOR as doctor tells them; default: list all"
    restore.add_argument("wanted", nargs="*", metavar="FILE|SELECTOR", help=told)
    restore.add_argument("--from", dest="origin", metavar="ID", help="the change before which it was so, or 'latest'")
    forget = "take these lost entries as not missed; --all: everything that is lost"
    verb("doctor", "what went missing or was left behind, and what can be done").add_argument(
        "--forget", nargs="*", metavar="SELECTOR", help=forget
    )
    verb("demo", "the screen on a made-up home; touches nothing real")
    return parser


def _common() -> ArgumentParser:
    """The options that every verb knows. They have no default, so that they may stand before or after the verb."""
    parser = ArgumentParser(add_help=False, argument_default=SUPPRESS, formatter_class=_Formatter)
    group = parser.add_argument_group("options of every verb")
    add = group.add_argument
    add("--home", metavar="DIR", help="treat DIR as the home, mcptui's own files included")
    add("--project", metavar="DIR", help="look at this project; default: the current folder")
    add("--all-projects", dest="everywhere", action="store_true", help="look at every project that a client knows")
    add("--client", dest="clients", action="append", metavar="ID", help="only this client; may be given again")
    scopes = [scope.value for scope in Scope]
    add("--scope", dest="scopes", action="append", choices=scopes, metavar="SCOPE", help=f"only {', '.join(scopes)}")
    add("--all", dest="all_matches", action="store_true", help="take all entries that a selector fits")
    add("--json", action="store_true", help="answer in JSON")
    add("--dry-run", action="store_true", help="print the diff, write nothing")
    add("--yes", action="store_true", help="write without asking")
    add("--no-color", dest="color", action="store_false", help="no colours; so does the variable NO_COLOR")
    add("--version", action="version", version=f"mcptui {__version__}", help="print the version")
    return parser


def _adder(parser: ArgumentParser, common: ArgumentParser, dest: str, *, required: bool = False) -> _AddVerb:
    """What adds a verb, or an action, with the common options."""
    # Without a prog of ours argparse formats a usage line at every start to make one.
    verbs = parser.add_subparsers(
        dest=dest, metavar=dest.upper(), required=required, prog=parser.prog, title="what to do"
    )

    def add(name: str, told: str) -> ArgumentParser:
        return verbs.add_parser(
            name,
            help=told,
            description=f"{told[0].upper()}{told[1:]}.",
            parents=[common],
            formatter_class=_Formatter,
            argument_default=SUPPRESS,
            allow_abbrev=False,
        )

    return add


def _add_reach(parser: ArgumentParser) -> None:
    reach = parser.add_mutually_exclusive_group()
    told = "for this project alone; default: where the client itself would"
    reach.add_argument("--here", dest="only_here", action="store_const", const=True, help=told)
    told = "for every project"
    reach.add_argument("--everywhere", dest="only_here", action="store_const", const=False, help=told)


def _add_narrow(parser: ArgumentParser) -> None:
    parser.add_argument("selectors", nargs=1, metavar="SELECTOR", help=_SELECTOR)
    add = parser.add_argument
    add("--path", dest="folders", nargs="+", action="extend", metavar="DIR", help="the only folders it is given")
    add("--read-only", action="store_true", help="mount the folders of a container read-only")
    add("--deny-tool", dest="deny", nargs="+", action="extend", metavar="T", help="hide these tools")
    add("--allow-tool", dest="allow", nargs="+", action="extend", metavar="T", help="leave only these tools")
    add("--pin", nargs="?", const="", metavar="VERSION", help="fix the version; default: the installed one")


def _add_add(parser: ArgumentParser) -> None:
    parser.usage = "%(prog)s CLIENT[/SCOPE] [NAME] [OPTION…] [-- COMMAND ARGUMENT…]"
    add = parser.add_argument
    add("targets", nargs=1, metavar="CLIENT[/SCOPE]", help="where it goes; without a scope: for the user")
    add("new_name", nargs="?", metavar="NAME", help="what the server is called; default: as in what is pasted")
    add("--url", metavar="URL", help="the address of a server that runs elsewhere")
    add("--transport", choices=("http", "sse", "ws"), help="what it speaks there; default: http")
    add("--header", dest="headers", action="append", metavar="NAME=VALUE", help="sent to it; may be given again")
    add("--env", action="append", metavar="NAME=VALUE", help="a variable for it; may be given again")
    add("--cwd", metavar="DIR", help="the folder that it starts in")
    add("--from", dest="origin", metavar="FILE", help="read JSON or TOML as READMEs show it; - is standard input")
    _add_without(parser)


def _add_copy(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("selectors", nargs="+", metavar="SELECTOR", help=_SELECTOR)
    told = "where it goes, as for add; may be given again"
    add("--to", dest="targets", action="append", required=True, metavar="CLIENT[/SCOPE]", help=told)
    add("--as", dest="new_name", metavar="NAME", help="what the copy is called; default: as the entry")
    _add_without(parser)


def _add_without(parser: ArgumentParser) -> None:
    told = "a field that need not come along, as cwd, tools or env.TOKEN; may be given again"
    parser.add_argument("--without", dest="spared", action="append", metavar="FIELD", help=told)


def _add_use(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    told = "as profile list shows it; default: the one that is bound to the project"
    what.add_argument("profile", nargs="?", metavar="PROFILE", help=told)
    what.add_argument("--back", action="store_true", help="take the last switch back")


def _add_profile(parser: ArgumentParser, common: ArgumentParser) -> None:
    action = _adder(parser, common, "action", required=True)
    action("list", "every profile")
    for name, told in (
        ("show", "what a profile wants"),
        ("diff", "what using a profile would change here"),
        ("new", "make a profile to fill in"),
        ("save", "make a profile of what is on now"),
        ("edit", "open a profile in your editor and check it afterwards"),
        ("delete", "take a profile away"),
        ("bind", "make a profile that of this project, for use without a name"),
    ):
        added = action(name, told)
        if name == "bind":
            which = added.add_mutually_exclusive_group(required=True)
            which.add_argument("profile", nargs="?", metavar="NAME")
            which.add_argument("--none", dest="unbind", action="store_true", help="the project has none any more")
            continue
        added.add_argument("profile", metavar="NAME")
        if name == "new":
            added.add_argument("--extends", metavar="NAME", help="begin with what this profile wants")
