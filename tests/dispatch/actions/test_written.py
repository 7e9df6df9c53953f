"""An answer in writing: asked for instead of waiting, taken by one teacher at a time, read by the family."""

from datetime import timedelta

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries

from declic.dispatch.actions import answer_in_writing, ask_in_writing, claim_question, expire, take_back_question
from declic.dispatch.actions.written import add_answer_page, note_answer_read, remove_answer_page
from declic.dispatch.models import HelpRequest, WrittenQuestion
from declic.dispatch.queries import open_request_of
from declic.dispatch.queries.written import questions_for, questions_of, unanswered
from declic.dispatch.rules.written import ANSWER_MAX, ANSWER_PAGES_MAX, CLAIM
from declic.ground.errors import NotYours
from declic.journal.models import Fact
from declic.people.models import Teacher
from declic.people.rules.teachers import TeacherState
from declic.sponsors.models import LedgerEntry
from declic.uploads.models import Upload
from declic.web.teacher.lines import question_line
from tests.dispatch.written import TEXT, claimed, make_question, refused
from tests.world import (
    NOW,
    later,
    make_help_request,
    make_lesson,
    make_pupil,
    make_ring,
    make_teacher,
    make_upload,
    set_hours,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


# -- asking -----------------------------------------------------------------------------------------------------------
def test_the_question_leaves_the_line_and_another_may_be_asked_meanwhile() -> None:
    pupil = make_pupil()
    question = make_question(pupil)
    assert question.help_request.state == "written"
    assert open_request_of(pupil) is None
    other = make_help_request(pupil, "FRA", now=later(10))
    assert other.state == "waiting"
    ask_in_writing(help_request=other, now=later(20))
    assert unanswered().number == 2


def test_a_teacher_who_is_rung_falls_silent() -> None:
    ring = make_ring()
    ask_in_writing(help_request=ring.help_request, now=later(3))
    ring.refresh_from_db()
    assert (ring.state, ring.why) == ("withdrawn", "written")


def test_closed_it_may_be_asked_too_and_twice_is_once() -> None:
    set_hours((1, "17:00", "20:00"))
    request = make_help_request()
    assert request.state == "scheduled"
    first = ask_in_writing(help_request=request, now=NOW)
    assert ask_in_writing(help_request=request, now=later(1)) == first


def test_too_late_once_a_teacher_has_accepted() -> None:
    lesson = make_lesson(state="opened")
    with refused("too_late"):
        ask_in_writing(help_request=lesson.help_request, now=later(10))


def test_no_clock_closes_it() -> None:
    question = make_question()
    set_hours((1, "17:00", "20:00"))
    expire(now=NOW + timedelta(days=3))
    question.help_request.refresh_from_db()
    assert question.help_request.state == "written"


def test_taken_back_it_is_shown_to_nobody_any_more() -> None:
    question = make_question()
    teacher = make_teacher()
    take_back_question(question=question, now=later(5))
    take_back_question(question=question, now=later(6))
    assert questions_for(teacher, later(7), TODAY) == []
    assert questions_of(question.help_request.pupil) == []
    with refused("written_over"):
        claim_question(question_id=str(question.pk), teacher=teacher, now=later(8))


# -- taking -----------------------------------------------------------------------------------------------------------
def test_those_with_the_skill_see_it_on_duty_or_not_oldest_first() -> None:
    second, first = make_question(seconds=60), make_question(seconds=30)
    assert questions_for(make_teacher(), later(90), TODAY) == [first, second]
    assert questions_for(make_teacher([("FRA", "4E")]), later(90), TODAY) == []
    assert questions_for(make_teacher([("MAT", "3E")]), later(90), TODAY) == []
    assert questions_for(make_teacher(approved=False), later(90), TODAY) == []
    assert (unanswered().number, unanswered().oldest) == (2, later(30))


def test_a_long_list_takes_as_many_queries_as_a_short_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    teacher = make_teacher()
    for number in range(3):
        make_question(seconds=number)
        with django_assert_num_queries(2):
            lines = [question_line(one, teacher, later(9)) for one in questions_for(teacher, later(9), TODAY)]
        assert len(lines) == number + 1


def test_one_teacher_at_a_time_for_twenty_minutes() -> None:
    teacher, question = claimed()
    other = make_teacher()
    assert questions_for(other, later(120), TODAY) == []
    assert questions_for(teacher, later(120), TODAY) == [question]
    with refused("claimed"):
        claim_question(question_id=str(question.pk), teacher=other, now=later(120))
    after = later(60) + CLAIM
    assert questions_for(other, after, TODAY) == [question]
    claim_question(question_id=str(question.pk), teacher=other, now=after)
    with refused("claimed"):
        answer_in_writing(question=question, teacher=teacher, text=TEXT, now=after)


def test_without_the_skill_or_suspended_nobody_takes_it() -> None:
    question = make_question()
    suspended = make_teacher()
    Teacher.objects.filter(pk=suspended.pk).update(state=TeacherState.SUSPENDED.value)
    suspended.refresh_from_db()
    for teacher in (make_teacher([("FRA", "4E")]), make_teacher(approved=False), suspended):
        with pytest.raises(NotYours):
            claim_question(question_id=str(question.pk), teacher=teacher, now=NOW)


# -- answering --------------------------------------------------------------------------------------------------------
def test_the_answer_is_kept_counted_once_and_told() -> None:
    teacher, question = claimed()
    answer_in_writing(question=question, teacher=teacher, text=f"  {TEXT}\x00 ", now=later(300))
    answer_in_writing(question=question, teacher=teacher, text="Encore.", now=later(301))
    question.refresh_from_db()
    assert (question.text, question.answered_at) == (TEXT, later(300))
    assert question.help_request.state == "answered"
    assert [(line.kind, line.about, line.seconds) for line in LedgerEntry.objects.all()] == [
        ("written", question.help_request_id, 0)
    ]
    assert Fact.objects.filter(name="HelpAnswered").count() == 1
    assert unanswered().number == 0
    with refused("answered"):
        take_back_question(question=question, now=later(302))


def test_a_claim_that_ran_out_still_answers_if_nobody_took_the_question() -> None:
    teacher, question = claimed()
    answer_in_writing(question=question, teacher=teacher, text=TEXT, now=later(7200))
    question.refresh_from_db()
    assert question.answered_at == later(7200)


def test_who_was_suspended_while_they_wrote_sends_nothing_and_adds_no_photo() -> None:
    teacher, question = claimed()
    photo = make_upload(question.help_request.pupil.account)
    Teacher.objects.filter(pk=teacher.pk).update(state=TeacherState.SUSPENDED.value)
    with pytest.raises(NotYours):
        add_answer_page(question=question, teacher=teacher, upload=photo)
    with pytest.raises(NotYours):
        answer_in_writing(question=question, teacher=teacher, text=TEXT, now=later(200))
    question.refresh_from_db()
    assert (question.answered_at, question.help_request.state) == (None, "written")
    assert not Fact.objects.filter(name="HelpAnswered").exists()


def test_the_pupil_may_take_it_back_while_the_teacher_writes_who_is_told_so() -> None:
    teacher, question = claimed()
    take_back_question(question=question, now=later(100))
    with refused("written_over"):
        answer_in_writing(question=question, teacher=teacher, text=TEXT, now=later(200))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_answer"),
        (" \n", "empty_answer"),
        ("a" * (ANSWER_MAX + 1), "answer_too_long"),
        ("06 12 34 56 78", "contact_details"),
    ],
)
def test_an_answer_says_something_and_can_be_read(text: str, code: str) -> None:
    teacher, question = claimed()
    with refused(code):
        answer_in_writing(question=question, teacher=teacher, text=text, now=later(200))
    question.help_request.refresh_from_db()
    assert question.help_request.state == "written"


def test_a_photo_is_an_answer_and_four_are_the_most() -> None:
    teacher, question = claimed()
    child = question.help_request.pupil.account
    pages = [
        add_answer_page(question=question, teacher=teacher, upload=make_upload(child)) for _ in range(ANSWER_PAGES_MAX)
    ]
    with refused("too_many_pages"):
        add_answer_page(question=question, teacher=teacher, upload=make_upload(child))
    remove_answer_page(question=question, teacher=teacher, upload_id=str(pages[0].upload_id))
    assert not Upload.objects.filter(pk=pages[0].upload_id).exists()
    answer_in_writing(question=question, teacher=teacher, text="", now=later(200))
    assert question.pages.count() == 3
    with refused("written_over"):
        add_answer_page(question=question, teacher=teacher, upload=make_upload(child))


def test_it_is_new_until_the_pupil_reads_it() -> None:
    teacher, question = claimed()
    note_answer_read(question=question, now=later(100))
    question.refresh_from_db()
    assert question.read_at is None, "there is nothing to read yet"
    answer_in_writing(question=question, teacher=teacher, text=TEXT, now=later(200))
    note_answer_read(question=question, now=later(300))
    note_answer_read(question=question, now=later(400))
    question.refresh_from_db()
    assert question.read_at == later(300)


@pytest.mark.django_db(transaction=True)
def test_the_guardian_is_written_to() -> None:
    teacher, question = claimed()
    answer_in_writing(question=question, teacher=teacher, text=TEXT, now=later(200))
    (letter,) = mail.outbox
    assert letter.to == [question.help_request.pupil.guardian.account.email]
    assert letter.subject == "Inès a une réponse écrite"
    assert f"/famille/questions/{question.pk}/" in letter.body
    assert TEXT not in letter.body, "what a teacher writes to a child stays in the service"


def test_erasing_the_child_erases_the_answer_and_its_photos() -> None:
    teacher, question = claimed()
    child = question.help_request.pupil.account
    add_answer_page(question=question, teacher=teacher, upload=make_upload(child))
    child.delete()
    assert not WrittenQuestion.objects.exists()
    assert not HelpRequest.objects.exists()
    assert not Upload.objects.exists()
