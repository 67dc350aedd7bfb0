"""Programs that fetch or run a server: package runners, interpreters, container engines."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from mcptui.launch import packages
from mcptui.launch.line import Launch, Reader, Wrapped, named, nothing, started
from mcptui.launch.python import read_pipx, read_python, read_uv, read_uvx
from mcptui.launch.words import (
    Option,
    Word,
    Words,
    is_path,
    program_name,
    read_options,
    taking,
    value_of,
    verb,
)
from mcptui.model import Package

_NPM = taking(
    "-p --package -c --call --registry --prefix -C --dir --cwd --cache --userconfig -w --workspace --loglevel "
    "--filter -F --reporter --node-arg --shell --allow-scripts"
)
_PNPM = {flag: count for flag, count in _NPM.items() if flag not in {"-c", "-w"}}
_BUN = taking("-p --package --cwd -c --config -r --preload --env-file --port -d --define -l --loader")
_NODE = taking("-r --require --import --loader --experimental-loader -C --conditions -e --eval -p --print --title")
_DENO = taking("-c --config --import-map --cert --location --seed -L --log-level --ext --env-file")
_ENGINE = taking("--config -c --context -H --host -l --log-level --tlscacert --tlscert --tlskey --connection --url")
_CONTAINER = taking(
    "--add-host --annotation -a --attach --blkio-weight --blkio-weight-device --cap-add --cap-drop --cgroup-parent "
    "--cgroupns --cidfile --cpu-count --cpu-percent --cpu-period --cpu-quota --cpu-rt-period --cpu-rt-runtime "
    "-c --cpu-shares --cpus --cpuset-cpus --cpuset-mems --detach-keys --device --device-cgroup-rule "
    "--device-read-bps --device-read-iops --device-write-bps --device-write-iops --dns --dns-opt --dns-option "
    "--dns-search --domainname --entrypoint -e --env --env-file --expose --gpus --group-add --health-cmd "
    "--health-interval --health-retries --health-start-interval --health-start-period --health-timeout -h "
    "--hostname --ip --ip6 --ipc --isolation --kernel-memory -l --label --label-file --link --link-local-ip "
    "--log-driver --log-opt --mac-address -m --memory --memory-reservation --memory-swap --memory-swappiness "
    "--mount --name --net --net-alias --network --network-alias --oom-score-adj --pid --pids-limit --platform -p "
    "--publish --pull --restart --runtime --security-opt --shm-size --stop-signal --stop-timeout --storage-opt "
    "--sysctl --tmpfs --ulimit -u --user --userns --uts -v --volume --volume-driver --volumes-from -w --workdir "
    "--arch --authfile --chrootdirs --creds --env-merge --gidmap --hooks-dir --image-volume --os --pod "
    "--preserve-fds --requires --sdnotify --secret --subgidname --subuidname --systemd --timeout --tz --uidmap "
    "--umask --unsetenv --variant"
)
_INTERPRETERS = frozenset({"bun", "deno", "node", "ts-node", "tsx"})
_SCRIPT = re.compile(r"\.(?:[cm]?[jt]sx?|py)$")


def _npm_run(words: Words, launcher: str, start: int, before: tuple[Option, ...] = ()) -> Launch | Wrapped:
    """``npx [-y] [-p PACKAGE] PACKAGE[@spec] …`` and its relatives, their options beginning at ``start``.

    With ``-p`` the word behind the options is a program of that package; with ``-c`` a shell runs a text.
    """
    npm = launcher in {"npx", "npm-exec"}
    after, place = read_options(words, start, _NPM if npm else _BUN if launcher == "bunx" else _PNPM)
    options = before + after
    calls = npm and any(option.name in {"-c", "--call"} for option in options)
    for option in options:
        if option.name in {"-p", "--package"} and option.value:
            package, spec = packages.npm(option.value), (option.value, option.value_index)
            if calls:
                found = started(words, launcher, package, after=len(words), spec=spec, options=options)
                return found._replace(shell=calls, arguments_index=None)
            program = verb(words, place) or None
            return started(words, launcher, package, after=place + 1, program=program, spec=spec, options=options)
    if calls:
        return Wrapped(launcher, None, by_shell=True)
    if place >= len(words):
        return nothing(words, launcher, "npm", options)
    package = packages.npm(words[place].text)
    if package.name in _INTERPRETERS:
        return Wrapped(launcher, (Word(package.name, words[place].at), *words[place + 1 :]))
    found = named(words, launcher, package, place, options)
    if launcher == "npm-exec" and found.arguments[:1] == ("--",) and found.arguments_index is not None:
        return found._replace(arguments=found.arguments[1:], arguments_index=found.arguments_index + 1)
    return found


def _npx(words: Words) -> Launch | Wrapped:
    program = program_name(words[0].text)
    return _npm_run(words, "pnpm-dlx" if program == "pnpx" else program, 1)


def _node_manager(words: Words) -> Launch | Wrapped:
    """npm, pnpm and yarn: a package runner, or a script of a local folder."""
    manager = program_name(words[0].text)
    options, place = read_options(words, 1, _NPM if manager == "npm" else _PNPM)
    called = verb(words, place)
    if called in {"exec", "x"} and manager == "npm":
        return _npm_run(words, "npm-exec", place + 1, options)
    if called == "dlx":
        return _npm_run(words, f"{manager}-dlx", place + 1, options)
    folder = value_of(options, "--prefix", "--dir", "-C", "--cwd")
    place += 2 if called in {"run", "run-script"} else 1
    return started(words, f"{manager}-run", packages.local(folder), after=place, options=options, folder=folder)


def _bun(words: Words) -> Launch | Wrapped:
    options, place = read_options(words, 1, _BUN)
    called = verb(words, place)
    if called == "x":
        return _npm_run(words, "bunx", place + 1)
    if called == "run":
        more, place = read_options(words, place + 1, _BUN)
        options += more
    if place >= len(words):
        return nothing(words, "bun", "local", options)
    target = words[place]
    folder = value_of(options, "--cwd")
    if not is_path(target.text) and not _SCRIPT.search(target.text):
        return started(words, "bun-run", packages.local(folder), after=place + 1, options=options, folder=folder)
    return named(words, "bun", packages.local(words[place].text), place, options, folder)


def _node(words: Words) -> Launch | Wrapped:
    launcher = program_name(words[0].text)
    options, place = read_options(words, 1, _NODE)
    if place >= len(words) or value_of(options, "-e", "--eval", "-p", "--print") is not None:
        return started(words, launcher, packages.local(None), after=place, options=options)
    if program_name(words[place].text) == "npx-cli.js":
        return Wrapped(launcher, (Word("npx", words[place].at), *words[place + 1 :]))
    return named(words, launcher, packages.local(words[place].text), place, options)


def _deno(words: Words) -> Launch:
    start = 2 if verb(words) in {"run", "serve"} else 1
    options, place = read_options(words, start, _DENO)
    if place >= len(words):
        return nothing(words, "deno", "local", options)
    return named(words, "deno", packages.deno(words[place].text), place, options)


def _go(words: Words) -> Launch | None:
    if verb(words) != "run":
        return None
    options, place = read_options(words, 2, taking("-C -exec -mod -modfile -tags -ldflags -gcflags"))
    if place >= len(words):
        return nothing(words, "go-run", "local", options)
    return named(words, "go-run", packages.go(words[place].text), place, options)


def _java(words: Words) -> Launch:
    options, place = read_options(words, 1, taking("-jar -cp -classpath --class-path --module-path"))
    jar = value_of(options, "-jar")
    return started(words, "java", packages.local(jar), after=place, options=options)


def _container(words: Words) -> Launch | None:
    """``docker run … IMAGE …``, also as ``docker container run``, and ``exec`` in a container that is there."""
    engine = program_name(words[0].text)
    _, place = read_options(words, 1, _ENGINE)
    if place < len(words) and words[place].text == "container":
        place += 1
    called = verb(words, place)
    if called not in {"run", "exec", "start"}:
        return None
    options, place = read_options(words, place + 1, _CONTAINER)
    if place >= len(words):
        return nothing(words, engine, "docker", options)
    name = words[place].text
    if called == "run":
        return named(words, engine, packages.image(name), place, options)
    return started(words, "container-exec", Package(ecosystem="docker", name=name), after=place + 1, options=options)


LAUNCHERS: Final[Mapping[str, Reader]] = MappingProxyType(
    dict.fromkeys(("npx", "pnpx", "bunx"), _npx)
    | dict.fromkeys(("npm", "pnpm", "yarn"), _node_manager)
    | dict.fromkeys(("node", "nodejs", "tsx", "ts-node"), _node)
    | dict.fromkeys(("docker", "podman", "nerdctl"), _container)
    | {
        "bun": _bun,
        "deno": _deno,
        "go": _go,
        "java": _java,
        "pipx": read_pipx,
        "py": read_python,
        "uv": read_uv,
        "uvx": read_uvx,
    }
)

_PYTHON_NAME = re.compile(r"(?:python|pypy)w?[\d.]*w?")


def launcher_named(program: str) -> Callable[[Words], Launch | Wrapped | None] | None:
    """The reader for a program; every ``python3.12`` is a Python."""
    return read_python if _PYTHON_NAME.fullmatch(program) else LAUNCHERS.get(program)
