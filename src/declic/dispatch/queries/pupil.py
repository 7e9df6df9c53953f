"""What the pupil's own pages show: drafts, the last request, who is there."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.free import free_teachers
from declic.dispatch.rules import HelpState
from declic.people.models import Guardian, Pupil


def drafts_of(pupil: Pupil, most: int = 3) -> list[HelpRequest]:
    """What was begun and not sent, newest first; a draft without words or page is not one."""
    drafts = (
        HelpRequest.objects.prefetch_related("pages")
        .filter(pupil=pupil, state=HelpState.DRAFT.value)
        .order_by("-drafted_at")
    )
    return [draft for draft in drafts if draft.tried.strip() or draft.pages.all()][:most]


def last_request_of(pupil: Pupil) -> HelpRequest | None:
    """The last one that is over."""
    return (
        HelpRequest.objects.select_related("pupil", "sponsor")
        .filter(pupil=pupil)
        .exclude(closed_at=None)
        .order_by("-closed_at")
        .first()
    )


def kept_for_later(guardian: Guardian) -> list[HelpRequest]:
    """Of the guardian's children: the requests kept for a call-back or for the opening, and those whose time has come
    while their page is closed; the first asked first.
    """
    later = Q(state=HelpState.SCHEDULED.value) | Q(state=HelpState.WAITING.value, away_since__isnull=False)
    kept = HelpRequest.objects.filter(later, pupil__guardian=guardian)
    return list(kept.select_related("pupil", "sponsor").order_by("asked_at", "id"))


def free_for(level: str, subjects: Iterable[str], now: datetime) -> int:
    """Teachers free at this moment for at least one of these subjects."""
    able = free_teachers([(subject, level) for subject in subjects], now)
    return sum(not teacher.wraps_up for teacher in able)
