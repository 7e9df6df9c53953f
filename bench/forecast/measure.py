"""How much better than « the same weekday, the last weeks » on held-out weeks of invented years; and the time it takes.

python -m bench forecast
"""

import time
from statistics import fmean

from bench import results
from declic.planning.rules.forecast import fit
from tests.planning.held_out import best_deviance, compared, deviance, wape
from tests.planning.history import year

SEEDS = range(21, 29)
WEEKS = (4, 9, 14, 18, 22, 27, 31, 36, 39, 42)


def main() -> int:
    found: dict[str, list[float]] = {}
    for seed in SEEDS:
        days, asked = year(seed)
        for name, (came, ours, theirs) in zip(("groups", "quarters"), compared(days, asked, WEEKS), strict=True):
            ratio = deviance(came, ours, 0.003) / best_deviance(came, theirs)
            found.setdefault(f"deviance over the baseline's, {name}", []).append(ratio)
        found.setdefault("WAPE of quarter-hours, ours", []).append(wape(came, ours))
        found.setdefault("WAPE of quarter-hours, baseline", []).append(wape(came, theirs))
        found.setdefault("requests", []).append(asked.total())
        begin = time.process_time()
        fit(days, asked)
        found.setdefault("learning a year, CPU s", []).append(time.process_time() - begin)
    figures = {name: fmean(values) for name, values in found.items()}
    for name in ("groups", "quarters"):
        figures[f"worst year, {name}"] = max(found[f"deviance over the baseline's, {name}"])
    targets: dict[str, results.Target] = {
        "worst year, groups": ("<=", 0.8),
        "worst year, quarters": ("<=", 0.8),
        "learning a year, CPU s": ("<=", 3),
    }
    return results.write("forecast", figures, targets)
