"""How long an evening takes to simulate, on one core; and beside ciw, which decides nothing, on a queue both can play.

python -m bench simulate
"""

import time
from collections.abc import Callable
from itertools import pairwise
from random import Random
from statistics import median

import ciw

from bench import results
from declic.dispatch.rules.policy import Policy
from declic.planning.rules.evening import Evening
from declic.planning.rules.recipe import draw
from declic.planning.rules.scenario import Answers, Request, Scenario, Teacher, read
from declic.planning.scenarios import shipped

RUNS = 3
REQUESTS, SERVERS, LESSON_S = 4_000, 100, 1_200.0


def main() -> int:
    figures: dict[str, float] = {}
    for name in ("soiree", "national"):
        scenario = _scenario(name)
        figures[f"{name} requests"] = len(scenario.requests)
        figures[f"{name} teachers"] = len(scenario.teachers)
        figures[f"{name} CPU s"] = _cpu_s(lambda scenario=scenario: _play(scenario), 1 if name == "national" else RUNS)
    asked = _queue()
    figures["one queue, ours CPU s"] = _cpu_s(lambda: _play(_as_scenario(asked)), RUNS)
    figures["one queue, ciw CPU s"] = _cpu_s(lambda: _play_ciw(asked), RUNS)
    figures["ciw over ours"] = figures["one queue, ciw CPU s"] / figures["one queue, ours CPU s"]
    targets: dict[str, results.Target] = {
        "soiree CPU s": ("<=", 5),
        "national CPU s": ("<=", 60),
        "national requests": (">=", 60_000),
    }
    return results.write("simulate", figures, targets)


def _scenario(name: str) -> Scenario:
    text = shipped(name)
    assert text is not None
    found = read(text)
    assert found.recipe is not None
    return draw(found.scenario, found.recipe, 1)


def _play(scenario: Scenario) -> None:
    Evening(scenario, seed=1, policy=Policy(forecast=scenario.demand)).run()


def _queue() -> list[Request]:
    chance, at_s, asked = Random(1), 0.0, []
    for number in range(REQUESTS):
        at_s += chance.expovariate(0.95 * SERVERS / LESSON_S)
        asked.append(Request(f"d{number}", at_s, "4E", "MAT", 1e9, chance.expovariate(1 / LESSON_S)))
    return asked


def _as_scenario(asked: list[Request]) -> Scenario:
    at_once = Answers(accept=1, decline=0, miss=0, delay_median_s=0, delay_sigma=0)
    staff = tuple(Teacher(f"p{number}", (("MAT", "4E"),), 0, 1e9) for number in range(SERVERS))
    return Scenario("one queue", tuple(asked), staff, answers=at_once, wrap_up_s=0)


def _play_ciw(asked: list[Request]) -> None:
    gaps = [after.at_s - before.at_s for before, after in pairwise(asked)]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([asked[0].at_s, *gaps])],
        service_distributions=[ciw.dists.Sequential([one.lesson_s for one in asked])],
        number_of_servers=[SERVERS],
    )
    ciw.Simulation(network).simulate_until_max_customers(len(asked), method="Arrive")


def _cpu_s(act: Callable[[], None], runs: int) -> float:
    found = []
    for _ in range(runs):
        begin = time.process_time()
        act()
        found.append(time.process_time() - begin)
    return median(found)
