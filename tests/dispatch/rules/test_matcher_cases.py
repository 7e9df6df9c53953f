"""The policy, case by case: who is rung for whom."""

import random
from dataclasses import replace

from declic.dispatch.rules.matcher import decide_wave
from declic.dispatch.rules.policy import POLICY, Policy
from tests.dispatch.rules.waves import FRENCH, MATHS, NOW, PHILO, ago, free, pairs, waiting, wave


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


def test_everyone_who_waits_on_a_national_evening_is_answered_in_one_wave() -> None:
    """500 waiting, 4,000 teachers. How long it takes is what `bench wave` measures."""
    chance = random.Random(1)
    skills = [(f"S{s}", f"L{level}") for s in range(12) for level in range(12)]
    requests = [waiting(n, chance.choice(skills), since=n) for n in range(1, 501)]
    teachers = [free(n, *chance.sample(skills, 20), idle=n) for n in range(1, 4001)]
    assert len(wave(requests, teachers)) == 500


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
