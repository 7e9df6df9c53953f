"""Real threads on real connections: whoever is second is told so, and nothing is doubled.

They run on the database of the run: SQLite, then PostgreSQL.
"""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection, connections, transaction

from declic.dispatch.actions import (
    announce,
    answer_in_writing,
    ask,
    ask_in_writing,
    cancel,
    claim_question,
    close_subject,
    expire,
    ring_instead,
    run_wave,
    save_draft,
    take_back_question,
)
from declic.dispatch.actions.calls import call_off_duty
from declic.dispatch.models import Announcement, Duty, HelpRequest, OffDutyCall, Offer, SubjectClosing, WrittenQuestion
from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.lessons.actions import end, lose_teacher, open_lesson
from declic.lessons.models import Lesson
from declic.people.actions.calls import agree_to_calls
from declic.people.models import Pupil, Teacher
from declic.sponsors.models import LedgerEntry
from tests.world import (
    NOW,
    TRIED,
    later,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_operator,
    make_pupil,
    make_ring,
    make_teacher,
)

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each act in its own thread and connection, let go together; what it returned, or the code of its refusal."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return act()
        except Refusal as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(acts)) as threads:
        return [done.result(timeout=60) for done in [threads.submit(run, act) for act in acts]]


def accepts(offer: Offer, now: datetime) -> Callable[[], object]:
    return lambda: open_lesson(offer_id=offer.pk, teacher_account_id=offer.teacher.account_id, now=now)


def two_desks_ring(now: datetime) -> list[Offer]:
    first = make_ring(now=now)
    make_free_teacher(now=now + timedelta(seconds=12))
    (second,) = run_wave(now=now + timedelta(seconds=12))
    return [first, second]


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_teachers_accept_in_the_same_millisecond(round_: int) -> None:
    rings = two_desks_ring(NOW)
    answers = at_once(*(accepts(ring, later(13)) for ring in rings))
    lesson = Lesson.objects.get()
    assert Counter(map(str, answers)) == {str(lesson.pk): 1, "already_taken": 1}
    assert sorted(Offer.objects.values_list("state", flat=True)) == ["accepted", "withdrawn"]
    assert sorted(Duty.objects.values_list("state", flat=True)) == ["free", "teaching"]
    assert Fact.objects.filter(name="LessonOpened").count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_teacher_who_accepts_twice_at_once_has_one_lesson(round_: int) -> None:
    ring = make_ring()
    answers = at_once(accepts(ring, later(1)), accepts(ring, later(1)))
    assert Lesson.objects.count() == 1
    assert set(map(str, answers)) <= {str(Lesson.objects.get().pk), "already_taken"}


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_the_pupil_cancels_while_the_teacher_accepts(round_: int) -> None:
    ring = make_ring()
    at_once(accepts(ring, later(1)), lambda: cancel(help_request=ring.help_request, now=later(1)))
    state = HelpRequest.objects.get().state
    assert (state, Lesson.objects.count()) in {("accepted", 1), ("cancelled", 0)}
    duty = Duty.objects.get().state
    assert duty == ("teaching" if state == "accepted" else "free")


@pytest.mark.parametrize("round_", range(2))
def test_four_waves_at_once_give_each_teacher_once(round_: int) -> None:
    for number in range(6):
        make_free_teacher(now=later(number))
        make_help_request(now=later(number))
    at_once(*([lambda: run_wave(now=later(7))] * 4))
    run_wave(now=later(7))
    ringing = list(Offer.objects.filter(state="ringing").values_list("teacher_id", "help_request_id"))
    assert len(ringing) == len({teacher for teacher, _ in ringing}) == len({request for _, request in ringing}) == 6
    assert Duty.objects.filter(state="ringing").count() == 6
    assert Fact.objects.filter(name="OfferMade").count() == 6


@pytest.mark.parametrize("round_", range(2))
def test_two_clocks_expire_the_same_things_once(round_: int) -> None:
    make_ring()
    at_once(*([lambda: expire(now=later(40))] * 3))
    assert Fact.objects.filter(name="OfferEnded").count() == 1
    assert Fact.objects.filter(name="PupilAway").count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_pupil_asks_from_two_pages_at_once(round_: int) -> None:
    pupil = make_pupil()
    drafts = [
        save_draft(pupil=pupil, subject=subject, kind="exercise", tried=TRIED, now=NOW) for subject in ("MAT", "FRA")
    ]
    answers = at_once(*(lambda draft=draft: ask(help_request=draft, now=NOW).pk for draft in drafts))  # type: ignore[misc]
    assert Counter(answer == "already_open" for answer in answers) == {True: 1, False: 1}
    assert HelpRequest.objects.filter(state="waiting").count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_both_end_the_lesson_at_once_while_the_line_breaks(round_: int) -> None:
    lesson = make_lesson()
    at_once(
        lambda: end(lesson_id=lesson.pk, by_account_id=lesson.teacher.account_id, now=later(600)),
        lambda: end(lesson_id=lesson.pk, by_account_id=lesson.pupil.account_id, now=later(600)),
        lambda: lose_teacher(lesson_id=lesson.pk, now=later(600)),
    )
    outcome = Lesson.objects.get().state, HelpRequest.objects.get().state, LedgerEntry.objects.count()
    assert outcome in {("ended", "helped", 1), ("lost", "waiting", 0)}
    assert Fact.objects.filter(name__in=["LessonEnded", "LessonLost"]).count() == 1


@pytest.mark.parametrize("round_", range(2))
def test_the_first_draft_is_saved_from_two_pages_at_once(round_: int) -> None:
    pupil = make_pupil()
    save = lambda: save_draft(pupil=Pupil.objects.get(), subject="MAT", kind="exercise", tried=TRIED, now=NOW).pk  # noqa: E731
    assert len(set(at_once(save, save))) == 1
    assert HelpRequest.objects.filter(pupil=pupil).count() == 1


def test_what_somebody_else_is_writing_is_rung_for_once_they_are_done() -> None:
    """On SQLite one writes at a time, and the wave waits. On PostgreSQL it leaves this one out, and rings next time."""
    make_free_teacher()
    asked = make_help_request()
    done: list[int] = []

    def wave() -> None:
        try:
            done.append(len(run_wave(now=NOW)))
        finally:
            connections.close_all()

    thread = threading.Thread(target=wave)
    with transaction.atomic():
        HelpRequest.objects.filter(pk=asked.pk).update(tried="Quelqu’un écrit.")
        thread.start()
        if connection.vendor == "sqlite":
            thread.join(timeout=0.5)
            assert thread.is_alive()
        else:
            thread.join(timeout=20)
            assert done == [0]
            assert not Offer.objects.exists()
    thread.join(timeout=20)
    assert sum(done) + len(run_wave(now=NOW)) == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_teachers_take_the_same_written_question(round_: int) -> None:
    question = ask_in_writing(help_request=make_help_request(), now=NOW)
    teachers = [make_teacher(), make_teacher()]

    def takes(teacher: Teacher) -> Callable[[], object]:
        return lambda: claim_question(question_id=str(question.pk), teacher=teacher, now=later(1)).claimed_by_id

    answers = at_once(*map(takes, teachers))
    holder = WrittenQuestion.objects.get().claimed_by_id
    assert Counter(map(str, answers)) == {str(holder): 1, "claimed": 1}


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_the_pupil_takes_the_question_back_while_it_is_answered(round_: int) -> None:
    question = ask_in_writing(help_request=make_help_request(), now=NOW)
    teacher = make_teacher()
    claim_question(question_id=str(question.pk), teacher=teacher, now=NOW)
    asked = WrittenQuestion.objects.select_related("help_request__pupil").get()
    told = WrittenQuestion.objects.select_related("help_request__pupil").get()
    at_once(
        lambda: take_back_question(question=asked, now=later(1)),
        lambda: answer_in_writing(question=told, teacher=teacher, text="Pose la retenue.", now=later(1)),
    )
    state = HelpRequest.objects.get().state
    answered = WrittenQuestion.objects.get().answered_at is not None
    assert (state, answered, LedgerEntry.objects.count()) in {("answered", True, 1), ("cancelled", False, 0)}


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_clocks_call_a_teacher_off_duty_once(round_: int) -> None:
    teacher = make_teacher()
    agree_to_calls(teacher=teacher, phone="06 12 34 56 78", now=NOW)
    requests = [make_help_request(), make_help_request()]
    at_once(*(partial(call_off_duty, help_request=request, now=later(240)) for request in requests * 2))
    assert OffDutyCall.objects.count() == 1
    assert Fact.objects.filter(name="TeacherCalled").count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_an_operator_and_a_wave_ring_the_same_teacher(round_: int) -> None:
    teacher, by = make_free_teacher(), make_operator()
    chosen, other = make_help_request(now=later(1)), make_help_request(now=NOW)
    at_once(
        lambda: ring_instead(help_request=chosen, teacher=teacher, by=by, now=later(1)),
        partial(run_wave, now=later(1)),
    )
    rung = Offer.objects.get(state="ringing")
    assert rung.help_request_id in {chosen.pk, other.pk}
    assert Duty.objects.get().state == "ringing"
    assert Fact.objects.filter(name="OfferMade").count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_operators_exchange_two_teachers(round_: int) -> None:
    by = make_operator()
    rings = [make_ring(make_free_teacher([("MAT", level)]), make_pupil(level)) for level in ("4E", "5E")]
    for ring, level in zip(rings, ("5E", "4E"), strict=True):
        ring.teacher.skills.create(subject="MAT", level=level)
    requests = [ring.help_request for ring in rings]
    answers = at_once(
        lambda: ring_instead(help_request=requests[0], teacher=rings[1].teacher, by=by, now=later(1)),
        lambda: ring_instead(help_request=requests[1], teacher=rings[0].teacher, by=by, now=later(1)),
    )
    assert "teacher_taken" in answers
    assert Offer.objects.filter(state="ringing").count() <= 2
    for duty in Duty.objects.all():
        rung = Offer.objects.filter(state="ringing", teacher=duty.teacher).count()
        assert rung == (duty.state == "ringing")


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_operators_close_a_subject_and_speak_at_once(round_: int) -> None:
    by = make_operator()
    acts = [lambda: close_subject(subject="MAT", levels="", reason="Absences.", by=by, now=NOW)] * 2
    answers = [str(answer) for answer in at_once(*acts)]
    assert answers.count("closed_already") == 1
    assert SubjectClosing.objects.count() == 1
    at_once(*[lambda: announce(text="Deux profs arrivent.", subject="", levels="", by=by, now=NOW)] * 5)
    assert 1 <= Announcement.objects.filter(withdrawn_at=None).count() <= 3
