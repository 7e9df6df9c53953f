"""What a lesson does to the request and to the teacher's duty."""

from datetime import timedelta

import pytest

from declic.dispatch.actions import (
    accept,
    cancel,
    desk_left,
    no_show,
    return_to_queue,
    ring_instead,
    run_wave,
    teaching_over,
    want,
    wrap_up_over,
)
from declic.dispatch.models import HelpRequest, Offer
from declic.dispatch.queries import duty_of, ring_for
from declic.ground.errors import Refusal
from declic.people.actions import prefer
from declic.people.models import Skill, Teacher
from tests.dispatch.actions.test_desk import two_rings
from tests.world import NOW, later, make_free_teacher, make_help_request, make_operator, make_pupil, make_ring

pytestmark = pytest.mark.django_db


def accepts(offer: Offer, seconds: float = 5) -> HelpRequest:
    return accept(offer=ring_for(offer.pk, offer.teacher.account_id), now=later(seconds))


def state_of(teacher: Teacher) -> str:
    duty = duty_of(teacher.account_id)
    assert duty is not None
    return duty.state


def test_what_rings_already_is_theirs_whatever_they_prefer_from_the_next_ring_on() -> None:
    wide = make_free_teacher([("MAT", "3E")])
    prefer(teacher_account_id=wide.account_id, takes_neighbours=True, now=NOW)
    waits = make_help_request(make_pupil("4E"))
    wide.refresh_from_db()
    ring = ring_instead(help_request=waits, teacher=wide, by=make_operator(), now=later(1))
    prefer(teacher_account_id=wide.account_id, takes_neighbours=False, now=later(2))
    assert accepts(ring).state == "accepted"


def test_accepting_takes_the_pupil() -> None:
    ring = make_ring()
    request = accepts(ring)
    ring.refresh_from_db()
    assert (request.state, request.accepted_at, request.first_accepted_at) == ("accepted", later(5), later(5))
    assert (ring.state, state_of(ring.teacher)) == ("accepted", "teaching")


def test_the_first_of_two_has_it_and_the_other_is_told_kindly() -> None:
    first, second = two_rings()
    accepts(second, 14)
    with pytest.raises(Refusal) as refused:
        accepts(first, 14)
    assert refused.value.code == "already_taken"
    assert "Merci" in refused.value.message
    first.refresh_from_db()
    assert (first.state, first.why, state_of(first.teacher)) == ("withdrawn", "taken", "free")


@pytest.mark.parametrize(("seconds", "in_time"), [(30, True), (32, True), (32.5, False)])
def test_an_acceptance_on_its_way_when_the_ring_ends_still_counts(seconds: float, *, in_time: bool) -> None:
    ring = make_ring()
    if in_time:
        assert accepts(ring, seconds).state == "accepted"
    else:
        with pytest.raises(Refusal):
            accepts(ring, seconds)


def test_too_late_for_a_pupil_who_cancelled() -> None:
    ring = make_ring()
    cancel(help_request=ring.help_request, now=later(2))
    with pytest.raises(Refusal) as refused:
        accepts(ring)
    assert refused.value.code == "offer_over"


def test_a_teacher_whose_skill_was_withdrawn_meanwhile_cannot_accept() -> None:
    ring = make_ring()
    Skill.objects.all().delete()
    with pytest.raises(Refusal):
        accepts(ring)


def test_a_teacher_whose_authorisation_expired_meanwhile_cannot_accept() -> None:
    ring = make_ring()
    Teacher.objects.update(authorised_until=NOW.date() - timedelta(days=1))
    with pytest.raises(Refusal) as refused:
        accepts(ring)
    assert refused.value.code == "offer_over"
    assert not Offer.objects.filter(state="accepted").exists()


def test_an_authorisation_that_expires_lets_the_lesson_finish_and_rings_no_more() -> None:
    ring = make_ring()
    accepts(ring)
    Teacher.objects.update(authorised_until=NOW.date() - timedelta(days=1))
    teaching_over(teacher=ring.teacher, now=later(600))
    assert state_of(ring.teacher) == "wrapping_up"
    wrap_up_over(teacher=Teacher.objects.get(), now=later(700))
    assert duty_of(ring.teacher.account_id) is None


def test_back_in_the_queue_with_the_first_time_and_the_same_teacher_first() -> None:
    ring = make_ring()
    request = accepts(ring)
    return_to_queue(help_request=request, wanted_teacher=ring.teacher, now=later(300))
    request.refresh_from_db()
    assert (request.state, request.asked_at, request.wanted_teacher_id) == ("waiting", NOW, ring.teacher_id)
    assert request.first_accepted_at == later(5)
    assert state_of(ring.teacher) == "free"
    newcomer = make_help_request(now=later(301))
    other = make_free_teacher(now=later(301))
    offers = run_wave(now=later(301))
    assert [(offer.help_request_id, offer.teacher_id) for offer in offers] == [(request.pk, other.pk)]
    assert newcomer.state == "waiting"


def test_a_teacher_who_never_came_in_is_paused() -> None:
    ring = make_ring()
    return_to_queue(help_request=accepts(ring), wanted_teacher=ring.teacher, now=later(20), why="not_joined")
    assert state_of(ring.teacher) == "paused"


def test_one_who_gave_it_up_is_not_rung_for_it_at_once() -> None:
    ring = make_ring()
    return_to_queue(help_request=accepts(ring), wanted_teacher=None, now=later(6), why="given_up")
    assert run_wave(now=later(7)) == []


def test_after_a_no_show_the_teacher_is_free_and_as_long_idle_as_before() -> None:
    ring = make_ring()
    request = accepts(ring)
    no_show(help_request=request, now=later(35))
    no_show(help_request=request, now=later(36))
    request.refresh_from_db()
    duty = duty_of(ring.teacher.account_id)
    assert duty is not None
    assert (request.state, request.close_reason) == ("cancelled", "no_show")
    assert (duty.state, duty.idle_since) == ("free", NOW)


def test_a_desk_closed_during_the_lesson_is_not_rung_after_it_until_it_speaks() -> None:
    ring = make_ring()
    request = accepts(ring)
    desk_left(teacher_account_id=ring.teacher.account_id, now=later(6))
    no_show(help_request=request, now=later(35))
    make_help_request(now=later(35))
    assert run_wave(now=later(35)) == []
    want(teacher_account_id=ring.teacher.account_id, state="pause", now=later(36))
    want(teacher_account_id=ring.teacher.account_id, state="free", now=later(37))
    assert len(run_wave(now=later(37))) == 1
