"""Waiting for the teacher of last time, a minute at most."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from declic.dispatch.actions import (
    decline,
    note_desk_seen,
    note_pupil_seen,
    run_wave,
    wait_for_wanted,
    want,
)
from declic.dispatch.models import HelpRequest, Offer
from declic.dispatch.queries import standings
from declic.dispatch.queries.line import Standing, standing_of
from declic.dispatch.rules import matcher
from declic.journal.models import Fact
from declic.lessons.actions import open_lesson
from declic.people.models import Teacher
from tests.world import (
    NOW,
    later,
    make_free_teacher,
    make_help_request,
    make_pupil,
    make_wish,
)

pytestmark = pytest.mark.django_db


@dataclass
class Evening:
    """Inès asked for the teacher of last time, who is writing the report of another pupil's lesson."""

    request: HelpRequest
    wanted: Teacher

    def stays(self, second: float) -> datetime:
        """Everybody's page is there."""
        now = later(second)
        note_pupil_seen(pupil_account_ids=[self.request.pupil.account_id], now=now)
        note_desk_seen(teacher_account_ids=Teacher.objects.values_list("account_id", flat=True), now=now)
        return now

    def rung(self, second: float) -> list[Teacher]:
        return [offer.teacher for offer in run_wave(now=self.stays(second))]

    def waits(self, second: float = 2) -> bool:
        return wait_for_wanted(help_request=self.request, now=later(second))


@pytest.fixture
def evening() -> Evening:
    request = make_wish(make_pupil())
    assert request.wanted_teacher
    return Evening(request, request.wanted_teacher)


def test_nothing_is_held_unless_the_pupil_says_so(evening: Evening) -> None:
    other = make_free_teacher()
    assert standing_of(evening.request, later(1)).wanted == "Claire Aubry"
    assert evening.rung(1) == [other]


def test_chosen_nobody_else_is_rung_and_the_wanted_teacher_is_as_soon_as_free(evening: Evening) -> None:
    make_free_teacher()
    assert evening.waits()
    assert evening.rung(3) == []
    want(teacher_account_id=evening.wanted.account_id, state="free", now=later(30))
    assert evening.rung(30) == [evening.wanted]
    assert Offer.objects.get(state="ringing").reason == "connaît déjà cet élève, qui a choisi de l’attendre"
    assert evening.rung(45) == [], "nor is a second teacher"


def test_after_a_minute_anybody_is_rung(evening: Evening) -> None:
    other = make_free_teacher()
    evening.waits(2)
    assert evening.rung(61.9) == []
    assert evening.rung(62) == [other]


def test_chosen_while_another_desk_rings_that_desk_falls_silent_without_a_mark(evening: Evening) -> None:
    other = make_free_teacher()
    evening.rung(1)
    assert evening.waits()
    offer = Offer.objects.get(teacher=other)
    assert (offer.state, offer.why) == ("withdrawn", "for_wanted")
    assert other.duties.get().state == "free"
    assert Fact.objects.filter(name="HelpForWanted").count() == 1
    assert evening.rung(3) == []


def test_it_is_chosen_once_twice_is_once_and_the_minute_is_not_begun_again(evening: Evening) -> None:
    evening.waits(2)
    assert evening.waits(40)
    evening.request.refresh_from_db()
    assert evening.request.hold_until == later(62)
    assert not evening.waits(63)
    evening.request.refresh_from_db()
    assert evening.request.hold_until == later(62)
    assert evening.request.asked_at == NOW


@pytest.mark.parametrize("why", ["pause", "off"])
def test_nobody_waits_for_a_teacher_who_leaves(evening: Evening, why: str) -> None:
    other = make_free_teacher()
    evening.waits()
    want(teacher_account_id=evening.wanted.account_id, state=why, now=later(10))
    assert evening.rung(11) == [other]


def test_nor_for_one_who_declines(evening: Evening) -> None:
    other = make_free_teacher()
    evening.waits()
    want(teacher_account_id=evening.wanted.account_id, state="free", now=later(10))
    assert evening.rung(10) == [evening.wanted]
    (ring,) = Offer.objects.filter(state="ringing")
    decline(offer_id=ring.pk, teacher_account_id=evening.wanted.account_id, now=later(14))
    assert evening.rung(14) == [other]


def test_a_teacher_on_the_last_lesson_or_off_duty_is_not_to_be_waited_for(evening: Evening) -> None:
    want(teacher_account_id=evening.wanted.account_id, state="last_one", now=later(1))
    assert not evening.waits()
    want(teacher_account_id=evening.wanted.account_id, state="off", now=later(3))
    assert not evening.waits(4)
    evening.request.refresh_from_db()
    assert evening.request.hold_until is None


def test_a_teacher_the_pupil_never_met_is_not_named(evening: Evening) -> None:
    HelpRequest.objects.filter(pupil=evening.request.pupil, state="helped").update(subject="FRA")
    assert standing_of(evening.request, later(1)).wanted == ""
    assert not evening.waits()


def test_once_accepted_there_is_nothing_to_wait_for(evening: Evening) -> None:
    make_free_teacher()
    evening.rung(1)
    ring = Offer.objects.select_related("teacher").get(state="ringing")
    open_lesson(offer_id=ring.pk, teacher_account_id=ring.teacher.account_id, now=later(2))
    assert not evening.waits(3)
    assert Fact.objects.filter(name="HelpForWanted").count() == 0


def test_a_wave_decided_before_the_choice_rings_nobody_after_it(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The choice comes between what the wave read and what it does."""
    make_free_teacher()
    waves = iter([True])

    def decided(*args: object) -> object:
        rings = matcher.decide_wave(*args)  # type: ignore[arg-type]
        if next(waves, False):
            evening.waits(1)
        return rings

    monkeypatch.setattr("declic.dispatch.actions.wave.decide_wave", decided)
    assert evening.rung(1) == []


def test_the_page_says_whom_it_waits_for_and_those_behind_are_not_kept_waiting(
    evening: Evening, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_free_teacher()
    evening.waits()
    behind = make_help_request(now=later(3))
    with django_assert_num_queries(6):
        found = standings(later(4))
    held = Standing(place=1, estimate=(1, 2), free=1, ringing=False, step="for_wanted", wanted="Claire Aubry")
    assert found[evening.request.pk] == held
    assert found[behind.pk].estimate == (0, 2)
    after = standing_of(evening.request, evening.stays(63))
    assert (after.step, after.estimate, after.wanted) == ("asked", (0, 2), "")
