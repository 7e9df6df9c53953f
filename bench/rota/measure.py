"""700 teachers, one week: what stays uncovered, how far from the bound, how long; beside a rota made one by one.

python -m bench rota
"""

import time
from collections.abc import Mapping, Sequence
from math import fsum

from bench import results
from bench.rota.week import hours_needed, needed_of, volunteers_of
from declic.planning.rules.gaps import unrung_of
from declic.planning.rules.rota import Needed, Rota, plan_week
from declic.planning.rules.rota.draft import first_draft
from declic.planning.rules.rota.problem import Problem
from declic.planning.rules.shifts import Shift, Volunteer

VOLUNTEERS, PUPILS, SECONDS = 700, 22_000, 55.0


def main() -> int:
    needed, volunteers = needed_of(PUPILS), volunteers_of(VOLUNTEERS, 1)
    one_by_one = first_draft(Problem(volunteers, needed), sweeps=0)
    one_by_one_rota = Problem(volunteers, needed).rota(one_by_one.columns, 0)
    begin = time.monotonic()
    rota = plan_week(volunteers, needed, seconds=SECONDS, on_progress=_say)
    took = time.monotonic() - begin
    figures = {
        "volunteers": VOLUNTEERS,
        "teacher-hours needed at once, of the whole": hours_needed(needed),
        "teacher-hours given": fsum(shift.worked for shifts in rota.shifts.values() for shift in shifts) / 4,
        "need, all sets, teacher-hours": sum(needed.values()) / 4,
        "uncovered, all sets, %": 100 * sum(rota.uncovered.values()) / sum(needed.values()),
        "of which nobody offered could fill, %": 100 * sum(rota.beyond.values()) / sum(needed.values()),
        "fillable and uncovered, %": 100 * _short(rota) / sum(needed.values()),
        "the same one by one, %": 100 * sum(number for number in one_by_one.left if number > 0) / sum(needed.values()),
        "uncovered, of the whole, %": 100 * _whole(rota) / max(1.0, 4 * hours_needed(needed)),
        "cost": rota.cost,
        "cost one by one": one_by_one.cost,
        "above the bound, %": 100 * rota.gap,
        "handovers with nobody rung": _unrung(needed, volunteers, rota.shifts),
        "the same, one by one": _unrung(needed, volunteers, one_by_one_rota.shifts),
        "illegal shifts": sum(not shift.is_legal for shifts in rota.shifts.values() for shift in shifts),
        "seconds": took,
    }
    targets: dict[str, results.Target] = {
        "seconds": ("<=", 60),
        "fillable and uncovered, %": ("<=", 1.3),
        "uncovered, of the whole, %": ("<=", 0.5),
        "illegal shifts": ("<=", 0),
    }
    return results.write("rota", figures, targets)


def _short(rota: Rota) -> int:
    return sum(rota.uncovered.values()) - sum(rota.beyond.values())


def _whole(rota: Rota) -> int:
    return sum(number for (cover, _, _), number in rota.uncovered.items() if cover.name == "tout")


def _unrung(needed: Needed, volunteers: Sequence[Volunteer], shifts: Mapping[str, tuple[Shift, ...]]) -> int:
    """Quarter-hours of a need in whose last five minutes nobody is rung."""
    duties = [(one.groups, shift, one.runs_over) for one in volunteers for shift in shifts[one.id]]
    return len(unrung_of(needed, duties))


def _say(step: str, share: float) -> None:
    print(f"\r{share:4.0%} {step:<32}", end="", flush=True)
