"""XML is read as the editors write it, and never edited; what could hurt is refused."""

from __future__ import annotations

import time

import pytest

from mcptui.errors import EditRefused, Unreadable
from mcptui.formats import parse
from mcptui.formats.document import MISSING, Drop
from mcptui.formats.xml import MAX_DEPTH, MAX_ELEMENTS, XmlDocument
from mcptui.model import Syntax

TEXT = """\
<?xml version="1.0" encoding="UTF-8"?>
<application>
  <!-- mine -->
  <component name="Servers" shown="true">
    <commands>
      <Command>
        <option name="name" value="é &amp; x" />
        <option name="args">
          <list>
            <option value="-y" />
            <option value="b" />
          </list>
        </option>
        <option name="tools" />
        <envs><env name="KEY" value="v" /></envs>
        <option name="headers"><map><entry key="A" value="1" /></map></option>
      </Command>
      <Command><option name="name" value="last" /></Command>
    </commands>
  </component>
</application>
"""
COMMANDS = ("Servers", "commands")


def document(text: str = TEXT) -> XmlDocument:
    found = parse(text.encode(), Syntax.XML)
    assert isinstance(found, XmlDocument)
    return found


def test_elements_are_known_by_what_they_are_called() -> None:
    found = document()
    assert found.keys(()) == ("Servers",)
    assert found.keys(COMMANDS) == ("é & x", "last")
    assert found.value((*COMMANDS, "é & x")) == {
        "name": "é & x",
        "args": ["-y", "b"],
        "tools": None,
        "envs": {"KEY": "v"},
        "headers": {"A": "1"},
    }
    assert found.value(("Servers", "shown")) == "true"
    assert found.value((*COMMANDS, "other")) is MISSING
    assert found.comments() == 1


def test_each_has_its_line_and_its_text() -> None:
    found = document()
    path = (*COMMANDS, "é & x")
    assert (found.line(path), found.line((*path, "envs")), found.line((*COMMANDS, "x"))) == (6, 15, None)
    text = found.text(path)
    assert text is not None
    assert text.startswith("      <Command>\n        <option")
    assert text.endswith("</option>\n      </Command>\n")
    assert found.text((*path, "envs", "KEY")) == '<env name="KEY" value="v" /></envs>\n'
    assert found.text((*COMMANDS, "x")) is None


def test_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    found = XmlDocument(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert found.value() == document().value()
    assert found.line((*COMMANDS, "last")) == 18


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_file_says_nothing(text: str) -> None:
    assert (document(text).value(), document(text).keys(), document(text).line(())) == ({}, (), None)


def test_of_two_of_one_name_the_last_counts() -> None:
    found = document('<a>\n<b name="x" value="1"/>\n<b name="x" value="2"/>\n</a>')
    assert (found.value(("x",)), found.line(("x",))) == ("2", 3)


def test_nothing_is_edited() -> None:
    with pytest.raises(EditRefused, match="only read"):
        document().edit([Drop((*COMMANDS, "last"))])


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x"}">' for n in range(10))


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"<a>\n<b></a>", "mismatched tag", 2),
        (b"<a>", "no element found", 1),
        (b"<a/>x", "junk after document element", 1),
        (b"<a>&e;</a>", "undefined entity", 1),
        (b"<a>\xff</a>", "not well-formed", 1),
        (f"<!DOCTYPE a [{BOMB}]><a>&e9;</a>".encode(), "a document type", 1),
        (b'\n<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "a document type", 2),
        (b'<?xml version="1.0" encoding="latin-1"?><a/>', "not UTF-8", 1),
        ("<a/>".encode("utf-16"), "UTF-16", 1),
        (b"<a>" * (MAX_DEPTH + 1), "too deeply", 1),
        (b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>", "too many elements", 1),
        (b"<a>" + b" " * (2 << 20) + b"</a>", "larger than", None),
    ],
    ids=lambda told: told if isinstance(told, str) else "",
)
def test_what_is_wrong_is_told_with_its_line_and_without_its_text(data: bytes, reason: str, line: int | None) -> None:
    with pytest.raises(Unreadable, match=reason) as refused:
        parse(data, Syntax.XML)
    assert refused.value.line == line
    assert "passwd" not in str(refused.value)


def test_many_elements_take_no_longer_than_their_number() -> None:
    text = "<a>" + "".join(f'<b name="n{n}"><c/></b>' for n in range(20_000)) + "</a>"
    start = time.process_time()
    found = document(text)
    names = found.keys(())
    assert sum(found.line((name,)) or 0 for name in names) == 20_000
    assert all(found.value((name,)) == {"c": {}} for name in names)
    assert time.process_time() - start < 2
