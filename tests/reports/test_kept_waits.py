"""How long one waited who left the line without a teacher: until they left it, in every figure alike."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from declic.dispatch.actions import ask_in_writing, call_back, cancel, expire, note_pupil_seen, take_back_question
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries import call_back_times
from declic.dispatch.queries.told import told_since
from declic.ground.paris import paris_day
from declic.planning.queries.equality import asked_in
from declic.planning.queries.weights import evenings_before
from declic.reports.queries.board import board_of
from declic.reports.queries.figures import figures_of
from declic.sponsors.models import Sponsor
from tests.world import NOW, make_help_request, make_pupil, make_sponsor, set_hours

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
CLOSES = NOW + 120 * MINUTE
ASKING = 6
"""So many children that a cell may be told."""


@pytest.fixture
def sponsor() -> Sponsor:
    set_hours(*((day, "17:00", "20:00") for day in range(5)))
    return make_sponsor()


def to_a_call_back(request: HelpRequest, at: datetime) -> None:
    call_back(help_request=request, at=call_back_times(request, at)[-1], now=at)


def over_a_closing_time(request: HelpRequest, at: datetime) -> None:
    note_pupil_seen(pupil_account_ids=[request.pupil.account_id], now=at - MINUTE / 60)
    expire(now=at)


def to_an_answer_in_writing(request: HelpRequest, at: datetime) -> None:
    ask_in_writing(help_request=request, now=at)


def give_up(request: HelpRequest, at: datetime) -> None:
    request.refresh_from_db()
    if request.state == "written":
        take_back_question(question=request.question, now=at)
    else:
        cancel(help_request=request, now=at)


Way = Callable[[HelpRequest, datetime], None]


def waited_in_vain(sponsor: Sponsor, minutes: int, away: Way, leaves: datetime) -> None:
    """Children who waited so many minutes, left the line that way, and gave up an hour after."""
    asked = [make_help_request(make_pupil(sponsor=sponsor), now=leaves - minutes * MINUTE) for _ in range(ASKING)]
    for request in asked:
        away(request, leaves)
    for request in asked:
        give_up(request, leaves + 60 * MINUTE)
    assert {request.state for request in asked} == {"cancelled"}


def unmet(sponsor: Sponsor, now: datetime) -> int | None:
    """As read a week later, once the week is over."""
    then = now + timedelta(days=7)
    return figures_of(sponsor, first_day=date(2026, 9, 1), last_day=paris_day(then), now=then).unmet


@pytest.mark.parametrize(
    ("minutes", "away", "leaves", "late"),
    [
        (2, to_a_call_back, NOW + 10 * MINUTE, 0),
        (2, to_an_answer_in_writing, NOW + 10 * MINUTE, 0),
        (7, to_a_call_back, NOW + 10 * MINUTE, ASKING),
        (7, to_an_answer_in_writing, NOW + 10 * MINUTE, ASKING),
        (7, over_a_closing_time, CLOSES, ASKING),
    ],
)
def test_who_gives_up_once_out_of_line_waited_until_they_left_it(
    sponsor: Sponsor, minutes: int, away: Way, leaves: datetime, late: int
) -> None:
    waited_in_vain(sponsor, minutes, away, leaves)
    after = CLOSES + 61 * MINUTE
    assert board_of(after).today.decided == late
    assert unmet(sponsor, after) == late
    assert len(asked_in(date(2026, 11, 23), after)) == late
    (waits,) = evenings_before(paris_day(NOW) + timedelta(days=1))[paris_day(NOW)].values()
    assert (waits.number, waits.seconds) == (ASKING, ASKING * 60 * minutes)


def test_who_gives_up_before_the_opening_has_not_waited(sponsor: Sponsor) -> None:
    asked = [make_help_request(make_pupil(sponsor=sponsor), now=CLOSES + MINUTE) for _ in range(ASKING)]
    for request in asked:
        give_up(request, CLOSES + 60 * MINUTE)
    after = CLOSES + 61 * MINUTE
    assert board_of(after).today.decided == 0
    assert unmet(sponsor, after) == 0
    assert asked_in(date(2026, 11, 23), after) == []
    assert evenings_before(paris_day(NOW) + timedelta(days=1)) == {}


def test_one_called_back_who_gives_up_in_line_waited_before_and_after(sponsor: Sponsor) -> None:
    """Three minutes, then half an hour out of line, then three more."""
    request = make_help_request(make_pupil(sponsor=sponsor))
    half_past = NOW + 30 * MINUTE
    call_back(help_request=request, at=half_past, now=NOW + 3 * MINUTE)
    expire(now=half_past)
    give_up(request, half_past + 3 * MINUTE)
    assert board_of(half_past + 4 * MINUTE).today.decided == 1


def test_what_was_told_is_held_against_the_wait_until_the_answer_in_writing(sponsor: Sponsor) -> None:
    request = make_help_request(make_pupil(sponsor=sponsor))
    HelpRequest.objects.filter(pk=request.pk).update(told_at=NOW, told_low=3, told_high=9)
    ask_in_writing(help_request=request, now=NOW + 2 * MINUTE)
    take_back_question(question=request.question, now=NOW + 60 * MINUTE)
    assert told_since(NOW, NOW + 61 * MINUTE) == [], "two minutes say nothing of three to nine"
