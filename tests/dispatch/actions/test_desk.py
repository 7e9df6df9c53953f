"""The teacher's moves at the desk."""

import pytest

from declic.dispatch.actions import (
    cancel,
    decline,
    desk_left,
    note_desk_seen,
    note_pupil_seen,
    run_wave,
    send_back,
    want,
)
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries import duty_of, rings_of
from declic.ground.errors import NotYours, Refusal
from declic.journal.models import Fact
from declic.lessons.actions import end, open_lesson, report
from declic.people.models import Teacher
from tests.world import (
    NOW,
    later,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_pupil,
    make_ring,
    make_teacher,
)

pytestmark = pytest.mark.django_db


def wants(teacher: Teacher, state: str, seconds: float = 1) -> Duty | None:
    return want(teacher_account_id=teacher.account_id, state=state, now=later(seconds))


def state_of(teacher: Teacher) -> tuple[str, bool] | None:
    duty = duty_of(teacher.account_id)
    return (duty.state, duty.last_one) if duty else None


def test_free_begins_a_duty_and_off_ends_it() -> None:
    teacher = make_teacher()
    assert state_of(teacher) is None
    wants(teacher, "free")
    wants(teacher, "free", 2)
    assert state_of(teacher) == ("free", False)
    assert wants(teacher, "off", 3) is None
    wants(teacher, "off", 4)
    assert [(duty.state, duty.ended_at) for duty in Duty.objects.all()] == [("ended", later(3))]


def test_pause_and_back() -> None:
    teacher = make_free_teacher()
    wants(teacher, "pause")
    assert state_of(teacher) == ("paused", False)
    wants(teacher, "free", 60)
    duty = duty_of(teacher.account_id)
    assert duty is not None
    assert (duty.state, duty.idle_since) == ("free", later(60))


def test_a_teacher_who_is_not_approved_or_has_no_skill_is_told_so() -> None:
    for teacher, code in ((make_teacher(approved=False), "not_approved"), (make_teacher([]), "no_skills")):
        with pytest.raises(Refusal) as refused:
            wants(teacher, "free")
        assert refused.value.code == code


def test_an_authorisation_that_has_run_out_is_no_approval() -> None:
    teacher = make_teacher()
    Teacher.objects.filter(pk=teacher.pk).update(authorised_until="2026-11-22")
    with pytest.raises(Refusal):
        wants(teacher, "free")


def test_nobody_but_a_teacher_has_a_desk() -> None:
    with pytest.raises(NotYours):
        want(teacher_account_id=make_pupil().account_id, state="free", now=NOW)
    with pytest.raises(Refusal):
        want(teacher_account_id=make_teacher().account_id, state="asleep", now=NOW)


def test_the_last_one_ends_the_duty_after_its_report() -> None:
    teacher = make_free_teacher()
    wants(teacher, "last_one", 0)
    lesson = make_lesson(teacher, state="ended")
    assert state_of(teacher) == ("wrapping_up", True)
    wants(teacher, "last_one", 1300)
    report(lesson=lesson, worked_on="Les fractions.", understood="", next_step="", now=later(1310))
    assert state_of(teacher) is None


def test_free_takes_the_last_one_back() -> None:
    teacher = make_free_teacher()
    wants(teacher, "last_one")
    wants(teacher, "free", 2)
    assert state_of(teacher) == ("free", False)


def test_off_in_mid_lesson_means_after_it_and_a_pause_has_to_wait() -> None:
    teacher = make_free_teacher()
    lesson = make_lesson(teacher)
    with pytest.raises(Refusal) as refused:
        wants(teacher, "pause")
    assert refused.value.code == "in_lesson"
    wants(teacher, "off")
    assert state_of(teacher) == ("teaching", True)
    end(lesson_id=lesson.pk, by_account_id=teacher.account_id, now=later(600))
    wants(teacher, "off", 601)
    assert state_of(teacher) is None


@pytest.mark.parametrize("choice", ["pause", "off"])
def test_what_rings_goes_to_somebody_else_when_the_teacher_stops(choice: str) -> None:
    ring = make_ring()
    other = make_free_teacher(now=later(1))
    wants(ring.teacher, choice, 2)
    run_wave(now=later(2))
    assert [offer.help_request_id for offer in rings_of(other)] == [ring.help_request_id]
    assert state_of(ring.teacher) == (("paused", False) if choice == "pause" else None)


def test_a_decline_passes_it_on_and_leaves_no_mark() -> None:
    ring = make_ring()
    other = make_free_teacher(now=later(1))
    decline(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(3))
    decline(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(4))
    assert state_of(ring.teacher) == ("free", False)
    (next_ring,) = run_wave(now=later(3))
    assert next_ring.teacher_id == other.pk


def test_who_declined_is_rung_again_after_ninety_seconds_and_not_before() -> None:
    ring = make_ring()
    account_id = ring.teacher.account_id
    decline(offer_id=ring.pk, teacher_account_id=account_id, now=NOW)
    for seconds, rung in ((89, 0), (91, 1)):
        note_desk_seen(teacher_account_ids=[account_id], now=later(seconds))
        note_pupil_seen(pupil_account_ids=[ring.help_request.pupil.account_id], now=later(seconds))
        assert len(run_wave(now=later(seconds))) == rung


def test_two_declines_in_a_row_ask_whether_a_pause_is_wanted() -> None:
    teacher = make_free_teacher()
    for seconds in (1, 2):
        ring = make_ring(teacher, now=later(seconds))
        decline(offer_id=ring.pk, teacher_account_id=teacher.account_id, now=later(seconds))
        cancel(help_request=ring.help_request, now=later(seconds))
    assert Duty.objects.get(teacher=teacher).declines_in_row == 2
    whys = [fact.data["why"] for fact in Fact.objects.filter(name="DutyChanged")]
    assert whys.count("declined_twice") == 1
    wants(teacher, "free", 3)
    assert Duty.objects.get(teacher=teacher).declines_in_row == 0


def test_sent_back_kindly_it_rings_nobody_until_completed() -> None:
    ring = make_ring()
    send_back(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(3))
    asked = HelpRequest.objects.get(pk=ring.help_request_id)
    assert (asked.state, asked.asked_at) == ("sent_back", NOW)
    assert state_of(ring.teacher) == ("free", False)
    assert run_wave(now=later(4)) == []
    with pytest.raises(Refusal) as refused:
        send_back(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(5))
    assert refused.value.code == "offer_over"


def test_sending_back_silences_the_second_desk_too() -> None:
    ring, second = two_rings()
    send_back(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(14))
    second.refresh_from_db()
    assert (second.state, second.why) == ("withdrawn", "sent_back")
    assert state_of(second.teacher) == ("free", False)


def test_another_teachers_ring_does_not_exist() -> None:
    ring, stranger = make_ring(), make_teacher()
    for act in (decline, send_back, open_lesson):
        with pytest.raises(NotYours):
            act(offer_id=ring.pk, teacher_account_id=stranger.account_id, now=later(1))


def test_the_desk_is_there_or_left() -> None:
    teacher = make_free_teacher()
    desk_left(teacher_account_id=teacher.account_id, now=later(5))
    make_help_request(now=later(5))
    assert run_wave(now=later(6)) == []
    note_desk_seen(teacher_account_ids=[teacher.account_id], now=later(7))
    assert len(run_wave(now=later(7))) == 1


def two_rings() -> tuple[Offer, Offer]:
    """A request that rings on two desks."""
    ring = make_ring()
    make_free_teacher(now=later(12))
    (second,) = run_wave(now=later(12))
    return ring, second
