"""Who comes, out of who is enrolled: the two tables are not cut alike, and nobody is said to be absent who came."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

import pypdfium2
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from declic.reports.queries.cells import Cell, enrolled_by_place, enrolled_cells
from declic.reports.queries.lines import Line
from declic.reports.queries.page import Figures
from declic.sponsors.models import Enrolment, Officer
from declic.web.sponsor.usage import as_helped, take_up
from tests.reports.test_attacks import CUTS, Town
from tests.reports.test_figures import helped
from tests.world import NOW, make_officer, make_pupil, make_sponsor, make_teacher


def line(code: str, children: int | None, *rows: str) -> Line:
    return Line(code, code or "autres", children, 60, children, median=None, p95=None, unmet=None, rows=rows or (code,))


SCHOOL = Cell("CP-CM2", "École", 15, rows=("CM1", "CM2"))
LYCEE = Cell("lycée", "Lycée", 10, rows=("TG",))


@pytest.mark.parametrize(
    ("cell", "lines", "came"),
    [
        (SCHOOL, [line("CM1", 5), line("CM2", 10)], 15),
        (SCHOOL, [line("CM2", 10)], 10),
        (SCHOOL, [line("CM2", 20)], 15),
        (SCHOOL, [line("CP-CM2", 5, "CM1", "CM2")], 5),
        (SCHOOL, [line("CP-CM2", 5, "CE1", "CM1", "CM2")], None),
        (SCHOOL, [line("", 5, "CM1", "6E")], None),
        (SCHOOL, [line("CM1", None), line("CM2", 10)], None),
        (SCHOOL, [line("TG", 5)], 0),
        (SCHOOL, [], 0),
        (LYCEE, [line("", 5, "CP", "6E"), line("lycée", 5, "TG")], 5),
        (LYCEE, [line("lycée", 5, "TG"), line("TG", None)], 5),
        (LYCEE, [line("TG", 0)], 0),
        (Cell("", "École, Lycée", 20, rows=("CM2", "TG")), [line("TG", 5)], 5),
        (Cell("", "Lycée", None, rows=("TG",)), [line("TG", 5)], None),
    ],
)
def test_those_who_came_are_summed_or_masked_and_never_nobody_by_mistake(
    cell: Cell, lines: Sequence[Line], came: int | None
) -> None:
    (row,) = take_up([cell], lines)
    assert (row.value, row.of) == (came, cell.value)


CM1, CM2, TROISIEME = (Cell(code, code, 10, rows=(code,)) for code in ("CM1", "CM2", "3E"))
MASKED_CM1 = Cell("CM1", "CM1", None, rows=("CM1",))
MIXED = Cell("", "École, Collège", 15, rows=("CE1", "6E"))
BAND = line("CP-CM2", 5, "CM1", "CM2")


@pytest.mark.parametrize(
    ("cells", "lines", "told"),
    [
        ([CM1, CM2, TROISIEME], [BAND, line("3E", 5)], [("École", 5, 20), ("3E", 5, 10)]),
        ([CM1, CM2], [line("CP-CM2", 5, "CM2", "CM1")], [("École", 5, 20)]),
        ([CM1, CM2], [line("CM1", 5), line("CM2", 5)], [("CM1", 5, 10), ("CM2", 5, 10)]),
        ([CM1, CM2], [line("CP-CM2", 5, "CE1", "CM1", "CM2")], [("CM1", None, 10), ("CM2", None, 10)]),
        ([CM1, CM2], [line("CP-CM2", None, "CM1", "CM2")], [("CM1", None, 10), ("CM2", None, 10)]),
        ([CM1, CM2], [line("", 5, "CM1", "CM2", "3E")], [("CM1", None, 10), ("CM2", None, 10)]),
        ([MASKED_CM1, CM2], [BAND], [("CM1", None, None), ("CM2", None, 10)]),
        ([CM1, CM2, MIXED], [BAND], [("CM1", None, 10), ("CM2", None, 10), ("École, Collège", 0, 15)]),
    ],
)
def test_levels_are_put_together_only_as_the_lines_tell_their_band_and_where_each_is_told(
    cells: Sequence[Cell], lines: Sequence[Line], told: Sequence[tuple[str, int | None, int | None]]
) -> None:
    rows = take_up(as_helped(cells, lines), lines)
    assert [(row.label, row.value, row.of) for row in rows] == told


def test_nobody_is_said_to_have_come_where_the_whole_is_masked() -> None:
    (row,) = take_up([SCHOOL], [], known=False)
    assert row.value is None


@given(st.integers(0, 1 << 32))
@settings(max_examples=150, deadline=None)
def test_what_is_told_is_true_of_those_children_whatever_the_town(seed: int) -> None:
    town, dice = Town(seed), Random(seed)
    for page in town.pages():
        if page.so_far:
            _holds_of(page, town, dice)


def _holds_of(page: Figures, town: Town, dice: Random) -> None:
    for name, cut, lines in (
        ("level", enrolled_cells, page.level_lines),
        ("place", enrolled_by_place, page.lines["place"]),
    ):
        homes = {visit.pupil: visit.rows[name] for visit in town.lessons if visit.week in page.run}
        stay_away = [dice.choice(CUTS[name]) for _ in range(dice.choice((0, 3, 20)))]
        cells = cut(Counter([*homes.values(), *stay_away]))
        together = as_helped(cells, lines) if name == "level" else cells
        assert sum(cell.value or 0 for cell in together) == sum(cell.value or 0 for cell in cells)
        for cell, row in zip(together, take_up(together, lines, known=page.lessons is not None), strict=True):
            came = sum(home in cell.rows for home in homes.values())
            if row.value is not None:
                assert row.value <= came
                assert bool(row.value) == bool(came)


# -- page and report --------------------------------------------------------------------------------------------------
@pytest.fixture
def _on_a_monday() -> Iterator[None]:
    """Officers read weeks that are over."""
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        yield


@pytest.fixture
def officer(db: None, _on_a_monday: None) -> Officer:
    """Nine children of CM2 and nine of 6e had lessons; three of CM1 did not: enrolled, their school is told as one."""
    found, teacher = make_officer(make_sponsor("Ville d’essai")), make_teacher()
    for level in ("CM2", "6E"):
        for number in range(9):
            pupil = make_pupil(level, found.sponsor)
            for week in range(3):
                helped(pupil, teacher, NOW - timedelta(weeks=week, hours=1, minutes=number))
    for _ in range(3):
        make_pupil("CM1", found.sponsor)
    Enrolment.objects.update(since=NOW - timedelta(weeks=12))
    return found


def test_the_page_and_the_report_count_the_children_of_a_band(officer: Officer) -> None:
    client = Client()
    client.force_login(officer.account)
    page = client.get(reverse("sponsor:usage")).content.decode()
    report = client.get(reverse("sponsor:report")).content
    pages = pypdfium2.PdfDocument(report)
    printed = "\n".join(one.get_textpage().get_text_range() for one in pages)
    for text in (page, printed):
        said = re.sub(r"\s+", " ", text)
        assert "personne encore" not in said
        assert "École" in said
        assert "5 sur 10" in said, "nine of twelve, in fives"
