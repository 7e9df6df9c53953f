"""A ring while a report is being written, a page that accepts by itself, a class beside one's own."""

from datetime import timedelta

import pytest

from declic.dispatch.actions import decline, expire, note_desk_seen, note_pupil_seen, run_wave, want
from declic.dispatch.models import Duty, Offer
from declic.dispatch.queries import duty_of, rings_of
from declic.dispatch.rules.policy import POLICY
from declic.ground.errors import NotYours
from declic.journal.models import Fact
from declic.lessons.actions import end, open_lesson, report
from declic.lessons.models import Lesson
from declic.lessons.queries.at_desks import ring_cards
from declic.people.actions import prefer
from declic.people.models import Teacher
from tests.world import (
    NOW,
    both_come_in,
    later,
    make_account,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_pupil,
    make_teacher,
)

pytestmark = pytest.mark.django_db

OVER_S = 20 * 60
"""When the first lesson ends; the page of its report is open since."""


@pytest.fixture
def written() -> Lesson:
    """A lesson that is over, its teacher at the page of the report."""
    lesson = make_lesson(state="ended")
    at_the_page(lesson.teacher, OVER_S)
    return lesson


def at_the_page(teacher: Teacher, second: float) -> None:
    note_desk_seen(teacher_account_ids=[teacher.account_id], now=later(second))


def rung(second: float) -> list[Offer]:
    return run_wave(now=later(second))


def duty_state(teacher: Teacher) -> str:
    duty = duty_of(teacher.account_id)
    return duty.state if duty else "off"


def send(lesson: Lesson, second: float) -> None:
    report(lesson=lesson, worked_on="Les aires", understood="Oui", next_step="Refaire le 4", now=later(second))


def test_a_pupil_who_waits_rings_the_one_who_writes_when_nobody_is_free(written: Lesson) -> None:
    make_help_request(now=later(OVER_S))
    (offer,) = rung(OVER_S)
    assert (offer.teacher_id, offer.puts_off_report) == (written.teacher_id, True)
    assert offer.reason == "personne de libre ; ce professeur finit un compte rendu"
    (card,) = ring_cards([offer.pk])
    assert card.puts_off_report


def test_somebody_free_is_rung_first(written: Lesson) -> None:
    free = make_free_teacher(now=later(OVER_S))
    make_help_request(now=later(OVER_S))
    assert [offer.teacher_id for offer in rung(OVER_S)] == [free.pk]
    assert duty_state(written.teacher) == "wrapping_up"


def test_who_declines_goes_on_writing_and_is_free_once_it_is_sent(written: Lesson) -> None:
    make_help_request(now=later(OVER_S))
    (offer,) = rung(OVER_S)
    decline(offer_id=offer.pk, teacher_account_id=written.teacher.account_id, now=later(OVER_S + 4))
    assert duty_state(written.teacher) == "wrapping_up"
    send(written, OVER_S + 30)
    assert duty_state(written.teacher) == "free"


def test_a_report_sent_while_it_rings_leaves_nothing_to_go_back_to(written: Lesson) -> None:
    make_help_request(now=later(OVER_S))
    (offer,) = rung(OVER_S)
    send(written, OVER_S + 3)
    assert duty_state(written.teacher) == "ringing"
    decline(offer_id=offer.pk, teacher_account_id=written.teacher.account_id, now=later(OVER_S + 4))
    assert duty_state(written.teacher) == "free"


def test_who_accepts_finds_both_reports_afterwards(written: Lesson) -> None:
    make_help_request(now=later(OVER_S))
    (offer,) = rung(OVER_S)
    account = written.teacher.account_id
    second = open_lesson(offer_id=offer.pk, teacher_account_id=account, now=later(OVER_S + 5))
    both_come_in(second, now=later(OVER_S + 6))
    end(lesson_id=second, by_account_id=account, now=later(OVER_S + 900))
    assert duty_state(written.teacher) == "wrapping_up"
    send(written, OVER_S + 930)
    assert written.report.worked_on == "Les aires"


def test_who_does_not_answer_is_away(written: Lesson) -> None:
    make_help_request(now=later(OVER_S))
    rung(OVER_S)
    at_the_page(written.teacher, OVER_S + 30)
    expire(now=later(OVER_S + 33))
    assert duty_state(written.teacher) == "paused"


@pytest.mark.parametrize("change", [{"last_one": True}, {"desk_left_at": later(OVER_S)}])
def test_neither_the_last_report_nor_a_closed_page_is_put_off(written: Lesson, change: dict[str, object]) -> None:
    Duty.objects.filter(teacher=written.teacher).update(**change)
    make_help_request(now=later(OVER_S))
    assert rung(OVER_S) == []


# -- armed ------------------------------------------------------------------------------------------------------------
def test_an_armed_desk_is_told_when_it_accepts_by_itself() -> None:
    teacher = make_free_teacher()
    prefer(teacher_account_id=teacher.account_id, is_armed=True, takes_neighbours=False, rings_to_end=False, now=NOW)
    make_help_request()
    (offer,) = rung(1)
    assert offer.opens_at == later(1) + POLICY.armed_countdown
    (card,) = ring_cards([offer.pk])
    assert card.opens_at == offer.opens_at
    assert Fact.objects.get(name="TeacherPreferred").data["is_armed"] is True


def test_a_desk_that_is_not_armed_waits_for_its_teacher() -> None:
    make_free_teacher()
    make_help_request()
    (offer,) = rung(1)
    assert offer.opens_at is None


def test_only_a_teacher_prefers() -> None:
    with pytest.raises(NotYours):
        prefer(teacher_account_id=make_account().pk, is_armed=True, takes_neighbours=True, rings_to_end=False, now=NOW)


# -- neighbouring levels ----------------------------------------------------------------------------------------------
def test_a_class_beside_ones_own_rings_after_a_long_wait_for_those_who_said_so() -> None:
    """« MAT 5e », asked by a pupil in 4e."""
    modest, ready = make_free_teacher([("MAT", "5E")]), make_teacher([("MAT", "5E")])
    prefer(teacher_account_id=ready.account_id, is_armed=False, takes_neighbours=True, rings_to_end=False, now=NOW)
    asked = make_help_request(make_pupil("4E"))
    wait_s = POLICY.widen_after / timedelta(seconds=1)
    for second in (0, wait_s - 1, wait_s):
        note_pupil_seen(pupil_account_ids=[asked.pupil.account_id], now=later(second))
        free_at(ready, second)
        at_the_page(modest, second)
        expire(now=later(second))
        offers = rung(second)
        assert [offer.teacher_id for offer in offers] == ([ready.pk] if second == wait_s else [])
    (offer,) = rings_of(ready)
    lesson = open_lesson(offer_id=offer.pk, teacher_account_id=ready.account_id, now=later(wait_s + 2))
    assert Lesson.objects.get(pk=lesson).level == "4E"


def free_at(teacher: Teacher, second: float) -> None:
    want(teacher_account_id=teacher.account_id, state="free", now=later(second))
    at_the_page(teacher, second)
