"""The requests of a week whose end is known, by skill; and what was found of the weeks before."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models.functions import Coalesce

from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.waited import wait_ended
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.matcher import Skill
from declic.ground.paris import at_paris, in_paris
from declic.planning.models import EqualityCheck
from declic.planning.rules.equality import Class, Week, judged
from declic.planning.rules.figures import PROMISE_S

WEEKS_SHOWN = 8
_PASSED = [HelpState.UNMET.value, HelpState.WRITTEN.value, HelpState.ANSWERED.value]


@dataclass(frozen=True)
class Asked:
    """A request whose end is known."""

    child: int
    skill: Skill
    on: date
    quarter: int
    kept: bool


def asked_in(week: date, now: datetime) -> list[Asked]:
    """`week`: its Monday. Who left before the five minutes were over, or has not waited so long, is not known.

    One query.
    """
    first, after = at_paris(week, time()), at_paris(week + timedelta(days=7), time())
    rows = (
        HelpRequest.objects.filter(wait_from__gte=first, wait_from__lt=after)
        .exclude(state__in=[HelpState.DRAFT.value, HelpState.SCHEDULED.value])
        .annotate(here=Coalesce("in_line_since", "wait_from"))
        .values_list("pupil_id", "subject", "level", "wait_from", "here", "first_accepted_at", wait_ended(), "state")
    )
    found = []
    for child, subject, level, began, here, accepted_at, ended, state in rows:
        if began is None:  # the filter says so; the type checker cannot know
            continue
        waited = ((ended or now) - began).total_seconds()
        if accepted_at is None and waited < PROMISE_S and state not in _PASSED:
            continue
        local = in_paris(here)  # an evening of the service, whatever was waited before
        kept = accepted_at is not None and waited < PROMISE_S
        quarter = 4 * local.hour + local.minute // 15
        found.append(Asked(child, (subject, level), local.date(), quarter, kept))
    return found


def classes_of(asked: list[Asked]) -> dict[Skill, Class]:
    by_skill: dict[Skill, list[Asked]] = defaultdict(list)
    for one in asked:
        by_skill[one.skill].append(one)
    return {
        skill: Class(
            len(held),
            sum(one.kept for one in held),
            Counter(one.quarter for one in held),
            frozenset(one.child for one in held),
        )
        for skill, held in by_skill.items()
    }


def week_of(asked: list[Asked]) -> Week | None:
    """None for a week without requests."""
    return judged(classes_of(asked), max(1, len({one.on for one in asked})))


def weeks_checked() -> list[EqualityCheck]:
    """Newest first."""
    return list(EqualityCheck.objects.order_by("-week")[:WEEKS_SHOWN])
