"""Each night the weights of the day are learned, and kept with what they were learned from."""

from datetime import datetime
from typing import Final

from declic.dispatch.rules.weights import learned
from declic.ground.paris import in_paris
from declic.planning.models import LearnedWeights
from declic.planning.queries.weights import evenings_before

NIGHT_OVER: Final = 4
"""Of the clock, French: the evening before is over by then."""


def learn_weights(*, now: datetime) -> LearnedWeights | None:
    """Once a day, from four in the morning on. None when it was done, or is too early."""
    clock = in_paris(now)
    if clock.hour < NIGHT_OVER or LearnedWeights.objects.filter(on=clock.date()).exists():
        return None
    evenings = evenings_before(clock.date())
    found = learned(list(evenings.values()))
    kept = {
        "weights": [
            {
                "subject": subject,
                "band": name,
                "weight": round(one.weight, 4),
                "number": one.number,
                "mean_s": round(one.mean_s, 1),
            }
            for (subject, name), one in found.items()
        ],
        "whole_s": next((round(one.whole_s, 1) for one in found.values()), None),
        "evenings": [day.isoformat() for day in evenings],
        "at": now,
    }
    row, is_new = LearnedWeights.objects.get_or_create(on=clock.date(), defaults=kept)
    return row if is_new else None
