"""How long those who asked before waited, for a page that knows nothing better."""

from datetime import datetime

from django.db.models import Q

from declic.curriculum.rules import LEVELS, band
from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.estimate import USUAL_OVER, usual

LAST = 20
"""Waits looked at."""


def usual_wait(request: HelpRequest, now: datetime) -> int | None:
    """See `usual`, of the last waits for the same subject in the same band of levels. One query."""
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
    return usual(
        [accepted - (wait_from or asked) if accepted else None for asked, wait_from, accepted in last if asked]
    )
