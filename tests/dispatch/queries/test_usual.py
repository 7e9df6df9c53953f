"""What the last waits say of the next one."""

from datetime import timedelta

import pytest

from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.usual import usual_wait
from tests.world import NOW, make_help_request, make_pupil

pytestmark = pytest.mark.django_db


def waited(subject: str, level: str, wait: timedelta, *, ago: timedelta = timedelta(days=1)) -> None:
    """A request of some days before, accepted after `wait`."""
    request = make_help_request(make_pupil(level), subject, now=NOW)
    asked = NOW - ago
    HelpRequest.objects.filter(pk=request.pk).update(
        state="helped", asked_at=asked, wait_from=asked, first_accepted_at=asked + wait, closed_at=NOW
    )


def test_it_is_of_the_same_subject_and_band_and_of_these_days() -> None:
    mine = make_help_request(make_pupil("4E"), "MAT", now=NOW)
    for level in ("6E", "5E", "4E", "3E"):
        waited("MAT", level, timedelta(minutes=3))
    waited("MAT", "TG", timedelta(minutes=1))
    waited("ANG", "4E", timedelta(minutes=1))
    waited("MAT", "4E", timedelta(minutes=1), ago=timedelta(days=20))
    assert usual_wait(mine, NOW) is None, "four waits say nothing"
    waited("MAT", "4E", timedelta(minutes=3))
    assert usual_wait(mine, NOW) == 4


def test_a_request_kept_for_the_opening_waited_from_the_opening() -> None:
    mine = make_help_request(make_pupil("4E"), "MAT", now=NOW)
    for _ in range(5):
        waited("MAT", "4E", timedelta(minutes=2))
    HelpRequest.objects.filter(state="helped").update(asked_at=NOW - timedelta(days=2))
    assert usual_wait(mine, NOW) == 3


def test_it_is_not_said_while_somebody_before_them_has_waited_longer() -> None:
    for _ in range(5):
        waited("MAT", "4E", timedelta(minutes=2))
    asked = make_help_request(make_pupil("3E"), "MAT", now=NOW)
    elsewhere = make_help_request(make_pupil("TG"), "MAT", now=NOW - timedelta(minutes=10))
    mine = make_help_request(make_pupil("4E"), "MAT", now=NOW + timedelta(seconds=1))
    make_help_request(make_pupil("4E"), "MAT", now=NOW + timedelta(seconds=2))
    assert elsewhere.state == "waiting"
    assert usual_wait(mine, NOW + timedelta(minutes=2)) == 3
    now = NOW + timedelta(minutes=3)
    assert usual_wait(asked, now) == 3, "their own wait is the page's to count"
    assert usual_wait(mine, now) is None
