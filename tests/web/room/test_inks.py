"""Every colour one writes with is read on every paper: on its white, and where a letter crosses its lines."""

import re
from pathlib import Path

import pytest

from declic.web.room.views import _OTHER_INKS, _OWN_INK

BOARD = Path(__file__).parents[3] / "frontend/src/board"
INKS = {ink.code for ink in (*_OWN_INK.values(), *_OTHER_INKS)}
LINES = set(re.findall(r'"(#[0-9A-F]{6})"', (BOARD / "paper.ts").read_text()))
CURVES = set(
    re.findall(
        r"#[0-9A-F]{6}",
        re.findall(r"const INKS = \[([^\]]*)\]", (BOARD.parent / "maths/graph.ts").read_text())[0],
    )
)
TEXT, GRAPHIC = 4.5, 3.0


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ink", sorted(INKS | CURVES))
def test_it_passes_on_the_white_of_every_paper(ink: str) -> None:
    assert contrast(ink, "#FFFFFF") >= TEXT


@pytest.mark.parametrize("line", sorted(LINES - {"#FFFFFF"}))
@pytest.mark.parametrize("ink", sorted(INKS | CURVES))
def test_it_stands_out_from_the_lines_it_crosses(ink: str, line: str) -> None:
    assert contrast(ink, line) >= GRAPHIC


def test_there_are_lines_and_curves_to_measure() -> None:
    assert len(LINES) >= 6
    assert len(CURVES) == 3
