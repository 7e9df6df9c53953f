"""Our policy beside others on the same evenings, the teachers each needs, and what carries the rare classes.

    make bench-dispatch                                      all of it
    python -m bench.dispatch.measure staffing --sizes 500
    python -m bench.dispatch.measure policies --evenings 4 --scenarios refus

Two policies meet the same requests, teachers and answers (common random numbers): differences are by evening, with the
95 % interval of their mean (Student). For the worst class, evenings are drawn again (bootstrap, 400 times): the
interval is that of the draws.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from random import Random
from statistics import fmean

from bench import results
from bench.dispatch.evenings import (
    CONTENDERS,
    FIRST_SEED,
    LEVERS,
    Kept,
    Task,
    class_mean,
    mean_wait_s,
    play_all,
    recipe_of,
    share,
    worst,
)
from bench.dispatch.staffing import Staffing, half_interval, over, under_5
from declic.planning.rules.figures import quantile

PARTS = ("policies", "levers", "staffing")
SCENARIOS = ("soiree", "examens", "refus")
EVENINGS = 20
BOUND, ARMED = "skills, no ringing delay", "ours, all armed"
COMPARED = tuple(name for name, one in CONTENDERS.items() if one.kind != "lever")
POOLED = "pooled, with ringing"
_ALL = (BOUND, *(name for name in COMPARED if name != BOUND))
STAFFED = {100: (40, _ALL), 500: (20, _ALL), 4_000: (4, tuple(name for name in _ALL if name != POOLED))}
"""Size → evenings played, and by whom, the bound first: larger services have many more requests an evening."""
GUESSES = {100: 1.2, 500: 1.0, 4_000: 0.97}
DRAWS = 400


def main(
    evenings: int = 0,
    sizes: Sequence[int] = tuple(STAFFED),
    parts: Sequence[str] = PARTS,
    scenarios: Sequence[str] = SCENARIOS,
) -> int:
    codes = []
    if "policies" in parts:
        codes.append(policies(evenings or EVENINGS, scenarios))
    if "levers" in parts:
        codes.append(levers(evenings or EVENINGS))
    if "staffing" in parts:
        codes.append(staffing(sizes, evenings))
    return max(codes)


def policies(evenings: int, scenarios: Sequence[str]) -> int:
    figures: dict[str, float] = {}
    targets: dict[str, results.Target] = {}
    for scenario in scenarios:
        played = _played(scenario, evenings)
        _print_table(scenario, played)
        figures |= _figures(scenario, played)
        for kind in ("ours", "whole"):
            for name, (low, high) in _gains(played, kind).items():
                figures[f"{scenario}, {kind}: {name}"] = low
                figures[f"{scenario}, {kind}: {name}, at most"] = high
                targets[f"{scenario}, {kind}: {name}"] = (">=", 0)
    return results.write("dispatch", figures, targets)


# -- the same evenings ------------------------------------------------------------------------------------------------
def _played(scenario: str, evenings: int) -> dict[str, list[Kept]]:
    tasks = [Task(scenario, name, FIRST_SEED + n) for name in COMPARED for n in range(evenings)]
    kept = play_all(tasks, label=scenario)
    return {name: kept[at * evenings : (at + 1) * evenings] for at, name in enumerate(COMPARED)}


def _print_table(scenario: str, played: dict[str, list[Kept]]) -> None:
    print(f"\n{scenario}: {len(played['ours'])} evenings, {sum(one.requests for one in played['ours'])} requests")
    head = f"{'mean':>7}{'median':>8}{'p95':>7}{'<3min':>8}{'<5min':>8}{'left':>7}{'rings':>7}"
    print(f"  {'':42}{head}  worst level, class, commune")
    for name, kept in played.items():
        waits = sorted(wait for one in kept for wait in one.waits)
        last = [worst(kept, kind) for kind in ("level", "class", "commune")]
        rings = sum(one.rings for one in kept) / max(1, len(waits))
        print(
            f"  {name:42}{mean_wait_s(kept):6.1f}s{quantile(waits, 0.5):7.1f}s{quantile(waits, 0.95):6.0f}s"
            f"{share(kept, 'under_3'):8.2%}{share(kept, 'under_5'):8.2%}{share(kept, 'left'):7.2%}{rings:7.2f}"
            f"  {'  '.join(f'{group} {value:.1%}' for group, value in last)}"
        )


def _figures(scenario: str, played: dict[str, list[Kept]]) -> dict[str, float]:
    found = {}
    for name, kept in played.items():
        found[f"{scenario}, {name}: mean wait s"] = mean_wait_s(kept)
        found[f"{scenario}, {name}: under 5 min"] = share(kept, "under_5")
        found[f"{scenario}, {name}: left"] = share(kept, "left")
        found[f"{scenario}, {name}: worst class under 5 min"] = worst(kept, "class")[1]
    ours = played["ours"]
    for kind in ("level", "commune"):
        low, high = _p95_range(ours, kind)
        found[f"{scenario}, ours: worst over best {kind} p95"] = high / max(low, 1e-9)
    return found


def _p95_range(kept: Sequence[Kept], kind: str) -> tuple[float, float]:
    """Least and greatest 95th percentile of the wait, of the groups with at least 100 lessons."""
    found = _group_p95(kept, kind)
    return (min(found), max(found)) if found else (1.0, 1.0)


def _group_p95(kept: Sequence[Kept], kind: str) -> list[float]:
    together: dict[str, list[float]] = {}
    for one in kept:
        for group, waits in one.waits_of[kind].items():
            together.setdefault(group, []).extend(waits)
    return [quantile(sorted(waits), 0.95) for waits in together.values() if len(waits) >= 100]


def _gains(played: dict[str, list[Kept]], kind: str) -> dict[str, tuple[float, float]]:
    """By how much we are better than the best reference: both ends of the 95 % interval."""
    ours = next(played[name] for name in COMPARED if CONTENDERS[name].kind == kind)
    references = [played[name] for name in COMPARED if CONTENDERS[name].kind == "reference"]
    return {
        "mean wait gained on the best reference, s": min(_ends(ours, theirs, mean_wait_s, -1) for theirs in references),
        "under 5 min gained on the best reference": min(_ends(ours, theirs, under_5, 1) for theirs in references),
        "worst class gained on the best reference": min(_drawn(ours, theirs) for theirs in references),
    }


def _ends(
    ours: Sequence[Kept], theirs: Sequence[Kept], measure: Callable[[Sequence[Kept]], float], sign: int
) -> tuple[float, float]:
    gains = [sign * (measure([a]) - measure([b])) for a, b in zip(ours, theirs, strict=True)]
    half = half_interval(gains)
    return fmean(gains) - half, fmean(gains) + half


def _drawn(ours: Sequence[Kept], theirs: Sequence[Kept]) -> tuple[float, float]:
    chance, gains = Random(1), []
    for _ in range(DRAWS):
        drawn = chance.choices(range(len(ours)), k=len(ours))
        a, b = [ours[n] for n in drawn], [theirs[n] for n in drawn]
        gains.append(worst(a, "class")[1] - worst(b, "class")[1])
    gains.sort()
    return gains[int(0.025 * DRAWS)], gains[int(0.975 * DRAWS)]


# -- how many teachers ------------------------------------------------------------------------------------------------
def staffing(sizes: Sequence[int], only: int = 0) -> int:
    """Policy → teachers for 95 % under 5 minutes, over the lessons under way at the busiest quarter-hour.

    `only` so many evenings; 0: as many as suit the size.
    """
    figures: dict[str, float] = {}
    targets: dict[str, results.Target] = {}
    for size in sizes:
        usual, names = STAFFED[size]
        evenings = only or usual
        asked = recipe_of("soiree").load * size
        print(f"\nstaffing for 95 % under 5 min, {asked:.0f} lessons under way at the peak, {evenings} evenings")
        bound = Staffing(BOUND, asked, evenings)
        for name in names:
            search = bound if name == BOUND else Staffing(name, asked, evenings)
            found = search.found(GUESSES[size])
            more = [each / bound.found(GUESSES[size]) for each in over(search, bound)]
            figures[f"{size} teachers, {name}: staffing for 95 %"] = found
            figures[f"{size} teachers, {name}: over the bound"] = fmean(more)
            figures[f"{size} teachers, {name}: over the bound, half the interval"] = half_interval(more)
            print(
                f"  {name:42}{found:7.3f} ± {half_interval(search.each()):.3f}"
                f"   over the bound {fmean(more):+6.1%} ± {half_interval(more):.1%}",
                flush=True,
            )
        for name, most in (("ours", 0.035 if size <= 100 else 0.02), (ARMED, 0.02 if size <= 100 else 0.01)):
            targets[f"{size} teachers, {name}: over the bound"] = ("<=", most)
    return results.write("dispatch-staffing", figures, targets)


# -- what carries the worst class -------------------------------------------------------------------------------------
def levers(evenings: int) -> int:
    """One step after the other: at the first one's staffing, then at that where the mean class is at 97 %."""
    figures: dict[str, float] = {}
    asked = recipe_of("soiree").load * 500
    print(f"\nlevers, {asked:.0f} lessons under way at the peak, {evenings} evenings")
    print(f"  {'':34}{'as many as lessons: mean':>26}{'<5min':>8}{'class':>8}  worst      97 % in the mean class")
    for lever in LEVERS:
        search = Staffing(lever.name, asked, evenings, class_mean, 0.97)
        staffing_found = search.found(1.0)
        same = search.kept(round(asked))
        near = search.nearest()
        (lowest, least), (name, share_there) = worst(same, "class"), worst(near, "class")
        figures[f"{lever.name}: staffing for 97 % in the mean class"] = staffing_found
        figures[f"{lever.name}: worst class there"] = share_there
        figures[f"{lever.name}: worst class with as many teachers as lessons"] = least
        print(
            f"  {lever.name:34}{mean_wait_s(same):25.1f}s{under_5(same):8.1%}{class_mean(same):8.1%}"
            f"  {lowest} {least:.1%}   {staffing_found:.3f}: {under_5(near):.1%}, class {class_mean(near):.1%}"
            f", worst {name} {share_there:.1%}",
            flush=True,
        )
    return results.write("dispatch-levers", figures, {"+ floor: worst class there": (">=", 0.90)})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", default=PARTS, choices=PARTS)
    parser.add_argument("--evenings", type=int, default=0, help="as many as suit each part")
    parser.add_argument("--scenarios", nargs="*", default=SCENARIOS)
    parser.add_argument("--sizes", type=int, nargs="*", choices=STAFFED, default=list(STAFFED))
    given = parser.parse_args()
    sys.exit(main(given.evenings, given.sizes, given.parts, given.scenarios))
