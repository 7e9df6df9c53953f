"""How long those who asked before waited, for a page that knows nothing better."""

from datetime import datetime, timedelta

from django.db.models import Q

from declic.curriculum.rules import LEVELS, band
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.waited import wait_began
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.estimate import USUAL_OVER, usual

LAST = 20
"""Waits looked at."""


def usual_wait(request: HelpRequest, now: datetime) -> int | None:
    """See `usual`, of the last waits for the same subject in the same band of levels; None once somebody before them
    in that line has waited longer. Two queries.
    """
    levels = [code for code in LEVELS if band(code) == band(request.level)]
    decided = Q(first_accepted_at__isnull=False) | Q(
        state__in=[HelpState.UNMET.value, HelpState.WRITTEN.value, HelpState.ANSWERED.value]
    )
    last = (
        HelpRequest.objects.filter(decided, subject=request.subject, level__in=levels, asked_at__gte=now - USUAL_OVER)
        .exclude(pk=request.pk)
        .order_by("-asked_at")
        .values_list("asked_at", "wait_from", "first_accepted_at")[:LAST]
    )
    minutes = usual(
        [accepted - (wait_from or asked) if accepted else None for asked, wait_from, accepted in last if asked]
    )
    if minutes is None:
        return None
    line = HelpRequest.objects.filter(
        state=HelpState.WAITING.value, subject=request.subject, level__in=levels, asked_at__lt=request.asked_at
    )
    outlasted = line.annotate(began=wait_began()).filter(began__lte=now - timedelta(minutes=minutes))
    return None if outlasted.exists() else minutes
