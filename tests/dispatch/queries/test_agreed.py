"""When a request kept for the opening may leave, as its waiting page is told live."""

from datetime import timedelta

import pytest

from declic.dispatch.queries.agreed import agreed_now, kept_openings
from declic.lessons.queries import waits_of
from declic.sponsors.models import Agreement
from declic.sponsors.rules.agreements import Terms
from tests.world import NOW, make_help_request, make_pupil, make_sponsor, set_hours

pytestmark = pytest.mark.django_db
WEDNESDAY = NOW + timedelta(days=2)


def test_it_is_told_the_hours_of_its_own_sponsor() -> None:
    set_hours(*((day, "18:00", "20:00") for day in range(5)))
    town, council = make_sponsor(), make_sponsor()
    town.agreements.update(**Agreement.columns(Terms(weekdays=frozenset({2}))))
    late = NOW + timedelta(hours=3)
    asked = [make_help_request(make_pupil(sponsor=sponsor), now=late) for sponsor in (town, council)]
    waits = waits_of([one.pupil.account_id for one in asked])
    found = kept_openings(waits, late)
    assert [found[one.pupil.account_id].opens_at for one in asked] == [WEDNESDAY, NOW + timedelta(days=1)]
    assert agreed_now([town, council], NOW) == {council.pk}


def test_asked_while_an_agreement_ran_it_leaves_at_the_opening_though_it_is_over_since() -> None:
    set_hours(*((day, "18:00", "20:00") for day in range(5)))
    asked = make_help_request(now=NOW + timedelta(hours=3))
    asked.sponsor.agreements.update(ends_on=NOW.date())
    morning = NOW + timedelta(hours=14)
    found = kept_openings(waits_of([asked.pupil.account_id]), morning)
    assert found[asked.pupil.account_id].opens_at == NOW + timedelta(days=1)
    assert agreed_now([asked.sponsor], morning) == {asked.sponsor_id}
