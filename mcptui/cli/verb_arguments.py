"""The verbs, what each of them takes, and the options that all of them know."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, HelpFormatter
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from mcptui import __version__
from mcptui.cli.output import terminal_width
from mcptui.model import Scope

_SELECTOR = "[client/[scope/]]name, with * and ?, or the id of a row"


class Formatter(HelpFormatter):
    """Help as wide as the terminal; argparse itself would import a lot to find that out."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=min(terminal_width(), 100) - 2)


def common_options() -> ArgumentParser:
    """The options that every verb knows. They have no default, so that they may stand before or after the verb."""
    parser = ArgumentParser(add_help=False, argument_default=SUPPRESS, formatter_class=Formatter)
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


def add_verbs(
    parser: ArgumentParser, common: ArgumentParser, dest: str, verbs: Mapping[str, Verb], *, required: bool = False
) -> None:
    """Verbs, or the actions of one, with the common options."""
    # Without a prog of ours argparse formats a usage line at every start to make one.
    adding = parser.add_subparsers(
        dest=dest, metavar=dest.upper(), required=required, prog=parser.prog, title="what to do"
    )
    for name, verb in verbs.items():
        verb.takes(
            adding.add_parser(
                name,
                help=verb.told,
                description=f"{verb.told[0].upper()}{verb.told[1:]}.",
                parents=[common],
                formatter_class=Formatter,
                argument_default=SUPPRESS,
                allow_abbrev=False,
            )
        )


def _nothing(parser: ArgumentParser) -> None:
    """No more than every verb takes."""


def _add_some(parser: ArgumentParser) -> None:
    parser.add_argument("selectors", nargs="+", metavar="SELECTOR", help=_SELECTOR)


def _add_any(parser: ArgumentParser) -> None:
    parser.add_argument("selectors", nargs="*", metavar="SELECTOR", help=_SELECTOR)


def _add_drift(parser: ArgumentParser) -> None:
    _add_any(parser)
    parser.add_argument("--check", action="store_true", help="end with status 1 if something differs")


def _add_switch(parser: ArgumentParser) -> None:
    _add_some(parser)
    _add_reach(parser)


def _add_align(parser: ArgumentParser) -> None:
    told = f"{_SELECTOR}; default: all others of the same server"
    parser.add_argument("selectors", nargs="*", metavar="SELECTOR", help=told)
    parser.add_argument("--to", dest="like", required=True, metavar="SELECTOR", help="the entry that says how")


def _add_undo(parser: ArgumentParser) -> None:
    told = "as history shows it; default: the last one"
    parser.add_argument("transaction", nargs="?", metavar="ID", help=told)


def _add_restore(parser: ArgumentParser) -> None:
    told = "a file, by its path or the end of it; or lost entries, by SELECTOR as doctor tells them; default: list all"
    parser.add_argument("wanted", nargs="*", metavar="FILE|SELECTOR", help=told)
    told = "the change before which it was so, or 'latest'"
    parser.add_argument("--from", dest="origin", metavar="ID", help=told)


def _add_doctor(parser: ArgumentParser) -> None:
    told = "take these lost entries as not missed; --all: everything that is lost"
    parser.add_argument("--forget", nargs="*", metavar="SELECTOR", help=told)


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


def _add_profile(parser: ArgumentParser) -> None:
    add_verbs(parser, common_options(), "action", _ACTIONS, required=True)


def _add_name(parser: ArgumentParser) -> None:
    parser.add_argument("profile", metavar="NAME")


def _add_new(parser: ArgumentParser) -> None:
    _add_name(parser)
    parser.add_argument("--extends", metavar="NAME", help="begin with what this profile wants")


def _add_bind(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("profile", nargs="?", metavar="NAME")
    which.add_argument("--none", dest="unbind", action="store_true", help="the project has none any more")


class Verb(NamedTuple):
    """``told``: what it does, for the help. ``takes`` adds what it takes to its parser."""

    told: str
    takes: Callable[[ArgumentParser], None] = _nothing


VERBS: Final[Mapping[str, Verb]] = {
    "list": Verb("every entry, as a table", _add_any),
    "show": Verb("one entry, everything", _add_some),
    "drift": Verb("the same server in several places, and what differs", _add_drift),
    "clients": Verb("the clients that are here and their files; with --all every client, and how it switches"),
    "enable": Verb("switch entries on", _add_switch),
    "disable": Verb("switch entries off", _add_switch),
    "remove": Verb("take entries out for good", _add_some),
    "align": Verb("make entries say what another one of the same server says", _add_align),
    "narrow": Verb("leave an entry less to touch", _add_narrow),
    "add": Verb("put a new entry into a client", _add_add),
    "copy": Verb("put entries into other clients too, in the words of each", _add_copy),
    "use": Verb("switch a profile on for this project", _add_use),
    "profile": Verb("see and change profiles", _add_profile),
    "history": Verb("what was changed, newest first"),
    "undo": Verb("take a transaction back", _add_undo),
    "redo": Verb("take the last undo back"),
    "restore": Verb("list the backups of files, put a whole file back from one, or lost entries", _add_restore),
    "doctor": Verb("what went missing or was left behind, and what can be done", _add_doctor),
    "demo": Verb("the screen on a made-up home; touches nothing real"),
}

_ACTIONS: Final[Mapping[str, Verb]] = {
    "list": Verb("every profile"),
    "show": Verb("what a profile wants", _add_name),
    "diff": Verb("what using a profile would change here", _add_name),
    "new": Verb("make a profile to fill in", _add_new),
    "save": Verb("make a profile of what is on now", _add_name),
    "edit": Verb("open a profile in your editor and check it afterwards", _add_name),
    "delete": Verb("take a profile away", _add_name),
    "bind": Verb("make a profile that of this project, for use without a name", _add_bind),
}
