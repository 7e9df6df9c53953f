"""Every state and every move of a help request, an offer and a duty, spelled out again, and tried by every action."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from declic.dispatch import actions
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.queries import ring_for
from declic.dispatch.rules import DUTY_LIFE, HELP_LIFE, OFFER_LIFE, DutyState, HelpState, OfferState
from declic.ground.errors import Refusal
from declic.ground.lifecycle import Lifecycle
from tests.world import later, make_draft, make_free_teacher, make_ring

MOVES = {
    HELP_LIFE.name: {
        "draft": "scheduled waiting",
        "scheduled": "cancelled draft unmet waiting written",
        "waiting": "accepted cancelled scheduled sent_back unmet written",
        "sent_back": "cancelled unmet waiting",
        "accepted": "cancelled helped waiting",
        "helped": "",
        "cancelled": "",
        "unmet": "",
        "written": "answered cancelled",
        "answered": "",
    },
    OFFER_LIFE.name: {
        "ringing": "accepted declined missed sent_back withdrawn",
        "accepted": "withdrawn",
        "declined": "",
        "missed": "",
        "withdrawn": "",
        "sent_back": "",
    },
    DUTY_LIFE.name: {
        "free": "ended paused ringing",
        "ringing": "ended free paused teaching wrapping_up",
        "teaching": "ended free paused wrapping_up",
        "wrapping_up": "ended free paused ringing",
        "paused": "ended free",
        "ended": "",
    },
}
LIVES: list[Lifecycle[Any]] = [HELP_LIFE, OFFER_LIFE, DUTY_LIFE]


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_each_pair_of_states_is_a_move_or_is_not(life: Lifecycle[Any]) -> None:
    states = list(life.moves)
    for before, after in product(states, states):
        assert life.can(before, after) == (after.value in MOVES[life.name][before.value].split()), (before, after)
        assert (before.value in life.sources(after)) == life.can(before, after)


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_every_state_can_be_reached_and_every_life_can_end(life: Lifecycle[Any]) -> None:
    reached = {life.start}
    for _ in life.moves:
        reached |= {after for before in reached for after in life.moves[before]}
    assert reached == set(life.moves)
    ends = {state for state in life.moves if life.is_final(state)}
    for _ in life.moves:
        ends |= {before for before, nexts in life.moves.items() if nexts & ends}
    assert ends >= set(life.moves) - ({OfferState.ACCEPTED} if life is OFFER_LIFE else set())


ON_A_REQUEST: dict[str, Callable[[HelpRequest], object]] = {
    "ask": lambda it: actions.ask(help_request=it, now=later(1)),
    "ask_again": lambda it: actions.ask_again(help_request=it, now=later(1)),
    "complete": lambda it: actions.complete(help_request=it, now=later(1)),
    "cancel": lambda it: actions.cancel(help_request=it, now=later(1)),
    "add_detail": lambda it: actions.add_detail(help_request=it, text="Encore.", now=later(1)),
    "return_to_queue": lambda it: actions.return_to_queue(help_request=it, wanted_teacher=None, now=later(1)),
    "helped": lambda it: actions.helped(help_request=it, now=later(1)),
    "no_show": lambda it: actions.no_show(help_request=it, now=later(1)),
    "expire": lambda _: actions.expire(now=later(4000)),
    "run_wave": lambda _: actions.run_wave(now=later(1)),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "action"), list(product(HelpState, ON_A_REQUEST)))
def test_whatever_is_done_to_a_request_its_table_allows_it(state: HelpState, action: str) -> None:
    asked = make_draft()
    HelpRequest.objects.filter(pk=asked.pk).update(state=state.value, asked_at=later(0), pupil_seen_at=later(0))
    asked.refresh_from_db()
    try:
        ON_A_REQUEST[action](asked)
    except Refusal as refused:
        assert refused.message.endswith((".", "!", "?"))  # noqa: PT017  (most are refused, some change nothing)
    asked.refresh_from_db()
    after = HelpState(asked.state)
    assert after is state or HELP_LIFE.can(state, after)


ON_A_RING: dict[str, Callable[[Offer], object]] = {
    "accept": lambda it: actions.accept(offer=ring_for(it.pk, it.teacher.account_id), now=later(1)),
    "decline": lambda it: actions.decline(offer_id=it.pk, teacher_account_id=it.teacher.account_id, now=later(1)),
    "send_back": lambda it: actions.send_back(offer_id=it.pk, teacher_account_id=it.teacher.account_id, now=later(1)),
    "expire": lambda _: actions.expire(now=later(60)),
    "cancel": lambda it: actions.cancel(help_request=it.help_request, now=later(1)),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "action"), list(product(OfferState, ON_A_RING)))
def test_whatever_is_done_to_an_offer_its_table_allows_it(state: OfferState, action: str) -> None:
    ring = make_ring()
    Offer.objects.filter(pk=ring.pk).update(state=state.value)
    try:
        ON_A_RING[action](ring)
    except Refusal as refused:
        assert refused.code in {"offer_over", "already_taken"}  # noqa: PT017  (a ring that is over is refused)
    ring.refresh_from_db()
    after = OfferState(ring.state)
    assert after is state or OFFER_LIFE.can(state, after)


WANTS = ("free", "pause", "last_one", "off")
ON_A_DUTY: dict[str, Callable[[Duty], object]] = {
    **{
        f"want {state}": lambda it, state=state: actions.want(  # type: ignore[misc]
            teacher_account_id=it.teacher.account_id, state=state, now=later(1)
        )
        for state in WANTS
    },
    "teaching_over": lambda it: actions.teaching_over(teacher=it.teacher, now=later(1)),
    "wrap_up_over": lambda it: actions.wrap_up_over(teacher=it.teacher, now=later(1)),
    "expire": lambda _: actions.expire(now=later(4000)),
    "run_wave": lambda _: actions.run_wave(now=later(1)),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "action"), list(product(DutyState, ON_A_DUTY)))
def test_whatever_is_done_to_a_duty_its_table_allows_it(state: DutyState, action: str) -> None:
    teacher = make_free_teacher()
    ended_at = later(0) if state is DutyState.ENDED else None
    Duty.objects.filter(teacher=teacher).update(state=state.value, ended_at=ended_at)
    duty = Duty.objects.get(teacher=teacher)
    try:
        ON_A_DUTY[action](duty)
    except Refusal as refused:
        assert refused.code == "in_lesson"  # noqa: PT017  (no pause in mid-lesson)
    duty.refresh_from_db()
    after = DutyState(duty.state)
    assert after is state or DUTY_LIFE.can(state, after)
