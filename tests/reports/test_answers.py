"""Questions put in writing: how soon they were answered, equal to a recount, masked under five children."""

from datetime import datetime, timedelta
from math import inf
from random import Random

import pytest

from declic.dispatch.actions import answer_in_writing, ask_in_writing, claim_question
from declic.dispatch.models import HelpRequest, WrittenQuestion
from declic.dispatch.rules import HelpState
from declic.people.models import Pupil
from declic.reports.actions import SETTLED, count_what_is_over, keep_up
from declic.reports.queries.answers import Answers
from declic.reports.rules import AnswerDelay, AnsweredIn, Count, answered_in, percentile
from declic.sponsors.models import Sponsor
from tests.reports.test_counted import told
from tests.reports.test_figures import values
from tests.world import NOW, make_help_request, make_pupil, make_sponsor, make_teacher

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def put_in_writing(pupil: Pupil, at: datetime, hours: float | None) -> WrittenQuestion:
    """Answered after so many hours; None: it waits."""
    answered_at = None if hours is None else at + timedelta(hours=hours)
    request = HelpRequest.objects.create(
        pupil=pupil,
        sponsor=pupil.enrolments.get().sponsor,
        subject="MAT",
        level=pupil.level,
        state=(HelpState.WRITTEN if answered_at is None else HelpState.ANSWERED).value,
        drafted_at=at - timedelta(minutes=9),
        asked_at=at - timedelta(minutes=6),
        wait_from=at - timedelta(minutes=6),
        closed_at=at,
    )
    return WrittenQuestion.objects.create(help_request=request, asked_at=at, answered_at=answered_at)


def recounted(sponsor: Sponsor) -> list[float]:
    """Seconds from question to answer, of the tables themselves; inf for those that wait."""
    return [
        inf if answered is None else (answered - asked).total_seconds()
        for asked, answered in WrittenQuestion.objects.filter(help_request__sponsor=sponsor).values_list(
            "asked_at", "answered_at"
        )
    ]


def range_of(delay: float) -> AnsweredIn:
    return AnsweredIn.WAITING if delay == inf else answered_in(delay)


def some_town(seed: int) -> Sponsor:
    dice, sponsor = Random(seed), make_sponsor()
    for _ in range(9):
        pupil = make_pupil("4E", sponsor)
        for week in range(5):
            for hours in (0.4, 2, 9, 30, 70, None):
                at = NOW - timedelta(weeks=week + 2, minutes=dice.randint(60, 400))
                put_in_writing(pupil, at, None if hours is None else hours * dice.uniform(0.9, 1.3))
    return sponsor


@pytest.mark.parametrize("seed", range(2))
def test_what_is_told_is_a_recount_counted_ahead_or_not(seed: int) -> None:
    sponsor = some_town(seed)
    delays = recounted(sponsor)
    live = told(sponsor).answers
    assert (live.asked, live.waiting.number) == (len(delays), delays.count(inf))
    assert values(live.cells) == {one.value: sum(range_of(d) is one for d in delays) for one in AnsweredIn}
    for share, said in ((0.5, live.median), (0.95, live.p95)):
        value = percentile(delays, share)
        assert value is not None
        assert said == AnswerDelay(range_of(value), range_of(value))
    while count_what_is_over(now=NOW):
        pass
    assert told(sponsor).answers == told(sponsor, recount=True).answers == live


def test_an_answer_that_comes_later_moves_from_those_that_wait() -> None:
    sponsor, teacher, then = make_sponsor(), make_teacher(), NOW - timedelta(days=9)
    questions = [
        ask_in_writing(help_request=make_help_request(make_pupil("4E", sponsor, now=then), now=then), now=then)
        for _ in range(6)
    ]
    while count_what_is_over(now=NOW):
        pass
    assert told(sponsor).answers.waiting == Count(6)
    keep_up(now=NOW)
    for question in questions:
        claim_question(question_id=str(question.pk), teacher=teacher, now=NOW)
        answer_in_writing(question=question, teacher=teacher, text="Regarde la retenue.", now=NOW)
    while keep_up(now=NOW + 2 * SETTLED):
        pass
    found = told(sponsor)
    assert (found.answers.waiting.number, values(found.answers.cells)["later"]) == (0, 6)
    assert found == told(sponsor, recount=True)


def test_fewer_than_five_children_are_told_nothing_of() -> None:
    sponsor = make_sponsor()
    for _ in range(4):
        put_in_writing(make_pupil("4E", sponsor), NOW - timedelta(days=8), 2)
    found = told(sponsor).answers
    assert (found.asked, found.median, found.p95, found.waiting.number) == (None, None, None, None)
    assert set(values(found.cells).values()) == {None}


def test_a_range_of_fewer_than_five_takes_another_with_it() -> None:
    sponsor = make_sponsor()
    for number in range(20):
        put_in_writing(
            make_pupil("4E", sponsor), NOW - timedelta(days=8), 0.5 if number < 9 else 2 if number < 18 else 9
        )
    found = told(sponsor).answers
    assert found.asked == 20
    cells = values(found.cells)
    assert cells["day"] is None
    assert [code for code, value in cells.items() if value is None] != ["day"], "else the total would tell it"


def test_without_a_question_there_is_no_table() -> None:
    assert told(make_sponsor()).answers == Answers()
