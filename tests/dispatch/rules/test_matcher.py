"""What always holds of the matcher, whoever waits and whoever is free."""

import random
from dataclasses import fields, replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.matcher import FreeTeacher, Waiting, decide_wave, is_held, may_take
from declic.dispatch.rules.policy import POLICY
from tests.dispatch.rules.waves import NOW, SKILLS, ago, evenings, free, pairs, waiting, wave


@given(evenings())
def test_nobody_is_rung_twice_and_no_request_rings_more_than_two(
    evening: tuple[list[Waiting], list[FreeTeacher]],
) -> None:
    requests, teachers = evening
    rings = wave(requests, teachers)
    assert len({ring.teacher_id for ring in rings}) == len(rings)
    assert len({ring.request_id for ring in rings}) == len(rings)
    live = {request.id: request.live_rings for request in requests}
    assert all(live[ring.request_id] + 1 <= 2 for ring in rings)
    assert all(ring.hedge == (live[ring.request_id] == 1) for ring in rings)


@given(evenings())
def test_only_a_teacher_who_may_take_it_is_rung(evening: tuple[list[Waiting], list[FreeTeacher]]) -> None:
    requests, teachers = evening
    by_id, teacher_by_id = {r.id: r for r in requests}, {t.id: t for t in teachers}
    for ring in wave(requests, teachers):
        assert may_take(teacher_by_id[ring.teacher_id], by_id[ring.request_id])
        assert ring.reason


@given(evenings())
def test_the_longest_wait_goes_first_inside_a_class(evening: tuple[list[Waiting], list[FreeTeacher]]) -> None:
    """Unless excluded or held by choice, nobody is passed over by somebody of the same class who asked later."""
    requests, teachers = evening
    chosen = {ring.request_id: ring.teacher_id for ring in wave(requests, teachers)}
    for passed in requests:
        if passed.live_rings or passed.id in chosen or is_held(passed, NOW, POLICY):
            continue
        for later in requests:
            same_class = later.skill == passed.skill and later.live_rings == 0 and later.asked_at > passed.asked_at
            if same_class and later.id in chosen:
                assert chosen[later.id] in passed.excluded | passed.declined


@given(evenings())
def test_who_declined_is_rung_again_only_when_nobody_else_can_be(
    evening: tuple[list[Waiting], list[FreeTeacher]],
) -> None:
    """Within one request: after the 90 s in which they are excluded, never as a second ring, and only if no teacher
    whom this wave leaves free, and who did not decline it, may take it.
    """
    requests, teachers = evening
    by_id = {request.id: request for request in requests}
    rings = wave(requests, teachers)
    left = [teacher for teacher in teachers if teacher.id not in {ring.teacher_id for ring in rings}]
    for ring in rings:
        request = by_id[ring.request_id]
        if ring.teacher_id in request.declined:
            assert not ring.hedge
            assert ring.teacher_id not in request.excluded
            assert ring.reason == "a déjà passé sur cette demande ; personne d’autre n’est libre pour elle"
            others = [one for one in left if one.id not in request.declined and may_take(one, request)]
            assert not others or is_held(request, NOW, POLICY), "the pupil chose to wait for that teacher alone"


@given(evenings())
def test_who_never_declined_is_not_sent_elsewhere_by_who_is_asked_again(
    evening: tuple[list[Waiting], list[FreeTeacher]],
) -> None:
    """Asking again gives rings to requests that had none, and takes none from a request that nobody declined."""
    requests, teachers = evening
    for_good = [replace(one, excluded=one.excluded | one.declined, declined=frozenset()) for one in requests]
    first_rings = {ring.request_id: ring.teacher_id for ring in wave(for_good, teachers) if not ring.hedge}
    rings = {ring.request_id: ring.teacher_id for ring in wave(requests, teachers) if not ring.hedge}
    assert first_rings.items() <= rings.items()


@given(evenings())
def test_no_teacher_stays_free_while_a_request_they_may_take_rings_nobody(
    evening: tuple[list[Waiting], list[FreeTeacher]],
) -> None:
    requests, teachers = evening
    rings = wave(requests, teachers)
    rung, ringing = {ring.teacher_id for ring in rings}, {ring.request_id for ring in rings}
    left = [teacher for teacher in teachers if teacher.id not in rung]
    alone = [request for request in requests if request.live_rings == 0 and request.id not in ringing]
    assert not any(
        may_take(teacher, request)
        for teacher in left
        for request in alone
        if not is_held(request, NOW, POLICY) or request.wanted_teacher == teacher.id
    )


@given(evenings())
def test_a_request_held_for_its_wanted_teacher_rings_nobody_else(
    evening: tuple[list[Waiting], list[FreeTeacher]],
) -> None:
    requests, teachers = evening
    held = {request.id: request.wanted_teacher for request in requests if is_held(request, NOW, POLICY)}
    for ring in wave(requests, teachers):
        assert ring.teacher_id == held.get(ring.request_id, ring.teacher_id)


@given(st.integers(-(10**6), 10**6))
def test_a_hold_never_lasts_beyond_a_minute(until: int) -> None:
    """Whatever its end is said to be: of the moments it holds, the last comes less than a minute after the first."""
    request = waiting(1, wanted_teacher=7, hold_until=ago(-until))
    held_at = [second for second in range(until - 70, until + 5) if is_held(request, ago(-second), POLICY)]
    assert held_at
    assert max(held_at) - min(held_at) < 60
    for second in (min(held_at) - 1, max(held_at) + 1):
        (ring,) = decide_wave([request], [free(1)], ago(-second), POLICY)
        assert ring.teacher_id == 1


@given(evenings(), st.randoms())
def test_the_wanted_teacher_is_rung_first_when_free(
    evening: tuple[list[Waiting], list[FreeTeacher]], chance: random.Random
) -> None:
    """Alone in asking, and whatever else the teacher could do."""
    _, teachers = evening
    if teachers:
        wanted = chance.choice(teachers)
        request = waiting(1, chance.choice(sorted(wanted.skills)), wanted_teacher=wanted.id)
        for asked in (request, replace(request, hold_until=ago(-30))):
            assert pairs(wave([asked], teachers)) == [(1, wanted.id)]


@given(evenings(), st.randoms())
def test_the_order_of_the_input_changes_nothing(
    evening: tuple[list[Waiting], list[FreeTeacher]], chance: random.Random
) -> None:
    requests, teachers = evening
    expected = wave(requests, teachers)
    shuffled_requests, shuffled_teachers = list(requests), list(teachers)
    chance.shuffle(shuffled_requests)
    chance.shuffle(shuffled_teachers)
    assert wave(shuffled_requests, shuffled_teachers) == expected
    assert wave(requests, teachers) == expected


@given(st.lists(st.tuples(st.sampled_from(SKILLS), st.integers(0, 900)), min_size=1, max_size=12), st.integers())
def test_nobody_starves(asked: list[tuple[tuple[str, str], int]], seed: int) -> None:
    """Teachers who decline, miss or accept at random, back after a lesson: everyone is served in the end."""
    chance = random.Random(seed)
    teachers = {number: free(number, *SKILLS[number % 3 :]) for number in range(1, 5)}
    queue = {
        UUID(int=n): waiting(n, skill, since=since, wanted_teacher=n % 7, hold_until=ago(n % 3 - 130))
        for n, (skill, since) in enumerate(asked, 1)
    }
    served_by = {skill for teacher in teachers.values() for skill in teacher.skills}
    now = NOW
    for _ in range(400):
        if not queue:
            break
        now += timedelta(seconds=100)
        for ring in decide_wave(queue.values(), teachers.values(), now, POLICY):
            if chance.random() < 0.5:
                del queue[ring.request_id]
    assert [request for request in queue.values() if request.skill in served_by] == []


def test_what_ranks_a_request_holds_no_commune_sponsor_school_payment_or_past() -> None:
    known = {field.name for type_ in (Waiting, FreeTeacher) for field in fields(type_)}
    assert known == {
        "id", "skill", "skills", "asked_at", "live_rings", "free_slot", "first_rung_at", "wanted_teacher", "hold_until",
        "excluded", "declined", "reassigned", "idle_since", "is_wide", "wide", "wraps_up",
    }  # fmt: skip
