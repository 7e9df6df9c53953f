"""The hours a family reads: those its children's sponsors agreed to, said by child where they differ."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.cache import cache

from declic.people.actions import accept
from declic.people.models import Guardian, Pupil
from declic.people.rules.consents import CONSENTS
from declic.sponsors.actions import enrol_child, issue_code, redeem
from declic.sponsors.models import Agreement, Enrolment, Sponsor
from declic.sponsors.rules.agreements import Terms
from tests.web.clients import signed_in
from tests.world import NOW, make_guardian, make_help_request, make_sponsor

pytestmark = pytest.mark.django_db
FRIDAY = NOW + timedelta(days=4, hours=4, minutes=7)
MONDAYS = Terms(weekdays=frozenset({0, 1}), opens_at=time(17), closes_at=time(19))


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    """22:07 in Paris."""
    cache.clear()
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def town() -> Sponsor:
    made = make_sponsor("Asnières")
    made.agreements.update(**Agreement.columns(MONDAYS))
    return made


def family(sponsor: Sponsor, *children: tuple[str, str]) -> tuple[Guardian, list[Pupil]]:
    guardian = make_guardian()
    redeem(typed=issue_code(sponsor=sponsor, ceiling=5, now=FRIDAY).code, guardian=guardian, now=FRIDAY)
    pupils = [enrol_child(guardian=guardian, first_name=name, level=level, now=FRIDAY) for name, level in children]
    accept(guardian=guardian, kinds=[text.kind for text in CONSENTS], now=FRIDAY)
    return guardian, pupils


def home(guardian: Guardian) -> str:
    text = signed_in(guardian.account).get("/famille/").content.decode().replace("\u00a0", " ")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def test_at_an_hour_that_is_not_agreed_it_is_closed_until_the_next_one(town: Sponsor) -> None:
    guardian, (ines,) = family(town, ("Inès", "4E"))
    text = home(guardian)
    assert "Fermé pour l’instant. Réouverture lundi 30 novembre, 17 h." in text
    assert "Ouvert" not in text
    make_help_request(ines, now=FRIDAY)
    assert "Inès : demande gardée pour l’ouverture lundi à 17 h" in home(guardian)
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        assert "Ouvert jusqu’à 19 h. Asnières paie, pas vous." in home(guardian)


def test_days_agreed_whole_are_told_without_an_hour(town: Sponsor) -> None:
    town.agreements.update(**Agreement.columns(Terms(weekdays=frozenset({0}))))
    guardian, (ines,) = family(town, ("Inès", "4E"))
    make_help_request(ines, now=FRIDAY)
    text = home(guardian)
    assert "Fermé pour l’instant. Réouverture lundi 30 novembre." in text
    assert "demande gardée pour l’ouverture lundi" in text
    assert " 0 h" not in text


def test_children_of_two_sponsors_have_their_own_hours(town: Sponsor) -> None:
    guardian, (_, sami, tom) = family(town, ("Inès", "4E"), ("Sami", "CE1"), ("Tom", "6E"))
    Enrolment.objects.filter(pupil=sami).update(sponsor=make_sponsor("CSE Horizon"))
    text = home(guardian)
    assert "Inès et Tom : Fermé pour l’instant. Réouverture lundi 30 novembre, 17 h." in text
    assert "Sami : Ouvert maintenant, jour et nuit. CSE Horizon paie, pas vous." in text
    assert tom.first_name in text


def test_an_agreement_to_come_is_told_by_its_day(town: Sponsor) -> None:
    town.agreements.update(starts_on=date(2027, 9, 1))
    guardian, _ = family(town, ("Inès", "4E"))
    text = home(guardian)
    assert "Ouvert à partir du 1er septembre 2027. La convention d’Asnières commence ce jour-là." in text
    assert "Ouvert maintenant" not in text
    assert text.index("Ouvert à partir du") < text.index("Passer l’appareil"), "before all else, on a telephone too"


@pytest.mark.parametrize("why", ["over", "level"])
def test_when_nobody_pays_for_a_child_the_reason_is_said(town: Sponsor, why: str) -> None:
    guardian, _ = family(town, ("Inès", "4E"))
    yesterday = FRIDAY.date() - timedelta(days=1)
    town.agreements.update(**({"ends_on": yesterday} if why == "over" else {"levels": "3E"}))
    said = {
        "over": "Fermé. La convention d’Asnières est finie : personne ne paie en ce moment.",
        "level": "Fermé. Asnières ne propose pas Déclic pour cette classe (4e).",
    }
    assert said[why] in home(guardian)
