"""The team's acts on the evening under way: a subject closed and reopened, words to those who wait."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from declic.dispatch.facts import AnnouncementSent, AnnouncementWithdrawn, SubjectClosed, SubjectReopened
from declic.dispatch.models import Announcement, SubjectClosing
from declic.dispatch.queries.evening import announcements
from declic.dispatch.queries.hours import evening_end
from declic.dispatch.rules.evening import (
    ANNOUNCEMENT_MAX,
    ANNOUNCEMENTS_AT_ONCE,
    checked_scope,
    clean_reason,
    clean_words,
)
from declic.ground.errors import Refusal
from declic.journal.actions import record
from declic.people.models import Account


@transaction.atomic
def close_subject(*, subject: str, levels: str, reason: str, by: Account, now: datetime) -> SubjectClosing:
    """Until closing time, nobody new waits for it: who asks is kept for the next opening, and chooses. Who waits
    already stays in the line, is still rung for, and may choose too.

    `levels`: a band, a level, or empty. Refusals `wrong_subject`, `wrong_levels`, `no_words`, `too_long`, `contact`,
    `no_evening`, `closed_already`.
    """
    scope = checked_scope(subject, levels)
    why = clean_reason(reason)
    SubjectClosing.objects.filter(reopened_at=None, ends_at__lte=now).update(reopened_at=F("ends_at"))
    try:
        with transaction.atomic():
            closing = SubjectClosing.objects.create(
                subject=scope.subject, levels=scope.levels, reason=why, closed_at=now, ends_at=_end(now), closed_by=by
            )
    except IntegrityError:
        raise Refusal("closed_already", f"C’est déjà fermé ce soir : {scope.label}.") from None
    record(SubjectClosed(closing.pk, scope.subject, scope.levels, why, closing.ends_at), now=now, actor_id=by.pk)
    return closing


@transaction.atomic
def reopen_subject(*, closing: SubjectClosing, by: Account, now: datetime) -> bool:
    """Who was kept waits again with the next second. Whether it was closed still: reopening twice does nothing."""
    in_force = SubjectClosing.objects.filter(pk=closing.pk, reopened_at=None, ends_at__gt=now)
    if not in_force.update(reopened_at=now):
        return False
    record(SubjectReopened(closing.pk, closing.subject, closing.levels), now=now, actor_id=by.pk)
    return True


@transaction.atomic
def announce(*, text: str, subject: str, levels: str, by: Account, now: datetime) -> Announcement:
    """Shown to all who wait for `subject` (empty: whatever they wait for) until it is withdrawn, or closing time.

    Refusals `wrong_subject`, `wrong_levels`, `no_words`, `too_long`, `contact`, `no_evening`, `too_many`.
    """
    scope = checked_scope(subject, levels, any_subject=True)
    words = clean_words(text, ANNOUNCEMENT_MAX)
    Announcement.objects.filter(withdrawn_at=None, ends_at__lte=now).update(withdrawn_at=F("ends_at"))
    free = set(range(ANNOUNCEMENTS_AT_ONCE)) - set(announcements(now).values_list("slot", flat=True))
    if not free:
        raise _too_many()
    try:
        with transaction.atomic():
            sent = Announcement.objects.create(
                text=words,
                subject=scope.subject,
                levels=scope.levels,
                slot=min(free),
                sent_at=now,
                ends_at=_end(now),
                sent_by=by,
            )
    except IntegrityError:  # another operator wrote at this moment
        raise _too_many() from None
    record(AnnouncementSent(sent.pk, scope.subject, scope.levels, words), now=now, actor_id=by.pk)
    return sent


@transaction.atomic
def withdraw_announcement(*, announcement: Announcement, by: Account, now: datetime) -> bool:
    """It leaves every waiting page. Whether it was there still: twice does nothing."""
    shown = Announcement.objects.filter(pk=announcement.pk, withdrawn_at=None, ends_at__gt=now)
    if not shown.update(withdrawn_at=now):
        return False
    record(AnnouncementWithdrawn(announcement.pk, announcement.subject, announcement.levels), now=now, actor_id=by.pk)
    return True


def _end(now: datetime) -> datetime:
    end = evening_end(now)
    if end is None:
        raise Refusal("no_evening", "Aucune ouverture n’est prévue : il n’y a pas de soirée à régler.")
    return end


def _too_many() -> Refusal:
    return Refusal(
        "too_many", f"Pas plus de {ANNOUNCEMENTS_AT_ONCE} messages à la fois : retirez-en un, ou réessayez à l’instant."
    )
