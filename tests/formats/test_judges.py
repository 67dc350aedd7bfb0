"""What the properties rest on: judges that share no code with the editors, and cases of which none is skipped."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.formats.chance import SEED, Chance, cases

JUDGES = ["lines", "faults", "json_faults", "json_judge", "toml_judge", "yaml_judge"]
LOADED = "import sys; print(*(name for name in sys.modules if name.startswith('mcptui.formats.')))"


@pytest.mark.parametrize("judge", JUDGES)
def test_a_judge_loads_nothing_of_an_editor(judge: str) -> None:
    program = f"import tests.formats.{judge}; {LOADED}"
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["mcptui.formats.document"] * bool(ran.stdout.strip())


def test_every_case_is_judged_and_each_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MCPTUI_EXAMPLES", raising=False)
    seen: list[float] = []

    @cases(50)
    def property_of_nothing(chance: Chance) -> None:
        seen.append(chance.random())

    property_of_nothing()
    assert len(set(seen)) == 50
    assert seen[7] == Chance(7).random()


def test_a_large_run_is_asked_for_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MCPTUI_EXAMPLES", "4000")
    seen: list[Chance] = []
    cases(30)(seen.append)()
    assert len(seen) == 120


@pytest.mark.parametrize("syntax", ["json", "toml", "yaml"])
def test_the_shares_of_the_properties_add_up(syntax: str) -> None:
    text = (Path(__file__).parent / f"test_{syntax}_properties.py").read_text("utf-8")
    assert sum(map(int, re.findall(r"@cases\((\d+)\)", text))) == 1000


def test_a_case_that_fails_tells_how_to_make_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MCPTUI_EXAMPLES", raising=False)

    @cases(50)
    def fails_at_the_fourth(chance: Chance) -> None:
        assert chance.random() != Chance(3).random()

    with pytest.raises(AssertionError) as caught:
        fails_at_the_fourth()
    assert caught.value.__notes__ == [f"case 3 of MCPTUI_SEED={SEED}"]
