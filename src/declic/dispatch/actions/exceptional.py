"""Exceptional closings: decided by the team, told with their reason, lifted again."""

from datetime import datetime, timedelta

from django.db import transaction

from declic.dispatch.facts import ClosingDecided, ClosingLifted
from declic.dispatch.models import ExceptionalClosing
from declic.dispatch.rules.evening import clean_reason
from declic.dispatch.rules.hours import HORIZON
from declic.ground.errors import Refusal
from declic.journal.actions import record
from declic.people.models import Account

LONGEST = timedelta(days=31)
AT_MOST = 40
"""Decided and not over yet."""


@transaction.atomic
def close_exceptionally(
    *, starts_at: datetime, ends_at: datetime, reason: str, by: Account, now: datetime
) -> ExceptionalClosing:
    """Whatever the week says, nobody waits then; who does when it begins is kept for the next opening.

    Refusals `no_words`, `too_long`, `contact`, `backwards`, `past`, `too_far`, `long`, `noted_already`, `too_many`.
    """
    why = clean_reason(reason)
    if ends_at <= starts_at:
        raise Refusal("backwards", "La fin doit venir après le début.")
    if ends_at <= now:
        raise Refusal("past", "Ce moment est passé.")
    if starts_at > now + HORIZON:
        raise Refusal("too_far", f"C’est trop loin : au plus {HORIZON.days} jours à l’avance.")
    if ends_at - starts_at > LONGEST:
        raise Refusal("long", f"C’est trop long : {LONGEST.days} jours au plus. Changez plutôt les horaires.")
    if ExceptionalClosing.objects.filter(starts_at=starts_at, ends_at=ends_at).exists():
        raise Refusal("noted_already", "Cette fermeture est déjà notée. Pour changer sa raison, retirez-la d’abord.")
    if ExceptionalClosing.objects.filter(ends_at__gt=now).count() >= AT_MOST:
        raise Refusal("too_many", "Il y a déjà trop de fermetures à venir : retirez-en, ou changez les horaires.")
    closing = ExceptionalClosing.objects.create(
        starts_at=starts_at, ends_at=ends_at, reason=why, decided_at=now, decided_by=by
    )
    record(ClosingDecided(closing.pk, starts_at, ends_at, why), now=now, actor_id=by.pk)
    return closing


@transaction.atomic
def lift_closing(*, closing: ExceptionalClosing, by: Account, now: datetime) -> bool:
    """The usual hours hold again. One under way ends now, and stays what it was. Whether it was to hold still: lifting
    twice does nothing.
    """
    this = ExceptionalClosing.objects.filter(pk=closing.pk)
    under_way, to_come = this.filter(starts_at__lt=now, ends_at__gt=now), this.filter(starts_at__gte=now)
    if not (under_way.update(ends_at=now) or to_come.delete()[0]):
        return False
    record(ClosingLifted(closing.pk, closing.starts_at, closing.ends_at, closing.reason), now=now, actor_id=by.pk)
    return True
