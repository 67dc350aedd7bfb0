"""How Python servers are started: ``uvx``, ``uv run``, ``pipx run``, and the interpreter itself."""

from __future__ import annotations

import re

from mcptui.launch import packages
from mcptui.launch.line import Launch, named, nothing, started
from mcptui.launch.words import Arity, Option, Words, program_name, read_options, taking, value_of, verb

_UV = taking(
    "--from -w --with --with-editable --with-requirements -c --constraints -b --build-constraints --overrides "
    "--env-file --python-platform --torch-backend --index --default-index -i --index-url --extra-index-url -f "
    "--find-links --index-strategy --keyring-provider -P --upgrade-package --upgrade-group --resolution --prerelease "
    "--prerelease-package --fork-strategy --exclude-newer --exclude-newer-package --no-sources-package "
    "--reinstall-package --link-mode -C --config-setting --config-settings-package --no-build-isolation-package "
    "--no-build-package --no-binary-package --cache-dir --refresh-package -p --python --color --allow-insecure-host "
    "--directory --project --config-file"
)
_UV_RUN = _UV | taking("-m --module --extra --no-extra --group --no-group --only-group --no-editable-package --package")
_PIPX = taking("--spec --with --python --index-url -i --pip-args --backend --fetch-python")
_PYTHON = taking("-m -c -W -X --check-hash-based-pycs")


def read_python(words: Words) -> Launch:
    """``python -m module`` or ``python file``; the interpreter's version is no part of the launcher."""
    options, place = read_options(words, 1, _PYTHON, last={"-m", "-c"})
    module = value_of(options, "-m")
    if module is not None:
        return started(words, "python-m", packages.local(module), after=place, program=module, options=options)
    if place >= len(words) or value_of(options, "-c") is not None:
        return started(words, "python", packages.local(None), after=place, options=options)
    return named(words, "python", packages.local(words[place].text), place, options)


def read_uvx(words: Words) -> Launch:
    """``uvx`` is ``uv tool run``."""
    return _python_tool(words, "uvx", 1, _UV, "--from")


def read_pipx(words: Words) -> Launch | None:
    """``pipx run``; what pipx installed is a program like any other."""
    if verb(words) != "run":
        return None
    return _python_tool(words, "pipx-run", 2, _PIPX, "--spec")


def _python_tool(words: Words, launcher: str, start: int, arity: Arity, origin: str) -> Launch:
    """``uvx [--from SPEC] TOOL``: the package is the spec, else what the tool is called."""
    options, place = read_options(words, start, arity)
    source = next((option for option in reversed(options) if option.name == origin and option.value), None)
    if source is not None and source.value is not None:
        return started(
            words,
            launcher,
            packages.python(source.value),
            after=place + 1,
            program=words[place].text if place < len(words) else None,
            spec=(source.value, source.value_index),
            options=options,
        )
    if place >= len(words):
        return nothing(words, launcher, "pypi", options)
    return named(words, launcher, packages.python(words[place].text), place, options)


def read_uv(words: Words) -> Launch | None:
    """``uv run`` and ``uv tool run``."""
    before, place = read_options(words, 1, _UV)
    called = verb(words, place)
    if called == "tool":
        _, place = read_options(words, place + 1, _UV)
        tool = verb(words, place) == "run"
        return _python_tool(words, "uv-tool-run", place + 1, _UV, "--from") if tool else None
    return _uv_run(words, before, place + 1) if called == "run" else None


def _uv_run(words: Words, before: tuple[Option, ...], start: int) -> Launch:
    """``uv run``: a folder's own program, a file, or a package brought in by ``--with``."""
    after, place = read_options(words, start, _UV_RUN)
    options = before + after
    folder = value_of(options, "--directory", "--project")
    program = value_of(options, "-m", "--module")
    if program is None and place < len(words):
        program, place = words[place].text, place + 1
        inner = words[place - 1 :]
        if re.fullmatch(r"python[\d.]*", program_name(program)):
            skipped = read_python(inner)
            program = skipped.package.name
            place += len(inner) - 1 - len(skipped.arguments)
        elif program in {"mcp", "fastmcp"} and inner[2:] and inner[1].text == "run":
            program, place = inner[2].text, place + 2
    brought = next((option for option in options if _brings(option, program)), None)
    if brought is not None and brought.value is not None:
        package = packages.python(brought.value)
        spec = (brought.value, brought.value_index)
    else:
        package = packages.local(folder or value_of(options, "--with-editable") or program)
        spec = None
    return started(
        words,
        "uv-run",
        package,
        after=max(place, 1),
        program=program,
        spec=spec,
        options=options,
        folder=value_of(options, "--directory"),
    )


def _brings(option: Option, program: str | None) -> bool:
    """Does ``--with`` bring the package that ``program`` is named after?"""
    if option.name not in {"-w", "--with"} or not option.value or program is None:
        return False
    package = packages.python(option.value)
    return package.ecosystem == "pypi" and packages.plain(package.name or "") == packages.plain(program)
