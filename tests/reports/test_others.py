"""Compared with others: a median of five at least, in steps, and never of the sponsor itself."""

from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declic.reports.actions import count_what_is_over
from declic.reports.models import Standing
from declic.reports.queries.others import others_like, standing_of
from declic.reports.rules import PROMISE_S, Delay, SchoolYear, Wait
from declic.reports.rules.peers import OTHERS_AT_LEAST, size_of, typical
from declic.sponsors.models import Authority, Commune, Sponsor
from tests.reports.test_figures import helped
from tests.world import NOW, make_pupil, make_sponsor, make_teacher

if TYPE_CHECKING:
    from declic.reports.queries.page import Figures

YEAR = SchoolYear.holding(NOW.date())


def a_town(number: int, population: int, **shares: int | None) -> Sponsor:
    commune = Commune.objects.create(
        insee=f"{number:05d}", name=f"Ville {number}", department="95", region="11", academie="V", population=population
    )
    sponsor = Sponsor.objects.create(kind="commune", name=commune.name, commune=commune)
    Standing.objects.create(sponsor=sponsor, year=YEAR.starts_on, at=NOW, **shares)
    return sponsor


def a_body(number: int, kind: str) -> Sponsor:
    body = Authority.objects.create(code=f"{number:09d}", kind=kind, name=f"Corps {number}", population=900_000)
    sponsor = Sponsor.objects.create(kind=kind, name=body.name, authority=body)
    Standing.objects.create(sponsor=sponsor, year=YEAR.starts_on, at=NOW, helped=50)
    return sponsor


@pytest.mark.django_db
def test_four_others_are_too_few_and_five_are_told_in_steps() -> None:
    mine = a_town(0, 3000, helped=90)
    for number, share in enumerate((41, 52, 33, 64), start=1):
        a_town(number, 3000, helped=share, kept=97)
    a_town(20, 30_000, helped=99)
    assert others_like(mine, YEAR).helped is None, "a larger town is not like it"
    a_town(5, 4999, helped=48, kept=None)
    found = others_like(mine, YEAR)
    assert (found.helped, found.kept) == (45, None), "of 33, 41, 48, 52 and 64, without its own; only four tell kept"
    assert found.who == "communes de 2 000 à 5 000 habitants"


@pytest.mark.django_db
def test_the_few_collectivites_are_compared_with_the_departements_and_they_with_them() -> None:
    lyon, epci = a_body(0, "collectivity"), a_body(1, "epci")
    rhone, *_ = [a_body(number, "department") for number in range(2, 6)]
    assert others_like(lyon, YEAR).helped is None, "four others"
    a_body(6, "department")
    for one in (lyon, rhone):
        told = others_like(one, YEAR)
        assert (told.helped, told.who.split(" de plus")[0]) == (50, "départements et collectivités territoriales")
    assert others_like(epci, YEAR).helped is None


@pytest.mark.django_db
def test_what_others_are_compared_with_is_what_their_page_tells() -> None:
    teacher, sponsor = make_teacher(), make_sponsor()
    for _ in range(9):
        helped(make_pupil("4E", sponsor), teacher, NOW - timedelta(days=8), answer="yes")
    few = make_sponsor()
    helped(make_pupil("4E", few), teacher, NOW - timedelta(days=8))
    count_what_is_over(now=NOW)
    standing = Standing.objects.get(sponsor=sponsor)
    assert (standing.helped, standing.kept, standing.lessons) == (71, 100, 128), "five of five to nine, told in fives"
    masked = Standing.objects.get(sponsor=few)
    assert (masked.helped, masked.kept, masked.redo, masked.lessons) == (None, None, None, None)


@given(st.lists(st.integers(0, 100), max_size=30))
def test_no_value_is_told_as_it_is(values: list[int]) -> None:
    told = typical(values)
    assert (told is None) == (len(values) < OTHERS_AT_LEAST)
    assert told is None or (told % 5 == 0 and any(0 <= value - told < 5 for value in values))


WAITS = [Delay(first, last) for at, first in enumerate(Wait) for last in list(Wait)[at:]]


@pytest.mark.parametrize("told", WAITS, ids=lambda told: f"{told.first.value}-{told.last.value}")
def test_a_wait_that_may_be_anything_is_not_said_to_be_long(told: Delay) -> None:
    """Of few lessons the page says « masqué » where a range is open: beside others it was « plus de 5 min »."""
    nothing = dict.fromkeys(("enrolled", "helped", "kept", "redo", "lessons"))
    figures = SimpleNamespace(**nothing, phones=None, median=told, p95=told)
    rank = standing_of(cast("Figures", figures))["median"]
    ends, begins = told.last.bounds[1], told.first.bounds[0]
    if ends is not None:
        assert rank is not None
        assert list(Wait)[rank].bounds[1] == ends
    elif begins >= PROMISE_S:
        assert rank is not None
        assert list(Wait)[rank] is told.first
    else:
        assert rank is None


@given(st.integers(0, 3_000_000))
def test_every_population_has_a_size(population: int) -> None:
    least, below, words = size_of(population)
    assert words
    assert least <= population
    assert below is None or population < below
