"""The rota of a week: shifts for those who offered time, so that the need is covered, then hours shared fairly.

A shift is one of millions; few are any good. A first rota is made one volunteer at a time (`draft`). Then shifts are
found as they are wanted: a linear programme over those known so far prices each quarter-hour of each need, each
volunteer's best shift at those prices is added, and so on (`prices`); what the programme then costs is a bound no rota
can beat. Whole shifts are chosen among all these, some volunteers at a time (`choice`). OR-Tools does the last two.
"""

import time
from collections.abc import Callable, Sequence
from typing import Final

from declic.planning.rules.rota.choice import SMALL, improve
from declic.planning.rules.rota.draft import first_draft
from declic.planning.rules.rota.prices import priced
from declic.planning.rules.rota.problem import Column, Needed, Place, Problem, Rota
from declic.planning.rules.shifts import Volunteer, every_shift

__all__ = ["Needed", "Place", "Rota", "plan_week"]

LOOKING: Final = 0.5
"""The share of the time spent on finding shifts and the bound."""
FEW: Final = 3_000
"""With no more possible shifts than that, all of them are known."""


def plan_week(
    volunteers: Sequence[Volunteer],
    needed: Needed,
    *,
    seconds: float = 50.0,
    on_progress: Callable[[str, float], None] = lambda _step, _share: None,
) -> Rota:
    """The best rota found in about `seconds`. `on_progress` is told the step, in French, and the share of the time."""
    began = time.monotonic()

    def tell(step: str) -> None:
        on_progress(step, min(1.0, (time.monotonic() - began) / seconds))

    problem = Problem(volunteers, needed)
    tell("premier jet")
    draft = first_draft(problem)
    bound, pool = priced(problem, draft.columns, until=began + LOOKING * seconds, tell=tell)
    improve(draft, _all_if_few(volunteers) or pool, until=began + seconds, tell=tell)
    tell("fini")
    return problem.rota(draft.columns, min(bound, draft.cost))


def _all_if_few(volunteers: Sequence[Volunteer]) -> list[Column]:
    """Every possible shift of a small service; nothing of a large one."""
    if len(volunteers) > SMALL:
        return []
    found = [
        (number, shift)
        for number, one in enumerate(volunteers)
        for free in one.free
        for shift in every_shift(free, one.in_one_go)
    ]
    return found if len(found) <= FEW else []
