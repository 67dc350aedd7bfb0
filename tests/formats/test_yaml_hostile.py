"""Files that are made to hurt: very deep, very long, expanding, and full of what would be executed elsewhere.

Times are CPU seconds with room for a busy machine: what is quadratic or expands would need minutes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from mcptui.errors import EditRefused, Refused, Unreadable
from mcptui.formats.document import Drop, Put
from mcptui.formats.yaml import YamlDocument

QUICK = 2.0


def seconds(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def read(data: bytes) -> YamlDocument | None:
    try:
        return YamlDocument(data)
    except Unreadable:
        return None


# --- deep

NESTED: dict[str, Callable[[int], str]] = {
    "brackets": lambda levels: "a: " + "[" * levels + "]" * levels,
    "brackets left open": lambda levels: "[" * levels,
    "braces": lambda levels: "{a: " * levels + "}" * levels,
    "dashes": lambda levels: "- " * levels + "a",
    "indented": lambda levels: "".join(f"{' ' * depth}a:\n" for depth in range(min(levels, 1000))),
    "question marks": lambda levels: "? " * levels + "a",
    "aliases of aliases": lambda levels: (
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, levels))
    ),
}


@pytest.mark.parametrize("name", NESTED)
def test_thousands_of_levels_are_refused_at_once(name: str) -> None:
    data = NESTED[name](10_000).encode()

    def refused() -> None:
        with pytest.raises(Unreadable):
            YamlDocument(data)

    assert seconds(refused) < QUICK


@pytest.mark.parametrize("levels", [50, 90, 98, 99, 100, 101])
@pytest.mark.parametrize("name", NESTED)
def test_no_depth_ends_in_anything_but_a_refusal_also_when_edited(name: str, levels: int) -> None:
    with suppress(Refused):
        document = YamlDocument(NESTED[name](levels).encode() + b"\n")
        document.value()
        with suppress(Refused):
            document.edit([Put(("b",), 1)])
        with suppress(Refused):
            document.edit([Drop(("a",))])


def test_a_value_too_deep_to_be_written_is_refused() -> None:
    for levels in (60, 900, 50_000):
        value: list[object] = []
        for _ in range(levels):
            value = [value]
        with pytest.raises(EditRefused, match="too deeply"):
            YamlDocument(b"a: 1\n").edit([Put(("b",), value)])


# --- expanding


def laughs(levels: int, width: int = 9) -> str:
    lines = ["a0: &a0 [lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\nservers:\n  x: 1\n"


def test_aliases_that_stand_for_billions_are_refused_and_not_expanded() -> None:
    for levels in (10, 30, 90):

        def refused(levels: int = levels) -> None:
            with pytest.raises(Unreadable, match="too much"):
                YamlDocument(laughs(levels).encode())

        assert seconds(refused) < QUICK


def test_merge_keys_that_stand_for_billions_are_refused_and_not_expanded() -> None:
    lines = ["a0: &a0 {k0: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}], k{n}: 1}}" for n in range(1, 40)]
    assert seconds(lambda: read("\n".join(lines).encode())) < QUICK


def test_some_aliases_are_read_and_what_is_beside_them_is_edited() -> None:
    text = laughs(5)
    document = YamlDocument(text.encode())
    assert document.edit([Put(("servers", "x"), 2)]).data.decode() == text.replace("x: 1", "x: 2")


@pytest.mark.parametrize("data", [b"a: &a [*a]\n", b"a: &a {b: *a}\n", b"&a [*a]\n", b"a: &a\n  <<: *a\n"])
def test_what_refers_to_itself_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="inside of what it stands for"):
        YamlDocument(data)


# --- executed elsewhere


@pytest.mark.parametrize(
    "value",
    [
        "!!python/object/apply:os.system ['touch RAN']",
        "!!python/object:os.path {}",
        "!!python/name:os.system ''",
        "!!python/module:os ''",
        "!<tag:yaml.org,2002:python/object/apply:os.system> ['touch RAN']",
        "!ruby/object:Gem::Installer {}",
        "!!binary aGk=",
        "!!timestamp 2020-01-01",
        "!!set {a}",
        "!include /etc/passwd",
        "! x",
    ],
)
def test_tags_are_refused_and_never_executed(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.system", lambda *_: pytest.fail("executed"))
    for text in (f"a: {value}\n", f"{value}\n", f"a: [{value}]\n", f"? {value}\n: 1\n"):
        with pytest.raises(Unreadable):
            YamlDocument(text.encode())


# --- long


def test_five_megabytes_are_refused_at_once() -> None:
    for data in (b"a: 1\n" * 1_000_000, b"a: " + b"x" * 5_000_000, b"[" * 5_000_000, b"#" * 5_000_000):

        def refused(data: bytes = data) -> None:
            with pytest.raises(Unreadable, match="too large"):
                YamlDocument(data)

        assert seconds(refused) < QUICK


PATTERNS = {
    "comments": "#\n",
    "blank lines": "\n",
    "spaces": " ",
    "one long comment": "#",
    "a long word": "x",
    "words": "x ",
    "lines of words": " x\n",
    "open quotes": "'",
    "quotes": "''",
    "escapes": '"\\',
    "colons": "a: ",
    "commas": ",",
    "anchors": "&a ",
    "aliases": "*a ",
    "tags": "! ",
    "literals": "|\n",
    "dashes": "-\n",
    "documents": "---\n",
    "carriage returns": "\r",
    "tabs": "\t",
    "percents": "%\n",
    "marks": "\ufeff",
}


@pytest.mark.parametrize("head", ["", "a: ", "a: [", 'a: "', "a: |\n "])
@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_makes_reading_slow(name: str, head: str) -> None:
    pattern = PATTERNS[name]
    data = (head + pattern * (20_000 // len(pattern))).encode()
    assert seconds(lambda: read(data)) < QUICK


def test_a_hundred_entries_are_switched_in_the_time_of_some_parses() -> None:
    text = "servers:\n" + "".join(f"  s{n}:\n    command: npx\n    enabled: true\n" for n in range(100))
    document = YamlDocument(text.encode())
    once = seconds(lambda: YamlDocument(text.encode()))
    done: list[bytes] = []
    edits = [Put(("servers", f"s{n}", "enabled"), value=False) for n in range(100)]
    assert seconds(lambda: done.append(document.edit(edits).data)) < 10 * once + 0.5
    assert done[0].decode() == text.replace("true", "false")


# --- other encodings and signs


@pytest.mark.parametrize(
    "data",
    [
        "a: 1\n".encode("utf-16"),
        "a: 1\n".encode("utf-16-be"),
        "a: 1\n".encode("utf-32"),
        b"a: \xe9\n",
        b"a: \xed\xa0\x80\n",
        b"a: 1\0",
        b"\0",
        b"a: \x1b[31m\n",
        b"a: \x7f\n",
        b"a: '\x08'\n",
        "a: \x9b\n".encode(),
        "a: \uffff\n".encode(),
    ],
)
def test_other_encodings_and_control_characters_are_refused(data: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        YamlDocument(data)
    assert refusal.value.line is not None
    assert refusal.value.message.isprintable()


def test_names_full_of_signs_are_taken_as_they_are() -> None:
    names = ["a.b", "*", "\u202egnp", "</b>[red]", "\x1b[2J", "a\nb", " ", "", "0", "null", "<<", "---", "#", "\0"]
    document = YamlDocument(b"s:\n  first: 1\n")
    done = document.edit([Put(("s", name, "k"), name) for name in names])
    after = YamlDocument(done.data)
    assert after.keys(("s",)) == ("first", *names)
    assert all(after.value(("s", name, "k")) == name for name in names)
    assert not any(sign in done.data for sign in (b"\x1b", b"\0"))
