"""A suspended teacher is with no pupil any more, at once, and nothing lets them back."""

from collections.abc import Callable

import pytest
from django.core import mail

from declic.dispatch.actions import ask_in_writing, claim_question, run_wave, want
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries import access_help_request
from declic.ground.errors import NotYours, Refusal
from declic.jobs.clock import wakes
from declic.journal.models import Fact
from declic.lessons.actions import open_lesson
from declic.lessons.models import Lesson, Presence
from declic.people.actions import approve_teacher
from declic.people.models import Teacher
from declic.reports.queries.board import board_of
from declic.safeguarding.actions import suspend_teacher
from tests.dispatch.test_races import at_once
from tests.world import (
    NOW,
    get_lesson,
    later,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_operator,
    make_ring,
    make_teacher,
)

pytestmark = pytest.mark.django_db(transaction=True)


def suspends(teacher: Teacher, seconds: float = 60) -> None:
    suspend_teacher(teacher=teacher, by=make_operator(), now=later(seconds))


def wants_free(teacher: Teacher, seconds: float = 61) -> Callable[[], object]:
    return lambda: want(teacher_account_id=teacher.account_id, state="free", now=later(seconds))


def on_duty(teacher: Teacher) -> bool:
    return Duty.objects.filter(teacher=teacher, ended_at=None).exists()


def at_the_desk(state: str) -> Teacher:
    """In that state of duty, no lesson under way."""
    if state == "wrapping_up":
        return make_lesson(state="ended").teacher
    if state == "ringing":
        return make_ring().teacher
    teacher = make_free_teacher()
    if state != "free":
        want(teacher_account_id=teacher.account_id, state=state.replace("paused", "pause"), now=NOW)
    return teacher


# -- what they were doing ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["free", "paused", "last_one", "wrapping_up", "ringing"])
def test_their_duty_ends_and_the_board_counts_them_no_more(state: str) -> None:
    teacher = at_the_desk(state)
    assert [seen.account_id for seen in board_of(NOW).teachers] == [teacher.account_id]
    suspends(teacher)
    teacher.refresh_from_db()
    assert teacher.state == "suspended"
    assert not on_duty(teacher)
    assert board_of(later(60)).teachers == ()


def test_their_ring_goes_to_a_colleague_at_once_and_cannot_be_answered() -> None:
    ring = make_ring()
    colleague = make_free_teacher()
    suspends(ring.teacher, 3)
    ring.refresh_from_db()
    assert (ring.state, ring.why) == ("withdrawn", "taken_back")
    over = Fact.objects.get(name="OfferEnded")
    assert wakes({"name": over.name, "data": over.data})
    with pytest.raises(Refusal) as refused:
        open_lesson(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(4))
    assert refused.value.code == "offer_over"
    assert [offer.teacher_id for offer in run_wave(now=later(4))] == [colleague.pk]
    with pytest.raises(NotYours):
        access_help_request(ring.teacher.account, ring.help_request_id)


@pytest.mark.parametrize("state", ["opened", "running"])
def test_their_pupil_waits_again_first_in_line_for_a_colleague_on_the_same_board(state: str) -> None:
    lesson = make_lesson(state=state)
    newcomer = make_help_request(now=later(50))
    suspends(lesson.teacher)

    lost = get_lesson(lesson.pk)
    assert (lost.state, lost.end_reason, lost.ticket_generation) == ("lost", "taken_back", 2)
    assert not Presence.objects.filter(left_at=None).exists()
    assert not on_duty(lesson.teacher)
    request = HelpRequest.objects.get(pk=lesson.help_request_id)
    assert (request.state, request.asked_at, request.wanted_teacher) == ("waiting", NOW, None)

    HelpRequest.objects.filter(pk=newcomer.pk).update(pupil_seen_at=later(61))
    colleague = make_free_teacher(now=later(61))
    (offer,) = run_wave(now=later(61))
    assert (offer.help_request_id, offer.teacher_id) == (request.pk, colleague.pk)
    next_id = open_lesson(offer_id=offer.pk, teacher_account_id=colleague.account_id, now=later(62))
    assert get_lesson(next_id).board_id == lesson.board_id


def test_who_gave_it_all_up_is_told_in_the_journal_once() -> None:
    lesson, operator = make_lesson(), make_operator()
    for seconds in (60, 61):
        suspend_teacher(teacher=lesson.teacher, by=operator, now=later(seconds))
    said = Fact.objects.filter(name__in=["TeacherSuspended", "TicketsRevoked", "LessonLost", "HelpReturned"])
    assert sorted(said.values_list("name", flat=True)) == [
        "HelpReturned", "LessonLost", "TeacherSuspended", "TicketsRevoked",
    ]  # fmt: skip
    assert Fact.objects.get(name="TeacherSuspended").actor == operator


def test_they_are_written_to_once_and_an_answer_reaches_the_team() -> None:
    teacher = make_teacher()
    for _ in range(2):
        suspends(teacher)
    (letter,) = mail.outbox
    assert letter.to == [teacher.account.email]
    assert letter.reply_to == ["bonjour@declic.example"]
    assert "suspendu" in letter.subject
    assert "répondez à ce message" in letter.body


# -- coming back ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["free", "last_one"])
def test_they_cannot_say_free_and_are_told_why(state: str) -> None:
    teacher = make_free_teacher()
    suspends(teacher)
    with pytest.raises(Refusal) as refused:
        want(teacher_account_id=teacher.account_id, state=state, now=later(61))
    assert refused.value.code == "not_approved"
    assert "suspendu" in refused.value.message
    assert not on_duty(teacher)


def test_approved_again_they_come_back_but_not_first_for_that_pupil() -> None:
    lesson, operator = make_lesson(), make_operator()
    teacher = lesson.teacher
    suspends(teacher)
    Teacher.objects.filter(pk=teacher.pk).update(record_asked_on=NOW.date(), record_answered_on=NOW.date())
    approve_teacher(teacher=Teacher.objects.get(pk=teacher.pk), by=operator, now=later(62))
    wants_free(teacher, 63)()
    assert on_duty(teacher)
    assert run_wave(now=later(63)) == []


# -- at the same moment -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("round_", range(4))
def test_accepting_at_the_very_moment_leaves_no_lesson(round_: int) -> None:
    ring = make_ring()
    at_once(
        lambda: open_lesson(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(1)),
        lambda: suspends(ring.teacher, 1),
    )
    assert not Lesson.objects.filter(state__in=["opened", "running"]).exists()
    assert not Offer.objects.filter(state__in=["ringing", "accepted"]).exists()
    assert HelpRequest.objects.get().state == "waiting"
    assert not on_duty(ring.teacher)


@pytest.mark.parametrize("round_", range(4))
def test_saying_free_at_the_very_moment_leaves_no_duty(round_: int) -> None:
    teacher = make_teacher()
    at_once(wants_free(teacher, 1), lambda: suspends(teacher, 1))
    assert not on_duty(teacher)


@pytest.mark.parametrize("round_", range(4))
def test_being_rung_at_the_very_moment_leaves_no_ring(round_: int) -> None:
    teacher = make_free_teacher()
    make_help_request()
    at_once(lambda: run_wave(now=later(1)), lambda: suspends(teacher, 1))
    assert not Offer.objects.filter(state="ringing").exists()
    assert not on_duty(teacher)


def test_a_question_the_teacher_was_answering_is_a_colleagues_at_once() -> None:
    question = ask_in_writing(help_request=make_help_request(), now=NOW)
    teacher, colleague = make_teacher(), make_teacher()
    claim_question(question_id=str(question.pk), teacher=teacher, now=NOW)
    suspend_teacher(teacher=teacher, by=None, now=later(10))
    assert claim_question(question_id=str(question.pk), teacher=colleague, now=later(11)).claimed_by == colleague
