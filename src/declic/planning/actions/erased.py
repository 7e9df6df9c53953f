"""What forecasts still learn from once a child is erased."""

from datetime import datetime

from django.db import transaction

from declic.ground.paris import paris_day
from declic.people.models import Pupil
from declic.planning.models import PastDemand
from declic.planning.queries.history import HISTORY, asked_by


@transaction.atomic
def keep_demand(*, pupil: Pupil, now: datetime) -> None:
    """Before the child is erased, in the same transaction: when and in what somebody asked, and not who."""
    PastDemand.objects.bulk_create(
        PastDemand(on=on, quarter=quarter, zone=zone, subject=subject, level=level, number=number)
        for (on, quarter, zone, subject, level), number in asked_by(pupil, paris_day(now) - HISTORY).items()
    )
