"""Settings: read leniently, told what is wrong with its line, and written back without touching another byte."""

from __future__ import annotations

import pytest

from mcptui.errors import Refused
from mcptui.machine import Machine
from mcptui.store.files import DiskFiles
from mcptui.tui.settings import Settings, TableChoice, mistakes_in_settings, read_settings, remember, settings_file

FILES = DiskFiles()


def _write(machine: Machine, text: str) -> None:
    settings_file(machine).parent.mkdir(parents=True, exist_ok=True)
    settings_file(machine).write_text(text, encoding="utf-8")


def test_without_a_file_nothing_is_chosen_and_nothing_is_wrong(empty_machine: Machine) -> None:
    assert read_settings(empty_machine, FILES) == Settings()
    assert mistakes_in_settings(empty_machine, FILES) == ()
    assert not settings_file(empty_machine).parent.exists()


def test_every_choice_is_read(empty_machine: Machine) -> None:
    _write(
        empty_machine,
        'theme = "dusk"\nascii = true\n[table]\ncolumns = ["server", "reach"]\nsort = "reach"\nreverse = true\n'
        'group = "client"\n[review]\nsplit = false\n[keys]\n"servers.turn" = "t,space"\nservers.narrow = "N"\n',
    )
    assert read_settings(empty_machine, FILES) == Settings(
        theme="dusk",
        ascii=True,
        table=TableChoice(("server", "reach"), "reach", reverse=True, group="client"),
        split=False,
        keys={"servers.turn": "t,space", "servers.narrow": "N"},
    )
    assert mistakes_in_settings(empty_machine, FILES) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("theme = 7\n", "line 1"),
        ("\n[table]\nsort = 3\n", "line 3"),
        ('[table]\ncolumns = ["serv"]\n', "'serv'"),
        ('colour = "red"\n', "'colour'"),
        ("theme = \n", "line 1"),
        ("[keys]\nservers.turn = 3\n", "line 2"),
    ],
)
def test_what_is_wrong_counts_as_not_chosen_and_is_told_with_its_place(
    empty_machine: Machine, text: str, told: str
) -> None:
    _write(empty_machine, text)
    assert read_settings(empty_machine, FILES).theme == ""
    assert any(told in mistake.message for mistake in mistakes_in_settings(empty_machine, FILES))


def test_a_mistake_leaves_the_other_choices_as_they_are(empty_machine: Machine) -> None:
    _write(empty_machine, 'theme = "dusk"\nascii = "yes"\n[table]\nsort = 3\ngroup = "server"\n')
    read = read_settings(empty_machine, FILES)
    assert (read.theme, read.ascii, read.table.sort, read.table.group) == ("dusk", False, "", "server")


def test_a_choice_changes_its_own_value_and_no_other_byte(empty_machine: Machine) -> None:
    _write(empty_machine, '# mine\ntheme = "dusk"   # calm\n\n[keys]\n"servers.turn" = "t"\n')
    remember(empty_machine, FILES, {("theme",): "dawn"})
    text = settings_file(empty_machine).read_text()
    assert text == '# mine\ntheme = "dawn"   # calm\n\n[keys]\n"servers.turn" = "t"\n'


def test_choices_make_the_file_where_there_is_none_and_can_be_forgotten(empty_machine: Machine) -> None:
    remember(empty_machine, FILES, {("theme",): "dawn", ("table", "columns"): ["server", "reach"]})
    assert read_settings(empty_machine, FILES) == Settings(theme="dawn", table=TableChoice(("server", "reach")))
    remember(empty_machine, FILES, {("table", "columns"): None, ("review", "split"): None})
    assert read_settings(empty_machine, FILES) == Settings(theme="dawn")


def test_a_broken_file_is_never_written_over(empty_machine: Machine) -> None:
    _write(empty_machine, "theme = \n")
    with pytest.raises(Refused, match="line 1"):
        remember(empty_machine, FILES, {("theme",): "dawn"})
    assert settings_file(empty_machine).read_text() == "theme = \n"
