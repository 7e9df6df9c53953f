"""What a teacher's desk says of the opening hours."""

from datetime import datetime, time
from itertools import pairwise

import pytest

from declic.dispatch.models import OpeningHours
from declic.ground.paris import PARIS
from declic.web.teacher.hours import closed_times
from tests.world import make_sponsor

pytestmark = pytest.mark.django_db

EVENING = (time(17), time(20))


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.fixture(autouse=True)
def weekday_evenings() -> None:
    OpeningHours.objects.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=day, opens_at=EVENING[0], closes_at=EVENING[1]) for day in range(5)
    )


def said(times: list[dict[str, str]], moment: str) -> str | None:
    at = paris(moment)
    here = [one for one in times if datetime.fromisoformat(one["from"]) <= at < datetime.fromisoformat(one["to"])]
    return here[0]["said"] if here else None


def test_before_the_evening_the_hour_is_enough_and_the_page_learns_the_rest_of_the_week() -> None:
    times = closed_times(paris("2026-11-26T16:00"))  # a Thursday
    assert said(times, "2026-11-26T16:59:59") == "Fermé jusqu’à 17\u00a0h"
    assert said(times, "2026-11-26T17:00") is None
    assert said(times, "2026-11-26T19:59:59") is None
    assert said(times, "2026-11-26T20:00") == "Fermé jusqu’à demain, 17\u00a0h"
    assert said(times, "2026-11-27T00:30") == "Fermé jusqu’à 17\u00a0h"
    assert said(times, "2026-11-27T21:00") == "Fermé jusqu’à lundi, 17\u00a0h"
    assert said(times, "2026-11-30T09:00") == "Fermé jusqu’à 17\u00a0h"
    assert all(one["to"] <= next_["from"] for one, next_ in pairwise(times))


def test_a_zone_on_holiday_does_not_close_the_desk_of_the_others() -> None:
    autumn = paris("2026-10-19T18:00")  # a Monday of the autumn holidays
    make_sponsor(zone="A")
    assert said(closed_times(autumn), "2026-10-19T18:00") is not None
    make_sponsor(zone="")
    assert said(closed_times(autumn), "2026-10-19T18:00") is None


def test_without_any_opening_known_nothing_is_promised() -> None:
    OpeningHours.objects.all().delete()
    OpeningHours.objects.create(weekday=0, opens_at=time(17), closes_at=time(20))
    make_sponsor(zone="A")
    july = paris("2036-07-09T12:00")
    assert {one["said"] for one in closed_times(july)} <= {
        "Fermé pour l’instant",
        "Fermé jusqu’à lundi 1er septembre, 17\u00a0h",
    }
    assert closed_times(july)


def test_a_service_that_never_closes_says_nothing() -> None:
    OpeningHours.objects.all().delete()
    assert closed_times(paris("2026-11-26T03:00")) == []
