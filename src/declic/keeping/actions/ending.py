"""Accounts whose time is over end, at night, a family at a time.

Each family is a transaction that looks again at everything while it holds the family: whoever comes second, another
clock or the family itself, finds it done or not to be done. What dies half-way is done again the next time.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from declic.ground.errors import Refusal
from declic.journal.actions import record
from declic.keeping import queries
from declic.keeping.facts import FamilyEnded
from declic.keeping.rules import Season
from declic.people.models import Guardian, Pupil
from declic.people.queries import children_of
from declic.reports.actions import count_before_erasing
from declic.safeguarding.actions import erase_child, erase_family
from declic.sponsors.models import GuardianCode


def end_due(*, now: datetime, stops: Callable[[], bool] = lambda: False) -> int:
    """Every family whose time is over, unless something holds it; of how many accounts ended. `stops`: asked between
    two families.
    """
    done = 0
    for notice in list(queries.to_end(now).order_by("ends_on", "pk").values_list("pk", "guardian")):
        if stops():
            break
        done += _end(*notice, now)
    return done


def _end(notice_id: UUID, guardian_id: int, now: datetime) -> bool:
    for pupil in Pupil.objects.filter(guardian=guardian_id):
        count_before_erasing(pupil=pupil, now=now)
    try:
        with transaction.atomic():
            return _ended(notice_id, guardian_id, now)
    except Refusal:  # a lesson began at this very moment
        return False


def _ended(notice_id: UUID, guardian_id: int, now: datetime) -> bool:
    guardian = _held(guardian_id)
    notice = queries.to_end(now).filter(pk=notice_id).first()
    if guardian is None or notice is None:
        return False
    children = children_of(guardian)
    over = set(queries.ending(Season(notice.year)).filter(guardian=guardian).values_list("pk", flat=True))
    ending = [pupil for pupil in children if pupil.pk in over]
    if queries.hold_of(guardian, ending, now) is not None:
        return False
    stay = len(children) - len(ending)
    if stay:
        for pupil in ending:
            erase_child(pupil=pupil, now=now, why="time")
    else:
        erase_family(guardian=guardian, now=now, why="time")
    record(FamilyEnded(guardian_id=guardian_id, children=len(ending), left=stay), now=now)
    return True


def _held(guardian_id: int) -> Guardian | None:
    """The family, and what another sponsor, a new request or « nous continuons » would be written beside: they wait."""
    list(GuardianCode.objects.select_for_update().filter(guardian=guardian_id).values_list("pk"))
    guardian = Guardian.objects.select_for_update(of=("self",)).select_related("account").filter(pk=guardian_id).first()
    list(Pupil.objects.select_for_update().filter(guardian=guardian_id).order_by("pk").values_list("pk"))
    return guardian
