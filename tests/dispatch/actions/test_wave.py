"""The wave: what the matcher decides is stored, told, and safe from another wave."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from declic.dispatch.actions import decline, note_desk_seen, note_pupil_seen, run_wave
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries import duty_of, free_teachers, rings_of, waiting_requests
from declic.dispatch.rules.matcher import Waiting
from declic.journal.models import Fact
from declic.people.models import Teacher
from tests.world import (
    NOW,
    later,
    make_free_teacher,
    make_help_request,
    make_pupil,
    make_sponsor,
    make_teacher,
    set_hours,
)

pytestmark = pytest.mark.django_db


def test_a_ring_is_stored_with_its_deadline_and_its_reason() -> None:
    teacher = make_free_teacher()
    asked = make_help_request()
    (offer,) = run_wave(now=later(1))
    kept = Offer.objects.filter(pk=offer.pk).values().get()
    assert {name: getattr(offer, name) for name in kept} == kept
    assert (offer.help_request_id, offer.teacher_id, offer.slot) == (asked.pk, teacher.pk, 0)
    assert offer.deadline_at == later(31)
    assert offer.reason == "seul professeur libre pour cette demande"
    duty = duty_of(teacher.account_id)
    assert duty is not None
    assert duty.state == "ringing"
    told = Fact.objects.get(name="OfferMade").data
    assert (told["offer_id"], told["hedge"], told["reason"]) == (str(offer.pk), False, offer.reason)


def test_a_second_wave_rings_nobody_twice() -> None:
    make_free_teacher()
    make_free_teacher()
    make_help_request()
    assert len(run_wave(now=later(1))) == 1
    assert run_wave(now=later(2)) == []


def test_after_five_seconds_a_second_desk_rings_and_no_third() -> None:
    first, second, third = (make_free_teacher(now=later(n)) for n in range(3))
    asked = make_help_request(now=later(2))
    run_wave(now=later(2))
    everyone = [teacher.account_id for teacher in (first, second, third)]
    for seconds, rings in ((6, 1), (7, 2), (20, 2)):
        note_desk_seen(teacher_account_ids=everyone, now=later(seconds))
        note_pupil_seen(pupil_account_ids=[asked.pupil.account_id], now=later(seconds))
        run_wave(now=later(seconds))
        assert Offer.objects.filter(help_request=asked, state="ringing").count() == rings
    assert [bool(rings_of(teacher)) for teacher in (first, second, third)] == [True, True, False]
    assert Fact.objects.filter(name="OfferMade", data__hedge=True).count() == 1


def test_when_the_first_declines_the_second_slot_stays_and_the_first_is_free_again() -> None:
    first, second, third = (make_free_teacher(now=later(n)) for n in range(3))
    make_help_request(now=later(3))
    run_wave(now=later(3))
    for teacher in (second, third):
        note_desk_seen(teacher_account_ids=[teacher.account_id], now=later(15))
    run_wave(now=later(15))
    (offer,) = rings_of(first)
    decline(offer_id=offer.pk, teacher_account_id=first.account_id, now=later(16))
    HelpRequest.objects.update(pupil_seen_at=later(28))
    note_desk_seen(teacher_account_ids=[third.account_id], now=later(28))
    run_wave(now=later(28))
    assert sorted(Offer.objects.filter(state="ringing").values_list("teacher_id", "slot")) == [
        (second.pk, 1),
        (third.pk, 0),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"state": "paused"},
        {"state": "wrapping_up", "last_one": True},
        {"seen_at": NOW - timedelta(seconds=11)},
        {"desk_left_at": NOW},
        {"state": "ended", "ended_at": NOW},
    ],
)
def test_only_a_free_teacher_at_their_desk_is_rung(change: dict[str, object]) -> None:
    teacher = make_free_teacher()
    Duty.objects.filter(teacher=teacher).update(**change)
    make_help_request()
    assert run_wave(now=NOW) == []


@pytest.mark.parametrize("change", [{"state": "suspended"}, {"authorised_until": "2026-11-22"}])
def test_only_an_approved_teacher_is_rung(change: dict[str, object]) -> None:
    Teacher.objects.filter(pk=make_free_teacher().pk).update(**change)
    make_help_request()
    assert run_wave(now=NOW) == []


def test_an_old_duty_does_not_ring() -> None:
    """A teacher off duty now, free in a duty that has ended."""
    teacher = make_free_teacher()
    Duty.objects.filter(teacher=teacher).update(ended_at=NOW)
    make_help_request()
    assert run_wave(now=NOW) == []


def test_a_silent_page_and_a_closed_service_ring_nobody() -> None:
    make_free_teacher(now=later(14))
    asked = make_help_request()
    assert run_wave(now=later(16)) == []
    note_pupil_seen(pupil_account_ids=[asked.pupil.account_id], now=later(16))
    set_hours((1, "17:00", "20:00"))
    assert run_wave(now=later(16)) == []
    set_hours((0, "17:00", "20:00"))
    assert len(run_wave(now=later(16))) == 1


def test_the_skill_must_be_exact() -> None:
    make_free_teacher([("MAT", "3E"), ("FRA", "4E")])
    make_help_request()
    assert run_wave(now=NOW) == []


def test_it_is_blind_to_the_commune() -> None:
    """The same evening with the sponsors exchanged rings the same desks for the same pupils."""

    def evening(*, swap: bool) -> list[tuple[str, int]]:
        Offer.objects.all().delete()
        HelpRequest.objects.all().delete()
        Duty.objects.update(state="free")
        sponsors = [rich, poor, rich, poor]
        for number, sponsor in enumerate(reversed(sponsors) if swap else sponsors):
            pupil = make_pupil(sponsor=sponsor, first_name=f"Élève {number}")
            make_help_request(pupil, now=later(number))
        offers = run_wave(now=later(5))
        return [(offer.help_request.pupil.first_name, offer.teacher_id) for offer in offers]

    rich, poor = make_sponsor(), make_sponsor()
    for number in range(3):
        make_free_teacher(now=later(number))
    assert evening(swap=False) == evening(swap=True)


def test_the_tables_refuse_a_double_assignment_by_themselves() -> None:
    teacher, other = make_free_teacher(), make_teacher()
    asked, another = make_help_request(), make_help_request()
    (offer,) = run_wave(now=NOW)[:1]
    common = {"offered_at": NOW, "deadline_at": NOW}
    for twice in (
        Offer(help_request=another if offer.help_request_id == asked.pk else asked, teacher=teacher, **common),
        Offer(help_request=offer.help_request, teacher=other, slot=0, **common),
        Offer(help_request=offer.help_request, teacher=other, slot=2, **common),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            twice.save(force_insert=True)
    Offer.objects.filter(pk=offer.pk).update(state="accepted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(help_request=offer.help_request, teacher=other, state="accepted", **common)


def test_the_gathering_asks_the_database_the_same_whatever_the_number(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sponsor = make_sponsor()
    for _ in range(2):
        for _ in range(3):
            make_free_teacher()
            make_help_request(make_pupil(sponsor=sponsor))
        with django_assert_num_queries(7):
            waiting = waiting_requests(NOW)
            free_teachers({request.skill for request in waiting}, NOW)


def test_ringing_asks_the_database_the_same_whatever_the_number(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    sponsor = make_sponsor()
    for number in (1, 4):
        for _ in range(number):
            make_free_teacher()
            make_help_request(make_pupil(sponsor=sponsor))
        with django_assert_max_num_queries(16):
            assert len(run_wave(now=NOW)) == number


def test_a_ring_that_comes_too_late_does_not_hold_the_others_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the reading and the ringing, one pupil leaves: the others ring."""
    asked = [make_help_request(now=later(n)) for n in range(3)]
    for _ in asked:
        make_free_teacher(now=later(3))

    def read_then_left(*given: object) -> list[Waiting]:
        seen = waiting_requests(*given)  # type: ignore[arg-type]
        HelpRequest.objects.filter(pk=asked[0].pk).update(state="cancelled")
        return seen

    monkeypatch.setattr("declic.dispatch.actions.wave.waiting_requests", read_then_left)
    assert {offer.help_request_id for offer in run_wave(now=later(3))} == {asked[1].pk, asked[2].pk}
    assert Duty.objects.filter(state="free").count() == 1
