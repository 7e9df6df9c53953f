"""Whether weights learned at night help: the same evenings without any, and with those of fourteen evenings before.

`python -m bench.dispatch.weights [--evenings 12]`. Weights are learned on seeds from 500 on, each evening being played
with those of the evenings before it, and tried on seeds from 1,000 on. See decision 37.
"""

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean, stdev

from msgspec import structs

from bench.dispatch.evenings import FIRST_SEED, rare
from declic.dispatch.rules.policy import POLICY
from declic.dispatch.rules.weights import EVENINGS, Group, Waits, group_of, learned, waits_of
from declic.planning.rules.evening import Evening
from declic.planning.rules.figures import ENOUGH, figures_of
from declic.planning.rules.recipe import draw
from declic.planning.rules.scenario import read
from declic.planning.rules.trace import Fate, Outcome, Trace
from declic.planning.scenarios import shipped

LEARNED_FROM = 500
CASES = (("examens", 200, 1.2), ("examens", 500, 1.2), ("soiree", 200, 1.15), ("soiree", 200, 1.0))
"""Scenario, teachers, load."""


def played(case: tuple[str, int, float], seed: int, weights: Mapping[Group, float]) -> Trace:
    name, teachers, load = case
    found = read(shipped(name) or b"")
    if found.recipe is None:
        raise AssertionError("the scenarios that come with it are recipes")
    recipe = structs.replace(found.recipe, teachers=teachers, load=load)
    scenario = draw(found.scenario, recipe, seed)
    return Evening(scenario, seed=seed, policy=replace(POLICY, forecast=rare(scenario), weights=weights)).run()


def waited(trace: Trace) -> dict[Group, Waits]:
    """As the tables have it: until the acceptance, or until the pupil left."""
    told = (fate for fate in trace.fates if fate.outcome is not Outcome.UNMET)
    return waits_of((group_of(fate.request.subject, fate.request.level), fate.waited_s) for fate in told)


def learned_for(case: tuple[str, int, float]) -> dict[Group, float]:
    weights: dict[Group, float] = {}
    past: list[dict[Group, Waits]] = []
    for seed in range(LEARNED_FROM, LEARNED_FROM + EVENINGS):
        past.append(waited(played(case, seed, weights)))
        weights = {group: one.weight for group, one in learned(past).items()}
    return weights


def worst(fates: Iterable[Fate], key: Callable[[Fate], str]) -> tuple[float, str]:
    rows: dict[str, list[Fate]] = defaultdict(list)
    for fate in fates:
        rows[key(fate)].append(fate)
    return min((figures_of(held).under_5_min, name) for name, held in rows.items() if len(held) >= ENOUGH)


def line(name: str, traces: Sequence[Trace], without: Sequence[Trace]) -> str:
    fates = [fate for trace in traces for fate in trace.fates]
    whole = figures_of(fates)
    level = worst(fates, lambda fate: fate.request.level)
    group = worst(fates, lambda fate: " ".join(group_of(fate.request.subject, fate.request.level)))
    gain = [
        100 * (figures_of(one.fates).under_5_min - figures_of(other.fates).under_5_min)
        for one, other in zip(traces, without, strict=True)
    ]
    error = 1.96 * stdev(gain) / len(gain) ** 0.5
    return (
        f"  {name:<8} mean {whole.mean_s:6.1f} s"
        f"   under 5 min {whole.under_5_min:7.2%}  ({fmean(gain):+.2f} ± {error:.2f})"
        f"   left {whole.left:6.2%}   worst level {level[1]} {level[0]:.1%}   worst group {group[1]} {group[0]:.1%}"
    )


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--evenings", type=int, default=12)
    seeds = range(FIRST_SEED, FIRST_SEED + parser.parse_args().evenings)
    for case in CASES:
        weights = learned_for(case)
        without = [played(case, seed, {}) for seed in seeds]
        print("{}, {} teachers, load {}".format(*case))
        print(line("without", without, without))
        print(line("learned", [played(case, seed, weights) for seed in seeds], without), flush=True)


if __name__ == "__main__":
    main()
