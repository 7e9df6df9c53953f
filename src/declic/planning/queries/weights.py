"""What weights are learned from: the waits of evenings like the next one, by group; and those that hold today."""

from collections import defaultdict
from datetime import date, time, timedelta

from django.db.models.functions import Coalesce

from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.waited import wait_ended
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.weights import EVENINGS, Group, Waits, group_of, waits_of
from declic.ground.paris import at_paris, paris_day
from declic.planning.models import LearnedWeights
from declic.planning.rules.moments import DayKind, day_kind, moment_of

BACK = timedelta(days=120)
"""Evenings are looked for no farther back."""
ZONE = "C"
"""Whose holidays make a day of holidays. One zone for all: evenings are compared, not pupils."""
Kind = tuple[bool, bool]


def kind_of(day: date) -> Kind:
    """(holidays, a day without school): evenings of the same kind are comparable."""
    moment = moment_of(day, ZONE)
    return moment.value == "holidays", day_kind(day, moment) is DayKind.FREE


def comparable(on: date) -> list[date]:
    """The days before `on` that are like it, the last first; more than are used, since some have no request."""
    days = (on - timedelta(days=back) for back in range(1, BACK.days))
    return [day for day in days if kind_of(day) == kind_of(on)]


def evenings_before(on: date) -> dict[date, dict[Group, Waits]]:
    """Day → waits by group, of the last comparable days on which somebody waited, oldest first. One query.

    A wait ends with an acceptance, or when the request leaves the line; whoever left counts with what they waited.
    """
    days = set(comparable(on))
    rows = (
        HelpRequest.objects.annotate(began=Coalesce("wait_from", "asked_at"))
        .filter(began__gte=at_paris(on - BACK, time()), began__lt=at_paris(on, time()))
        .exclude(state__in=[HelpState.DRAFT.value, HelpState.SCHEDULED.value, HelpState.WAITING.value])
        .exclude(wait_from=None, left_line_at__isnull=False)  # it has not been in line
        .values_list("subject", "level", "began", wait_ended())
    )
    asked: dict[date, list[tuple[Group, float]]] = defaultdict(list)
    for subject, level, began, ended in rows.iterator(chunk_size=5000):
        day = paris_day(began)
        if ended is not None and day in days:
            asked[day].append((group_of(subject, level), max(0.0, (ended - began).total_seconds())))
    last = sorted(asked)[-EVENINGS:]
    return {day: waits_of(asked[day]) for day in last}


def weights_for(on: date) -> dict[Group, float]:
    """Those learned for that day; empty when there are none."""
    rows = LearnedWeights.objects.filter(on=on).values_list("weights", flat=True).first() or ()
    return {(row["subject"], row["band"]): row["weight"] for row in rows}
