"""Only the store changes files: no other module of the package so much as names a call that could."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "mcptui"

OS_CALLS = frozenset(
    {"open", "replace", "rename", "renames", "remove", "unlink", "mkdir", "makedirs", "rmdir", "removedirs"}
    | {"truncate", "ftruncate", "write", "fdopen", "link", "symlink", "mkfifo", "mknod", "utime"}
    | {"chmod", "fchmod", "lchmod", "chown", "fchown", "lchown", "setxattr", "removexattr"}
)
PATH_CALLS = frozenset(
    {"write_text", "write_bytes", "mkdir", "unlink", "rmdir", "touch", "rename"}
    | {"symlink_to", "hardlink_to", "chmod", "lchmod"}
)
WHOLE_MODULES = frozenset({"shutil", "tempfile", "fcntl", "msvcrt", "sqlite3"})
# What these modules offer that changes nothing.
HARMLESS = frozenset({"which", "get_terminal_size", "disk_usage", "gettempdir"})
# The made-up home of the demo is a temporary folder, whose files are given their ages; the store fills it. The scout
# writes into a pipe to the process that sent it, and has nowhere for its output.
ALLOWED = {"demo.py": {"TemporaryDirectory", "os.utime"}, "tui/scout.py": {"os.open", "os.fdopen"}}


def writing_calls(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of every call in ``source`` that could change the disk."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module="os", names=names):
                yield from ((node.lineno, name.name) for name in names if name.name in OS_CALLS)
            case ast.ImportFrom(module=str(module), names=names) if module in WHOLE_MODULES:
                yield from ((node.lineno, name.name) for name in names if name.name not in HARMLESS)
            case ast.Call(func=ast.Name(id="open")):
                yield from mode_of_open(node, node.args[1:])
            case ast.Call(func=ast.Attribute(value=ast.Name(id="os"), attr=name)) if name in OS_CALLS:
                yield node.lineno, f"os.{name}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=name)) if module in WHOLE_MODULES:
                if name not in HARMLESS:
                    yield node.lineno, f"{module}.{name}"
            case ast.Call(func=ast.Attribute(attr="open", value=receiver)):
                # Path.open has the mode first, io.open and its kind have it second.
                first = 1 if isinstance(receiver, ast.Name) and receiver.id in ("io", "codecs", "gzip") else 0
                yield from mode_of_open(node, node.args[first:])
            case ast.Call(func=ast.Attribute(attr=name)) if name in PATH_CALLS:
                yield node.lineno, name
            case ast.Call(func=ast.Attribute(attr="replace"), args=[_], keywords=[]):
                yield node.lineno, "replace"  # of a path: a string's takes two, a dataclass's has keywords
            case _:
                pass


def mode_of_open(call: ast.Call, arguments: list[ast.expr]) -> Iterator[tuple[int, str]]:
    modes = arguments[:1] + [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    for mode in modes:
        if not isinstance(mode, ast.Constant) or not isinstance(mode.value, str) or set(mode.value) & set("wax+"):
            yield call.lineno, "open"


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "store" not in path.relative_to(PACKAGE).parts)


@pytest.mark.parametrize("module", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_no_module_outside_the_store_changes_files(module: Path) -> None:
    allowed = ALLOWED.get(str(module.relative_to(PACKAGE)), set())
    found = writing_calls(module.read_text(encoding="utf-8"))
    assert [(line, name) for line, name in found if name not in allowed] == []


@pytest.mark.parametrize(
    "planted",
    [
        "open(path, 'w')",
        "open(path, mode='ab')",
        "open(path, 'r+')",
        "open(path, mode)",
        "path.open('x')",
        "path.open(mode='wb')",
        "io.open(path, 'w')",
        "os.open(path, flags)",
        "os.replace(a, b)",
        "from os import replace",
        "path.write_text('')",
        "path.write_bytes(b'')",
        "path.mkdir(parents=True)",
        "path.unlink()",
        "path.rmdir()",
        "path.touch()",
        "path.rename(other)",
        "path.replace(other)",
        "shutil.copyfile(a, b)",
        "from shutil import move",
        "tempfile.mkdtemp()",
        "sqlite3.connect(path)",
    ],
)
def test_the_search_finds_a_planted_write(planted: str) -> None:
    assert len(list(writing_calls(planted))) == 1


@pytest.mark.parametrize(
    "innocent",
    [
        "open(path)",
        "open(path, 'rb')",
        "open(path, encoding='utf-8')",
        "path.open()",
        "path.open('rb')",
        "text.replace('a', 'b')",
        "replace(entry, state=state)",
        "dataclasses.replace(entry, state=state)",
        "moment.replace(microsecond=0)",
        "shutil.which('npx')",
        "os.stat(path)",
    ],
)
def test_the_search_passes_what_only_reads(innocent: str) -> None:
    assert list(writing_calls(innocent)) == []


def test_the_search_looks_at_the_package_and_would_find_the_store() -> None:
    assert PACKAGE / "errors.py" in MODULES
    found = [name for _, name in writing_calls((PACKAGE / "store" / "files.py").read_text(encoding="utf-8"))]
    assert {"os.open", "os.write", "mkdir", "unlink", "rmdir", "replace"} <= set(found)
