"""yaml-test-suite, a harsh one: what is read means what the suite says, and an edit is exact or refused with reason."""

from __future__ import annotations

import json
import re
from collections import Counter

from mcptui.formats.yaml import YamlDocument
from tests.formats.published import Edits, Verdict, published, read

CASES = published("yaml")

NOT_READ = {
    "a directive, which is not read": 12,
    "a key that is more than a word": 16,
    "a tag, which is not read": 15,
    "more than one document": 14,
}
"""What no configuration file has, refused on purpose."""

BEYOND_THE_PARSER = {
    *("2SXE", "4MUZ-0", "4MUZ-1", "4MUZ-2", "4QFQ", "5MUD", "6BCT", "6CA3", "6M2F", "9MMW", "9SA2", "A2M4", "BEC7"),
    *("CFD4", "DC7X", "DK95-0", "DK95-3", "DK95-4", "DK95-5", "DK95-7", "DWX9", "HMQ5", "HS5T", "HWV9", "J3BT", "K3WX"),
    *("K54U", "MUS6-3", "NB6Z", "NJ66", "Q5MG", "QT73", "R4YG", "T26H", "UT92", "UV7Q", "VJP3-1", "Y79Y-10"),
}
"""Valid, and refused because ruamel cannot parse it: tabs between tokens, colons alone in brackets, bare ``...``."""

LET_THROUGH = {"9C9N", "9JBA", "CVW2", "DK95-1", "G5U8", "QB6E", "SU5Z", "Y79Y-3", "YJV2"}
"""Invalid by its indentation in brackets or quotes or by a ``#`` without a space; ruamel sees what was meant."""

MISREAD = {"652Z", "HM87-1", "L24T-1"}
"""ruamel takes ``{?x: 1}`` for ``{x: 1}``, and gives a text without a last line end one."""

REFUSED = {
    "an anchor, an alias or a tag": 35,
    "inside of brackets": 21,
    "written in a way": 13,
    "in brackets or in no table": 11,
    "holds an anchor or an alias": 4,
    "change values": 3,
    "not valid YAML": 2,
    "more than once": 1,
    "merge key": 1,
}
"""Edits out of more than 500; when it becomes fewer, say so here."""


def test_the_suite_is_whole() -> None:
    assert Counter(case.verdict for case in CASES) == {Verdict.VALID: 308, Verdict.INVALID: 94}


def test_what_is_valid_is_read_but_for_what_is_named_here() -> None:
    refused = read([case for case in CASES if case.verdict is Verdict.VALID], YamlDocument)[1]
    reasons = {name: message.removeprefix("not valid YAML: ") for name, message in refused.items()}
    assert {name for name, reason in reasons.items() if reason not in NOT_READ} == BEYOND_THE_PARSER
    assert Counter(reason for reason in reasons.values() if reason in NOT_READ) == NOT_READ


def test_what_is_invalid_is_refused_but_for_what_is_named_here() -> None:
    assert read([case for case in CASES if case.verdict is Verdict.INVALID], YamlDocument)[0].keys() == LET_THROUGH


def test_what_is_read_has_the_value_that_the_suite_says() -> None:
    documents = read(CASES, YamlDocument)[0]
    wrong = set()
    for case in CASES:
        if case.name in documents and isinstance(case.value, str) and case.value.strip():
            wanted = json.loads(case.value)
            found = documents[case.name].value()
            if spelled(found) != spelled({} if wanted is None else wanted):
                wrong.add(case.name)
    assert wrong == MISREAD


def spelled(value: object) -> object:
    """For comparing types too, in any order of keys."""
    return json.dumps(value, sort_keys=True)


def test_edits_are_exact_or_refused_with_a_reason_that_is_named_here() -> None:
    edits = Edits(YamlDocument)
    for document in read(CASES, YamlDocument)[0].values():
        edits.try_all(document)
    assert edits.done >= 421
    known = re.compile("|".join(REFUSED))
    assert Counter(known.search(message)[0] for message in edits.refused.elements()) == REFUSED  # type: ignore[index]
