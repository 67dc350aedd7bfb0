"""The commands of the table of servers."""

from __future__ import annotations

from typing import Final

from textual.actions import parse

from mcptui.tui.commands.command import LAST, Command, Situation, always
from mcptui.tui.commands.common import EVERYWHERE, TO_HISTORY, TO_PROFILES, TO_SERVERS
from mcptui.tui.commands.moves import MOVES

_ACT: Final = "Act"
_CHOOSE: Final = "Choose"
_SEE: Final = "See"
_GO: Final = "Go"


def _loaded(now: Situation) -> bool:
    return always(now) and now.loaded


def _has_servers(now: Situation) -> bool:
    return _loaded(now) and now.entries > 0


def _grouped(now: Situation) -> bool:
    return _has_servers(now) and now.grouped


def _chosen(now: Situation) -> bool:
    return _loaded(now) and now.chosen > 0


def _one_entry(now: Situation) -> bool:
    return _loaded(now) and now.entry is not None


def _on_line(now: Situation) -> bool:
    return _loaded(now) and now.on_line


def _can_narrow(now: Situation) -> bool:
    return _one_entry(now) and not now.marked and now.entry is not None and now.entry.parked is None


def _staged(now: Situation) -> bool:
    return _loaded(now) and now.staged > 0


def _can_write(now: Situation) -> bool:
    return _loaded(now) and not now.busy


def _can_go_back(now: Situation) -> bool:
    return now.waiting or now.typing or now.reading or now.filtered or now.marked > 0 or now.told


COMMANDS: Final = (
    Command(
        "servers.turn", ("space",), "on/off", "Turn the server, the marked ones or the group on or off",
        _ACT, "turn", lambda now: _chosen(now) and now.switchable, 1,
    ),
    Command(
        "servers.narrow", ("n",), "narrow", "Limit what the server may touch: folders, writing, tools, version",
        _ACT, "narrow", _can_narrow, 2,
    ),
    Command(
        "servers.fix", ("f",), "fix", "Stage what settles the gravest finding, and again for the next",
        _ACT, "fix", lambda now: _one_entry(now) and now.fixable, 3,
    ),
    Command(
        "servers.copy_to", ("c",), "copy", "Put the server, or the marked ones, into other clients too",
        _ACT, "copy_to", _chosen, 16,
    ),
    Command(
        "servers.add", ("a",), "add", "Add a server: a command line, an address, or what a README shows",
        _ACT, "add", _loaded, 17,
    ),
    Command(
        "servers.compare", ("equals_sign",), "compare",
        "See what differs where the same server stands elsewhere, and make others equal",
        _ACT, "compare", lambda now: _loaded(now) and now.elsewhere, 15,
    ),
    Command(
        "servers.remove", ("d",), "remove", "Take the entry out of its file",
        _ACT, "remove", lambda now: _chosen(now) and now.removable, 3,
    ),
    Command(
        "servers.review", ("w",), "review", "See the diff of every file and apply what is staged",
        _ACT, "review", lambda now: _staged(now) and not now.busy, 4,
    ),
    Command(
        "servers.unstage", ("z",), "unstage", "Forget what is staged for the row or the marked ones",
        _ACT, "unstage", lambda now: _staged(now) and now.staged_chosen > 0, 5,
    ),
    Command(
        "servers.unstage_all", ("Z",), "unstage all", "Forget everything that is staged",
        _ACT, "unstage_all", _staged,
    ),
    Command(
        "servers.undo", ("u",), "undo", "Take the last change back, after a look at its diff",
        _ACT, "undo", _can_write, 8,
    ),
    Command(
        "servers.redo", ("U",), "redo", "Take the last undo back",
        _ACT, "redo", _can_write,
    ),
    Command(
        "servers.profiles", ("p",), "profile", "Switch this project to a named set of servers",
        _GO, "profiles", _can_write, 6,
    ),
    Command(
        "servers.mark", ("v",), "mark", "Mark the row or the group, so that an act is about several",
        _CHOOSE, "mark", _chosen,
    ),
    Command(
        "servers.mark_down", ("J", "shift+down"), "mark down", "Mark the row and the one below",
        _CHOOSE, "mark_down", _chosen, in_palette=False,
    ),
    Command(
        "servers.mark_up", ("K", "shift+up"), "mark up", "Mark the row and the one above",
        _CHOOSE, "mark_up", _chosen, in_palette=False,
    ),
    Command(
        "servers.mark_all", ("V",), "mark all", "Mark all rows that are shown, or none",
        _CHOOSE, "mark_all", _has_servers,
    ),
    Command(
        "servers.filter", ("slash",), "filter",
        'Filter by words and terms: client:codex -state:off path:~ "two words"',
        _SEE, "filter", _has_servers, 7,
    ),
    Command(
        "servers.back", ("escape",), "clear", "Give up what takes long; clear the filter, the marks, the message",
        _SEE, "back", _can_go_back, 13, in_palette=False,
    ),
    Command(
        "servers.keep_filter", (), "keep", "Keep the filter and go back to the table",
        _SEE, "keep_filter", lambda now: now.typing, 12, in_palette=False, fixed="enter",
    ),
    Command(
        "servers.detail", ("enter",), "detail", "Show or hide the detail; fold or unfold a group",
        _SEE, "detail", _on_line,
    ),
    Command(
        "servers.here", ("h",), "here/everywhere", "What runs in this project, or everything on the machine",
        _SEE, "here", _loaded, 10,
    ),
    Command(
        "servers.group", ("b",), "group", "Group by server, client, project, or not",
        _SEE, "group", _has_servers, 9,
    ),
    Command(
        "servers.fold", ("left",), "fold", "Fold the group, or go to its head",
        _SEE, "fold", _grouped, in_palette=False,
    ),
    Command(
        "servers.unfold", ("right",), "unfold", "Unfold the group, or go into it",
        _SEE, "unfold", _grouped, in_palette=False,
    ),
    Command(
        "servers.fold_all", ("B",), "fold all", "Fold all groups, or unfold them",
        _SEE, "fold_all", _grouped,
    ),
    Command(
        "servers.columns", ("C",), "columns", "Choose the columns and their order, and by which to sort",
        _SEE, "columns", _has_servers,
    ),
    Command(
        "servers.sort", ("s",), "sort", "Sort by the next column",
        _SEE, "sort", _has_servers,
    ),
    Command(
        "servers.reverse", ("S",), "reverse", "Turn the order round",
        _SEE, "reverse", _has_servers,
    ),
    Command(
        "servers.problem", ("exclamation_mark",), "problems", "Go to the next file that cannot be read",
        _SEE, "problem", lambda now: _loaded(now) and now.problems > 0, 11,
    ),
    Command(
        "servers.reload", ("r",), "reload", "Read all files again",
        _SEE, "reload", _loaded,
    ),
    Command(
        "servers.edit", ("e",), "edit", "Open the file at the entry's line in $EDITOR",
        _GO, "edit", _on_line, 14,
    ),
    Command(
        "servers.copy", ("y",), "clipboard", "Send its name, command line, place or JSON to the clipboard",
        _GO, "clipboard", _one_entry,
    ),
    TO_SERVERS._replace(in_palette=False),
    TO_PROFILES._replace(available=_can_write),
    TO_HISTORY._replace(available=_can_write),
    Command(
        "servers.backups", (), "backups", "Files as they were before a change, and put a whole one back",
        _GO, "backups", _can_write,
    ),
    Command(
        "servers.lost", (), "lost", "Entries that clients lost, and put them back",
        _GO, "lost", _can_write,
    ),
    Command(
        "servers.demo", ("D",), "demo", "Look at a made-up home; nothing real is touched",
        _GO, "demo", lambda now: _loaded(now) and not now.demo and now.entries == 0, 1,
    ),
    Command(
        "app.theme", ("T",), "theme", "Choose the colours, and see each at once",
        _GO, "theme",
    ),
    Command(
        "app.welcome", (), "welcome", "The first page: what was found, what to look at first, the keys that matter",
        _GO, "welcome", _loaded,
    ),
    *EVERYWHERE,
    Command(
        "app.quit", ("q",), "quit", "Leave; asks first when something is staged",
        _GO, "leave", always, LAST + 1,
    ),
)  # fmt: skip

BY_ACTION: Final = {parse(command.action)[1:]: command for command in COMMANDS}
BY_ID: Final = {command.id: command for command in COMMANDS}
BACK: Final = BY_ID["servers.back"]
UNDO: Final = BY_ID["servers.undo"]
REVIEW: Final = BY_ID["servers.review"]
UNSTAGE: Final = BY_ID["servers.unstage"]

ACTS: Final = (*COMMANDS, *MOVES)
