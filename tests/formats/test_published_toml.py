"""toml-test, its list for TOML 1.0: what must be read means what the suite says, and edits of it are exact."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time

from mcptui.formats.toml import TomlDocument
from tests.formats.published import Edits, Verdict, published, read

CASES = published("toml")
VALID = [case for case in CASES if case.verdict is Verdict.VALID]
INVALID = [case for case in CASES if case.verdict is Verdict.INVALID]


def meant(told: object) -> object:
    """A value of the suite, in which each plain one is ``{"type": …, "value": …}`` of texts."""
    match told:
        case {"type": "string", "value": str(text)}:
            return text
        case {"type": "integer", "value": str(text)}:
            return int(text)
        case {"type": "float", "value": str(text)}:
            return float(text)
        case {"type": "bool", "value": str(text)}:
            return text == "true"
        case {"type": "datetime" | "datetime-local", "value": str(text)}:
            return datetime.fromisoformat(text)
        case {"type": "date-local", "value": str(text)}:
            return date.fromisoformat(text)
        case {"type": "time-local", "value": str(text)}:
            return time.fromisoformat(text)
        case dict():
            return {key: meant(value) for key, value in told.items()}
        case list():
            return [meant(item) for item in told]
    raise AssertionError(told)


def test_the_suite_is_whole() -> None:
    assert Counter(case.verdict for case in CASES) == {Verdict.VALID: 205, Verdict.INVALID: 473}


def test_what_must_be_read_has_the_value_that_the_suite_says() -> None:
    for case in VALID:
        found, wanted = TomlDocument(case.data).value(), meant(case.value)
        assert spelled(found) == spelled(wanted), case.name


def spelled(value: object) -> object:
    """For comparing types too, in any order of keys; and a NaN is a NaN."""
    if isinstance(value, dict):
        return {key: spelled(each) for key, each in sorted(value.items())}
    if isinstance(value, list):
        return [spelled(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def test_what_must_be_refused_is() -> None:
    assert read(INVALID, TomlDocument)[0] == {}


def test_edits_are_exact_and_none_is_refused() -> None:
    edits = Edits(TomlDocument)
    for case in VALID:
        edits.try_all(TomlDocument(case.data))
    assert edits.refused == {}
    assert edits.done == 1293
