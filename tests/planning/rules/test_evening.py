"""The simulator against exact recursions, closed forms, another simulator, and what must always hold."""

from collections.abc import Callable, Sequence
from heapq import heapify, heapreplace
from itertools import pairwise
from random import Random
from statistics import fmean, stdev

import ciw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from declic.dispatch.rules.policy import POLICY, Policy
from declic.planning.rules.evening import Evening
from declic.planning.rules.queueing import erlang_a, mean_wait
from declic.planning.rules.recipe import draw
from declic.planning.rules.scenario import Answers, Outage, Recipe, Request, Scenario, Teacher
from declic.planning.rules.trace import Outcome, Trace

AT_ONCE = Answers(accept=1, decline=0, miss=0, delay_median_s=0, delay_sigma=0)
FOR_EVER = 1e9
LESSON_S = 1200.0


def request(number: int, at_s: float, lesson_s: float = LESSON_S, **more: object) -> Request:
    given = {"level": "4E", "subject": "MAT", "patience_s": FOR_EVER, **more}
    return Request(id=f"d{number}", at_s=at_s, lesson_s=lesson_s, **given)  # type: ignore[arg-type]


def teachers(number: int, *skills: tuple[str, str], to_s: float = FOR_EVER) -> tuple[Teacher, ...]:
    return tuple(Teacher(id=f"p{n}", skills=skills or (("MAT", "4E"),), from_s=0, to_s=to_s) for n in range(number))


def run(requests: Sequence[Request], staff: tuple[Teacher, ...], answers: Answers = AT_ONCE, **more: object) -> Trace:
    scenario = Scenario("essai", tuple(requests), staff, answers=answers, **{"wrap_up_s": 0, **more})  # type: ignore[arg-type]
    return Evening(scenario, seed=7).run()


def poisson(
    chance: Random, rate: float, number: int, lesson: Callable[[], float], patience_s: float = 0
) -> list[Request]:
    at_s, found = 0.0, []
    for n in range(number):
        at_s += chance.expovariate(rate)
        patient = chance.expovariate(1 / patience_s) if patience_s else FOR_EVER
        found.append(request(n, at_s, max(lesson(), 1e-6), patience_s=patient))
    return found


def waits(trace: Trace) -> list[float]:
    return [fate.waited_s for fate in trace.fates]


# -- what is counted on the way ---------------------------------------------------------------------------------------
def test_a_short_wait_is_counted_between_two_looks_and_a_long_one_after_the_last_asking() -> None:
    answers_in_8_s = Answers(accept=1, decline=0, miss=0, delay_median_s=8, delay_sigma=0)
    short = run([request(1, 10), request(2, 70)], teachers(2), answers_in_8_s)
    assert max(census.waiting for census in short.censuses) == 1
    nobody = teachers(1, ("PHI", "TG"))
    long = run([request(1, 10, patience_s=600), request(2, 20, patience_s=300)], nobody)
    assert [census.waiting for census in long.censuses] == [0, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1]
    for_ever = run([request(1, 10)], nobody)
    assert len(for_ever.censuses) < 3000, "and it is not waited for"


# -- one queue, everybody able: what theory says ----------------------------------------------------------------------
@pytest.mark.parametrize("servers", [1, 3, 12])
def test_waits_are_those_of_kiefer_and_wolfowitz_to_the_microsecond(servers: int) -> None:
    """Kiefer and Wolfowitz, « On the theory of queues with many servers », 1955: each goes to the server free first."""
    chance = Random(servers)
    asked = poisson(chance, 0.95 * servers / LESSON_S, 3000, lambda: chance.lognormvariate(6.9, 0.6))
    free_at = [0.0] * servers
    heapify(free_at)
    expected = []
    for one in asked:
        starts = max(one.at_s, free_at[0])
        heapreplace(free_at, starts + one.lesson_s)
        expected.append(starts - one.at_s)
    assert waits(run(asked, teachers(servers))) == pytest.approx(expected, abs=1e-6)


def mean_of_runs(one: Callable[[Random], float], runs: int = 12) -> tuple[float, float]:
    """The mean of independent runs, and half of its 99 % confidence interval (Student, 11 degrees: 3.106)."""
    found = [one(Random(f"run {number}")) for number in range(runs)]
    return fmean(found), 3.106 * stdev(found) / runs**0.5


def test_mean_wait_is_erlang_c() -> None:
    servers, rate = 10, 0.7 * 10 / LESSON_S

    def one(chance: Random) -> float:
        asked = poisson(chance, rate, 5_000, lambda: chance.expovariate(1 / LESSON_S))
        return fmean(waits(run(asked, teachers(servers)))[500:])

    mean, margin = mean_of_runs(one)
    expected = mean_wait(rate, 1 / LESSON_S, servers)
    assert abs(mean - expected) <= max(margin, 0.02 * expected), (mean, margin, expected)
    assert margin < 0.2 * expected


def test_who_waits_and_who_leaves_is_erlang_a() -> None:
    servers, patience_s, rate = 20, 540.0, 1.05 * 20 / LESSON_S
    expected = erlang_a(rate, 1 / LESSON_S, 1 / patience_s, servers)
    left: list[float] = []

    def one(chance: Random) -> float:
        asked = poisson(chance, rate, 4_000, lambda: chance.expovariate(1 / LESSON_S), patience_s)
        trace = run(asked, teachers(servers))
        left.append(fmean(fate.outcome is Outcome.LEFT for fate in trace.fates[500:]))
        return fmean(waits(trace)[500:])

    mean, margin = mean_of_runs(one)
    assert abs(mean - expected.mean_wait) <= max(margin, 0.02 * expected.mean_wait), (mean, margin, expected)
    assert fmean(left) == pytest.approx(expected.abandons, rel=margin / mean + 0.02)
    assert margin < 0.15 * expected.mean_wait


def test_another_simulator_fed_the_same_requests_finds_the_same_waits() -> None:
    """ciw (Palmer et al., « Ciw: an open-source discrete event simulation library », 2019)."""
    servers, chance = 8, Random(5)
    asked = poisson(chance, 0.9 * servers / LESSON_S, 2000, lambda: chance.lognormvariate(6.9, 0.6))
    gaps = [after.at_s - before.at_s for before, after in pairwise(asked)]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([asked[0].at_s, *gaps])],
        service_distributions=[ciw.dists.Sequential([one.lesson_s for one in asked])],
        number_of_servers=[servers],
    )
    other = ciw.Simulation(network)
    other.simulate_until_max_customers(len(asked), method="Arrive")
    theirs = sorted((record.arrival_date, record.waiting_time) for record in other.get_all_records())
    ours = waits(run(asked, teachers(servers)))
    assert len(theirs) > 1900
    # Those still there when it stops are not in its records.
    assert [wait for _, wait in theirs[:1900]] == pytest.approx(ours[:1900], abs=1e-3)


# -- rings ------------------------------------------------------------------------------------------------------------
def test_a_ring_takes_the_time_it_is_answered_in() -> None:
    trace = run([request(1, 5)], teachers(1), Answers(1, 0, 0, delay_median_s=8, delay_sigma=0))
    assert waits(trace) == pytest.approx([8])


def test_nobody_answers_the_second_rings_after_five_seconds_and_the_first_is_paused() -> None:
    trace = run([request(1, 0, patience_s=100)], teachers(3), Answers(0, 0, 1, back_after_s=FOR_EVER))
    assert trace.fates[0].outcome is Outcome.LEFT
    # Rung at 0; hedged at 5; the first missed at 32, its hedge alone being 27 s old: a third at once, as hedge.
    assert (trace.rings, trace.missed) == (3, 3)


def test_a_teacher_who_declines_stays_free_and_is_not_rung_again_for_ninety_seconds() -> None:
    trace = run([request(1, 0, patience_s=200)], teachers(1), Answers(0, 1, 0, delay_median_s=10, delay_sigma=0))
    assert trace.declined == 2
    assert trace.rings == 3 if POLICY.decline_exclusion.total_seconds() < 90 else 2


def test_whoever_missed_a_ring_may_be_there_for_the_next_and_whoever_declined_declines_again() -> None:
    far_apart = [request(n, n * 86_400.0, patience_s=43_200.0) for n in range(40)]
    missing = Answers(accept=0.5, decline=0, miss=0.5, delay_median_s=0, delay_sigma=0)
    missed = run(far_apart, teachers(1), missing)
    assert all(fate.outcome is Outcome.LESSON for fate in missed.fates)
    assert sum(fate.rings > 1 for fate in missed.fates) > 10
    declining = Answers(accept=0.5, decline=0.5, miss=0, delay_median_s=0, delay_sigma=0)
    declined = run(far_apart, teachers(1), declining)
    assert {fate.rings == 1 for fate in declined.fates if fate.outcome is Outcome.LESSON} == {True}
    assert sum(fate.outcome is Outcome.LEFT for fate in declined.fates) > 10


def test_an_outage_rings_nobody_and_the_longest_wait_goes_first_when_it_ends() -> None:
    asked = [request(1, 0), request(2, 100), request(3, 150)]
    trace = run(asked, teachers(1), outages=(Outage(50, 600),))
    assert waits(trace) == pytest.approx([0, 1200 - 100, 2400 - 150])
    late = run([request(1, 100), request(2, 200)], teachers(2), outages=(Outage(50, 600),))
    assert waits(late) == pytest.approx([500, 400])


def test_a_ring_cut_off_by_an_outage_leaves_no_mark() -> None:
    trace = run(
        [request(1, 45)], teachers(1), Answers(1, 0, 0, delay_median_s=8, delay_sigma=0), outages=(Outage(50, 600),)
    )
    assert (trace.missed, trace.rings) == (0, 2)
    assert waits(trace) == pytest.approx([600 + 8 - 45])


def test_nobody_is_rung_after_their_shift_and_a_lesson_under_way_finishes() -> None:
    trace = run([request(1, 0), request(2, 300, patience_s=5000)], teachers(1, to_s=600))
    assert [fate.outcome for fate in trace.fates] == [Outcome.LESSON, Outcome.LEFT]


def test_in_the_last_five_minutes_of_a_shift_only_those_are_rung_who_said_so() -> None:
    """One takes over from the other: in between, nobody is rung unless the first stays to the end."""
    first = Teacher(id="p0", skills=(("MAT", "4E"),), from_s=0, to_s=7_200)
    second = replace(first, id="p1", from_s=7_200, to_s=14_400)
    asked = [request(1, 7_000)]
    assert waits(run(asked, (first, second))) == [200]
    assert waits(run(asked, (replace(first, to_end=True), second))) == [0]


def test_a_forecast_keeps_the_rare_skill() -> None:
    """The only physics teacher is not spent on maths when another is free, though idle for less long."""
    both, maths = ("PC", "4E"), ("MAT", "4E")
    staff = (
        Teacher(id="rare", skills=(both, maths), from_s=0, to_s=FOR_EVER),
        Teacher(id="common", skills=(maths,), from_s=1, to_s=FOR_EVER),
    )
    scenario = Scenario("essai", (request(1, 5),), staff, answers=AT_ONCE, wrap_up_s=0)
    plain = Evening(scenario, seed=1).run()
    foreseen = Evening(scenario, seed=1, policy=type(POLICY)(forecast={both: 1.0})).run()
    assert (plain.fates[0].teacher, foreseen.fates[0].teacher) == ("rare", "common")


# -- what always holds ------------------------------------------------------------------------------------------------
SKILLS = [("MAT", "4E"), ("FRA", "4E"), ("PHI", "TG")]


@st.composite
def evenings(draw_: st.DrawFn) -> Scenario:
    seconds = st.integers(0, 4000).map(float)
    asked = [
        Request(f"d{n}", at, level, subject, patience_s=patience, lesson_s=lesson)
        for n, (at, (subject, level), patience, lesson) in enumerate(
            draw_(
                st.lists(
                    st.tuples(
                        seconds, st.sampled_from(SKILLS), st.integers(1, 900).map(float), st.integers(1, 900).map(float)
                    ),
                    max_size=25,
                )
            )
        )
    ]
    staff = tuple(
        Teacher(f"p{n}", tuple(sorted(skills)), from_s=start, to_s=start + length)
        for n, (skills, start, length) in enumerate(
            draw_(
                st.lists(
                    st.tuples(st.sets(st.sampled_from(SKILLS), min_size=1), seconds, st.integers(60, 4000).map(float)),
                    max_size=6,
                )
            )
        )
    )
    accept = draw_(st.sampled_from([1.0, 0.8, 0.4]))
    outages = draw_(st.sampled_from([(), (Outage(500.0, 1100.0),)]))
    answers = Answers(accept, (1 - accept) / 2, (1 - accept) / 2)
    return Scenario("essai", tuple(asked), staff, answers=answers, outages=outages)


@settings(max_examples=150, deadline=None)
@given(evenings(), st.integers(0, 5))
def test_each_request_ends_once_and_nobody_teaches_two(scenario: Scenario, seed: int) -> None:
    trace = Evening(scenario, seed=seed).run()
    assert [fate.request for fate in trace.fates] == list(scenario.requests)
    skills = {teacher.id: teacher for teacher in scenario.teachers}
    lessons: dict[str, list[tuple[float, float]]] = {}
    for fate in trace.fates:
        assert fate.waited_s >= 0
        if fate.outcome is Outcome.LESSON:
            assert fate.request.skill in skills[fate.teacher].skills
            assert fate.waited_s <= fate.request.patience_s
            begin = fate.request.at_s + fate.waited_s
            lessons.setdefault(fate.teacher, []).append((begin, begin + fate.request.lesson_s))
            assert not any(outage.from_s <= begin < outage.to_s for outage in scenario.outages)
        elif fate.outcome is Outcome.LEFT:
            assert fate.waited_s == pytest.approx(fate.request.patience_s)
    for taught in lessons.values():
        taught.sort()
        assert all(before[1] <= after[0] + 1e-6 for before, after in pairwise(taught))


@settings(max_examples=40, deadline=None)
@given(evenings(), st.integers(0, 5))
def test_the_same_seed_plays_the_same_evening(scenario: Scenario, seed: int) -> None:
    assert Evening(scenario, seed=seed).run().fates == Evening(scenario, seed=seed).run().fates


def test_inside_a_class_nobody_overtakes_when_everybody_accepts() -> None:
    evening = draw(Scenario("essai", (), (), answers=Answers(1, 0, 0, delay_sigma=0)), Recipe(teachers=60, load=1.2), 2)
    begun: dict[tuple[str, str], float] = {}
    for fate in Evening(evening, seed=1).run().fates:  # in the order of asking
        if fate.outcome is Outcome.LESSON:
            begins = fate.request.at_s + fate.waited_s
            assert begins >= begun.get(fate.request.skill, 0) - 1e-9
            begun[fate.request.skill] = begins


# -- reports put off, armed pages, neighbouring levels ----------------------------------------------------------------
def test_whoever_writes_a_report_is_rung_and_owes_it_after_the_next_lesson() -> None:
    asked = [request(0, 0, 600), request(1, 610, 600), request(2, 1300, 600)]
    told = run(asked, teachers(1), wrap_up_s=60).fates
    assert [fate.waited_s for fate in told] == [0, 0, 0]
    # 610 to 1210, then both reports: 60 s, and the 50 s that were left of the first.
    late = run([*asked[:2], request(2, 1215, 600)], teachers(1), wrap_up_s=60).fates
    assert late[2].waited_s == 0
    unhelped = Scenario("essai", tuple(asked), teachers(1), answers=AT_ONCE, wrap_up_s=60)
    plain = Evening(unhelped, seed=7, policy=Policy(pre_ring=False)).run().fates
    assert plain[1].waited_s == 50


def test_an_armed_page_accepts_after_the_countdown() -> None:
    (teacher,) = teachers(1)
    slow = Answers(accept=1, decline=0, miss=0, delay_median_s=8, delay_sigma=0)
    asked = [request(0, 0)]
    assert waits(run(asked, (teacher,), slow)) == [8]
    assert waits(run(asked, (replace(teacher, armed=True),), slow)) == [POLICY.armed_countdown.total_seconds()]


def test_a_neighbouring_level_is_taken_after_a_long_wait_only() -> None:
    staff = (Teacher(id="p0", skills=(("MAT", "5E"),), from_s=0, to_s=FOR_EVER, wide=(("MAT", "4E"),)),)
    assert waits(run([request(0, 0)], staff)) == [POLICY.widen_after.total_seconds()]


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_whatever_is_put_off_armed_or_widened_everyone_is_told_of_once(seed: int) -> None:
    base = Scenario("essai", (), (), answers=Answers(accept=0.6, decline=0.2, miss=0.2))
    recipe = Recipe(teachers=40, load=1.3, widening=0.5, armed=0.5, breadth="narrow")
    scenario = draw(base, recipe, seed)
    trace = Evening(scenario, seed=seed).run()
    assert [fate.request.id for fate in trace.fates] == [one.id for one in scenario.requests]
    able = {person.id: {*person.skills, *person.wide} for person in scenario.teachers}
    assert all(fate.request.skill in able[fate.teacher] for fate in trace.fates if fate.teacher)
    again = Evening(scenario, seed=seed).run()
    assert again.fates == trace.fates


def test_progress_is_told_where_nobody_is_decided_for_long() -> None:
    told: list[float] = []
    nobody = Answers(accept=0, decline=0, miss=1)
    scenario = Scenario("essai", (request(0, 0, patience_s=100_000),), teachers(1), answers=nobody)
    Evening(scenario, seed=7, on_progress=told.append).run()
    assert 90 < len(told) <= 100
    assert told == sorted(told)
    assert told[-1] == 1


def test_progress_ends_whole_however_many_ask() -> None:
    for number in (0, 1, 99, 251):
        told: list[float] = []
        asked = tuple(request(n, n) for n in range(number))
        Evening(Scenario("essai", asked, teachers(number)), seed=7, on_progress=told.append).run()
        assert told[-1] == 1
        assert len(told) <= 100
