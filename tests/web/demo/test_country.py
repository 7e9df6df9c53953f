"""A crowd as large as wanted: the same from the same seed, never among real people, and told by the same figures."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from declic.dispatch.models import HelpRequest
from declic.lessons.models import Lesson
from declic.people.models import Pupil
from declic.reports.models import CountedWeek, Standing
from declic.reports.queries.counted import weeks_that_differ
from declic.reports.queries.figures import figures_of
from declic.sponsors.models import Commune, Sponsor
from declic.web.demo import country
from tests.world import NOW, make_account

pytestmark = pytest.mark.django_db
SMALL = country.Size(sponsors=3, pupils=90, lessons=400)


@pytest.fixture(autouse=True)
def _communes() -> None:
    Commune.objects.bulk_create(
        Commune(insee=f"{at:05d}", name=f"Bourg {at}", department="95", region="11", academie="V", population=900 + at)
        for at in range(12)
    )


def drawn() -> list[tuple[object, ...]]:
    """Without the numbers of rows, which go on from one run to the next."""
    asked = HelpRequest.objects.order_by("id").values_list("id", "subject", "level", "state", "asked_at", "device")
    taught = Lesson.objects.order_by("id").values_list("id", "opened_at", "started_at", "ended_at", "level")
    return [*asked, *taught]


def test_as_many_as_asked_for_and_counted() -> None:
    year = country.build(SMALL, now=NOW)
    assert Sponsor.objects.count() == 3
    assert Pupil.objects.count() == pytest.approx(90, abs=3)
    assert Lesson.objects.count() == pytest.approx(400, rel=0.15)
    assert Standing.objects.count() == 3
    assert CountedWeek.objects.count() == 3 * year.week(NOW.date())
    assert list(weeks_that_differ(year, NOW)) == []
    sponsor = Sponsor.objects.order_by("pk")[0]
    figures = figures_of(sponsor, first_day=year.starts_on, last_day=NOW.date(), now=NOW)
    assert figures.lessons == sponsor.lessons.count()


def test_the_same_seed_is_the_same_crowd_and_what_was_begun_is_not_done_twice() -> None:
    with transaction.atomic():
        country.build(SMALL, now=NOW)
        first = drawn()
        transaction.set_rollback(True)
    assert not drawn()
    country.build(SMALL, now=NOW)
    assert drawn() == first
    country.build(SMALL, now=NOW)
    assert drawn() == first


def test_rows_made_later_have_numbers_of_their_own() -> None:
    country.build(SMALL, now=NOW)
    make_account()


def test_it_never_comes_among_real_people() -> None:
    make_account()
    with pytest.raises(country.NotTheDemosError):
        country.build(SMALL, now=NOW)
    with pytest.raises(CommandError, match="personnes"):
        call_command("demo", "--size", "town")
    assert not Sponsor.objects.exists()
