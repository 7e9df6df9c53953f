"""An operator withdraws a ring and has another teacher rung: one ring a teacher, and the time of asking stays."""

from datetime import timedelta

import pytest

from declic.dispatch.actions import (
    decline,
    desk_left,
    expire,
    note_desk_seen,
    note_pupil_seen,
    ring_instead,
    run_wave,
    want,
)
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries.chosen import candidates
from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.lessons.actions import open_lesson
from declic.people.models import Account, Teacher
from tests.world import (
    NOW,
    later,
    make_free_teacher,
    make_help_request,
    make_lesson,
    make_operator,
    make_pupil,
    make_ring,
    make_teacher,
    set_hours,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Account:
    return make_operator()


def states() -> list[tuple[str, str]]:
    return list(Offer.objects.order_by("offered_at", "pk").values_list("state", "why"))


def duty(teacher: Teacher) -> str:
    return Duty.objects.get(teacher=teacher, ended_at=None).state


def refused(request: HelpRequest, teacher: Teacher, by: Account, seconds: float = 5) -> str:
    with pytest.raises(Refusal) as refusal:
        ring_instead(help_request=request, teacher=teacher, by=by, now=later(seconds))
    return refusal.value.code


def test_the_ring_goes_to_the_chosen_teacher_with_its_reason_and_who_did_it(by: Account) -> None:
    first = make_ring()
    chosen = make_free_teacher()
    asked_at = first.help_request.asked_at

    offer = ring_instead(help_request=first.help_request, teacher=chosen, by=by, now=later(5))

    assert states() == [("withdrawn", "reassigned"), ("ringing", "")]
    assert (duty(first.teacher), duty(chosen)) == ("free", "ringing")
    assert offer.reason == "choisi par la régie, à la place de Claire Aubry"
    request = HelpRequest.objects.get()
    assert (request.asked_at, request.state) == (asked_at, "waiting")
    fact = Fact.objects.get(name="HelpReassigned")
    assert (fact.actor_id, fact.data["teacher_account_id"]) == (by.pk, chosen.account_id)
    open_lesson(offer_id=offer.pk, teacher_account_id=chosen.account_id, now=later(9))


def test_both_rings_of_a_request_stop(by: Account) -> None:
    first = make_ring()
    second = make_free_teacher(now=later(12))
    note_desk_seen(teacher_account_ids=[first.teacher.account_id], now=later(12))
    run_wave(now=later(12))
    chosen = make_free_teacher(now=later(12))
    ring_instead(help_request=first.help_request, teacher=chosen, by=by, now=later(13))
    assert sorted(states()) == [("ringing", ""), ("withdrawn", "reassigned"), ("withdrawn", "reassigned")]
    assert duty(second) == "free"


def test_a_request_that_rings_nobody_is_rung_too(by: Account) -> None:
    request = make_help_request()
    offer = ring_instead(help_request=request, teacher=make_free_teacher(), by=by, now=later(1))
    assert offer.reason == "choisi par la régie"


def test_the_withdrawn_teacher_is_not_rung_for_it_again_at_once(by: Account) -> None:
    first = make_ring()
    chosen = make_free_teacher()
    ring_instead(help_request=first.help_request, teacher=chosen, by=by, now=later(1))
    note_desk_seen(teacher_account_ids=[first.teacher.account_id, chosen.account_id], now=later(14))
    assert run_wave(now=later(14)) == []


@pytest.mark.parametrize("passes", [True, False], ids=["declined", "left"])
def test_once_the_chosen_one_is_out_the_withdrawn_teacher_is_rung_at_once(by: Account, *, passes: bool) -> None:
    """They passed nothing over: the pupil rings somebody in the next wave."""
    first = make_ring()
    chosen = make_free_teacher()
    offer = ring_instead(help_request=first.help_request, teacher=chosen, by=by, now=later(3))
    if passes:
        decline(offer_id=offer.pk, teacher_account_id=chosen.account_id, now=later(5))
    else:
        desk_left(teacher_account_id=chosen.account_id, now=later(5))
    rung: list[tuple[int, int]] = []
    reasons: list[str] = []
    for second in range(5, 20):
        note_desk_seen(teacher_account_ids=[first.teacher.account_id], now=later(second))
        note_pupil_seen(pupil_account_ids=[first.help_request.pupil.account_id], now=later(second))
        expire(now=later(second))
        made = run_wave(now=later(second))
        rung += [(one.teacher_id, second) for one in made]
        reasons += [one.reason for one in made]
    assert [teacher for teacher, _ in rung] == [first.teacher_id]
    assert reasons == ["la régie avait appelé un collègue à sa place ; personne d’autre n’est libre pour cette demande"]
    assert not passes or rung[0][1] == 5


def test_a_teacher_who_had_it_taken_is_asked_last(by: Account) -> None:
    first = make_ring()
    chosen = make_free_teacher()
    offer = ring_instead(help_request=first.help_request, teacher=chosen, by=by, now=later(3))
    third = make_free_teacher(now=later(4))
    note_desk_seen(teacher_account_ids=[first.teacher.account_id, third.account_id], now=later(5))
    decline(offer_id=offer.pk, teacher_account_id=chosen.account_id, now=later(5))
    assert [one.teacher_id for one in run_wave(now=later(5))] == [third.pk]


def test_a_teacher_taken_meanwhile_is_said_and_the_ring_goes_on(by: Account) -> None:
    first = make_ring()
    busy = make_lesson(make_free_teacher([("MAT", "5E")]), make_pupil("5E")).teacher
    busy.skills.create(subject="MAT", level="4E")
    assert refused(first.help_request, busy, by) == "teacher_taken"
    rung = make_ring(make_free_teacher([("MAT", "6E")]), make_pupil("6E")).teacher
    rung.skills.create(subject="MAT", level="4E")
    assert refused(first.help_request, rung, by) == "teacher_taken"
    assert ("withdrawn", "reassigned") not in states()
    assert duty(first.teacher) == "ringing"
    assert not Fact.objects.filter(name="HelpReassigned").exists()


def test_a_desk_that_is_gone_is_not_rung(by: Account) -> None:
    request = make_help_request()
    teacher = make_free_teacher(now=NOW - timedelta(minutes=1))
    assert refused(request, teacher, by) == "teacher_taken"


def test_only_who_may_take_it_is_rung(by: Account) -> None:
    first = make_ring()
    assert refused(first.help_request, make_free_teacher([("ANG", "4E")]), by) == "cannot_take"
    assert refused(first.help_request, first.teacher, by) == "rings_there"
    suspended = make_free_teacher()
    Teacher.objects.filter(pk=suspended.pk).update(state="suspended")
    assert refused(first.help_request, Teacher.objects.get(pk=suspended.pk), by) == "cannot_take"


def test_who_accepts_neighbouring_levels_may_be_chosen(by: Account) -> None:
    request = make_help_request()
    wide = make_free_teacher([("MAT", "5E")])
    assert refused(request, wide, by) == "cannot_take"
    Teacher.objects.filter(pk=wide.pk).update(takes_neighbours=True)
    ring_instead(help_request=request, teacher=Teacher.objects.get(pk=wide.pk), by=by, now=later(5))
    assert duty(wide) == "ringing"


def test_whoever_writes_a_report_is_rung_and_finds_it_again(by: Account) -> None:
    teacher = make_lesson(make_free_teacher(), state="ended").teacher
    at = NOW + timedelta(minutes=20)
    note_desk_seen(teacher_account_ids=[teacher.account_id], now=at)
    request = make_help_request(now=at)
    offer = ring_instead(help_request=request, teacher=teacher, by=by, now=at)
    assert offer.puts_off_report
    assert duty(teacher) == "ringing"


def test_nobody_is_rung_for_who_is_not_there(by: Account) -> None:
    teacher = make_free_teacher()
    request = make_help_request()
    HelpRequest.objects.filter(pk=request.pk).update(away_since=NOW)
    assert refused(request, teacher, by) == "pupil_away"
    HelpRequest.objects.filter(pk=request.pk).update(away_since=None)
    set_hours((0, "08:00", "09:00"))
    assert refused(request, teacher, by) == "closed"
    HelpRequest.objects.filter(pk=request.pk).update(state="cancelled")
    assert refused(request, teacher, by) == "request_gone"


def test_candidates_come_in_the_order_of_the_matcher() -> None:
    request = make_help_request()
    wide = make_free_teacher([("MAT", "5E")])
    Teacher.objects.filter(pk=wide.pk).update(takes_neighbours=True)
    newest, oldest = make_free_teacher(now=NOW), make_free_teacher(now=NOW - timedelta(seconds=5))
    make_free_teacher([("ANG", "4E")])
    paused = make_free_teacher()
    want(teacher_account_id=paused.account_id, state="pause", now=NOW)
    make_teacher()
    assert [one.teacher_id for one in candidates(request, NOW)] == [oldest.pk, newest.pk, wide.pk]
