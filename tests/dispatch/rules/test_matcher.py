"""The matcher: who is rung for whom."""

import random
import time
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from declic.dispatch.rules.matcher import FreeTeacher, Ring, Waiting, decide_wave, is_held, may_take
from declic.dispatch.rules.policy import POLICY, Policy

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
MATHS, FRENCH, PHILO = ("MAT", "4E"), ("FRA", "CM2"), ("PHI", "TG")
SKILLS = [MATHS, FRENCH, PHILO, ("ANG", "4E"), ("MAT", "3E")]


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def waiting(number: int, skill: tuple[str, str] = MATHS, *, since: float = 60, **more: object) -> Waiting:
    return Waiting(UUID(int=number), skill, ago(since), **more)


def free(number: int, *skills: tuple[str, str], idle: float = 60) -> FreeTeacher:
    return FreeTeacher(number, frozenset(skills or {MATHS}), ago(idle))


def wave(requests: list[Waiting], teachers: list[FreeTeacher], policy: Policy = POLICY) -> list[Ring]:
    return decide_wave(requests, teachers, NOW, policy)


def pairs(rings: list[Ring]) -> list[tuple[int, int]]:
    return [(ring.request_id.int, ring.teacher_id) for ring in rings]


@st.composite
def evenings(draw: st.DrawFn) -> tuple[list[Waiting], list[FreeTeacher]]:
    teachers = [
        FreeTeacher(
            number, frozenset(draw(st.sets(st.sampled_from(SKILLS), min_size=1))), ago(draw(st.integers(0, 600)))
        )
        for number in range(1, draw(st.integers(0, 8)) + 1)
    ]
    ids = st.integers(1, 9)
    requests = []
    for number in range(1, draw(st.integers(0, 10)) + 1):
        live = draw(st.sampled_from([0, 0, 0, 1, 2]))
        requests.append(
            Waiting(
                id=UUID(int=number),
                skill=draw(st.sampled_from(SKILLS)),
                asked_at=ago(draw(st.integers(0, 900))),
                live_rings=live,
                free_slot=live % 2,
                first_rung_at=ago(draw(st.integers(0, 20))) if live else None,
                wanted_teacher=draw(st.none() | ids),
                hold_until=draw(st.none() | st.integers(-90, 90).map(lambda seconds: ago(-seconds))),
                excluded=frozenset(draw(st.sets(ids, max_size=3))),
                declined=frozenset(draw(st.sets(ids, max_size=3))),
            )
        )
    return requests, teachers


# -- properties -------------------------------------------------------------------------------------------------------
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
        "excluded", "declined", "idle_since", "is_wide", "wide", "wraps_up",
    }  # fmt: skip


# -- the policy, case by case -----------------------------------------------------------------------------------------
def test_the_longest_wait_is_served_first_across_classes() -> None:
    both = free(1, MATHS, FRENCH)
    assert pairs(wave([waiting(1, MATHS, since=30), waiting(2, FRENCH, since=90)], [both])) == [(2, 1)]


def test_whoever_writes_a_report_is_rung_only_when_nobody_is_free() -> None:
    free_now, writing = free(1, MATHS), replace(free(2, MATHS, idle=900), wraps_up=True)
    asked = [waiting(1, MATHS, since=90), waiting(2, MATHS, since=30)]
    rings = wave(asked, [free_now, writing])
    assert pairs(rings) == [(1, 1), (2, 2)]
    assert rings[1].reason == "personne de libre ; ce professeur finit un compte rendu"
    assert pairs(wave(asked, [writing], Policy(pre_ring=False))) == []


def test_a_report_is_never_put_off_for_a_second_ring() -> None:
    rung = waiting(1, MATHS, since=90, live_rings=1, first_rung_at=ago(15), excluded=frozenset({9}))
    assert wave([rung], [replace(free(2, MATHS), wraps_up=True)]) == []


def test_neighbouring_levels_are_asked_after_a_long_wait_and_after_the_exact_ones() -> None:
    beside = replace(free(1, FRENCH, idle=900), wide=frozenset({MATHS}))
    assert wave([waiting(1, MATHS, since=500)], [beside]) == []
    asked = [waiting(1, MATHS, since=500, is_wide=True)]
    assert pairs(wave(asked, [beside, free(2, MATHS)])) == [(1, 2)]
    (ring,) = wave(asked, [beside])
    assert (ring.teacher_id, ring.reason) == (1, "attend depuis longtemps ; ce professeur accepte les niveaux voisins")


def test_one_who_accepts_a_neighbour_is_not_taken_from_their_own_class() -> None:
    """The longer wait goes first; but among equals for it, the exact one."""
    beside, exact = replace(free(1, FRENCH), wide=frozenset({MATHS})), free(2, MATHS)
    rings = wave([waiting(1, MATHS, since=500, is_wide=True), waiting(2, FRENCH, since=10)], [beside, exact])
    assert pairs(rings) == [(1, 2), (2, 1)]


def test_the_only_philosophy_teacher_is_not_spent_on_a_dictation() -> None:
    rare, common = free(1, PHILO, FRENCH, idle=900), free(2, FRENCH, idle=10)
    rings = wave([waiting(1, FRENCH, since=90), waiting(2, PHILO, since=30)], [rare, common])
    assert pairs(rings) == [(1, 2), (2, 1)]


def test_a_forecast_protects_a_rare_skill_before_anybody_asks() -> None:
    rare, common = free(1, PHILO, FRENCH, idle=900), free(2, FRENCH, idle=10)
    policy = Policy(forecast={PHILO: 0.5})
    assert pairs(wave([waiting(1, FRENCH)], [rare, common], policy)) == [(1, 2)]


def test_ties_go_to_the_longest_idle_then_to_the_smallest_id() -> None:
    assert pairs(wave([waiting(1)], [free(1, idle=10), free(2, idle=90)])) == [(1, 2)]
    assert pairs(wave([waiting(1)], [free(4, idle=10), free(3, idle=10)])) == [(1, 3)]


def test_the_teacher_who_knows_the_pupil_is_rung_first() -> None:
    (ring,) = wave([waiting(1, wanted_teacher=2)], [free(1, idle=900), free(2, idle=1)])
    assert ring.teacher_id == 2
    assert ring.reason == "connaît déjà cet élève"


def test_a_pupil_who_waits_for_a_teacher_lets_the_others_by_for_a_minute_at_most() -> None:
    held = waiting(1, since=90, wanted_teacher=7, hold_until=ago(-60))
    behind = waiting(2, since=30)
    assert pairs(wave([held, behind], [free(1)])) == [(2, 1)]
    (mine, _) = wave([held, behind], [free(1), free(7)])
    assert (mine.request_id.int, mine.teacher_id) == (1, 7)
    assert mine.reason == "connaît déjà cet élève, qui a choisi de l’attendre"
    assert pairs(decide_wave([held, behind], [free(1)], ago(-60), POLICY)) == [(1, 1)]


def test_who_waits_for_a_teacher_has_no_second_one_rung_meanwhile() -> None:
    ringing = waiting(1, live_rings=1, free_slot=1, first_rung_at=ago(15), excluded=frozenset({7}), wanted_teacher=7)
    assert wave([replace(ringing, hold_until=ago(-10))], [free(1)]) == []
    assert pairs(wave([replace(ringing, hold_until=NOW)], [free(1)])) == [(1, 1)]


def test_a_teacher_asked_for_by_name_is_kept_for_that_pupil_if_another_is_free() -> None:
    requests = [waiting(1, since=90), waiting(2, since=30, wanted_teacher=7)]
    assert pairs(wave(requests, [free(7, idle=900), free(8, idle=1)])) == [(1, 8), (2, 7)]


def test_but_not_at_the_price_of_a_longer_wait() -> None:
    requests = [waiting(1, since=90), waiting(2, since=30, wanted_teacher=7)]
    assert pairs(wave(requests, [free(7)])) == [(1, 7)]


def test_a_second_teacher_is_rung_after_five_seconds_and_no_third() -> None:
    ringing = waiting(1, live_rings=1, free_slot=1, excluded=frozenset({1}))
    assert wave([replace(ringing, first_rung_at=ago(4))], [free(2)]) == []
    (ring,) = wave([replace(ringing, first_rung_at=ago(5))], [free(1), free(2)])
    assert (ring.teacher_id, ring.hedge) == (2, True)
    assert wave([replace(ringing, live_rings=2, first_rung_at=ago(19))], [free(3)]) == []


def test_second_teachers_are_taken_only_from_those_nobody_else_needs() -> None:
    unanswered = waiting(1, since=300, live_rings=1, free_slot=1, first_rung_at=ago(15))
    assert pairs(wave([unanswered, waiting(2, since=5)], [free(9)])) == [(2, 9)]


def test_whoever_declined_lately_is_not_rung() -> None:
    assert wave([waiting(1, excluded=frozenset({1}))], [free(1)]) == []


def test_the_reason_says_why_this_teacher() -> None:
    (alone,) = wave([waiting(1)], [free(1)])
    assert alone.reason == "seul professeur libre pour cette demande"
    (longest,) = wave([waiting(1)], [free(1), free(2)])
    assert longest.reason == "professeur libre depuis le plus longtemps"
    requests = [waiting(1, FRENCH, since=90), waiting(2, PHILO, since=30)]
    first, _ = wave(requests, [free(1, PHILO, FRENCH), free(2, FRENCH)])
    assert first.reason == "professeur le moins attendu ailleurs"


def test_a_national_evening_is_decided_quickly() -> None:
    """500 waiting, 4,000 teachers: far under the second between two waves, even on a busy machine."""
    chance = random.Random(1)
    skills = [(f"S{s}", f"L{level}") for s in range(12) for level in range(12)]
    requests = [waiting(n, chance.choice(skills), since=n) for n in range(1, 501)]
    teachers = [free(n, *chance.sample(skills, 20), idle=n) for n in range(1, 4001)]
    begin = time.process_time()
    assert len(wave(requests, teachers)) == 500
    assert time.process_time() - begin < 1


def test_the_only_teacher_who_declined_is_asked_again_and_another_is_asked_before() -> None:
    asked = waiting(1, declined=frozenset({1}))
    (ring,) = wave([asked], [free(1)])
    assert (ring.teacher_id, ring.reason) == (
        1,
        "a déjà passé sur cette demande ; personne d’autre n’est libre pour elle",
    )
    assert pairs(wave([asked], [free(1, idle=900), free(2, MATHS, FRENCH, idle=1)])) == [(1, 2)]
    assert pairs(wave([asked], [free(1), replace(free(2), wraps_up=True)])) == [(1, 2)], "a report is put off before"
    rung = waiting(
        1, live_rings=1, free_slot=1, first_rung_at=ago(15), excluded=frozenset({2}), declined=frozenset({1})
    )
    assert wave([rung], [free(1)]) == [], "never as a second ring"


def test_a_later_pupil_whom_they_never_declined_has_them_first() -> None:
    rings = wave([waiting(1, since=300, declined=frozenset({1})), waiting(2, since=30)], [free(1)])
    assert pairs(rings) == [(2, 1)]
