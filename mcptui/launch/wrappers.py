"""Programs that stand before the real launcher: ``env``, ``sudo``, shells, sandboxes, secret stores."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from mcptui.launch.line import Launch, Reader, Wrapped, named
from mcptui.launch.packages import local
from mcptui.launch.words import (
    Arity,
    Simple,
    Word,
    Words,
    is_assignment,
    program_name,
    read_options,
    read_shell_text,
    read_windows_text,
    taking,
    value_of,
    verb,
)

_NO_OPTIONS: Final[Arity] = MappingProxyType({})


class _Form(NamedTuple):
    """How a wrapper is written: its options, words before the command, a verb, ``A=b`` before the command.

    ``dashes`` is set where the tool's own options end at ``--``.
    """

    arity: Arity = _NO_OPTIONS
    skip: int = 0
    verbs: frozenset[str] = frozenset()
    assignments: bool = False
    dashes: bool = False
    folder: tuple[str, ...] = ()
    name: str | None = None


_BWRAP = (
    taking(
        "--proc --dev --tmpfs --mqueue --dir --remount-ro --unsetenv --chdir --lock-file --sync-fd --seccomp "
        "--add-seccomp-fd --uid --gid --hostname --args --argv0 --userns --userns2 --pidns --exec-label --file-label "
        "--block-fd --userns-block-fd --info-fd --json-status-fd --size --perms --cap-add --cap-drop --overlay-src "
        "--tmp-overlay --ro-overlay"
    )
    | dict.fromkeys(
        taking(
            "--bind --bind-try --dev-bind --dev-bind-try --ro-bind --ro-bind-try --bind-fd --ro-bind-fd --symlink "
            "--setenv --file --bind-data --ro-bind-data --chmod"
        ),
        2,
    )
    | {"--overlay": 3}
)

_FORMS: Final[Mapping[str, _Form]] = MappingProxyType(
    {
        "timeout": _Form(taking("-k --kill-after -s --signal"), skip=1),
        "nice": _Form(taking("-n --adjustment")),
        "ionice": _Form(taking("-c --class -n --classdata")),
        "stdbuf": _Form(taking("-i --input -o --output -e --error")),
        "nohup": _Form(),
        "setsid": _Form(),
        "time": _Form(),
        "caffeinate": _Form(taking("-t -w")),
        "sudo": _Form(
            taking("-u --user -g --group -h --host -p --prompt -C --close-from -D --chdir -R --chroot -T -r -t -U"),
            assignments=True,
            folder=("-D", "--chdir"),
        ),
        "doas": _Form(taking("-u -C")),
        "srt": _Form(taking("--settings -s")),
        "bwrap": _Form(_BWRAP, folder=("--chdir",)),
        "sandbox-exec": _Form(taking("-f -p -n -D")),
        "firejail": _Form(),
        "mcp": _Form(taking("--allow -a --deny -d --log -l"), verbs=frozenset({"guard"}), name="mcptools-guard"),
        "op": _Form(taking("--env-file --account"), verbs=frozenset({"run"}), dashes=True),
        "dotenv": _Form(taking("-e -f --file -v"), verbs=frozenset({"run", ""}), dashes=True),
        "dotenvx": _Form(taking("-f --env-file -e --env"), verbs=frozenset({"run"}), dashes=True),
        "doppler": _Form(taking("-p --project -c --config"), verbs=frozenset({"run"}), dashes=True),
        "infisical": _Form(taking("--env --path --projectId"), verbs=frozenset({"run"}), dashes=True),
        "aws-vault": _Form(verbs=frozenset({"exec"}), skip=1, dashes=True),
        "mise": _Form(verbs=frozenset({"exec", "x"}), dashes=True),
    }
)


def _plain(words: Words) -> Wrapped | None:
    """A wrapper that its form describes."""
    name = program_name(words[0].text)
    form = _FORMS[name]
    options, place = read_options(words, 1, form.arity)
    if form.verbs:
        if verb(words, place) in form.verbs:
            more, place = read_options(words, place + 1, form.arity)
            options += more
        elif "" not in form.verbs:
            return None
    dashes = next((at for at in range(1, len(words)) if words[at].text == "--"), None) if form.dashes else None
    place = place + form.skip if dashes is None else dashes + 1
    while form.assignments and place < len(words) and is_assignment(words[place].text):
        place += 1
    return Wrapped(form.name or name, words[place:], folder=value_of(options, *form.folder))


def _env(words: Words) -> Wrapped:
    options, place = read_options(words, 1, taking("-u --unset -C --chdir -S --split-string"))
    folder = value_of(options, "-C", "--chdir")
    text = value_of(options, "-S", "--split-string")
    if text is not None:
        simple = read_shell_text(text)
        inner = None if simple is None else (*simple.words, *(Word(word.text, None) for word in words[place:]))
        return Wrapped("env", inner, folder=folder)
    while place < len(words) and (is_assignment(words[place].text) or words[place].text == "-"):
        place += 1
    return Wrapped("env", words[place:], folder=folder)


def _wsl(words: Words) -> Wrapped:
    """``wsl [-d D] [--cd P] [-e|--] command``; ``-e`` ends wsl's own options like ``--``."""
    place = 1
    folder = None
    arity = taking("-d --distribution -u --user --cd --shell-type --distribution-id")
    while place < len(words):
        text = words[place].text
        if text in {"--", "-e", "--exec"}:
            place += 1
            break
        if text in arity:
            folder = words[place + 1].text if text == "--cd" and place + 1 < len(words) else folder
            place += 2
        elif text.startswith("-") or text == "~":
            place += 1
        else:
            break
    return Wrapped("wsl", words[place:], folder=folder)


def _shell(words: Words) -> Launch | Wrapped:
    """``bash -c TEXT`` runs a text; ``bash FILE`` a script."""
    name = program_name(words[0].text)
    options, place = read_options(words, 1, taking("-c --command -o -O --rcfile --init-file"))
    if any(option.name in {"-c", "--command"} for option in options):
        return _text(name, read_shell_text(value_of(options, "-c", "--command") or ""))
    if place >= len(words):
        return Wrapped(name, None, by_shell=True)
    return named(words, "script", local(words[place].text), place, options)


def _cmd(words: Words) -> Wrapped | None:
    """``cmd /d /s /c npx …``: the words behind ``/c`` are the command, or one text holds it."""
    place = 1
    while place < len(words) and words[place].text.startswith("/"):
        if words[place].text[-1:].lower() in {"c", "k"}:
            return _rest("cmd", words[place + 1 :])
        place += 1
    return None


def _powershell(words: Words) -> Launch | Wrapped:
    name = program_name(words[0].text)
    place = 1
    while place < len(words) and words[place].text[:1] in {"-", "/"}:
        flag = words[place].text[1:].lower()
        if flag in {"c", "command"}:
            return _rest(name, words[place + 1 :])
        if flag in {"f", "file"} and place + 1 < len(words):
            return named(words, "script", local(words[place + 1].text), place + 1)
        if flag in {"e", "ec", "enc", "encodedcommand"}:
            return Wrapped(name, None, by_shell=True)
        alone = {"noprofile", "nop", "noninteractive", "noni", "nologo", "noexit", "sta", "mta", "login", "l"}
        place += 1 if flag in alone else 2
    return _rest(name, words[place:])


def _rest(name: str, words: Words) -> Wrapped:
    """What stands behind ``/c`` or ``-Command``: one text, or words that can be edited one by one."""
    if len(words) == 1:
        return _text(name, read_windows_text(words[0].text))
    if not words or any(word.text in {"&", "&&", "|", "||", ";"} for word in words[1:]):
        return Wrapped(name, None, by_shell=True)
    return Wrapped(name, words[1:] if words[0].text == "&" else words, by_shell=True)


def _text(name: str, simple: Simple | None) -> Wrapped:
    if simple is None:
        return Wrapped(name, None, by_shell=True)
    return Wrapped(name, simple.words, by_shell=True, folder=simple.folder)


WRAPPERS: Final[Mapping[str, Reader]] = MappingProxyType(
    dict.fromkeys(_FORMS, _plain)
    | dict.fromkeys(("sh", "bash", "zsh", "dash", "ash", "ksh", "fish"), _shell)
    | dict.fromkeys(("powershell", "pwsh"), _powershell)
    | {"cmd": _cmd, "env": _env, "wsl": _wsl}
)
