"""A child whose account is going to end reads it on their own page, once the family knows and until it answers."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from declic.keeping.actions import go_on
from declic.keeping.models import EndNotice
from declic.keeping.rules import Season
from declic.people.models import Guardian, Pupil
from declic.sponsors.models import Enrolment
from tests.keeping.world import a_family
from tests.web.clients import signed_in

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=500)
ENDS = "Ton compte s’arrête le"


def over(*names: str, state: str = "left", ends_on: date = date(2031, 8, 5)) -> Guardian:
    """A family whose time is over by this machine's clock, and what it was told."""
    family = a_family(*names, since=timezone.now() - LONG_AGO)
    year = Season.holding(timezone.localdate()).year
    EndNotice.objects.create(guardian=family, year=year, ends_on=ends_on, state=state)
    return family


def home_of(name: str) -> str:
    return signed_in(Pupil.objects.get(first_name=name).account).get("/eleve/").content.decode()


def test_the_child_reads_the_day_and_who_decides_and_nothing_to_do() -> None:
    over("Inès")
    page = home_of("Inès")
    assert "<b>Ton compte s’arrête le 5\u00a0août\u00a02031.</b>" in page
    assert "Un parent peut choisir de continuer\u00a0; toi, tu n’as rien à faire." in page
    assert "/continuer/" not in page


def test_who_cannot_read_hears_it() -> None:
    over("Sami")
    Pupil.objects.update(level="CP")
    page = home_of("Sami")
    assert 'data-speak="Ton compte s’arrête le 5\u00a0août\u00a02031. Ce jour-là, tes leçons sont effacées.' in page


def test_it_goes_once_a_parent_has_said_that_they_go_on() -> None:
    over("Inès")
    go_on(notice=EndNotice.objects.get(), where="page", now=timezone.now())
    assert ENDS not in home_of("Inès")


@pytest.mark.parametrize("state", ["waiting", "handed"])
def test_no_child_knows_before_its_family(state: str) -> None:
    over("Inès", state=state)
    assert ENDS not in home_of("Inès")


def test_a_day_that_has_come_is_not_told() -> None:
    over("Inès", ends_on=timezone.localdate())
    assert ENDS not in home_of("Inès")


def test_the_brother_who_stays_reads_nothing() -> None:
    over("Inès", "Léo")
    Enrolment.objects.filter(pupil__first_name="Léo").update(since=timezone.now())
    assert ENDS in home_of("Inès")
    assert ENDS not in home_of("Léo")
