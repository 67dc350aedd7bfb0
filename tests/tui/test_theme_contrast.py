"""Every shipped theme can be read: contrast as WCAG 2 has it, of all text on all that it may stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from math import cbrt, dist
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from mcptui.tui.theme import shipped_theme

NAMES = sorted(file.stem for file in (Path(__file__).parents[2] / "themes").glob("*.toml"))
THEMES = [shipped_theme(name) for name in NAMES]
COLORED = [theme for theme in THEMES if not theme.ansi]
OF_TERMINAL = [theme for theme in THEMES if theme.ansi]

TEXTS = (
    "foreground", "foreground-muted", "foreground-disabled", "primary", "accent", "success", "warning", "error",
    "text-success", "text-warning", "text-error", "text-muted", "text-disabled",
    "syntax-key", "syntax-string", "syntax-number", "syntax-hidden", "syntax-comment",
)  # fmt: skip
GROUNDS = ("background", "surface", "panel", "boost", "block-cursor-background", "block-cursor-blurred-background")
IN_DIFFS = ("foreground", "foreground-muted", "foreground-disabled")


EYES = {  # what is left of linear red, green and blue (Machado, Oliveira and Fernandes, 2009, at full severity)
    "red-blind": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "green-blind": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "blue-blind": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
LEAST_DIFFERENCE = 0.05  # in OKLab; the least that is seen is about 0.02

Linear = tuple[float, float, float]


def variables(theme: Theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


def pairs() -> Iterator[tuple[str, str]]:
    """What may stand on what."""
    yield from ((text, ground) for text in TEXTS for ground in GROUNDS)
    for kind in ("added", "removed"):
        yield from ((text, f"diff-{kind}-background") for text in (*IN_DIFFS, f"diff-{kind}"))
        yield "foreground", f"diff-{kind}-word-background"
    yield "input-cursor-foreground", "input-cursor-background"


@pytest.mark.parametrize("theme", COLORED, ids=lambda theme: theme.name)
def test_all_text_stands_out_from_all_that_it_may_stand_on(theme: Theme) -> None:
    least = 7 if "contrast" in theme.name else 4.5
    colors = variables(theme)
    poor = {
        f"{text} on {ground}": round(found, 2)
        for text, ground in pairs()
        if (found := contrast(Color.parse(colors[text]), Color.parse(colors[ground]))) < least
    }
    assert poor == {}


@pytest.mark.parametrize("theme", COLORED, ids=lambda theme: theme.name)
def test_text_of_one_tone_is_told_from_text_of_another_by_whoever_sees_colours_otherwise(theme: Theme) -> None:
    colors = variables(theme)
    meanings = {name: Color.parse(colors[name]) for name in ("accent", "success", "warning", "error")}
    alike = {
        f"{one} and {other} to {eyes}": round(found, 3)
        for eyes in EYES
        for one, other in combinations(meanings, 2)
        if (found := difference(seen(meanings[one], eyes), seen(meanings[other], eyes))) < LEAST_DIFFERENCE
    }
    assert alike == {}


@pytest.mark.parametrize("theme", OF_TERMINAL, ids=lambda theme: theme.name)
def test_a_theme_for_sixteen_colours_leaves_all_of_them_to_the_terminal(theme: Theme) -> None:
    colors = {name: value for name, value in variables(theme).items() if not name.endswith("style")}
    mixed = {
        name
        for name, value in colors.items()
        if not re.fullmatch(r"(transparent|ansi_\w+|not underline)( 50%)?", value)
    }
    assert mixed == set()
    assert (theme.background, theme.foreground) == ("ansi_default", "ansi_default")


@pytest.mark.parametrize("theme", OF_TERMINAL, ids=lambda theme: theme.name)
def test_where_there_are_no_shades_the_cursor_is_seen_by_its_reversed_line(theme: Theme) -> None:
    assert theme.variables["block-cursor-text-style"] == "reverse"
    assert theme.variables["block-cursor-blurred-text-style"] == "underline"


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio as WCAG 2 has it, 1 to 21."""
    light, dark = sorted((luminance(linear(one)), luminance(linear(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def linear(color: Color) -> Linear:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in color.normalized
    )
    return red, green, blue


def luminance(light: Linear) -> float:
    red, green, blue = light
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def seen(color: Color, eyes: str) -> Linear:
    """The colour as such eyes see it."""
    red, green, blue = linear(color)
    first, second, third = (min(max(one * red + two * green + three * blue, 0), 1) for one, two, three in EYES[eyes])
    return first, second, third


def difference(one: Linear, other: Linear) -> float:
    """How different two colours look: their distance in OKLab (Ottosson, 2020)."""
    return dist(oklab(one), oklab(other))


def oklab(light: Linear) -> Linear:
    red, green, blue = light
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
