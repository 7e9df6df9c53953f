"""The agreement ends in the middle of a lesson: the lesson finishes, the next ask is told kindly."""

from datetime import timedelta

import pytest

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.lessons.actions import end
from declic.lessons.models import Lesson
from declic.sponsors.actions import end_agreement
from declic.sponsors.models import Agreement, LedgerEntry
from declic.sponsors.queries import paying_sponsor_of, use_of
from declic.sponsors.rules.agreements import PriceModel
from tests.world import NOW, get_lesson, make_agreement, make_draft, make_lesson, make_operator

pytestmark = pytest.mark.django_db


LATE = NOW + timedelta(hours=5, minutes=50)
"""Ten to midnight in Paris."""
AFTER = LATE + timedelta(minutes=20)


@pytest.fixture
def lesson() -> Lesson:
    """Begun ten minutes before the last day of its sponsor's agreement is over."""
    made = make_lesson(now=LATE)
    (agreement,) = made.sponsor.agreements.all()
    end_agreement(agreement=agreement, last_day=paris_day(LATE), by=make_operator(), now=LATE)
    assert paying_sponsor_of(made.pupil, paris_day(AFTER)) is None
    return get_lesson(made.pk)


def test_the_lesson_finishes_and_is_counted(lesson: Lesson) -> None:
    assert lesson.state == "running"
    end(lesson_id=lesson.pk, by_account_id=lesson.pupil.account_id, now=AFTER)
    assert get_lesson(lesson.pk).state == "ended"
    assert LedgerEntry.objects.get(about=lesson.pk).sponsor == lesson.sponsor


def test_an_hour_that_passes_the_last_midnight_is_billed_to_the_agreement_it_was_asked_under(lesson: Lesson) -> None:
    (agreement,) = lesson.sponsor.agreements.all()
    Agreement.objects.update(price_model=PriceModel.PER_HOUR.value, price_cents=3000)
    next_day = agreement.ends_on + timedelta(days=1)
    following = make_agreement(lesson.sponsor)
    Agreement.objects.filter(pk=following.pk).update(starts_on=next_day, ends_on=next_day + timedelta(days=364))
    end(lesson_id=lesson.pk, by_account_id=lesson.pupil.account_id, now=AFTER)
    ended, runs = (use_of(Agreement.objects.get(pk=one.pk), AFTER) for one in (agreement, following))
    assert (ended.lessons, ended.seconds, ended.due) == (1, 1200, 1000)
    assert (runs.lessons, runs.due) == (0, 0)


def test_the_next_ask_is_told_kindly(lesson: Lesson) -> None:
    end(lesson_id=lesson.pk, by_account_id=lesson.pupil.account_id, now=AFTER)
    with pytest.raises(Refusal) as refused:
        make_draft(lesson.pupil, now=AFTER)
    assert refused.value.code == "no_agreement"
    assert "Parles-en à la personne qui t’a inscrit" in refused.value.message
