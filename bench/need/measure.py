"""The usual evening at three sizes: teacher-hours asked for, and the worst quarter-hour on evenings not seen before.

Ours is the first guess (Erlang A on the lessons under way) and what playing makes of it; beside them, the same Erlang A
on the load of the moment (stationary, quarter-hour by quarter-hour).

python -m bench need
"""

import time

from bench import results
from declic.planning.rules.load import QUARTER_S, busy, loads_of_the_moment
from declic.planning.rules.need import World, first_guess, kept_with, need_of
from declic.planning.rules.recipe import EVENING
from declic.planning.rules.scenario import Behaviour

PEAKS = (2, 20, 100)
UNSEEN = 77


def main() -> int:
    figures: dict[str, float] = {}
    targets: dict[str, results.Target] = {}
    for peak in PEAKS:
        world = World(behaviour=Behaviour())
        length = busy(world.behaviour, world.wrap_up_s, world.answers)
        expected = [peak * share / 100 * QUARTER_S / length.mean_s for share in EVENING]
        begin = time.process_time()
        found = {
            "stationary": first_guess(expected, world, loads_of_the_moment(expected, length)),
            "first guess": first_guess(expected, world),
            "played": need_of(expected, world),
        }
        figures[f"{peak} lessons at once, finding, CPU s"] = time.process_time() - begin
        for name, need in found.items():
            kept = kept_with(need.staff, expected, world, seed=UNSEEN)
            figures[f"{peak} lessons at once, {name}, hours"] = need.hours
            figures[f"{peak} lessons at once, {name}, worst quarter %"] = 100 * min(share for share, _ in kept)
            whole = sum(share * number for share, number in kept) / sum(number for _, number in kept)
            figures[f"{peak} lessons at once, {name}, evening %"] = 100 * whole
        targets[f"{peak} lessons at once, first guess, worst quarter %"] = (">=", 92)
        targets[f"{peak} lessons at once, played, evening %"] = (">=", 95)
        targets[f"{peak} lessons at once, played, worst quarter %"] = (">=", 90)
    return results.write("need", figures, targets)
