"""What the team decided for this evening, as it is in force."""

from datetime import datetime

from django.db.models import QuerySet

from declic.dispatch.models import Announcement, SubjectClosing
from declic.dispatch.queries.kept import KEPT
from declic.dispatch.rules.evening import ClosedSubject, Evening, Scope
from declic.statements import Prepared

_CLOSED = Prepared(
    build=lambda: (
        SubjectClosing.objects.filter(reopened_at=None)
        .order_by("-closed_at", "-pk")
        .values_list("subject", "levels", "reason", "ends_at")
    )
)
_SAID = Prepared(
    build=lambda: (
        Announcement.objects.filter(withdrawn_at=None)
        .order_by("sent_at", "pk")
        .values_list("subject", "levels", "text", "ends_at")
    )
)


def evening(now: datetime) -> Evening:
    """Two queries."""
    return Evening(_closed(now), _said(now))


def closed_subjects(now: datetime) -> Evening:
    """The closings alone. One query."""
    return Evening(_closed(now))


def announced(now: datetime) -> Evening:
    """The announcements alone. One query."""
    return Evening(said=_said(now))


def subject_closings(now: datetime) -> QuerySet[SubjectClosing]:
    """In force, latest first."""
    return SubjectClosing.objects.filter(reopened_at=None, ends_at__gt=now).order_by("-closed_at", "-pk")


def announcements(now: datetime) -> QuerySet[Announcement]:
    """In force, oldest first."""
    return Announcement.objects.filter(withdrawn_at=None, ends_at__gt=now).order_by("sent_at", "pk")


def _closed(now: datetime) -> tuple[ClosedSubject, ...]:
    return tuple(
        ClosedSubject(Scope(subject, levels), reason, ends_at)
        for subject, levels, reason, ends_at in KEPT.read(_CLOSED.rows)
        if ends_at > now
    )


def _said(now: datetime) -> tuple[tuple[Scope, str], ...]:
    return tuple(
        (Scope(subject, levels), text) for subject, levels, text, ends_at in KEPT.read(_SAID.rows) if ends_at > now
    )
