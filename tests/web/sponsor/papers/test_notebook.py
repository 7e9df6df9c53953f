"""The page of a notebook drawn on leaflet and poster."""

from itertools import pairwise

import pytest

from declic.web.sponsor.papers.notebook import draw_fraction
from declic.web.sponsor.papers.sheet import Sheet
from tests.web.sponsor.papers.handouts import NOW, inked


@pytest.mark.parametrize(("above", "below"), [("3", "4"), ("1", "2"), ("5", "4")])
def test_the_bar_of_a_fraction_crosses_neither_of_its_numbers(above: str, below: str) -> None:
    sheet = Sheet((60.0, 60.0), language="fr", title="3/4", now=NOW)
    sheet.page()
    draw_fraction(sheet, above, below, 30, 20, 1.0, (0, 0, 0))
    ink = inked(sheet.printed(), (25, 15, 35, 45))
    rows = [ink.crop((0, y, ink.width, y + 1)).getbbox() is not None for y in range(ink.height)]
    assert sum(here and not before for before, here in pairwise(rows)) == 3
