"""No picture of the README is older than the screen that it shows."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

import pytest

from tests.pictures import FOLDER, PICTURES, Picture, take

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the path of the made-up home is in the pictures")


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock tells the time of this place again; and a home that nobody keeps need not wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setenv("TZ", "UTC")
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("picture", PICTURES, ids=lambda each: str(each.name))
def test_a_picture_shows_the_screen_as_it_is_now(picture: Picture) -> None:
    kept = FOLDER / f"{picture.name}.svg"
    assert kept.exists(), "python -m tests.pictures"
    same = kept.read_text("utf-8") == take(picture)
    assert same, "the screen has changed since: python -m tests.pictures, and look at what changed"


def test_no_picture_is_kept_that_nobody_takes() -> None:
    assert {each.stem for each in FOLDER.iterdir()} == {picture.name for picture in PICTURES}
