"""Officers hear of a ceiling before it is reached, and not from their invoice."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from declic.billing.facts import CeilingNeared
from declic.billing.models import CeilingWarning
from declic.billing.queries import unfollowed
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.sponsors.models import Agreement
from declic.sponsors.queries import use_of_each
from declic.sponsors.rules.agreements import AgreementState
from declic.sponsors.rules.prices import CeilingAlarm

GRAVER: Final = (CeilingAlarm.AHEAD, CeilingAlarm.NEAR, CeilingAlarm.REACHED)
"""In this order: who was told of one is not told of a lesser one."""


def warn_of_ceilings(*, now: datetime) -> int:
    """Each alarm of a running agreement is told once; how many were. Any number of processes may call it.

    One that nobody would read waits until somebody does.
    """
    today = paris_day(now)
    bounded = list(
        Agreement.objects.select_related("sponsor").filter(
            state=AgreementState.SIGNED.value, starts_on__lte=today, ends_on__gte=today, ceiling_cents__isnull=False
        )
    )
    unread = unfollowed(one.sponsor_id for one in bounded)
    running = [one for one in bounded if one.sponsor_id not in unread]
    used = use_of_each(running, now)
    return sum(_warned(agreement, use.alarm, now) for agreement, use in zip(running, used, strict=True))


def _warned(agreement: Agreement, alarm: CeilingAlarm | None, now: datetime) -> bool:
    if alarm is None or alarm not in GRAVER:
        return False
    told = {CeilingAlarm(one) for one in agreement.ceiling_warnings.values_list("alarm", flat=True)}
    if told.intersection(GRAVER[GRAVER.index(alarm) :]):
        return False
    try:
        with transaction.atomic():
            CeilingWarning.objects.create(agreement=agreement, alarm=alarm.value, sent_at=now)
            record(CeilingNeared(agreement.pk, agreement.sponsor_id, alarm.value), now=now)
    except IntegrityError:
        return False  # another process told it at this very moment
    return True
