"""A pupil handed over to a colleague: the same board, first in line, and each teacher's lesson right."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from declic.dispatch.actions import close_exceptionally, close_subject, run_wave
from declic.dispatch.queries import duty_of, rings_of
from declic.dispatch.queries.line import waiting_requests
from declic.ground.errors import NotYours, Refusal
from declic.journal.models import Fact
from declic.lessons.actions import end, hand_over, open_lesson, report
from declic.lessons.models import Lesson, Presence
from declic.lessons.queries import handed_over_by, reports_to_write
from declic.lessons.queries.at_desks import RingCard, ring_cards
from declic.people.models import Teacher
from declic.reports.queries.board import board_of
from declic.sponsors.models import LedgerEntry
from declic.web.room.panel import panel_of
from tests.world import (
    NOW,
    both_come_in,
    get_lesson,
    later,
    make_account,
    make_free_teacher,
    make_lesson,
    make_operator,
    set_hours,
)

pytestmark = pytest.mark.django_db


def handed(
    lesson: Lesson, *, seconds: float = 600, word: str = "On en est à la question 3.", anyway: bool = False
) -> None:
    hand_over(
        lesson=lesson,
        teacher_account_id=lesson.teacher.account_id,
        word=word,
        now=later(seconds),
        even_if_nobody_is_free=anyway,
    )


def taken_over_by(colleague: Teacher, *, seconds: float) -> Lesson:
    run_wave(now=later(seconds))
    (ring,) = rings_of(colleague)
    return get_lesson(open_lesson(offer_id=ring.pk, teacher_account_id=colleague.account_id, now=later(seconds)))


def cards_at(colleague: Teacher, *, seconds: float) -> list[RingCard]:
    run_wave(now=later(seconds))
    return ring_cards(at_desks=[colleague.account_id])


def test_a_colleague_goes_on_with_the_same_board_and_reads_the_word() -> None:
    first = make_lesson()
    colleague = make_free_teacher(now=later(599))
    handed(first)
    second = taken_over_by(colleague, seconds=601)
    assert (second.board_id, second.help_request_id, second.pupil_id) == (
        first.board_id,
        first.help_request_id,
        first.pupil_id,
    )
    (before,) = handed_over_by(second)
    assert (before.pk, before.word_to_colleague) == (first.pk, "On en est à la question 3.")
    assert handed_over_by(before) == []


def test_the_ring_says_which_colleague_hands_the_pupil_over_the_last_one_of_two() -> None:
    first = make_lesson()
    colleague = make_free_teacher(now=later(599))
    handed(first)
    assert [card.handed_over_by for card in cards_at(colleague, seconds=601)] == [first.teacher.account.name]
    second = taken_over_by(colleague, seconds=601)
    both_come_in(second.pk, now=later(605))
    third = make_free_teacher(now=later(1199))
    handed(get_lesson(second.pk), seconds=1200)
    assert [card.handed_over_by for card in cards_at(third, seconds=1201)] == [colleague.account.name]


def test_the_team_sees_who_handed_the_pupil_over_and_not_that_a_ring_was_withdrawn() -> None:
    lesson = make_lesson()
    handed(lesson, anyway=True)
    (waiting,) = board_of(later(601)).waiting
    assert [(ring.teacher, ring.state) for ring in waiting.rings] == [(lesson.teacher.account.name, "handed_over")]


def test_the_third_teacher_of_a_pupil_reads_both_who_taught_them_before_the_last_one_first() -> None:
    first = make_lesson()
    colleague = make_free_teacher(now=later(599))
    handed(first)
    second = taken_over_by(colleague, seconds=601)
    both_come_in(second.pk, now=later(605))
    third_teacher = make_free_teacher(now=later(1199))
    handed(get_lesson(second.pk), seconds=1200, word="Il reste la figure.")
    third = taken_over_by(third_teacher, seconds=1201)
    assert handed_over_by(third) == [second, first]
    assert handed_over_by(second) == [first], "not who came after"
    panel = render_to_string("room/panel.html", {"lesson": third, **panel_of(third)})
    assert panel.index("Il reste la figure.") < panel.index("On en est à la question 3.")
    assert panel.count("vous passe la main") == 1
    assert f"Avant, <b>{first.teacher.account.name}</b> avait passé la main." in panel.replace("\u00a0", " ")


def test_each_teacher_has_their_own_hours_presence_and_report() -> None:
    first = make_lesson()
    colleague = make_free_teacher(now=later(599))
    handed(first)
    first = get_lesson(first.pk)
    assert (first.state, first.end_reason, first.ended_at) == ("ended", "handed_over", later(600))
    assert not Presence.objects.filter(lesson=first, left_at=None).exists()
    assert list(reports_to_write(first.teacher)) == [first]
    second = taken_over_by(colleague, seconds=601)
    both_come_in(second.pk, now=later(605))
    end(lesson_id=second.pk, by_account_id=colleague.account_id, now=later(905))
    assert sorted(LedgerEntry.objects.values_list("about", "seconds")) == sorted([(first.pk, 600), (second.pk, 300)])
    assert get_lesson(second.pk).help_request.state == "helped"


def test_who_handed_over_writes_the_report_and_is_off_duty_then() -> None:
    lesson = make_lesson()
    make_free_teacher(now=later(599))
    handed(lesson)
    duty = duty_of(lesson.teacher.account_id)
    assert duty is not None
    assert (duty.state, duty.last_one) == ("wrapping_up", True)
    report(lesson=get_lesson(lesson.pk), worked_on="Pythagore", understood="", next_step="", now=later(660))
    assert duty_of(lesson.teacher.account_id) is None


def test_the_pupil_is_first_in_line_at_the_first_time_of_asking_and_not_for_the_same_teacher() -> None:
    lesson = make_lesson()
    handed(lesson, anyway=True)
    (waiting,) = waiting_requests(later(601))
    assert waiting.asked_at == lesson.help_request.asked_at
    assert lesson.teacher_id in waiting.excluded


def test_when_nobody_is_free_it_is_said_first_and_may_be_insisted_on() -> None:
    lesson = make_lesson()
    with pytest.raises(Refusal) as refused:
        handed(lesson)
    assert refused.value.code == "nobody_free"
    assert get_lesson(lesson.pk).state == "running"
    handed(lesson, anyway=True)
    assert get_lesson(lesson.pk).state == "ended"


@pytest.mark.parametrize("levels", ["", "4E"])
def test_a_subject_closed_for_the_evening_keeps_a_colleague_from_no_pupil_who_has_begun(levels: str) -> None:
    """Nobody new asks for it; who is in line already is rung for."""
    set_hours((0, "17:00", "20:00"))
    first = make_lesson()
    colleague = make_free_teacher(now=later(599))
    close_subject(subject="MAT", levels=levels, reason="Un absent.", by=make_operator(), now=later(300))
    handed(first)
    assert taken_over_by(colleague, seconds=601).board_id == first.board_id


def test_once_the_service_is_closed_nobody_hands_over() -> None:
    set_hours((0, "17:00", "20:00"))
    lesson = make_lesson()
    make_free_teacher(now=later(7260))
    with pytest.raises(Refusal) as refused:
        handed(lesson, seconds=7260, anyway=True)
    assert refused.value.code == "service_closed"
    assert get_lesson(lesson.pk).state == "running"


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (timedelta(hours=1), "ouvre à 19\u00a0h\u00a005"),
        (timedelta(days=1), "ouvre demain à 18\u00a0h\u00a005"),
    ],
)
def test_of_a_closed_service_it_is_said_when_it_opens(until: timedelta, said: str) -> None:
    lesson = make_lesson()
    make_free_teacher(now=later(600))
    closed_from = later(300)
    close_exceptionally(
        starts_at=closed_from, ends_at=closed_from + until, reason="Panne.", by=make_operator(), now=closed_from
    )
    with pytest.raises(Refusal) as refused:
        handed(lesson, anyway=True)
    assert said in refused.value.message
    assert "ce soir" not in refused.value.message


def test_handing_over_twice_does_it_once() -> None:
    lesson = make_lesson()
    same = get_lesson(lesson.pk)
    handed(lesson, anyway=True)
    handed(same, seconds=601, anyway=True)
    assert LedgerEntry.objects.count() == 1
    assert Fact.objects.filter(name="LessonEnded").count() == 1


def test_neither_the_pupil_nor_anybody_else_hands_over_and_not_before_it_runs() -> None:
    lesson = make_lesson()
    for account_id in (lesson.pupil.account_id, make_account().pk):
        with pytest.raises(NotYours):
            hand_over(lesson=lesson, teacher_account_id=account_id, word="", now=NOW, even_if_nobody_is_free=True)
    end(lesson_id=lesson.pk, by_account_id=None, now=later(5))
    for state in ("opened", "ended"):
        with pytest.raises(Refusal) as refused:
            handed(make_lesson(state=state), anyway=True)
        assert refused.value.code == "not_running"


@pytest.mark.parametrize(("word", "code"), [("a" * 301, "too_long"), ("appelle le 06 12 34 56 78", "contact_details")])
def test_the_word_is_short_and_holds_no_contact_details(word: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        handed(make_lesson(), word=word, anyway=True)
    assert refused.value.code == code
