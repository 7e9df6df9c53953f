"""Our policy beside others on the same evenings, and the teachers each needs to keep the promise.

    make bench-dispatch                                     three scenarios over 20 evenings, staffing for 100 teachers
    python -m bench.dispatch.measure --sizes 100 500 4000   and for more: hours
    python -m bench.dispatch.measure --evenings 4 --no-staffing

Two policies meet the same requests, teachers and answers (common random numbers): differences are by evening, with the
95 % interval of their mean (Student). For the worst class, evenings are drawn again (bootstrap, 400 times): the
interval is that of the draws.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random
from statistics import fmean, stdev

from bench import results
from bench.dispatch.evenings import (
    CONTENDERS,
    FIRST_SEED,
    Kept,
    Task,
    mean_wait_s,
    play_all,
    recipe_of,
    share,
    worst,
)
from declic.planning.rules.figures import quantile

SCENARIOS = ("soiree", "examens", "refus")
EVENINGS = 20
STAFFED = {100: 20, 500: 8, 4_000: 2}
"""Evenings played at each size, for the staffing."""
STUDENT = {2: 12.71, 4: 3.18, 8: 2.36, 20: 2.09}
"""97.5 % quantile for so many evenings."""
DRAWS = 400
PROMISE = 0.95
LOWEST, HIGHEST, HALVINGS = 0.8, 1.7, 6
Measure = Callable[[Sequence[Kept]], float]


def main(evenings: int = EVENINGS, sizes: Sequence[int] = (100,)) -> int:
    figures: dict[str, float] = {}
    targets: dict[str, results.Target] = {}
    for scenario in SCENARIOS:
        played = _played(scenario, evenings)
        _print_table(scenario, played)
        figures |= _figures(scenario, played)
        for name, gain in _gains(played).items():
            figures[f"{scenario} {name}"] = gain
            targets[f"{scenario} {name}"] = (">=", 0)
    for size in sizes:
        needed = _staffing(size)
        figures |= {f"{size} teachers, {name}: staffing for 95 %": value for name, value in needed.items()}
        bound = needed["skills, no ringing delay"]
        for name, most in (
            ("ours", 0.035 if size <= 100 else 0.02),
            ("ours, all armed", 0.02 if size <= 100 else 0.01),
        ):
            figure = f"{size} teachers, {name} over the bound"
            figures[figure] = needed[name] / bound - 1
            targets[figure] = ("<=", most)
    return results.write("dispatch", figures, targets)


# -- the same evenings ------------------------------------------------------------------------------------------------
def _played(scenario: str, evenings: int) -> dict[str, list[Kept]]:
    tasks = [Task(scenario, name, FIRST_SEED + n) for name in CONTENDERS for n in range(evenings)]
    kept = play_all(tasks)
    return {name: kept[at * evenings : (at + 1) * evenings] for at, name in enumerate(CONTENDERS)}


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


def _gains(played: dict[str, list[Kept]]) -> dict[str, float]:
    """By how much ours is better than the best reference, at the unfavourable end of the 95 % interval."""
    ours = played["ours"]
    found = {}
    for label, measure, sign in (
        ("mean wait gained on the best reference, s", mean_wait_s, -1),
        ("share under 5 min gained on the best reference", lambda kept: share(kept, "under_5"), 1),
    ):
        found[label] = min(
            _low_end([sign * (measure([a]) - measure([b])) for a, b in zip(ours, played[name], strict=True)])
            for name, contender in CONTENDERS.items()
            if contender.kind == "reference"
        )
    found["worst class gained on the best reference"] = min(
        _drawn_low_end(ours, played[name]) for name, one in CONTENDERS.items() if one.kind == "reference"
    )
    return found


def _low_end(gains: Sequence[float]) -> float:
    if len(gains) < 2:
        return gains[0]
    student = STUDENT[max((n for n in STUDENT if n <= len(gains)), default=2)]
    return fmean(gains) - student * stdev(gains) / sqrt(len(gains))


def _drawn_low_end(ours: Sequence[Kept], theirs: Sequence[Kept]) -> float:
    chance, gains = Random(1), []
    for _ in range(DRAWS):
        drawn = chance.choices(range(len(ours)), k=len(ours))
        a, b = [ours[n] for n in drawn], [theirs[n] for n in drawn]
        gains.append(worst(a, "class")[1] - worst(b, "class")[1])
    return sorted(gains)[int(0.025 * DRAWS)]


# -- how many teachers ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Need:
    """A policy before the same requests, `asked` lessons under way at the busiest quarter-hour."""

    name: str
    asked: float
    evenings: int

    def kept(self, teachers: int) -> tuple[float, float]:
        """(share under 5 minutes, standard error) with so many teachers."""
        load = self.asked / teachers
        tasks = [Task("soiree", self.name, FIRST_SEED + n, teachers, load) for n in range(self.evenings)]
        shares = [share([one], "under_5") for one in play_all(tasks)]
        return fmean(shares), (stdev(shares) / sqrt(len(shares)) if len(shares) > 1 else 0.0)

    def found(self) -> tuple[float, float]:
        """(teachers for 95 % over `asked`, half the 95 % interval): halved, then the line through both ends."""
        low, high = LOWEST, HIGHEST
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if self._share(middle)[0] >= PROMISE else (middle, high)
        near, far = low - 0.02, high + 0.02
        (below, error), (above, _) = self._share(near), self._share(far)
        slope = max(1e-6, (above - below) / (far - near))
        return near + (PROMISE - below) / slope, STUDENT.get(self.evenings, 3.18) * error / slope

    def _share(self, ratio: float) -> tuple[float, float]:
        return self.kept(round(ratio * self.asked))


def _staffing(size: int) -> dict[str, float]:
    """Policy → teachers for 95 % under 5 minutes, over the lessons under way at the busiest quarter-hour."""
    evenings, found = STAFFED.get(size, 4), {}
    asked = recipe_of("soiree").load * size
    print(f"\nstaffing for 95 % under 5 min, {asked:.0f} lessons under way at the peak, {evenings} evenings")
    for name in CONTENDERS:
        found[name], half = Need(name, asked, evenings).found()
        print(f"  {name:42}{found[name]:7.3f} ± {half:.3f}", flush=True)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--evenings", type=int, default=EVENINGS)
    parser.add_argument("--sizes", type=int, nargs="*", default=[100])
    parser.add_argument("--no-staffing", action="store_true")
    given = parser.parse_args()
    sys.exit(main(given.evenings, [] if given.no_staffing else given.sizes))
