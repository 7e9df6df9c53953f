"""A pupil asks for the teacher of last time: who that may be, and who is rung."""

import pytest

from declic.dispatch.actions import ask, ask_again, cancel, expire, note_desk_seen, run_wave, want, want_teacher
from declic.dispatch.models import HelpRequest
from declic.journal.models import Fact
from declic.lessons.actions import end, lose_teacher, note_presence, open_lesson, sweep
from declic.lessons.queries.at_desks import ring_cards
from declic.people.models import Pupil, Skill, Teacher
from declic.reports.queries.board import board_of
from declic.reports.queries.visits import Places, lessons_of
from declic.reports.rules import SchoolYear
from tests.dispatch.asking import make_lesson_of
from tests.world import (
    NOW,
    both_come_in,
    later,
    make_draft,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_past_lesson,
    make_pupil,
    set_hours,
)

pytestmark = pytest.mark.django_db


def draft_with(pupil: Pupil, teacher: Teacher, subject: str = "MAT") -> HelpRequest:
    draft = make_draft(pupil, subject, now=later(60))
    want_teacher(draft=draft, teacher_id=teacher.pk, now=later(60))
    return draft


def test_the_teacher_of_last_time_is_kept_in_the_draft_until_the_pupil_changes_their_mind() -> None:
    pupil = make_pupil()
    teacher = make_past_lesson(pupil).teacher
    assert draft_with(pupil, teacher).wanted_teacher == teacher
    assert HelpRequest.objects.get(state="draft").wanted_teacher == teacher
    want_teacher(draft=HelpRequest.objects.get(state="draft"), teacher_id=None, now=later(61))
    assert HelpRequest.objects.get(state="draft").wanted_teacher is None


def test_nobody_else_is_taken_for_the_teacher_of_last_time() -> None:
    pupil, other = make_pupil(), make_pupil()
    mine, theirs = make_past_lesson(pupil).teacher, make_past_lesson(other).teacher
    assert draft_with(pupil, theirs).wanted_teacher is None, "somebody else’s teacher"
    assert draft_with(pupil, mine, "FRA").wanted_teacher is None, "the teacher of another subject"
    latest = make_past_lesson(pupil, now=later(3600)).teacher
    assert draft_with(pupil, mine).wanted_teacher is None, "the teacher of the time before"
    assert draft_with(pupil, latest).wanted_teacher == latest


def test_a_lesson_that_did_not_end_well_makes_no_teacher_of_last_time() -> None:
    pupil = make_pupil()
    lesson = make_lesson(pupil=pupil, state="opened")
    lose_teacher(lesson_id=lesson.pk, now=later(20), why="not_joined")
    cancel(help_request=lesson.help_request, now=later(30))
    assert draft_with(pupil, lesson.teacher).wanted_teacher is None


@pytest.mark.parametrize("gone", ["suspended", "expired", "skill", "level"])
def test_a_teacher_who_may_not_teach_the_pupil_any_more_is_nobodys_choice(gone: str) -> None:
    pupil = make_pupil()
    teacher = make_past_lesson(pupil).teacher
    if gone == "suspended":
        Teacher.objects.update(state="suspended")
    elif gone == "expired":
        Teacher.objects.update(authorised_until="2026-11-22")
    elif gone == "skill":
        Skill.objects.all().delete()
    else:
        pupil.level = "3E"
        pupil.save()
    assert draft_with(pupil, teacher).wanted_teacher is None


def test_asked_for_and_free_the_teacher_of_last_time_is_rung_first_and_the_reason_says_so() -> None:
    pupil = make_pupil()
    teacher = make_past_lesson(pupil).teacher
    make_free_teacher(now=NOW)
    want(teacher_account_id=teacher.account_id, state="free", now=later(60))
    ask(help_request=draft_with(pupil, teacher), now=later(60))
    (ring,) = run_wave(now=later(60))
    assert (ring.teacher, ring.reason) == (teacher, "connaît déjà cet élève")
    assert [card.met_before for card in ring_cards([ring.pk])] == [1]


def test_asked_for_and_not_there_somebody_else_is_rung_at_once() -> None:
    pupil = make_pupil()
    teacher = make_past_lesson(pupil).teacher
    other = make_free_teacher(now=later(60))
    ask(help_request=draft_with(pupil, teacher), now=later(60))
    assert [ring.teacher for ring in run_wave(now=later(60))] == [other]


def test_asking_again_after_a_no_show_keeps_the_teacher_asked_for() -> None:
    pupil = make_pupil()
    teacher = make_past_lesson(pupil).teacher
    want(teacher_account_id=teacher.account_id, state="free", now=NOW)
    ask(help_request=draft_with(pupil, teacher), now=NOW)
    (ring,) = run_wave(now=NOW)
    old = HelpRequest.objects.get(pk=make_lesson_of(ring))
    sweep(now=later(30))
    again = ask_again(help_request=old, now=later(40))
    assert HelpRequest.objects.get(pk=again.pk).wanted_teacher == teacher


def test_asking_again_after_a_no_show_keeps_the_place_and_begins_another_wait() -> None:
    """Asked at three while closed, a teacher came at the opening, nobody was there: three hours are no wait."""
    set_hours((0, "18:00", "20:00"))
    asked = make_help_request(now=later(-3 * 3600))
    teacher = make_free_teacher(now=NOW)
    HelpRequest.objects.update(pupil_seen_at=NOW)
    expire(now=NOW)
    (ring,) = run_wave(now=NOW)
    lesson = open_lesson(offer_id=ring.pk, teacher_account_id=teacher.account_id, now=later(8))
    for seconds in range(10, 41, 5):
        note_presence(lesson_id=lesson, account_id=teacher.account_id, present=True, now=later(seconds))
        sweep(now=later(seconds))
    again = ask_again(help_request=HelpRequest.objects.get(pk=asked.pk), now=later(180))
    assert (again.asked_at, again.wait_from) == (later(-3 * 3600), later(180))
    expire(now=later(181))
    assert not Fact.objects.filter(name="HelpEscalated").exists()
    assert [waits.wait_from for waits in board_of(later(181)).waiting] == [later(180)]

    note_desk_seen(teacher_account_ids=[teacher.account_id], now=later(185))
    (ring,) = run_wave(now=later(185))
    lesson = open_lesson(offer_id=ring.pk, teacher_account_id=teacher.account_id, now=later(188))
    both_come_in(lesson, now=later(189))
    end(lesson_id=lesson, by_account_id=teacher.account_id, now=later(700))
    today = board_of(later(701)).today
    assert (today.decided, today.kept) == (2, 2), "the teacher came both times"
    (visit,) = lessons_of(again.sponsor, SchoolYear.holding(NOW.date()), Places([]))
    assert visit.waited == 8
