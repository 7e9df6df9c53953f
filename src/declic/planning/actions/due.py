"""What is due without anybody's asking: a duty learns when its shift ends, reminders, absences, what is forgotten."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from declic.dispatch.actions.ends import end_duties, set_ends
from declic.dispatch.queries.hours import exceptional
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.planning.facts import ShiftMissed, ShiftReminded
from declic.planning.models import Availability, EqualityCheck, LearnedWeights, PastDemand, Rota, Shift
from declic.planning.queries.rotas import EXPECTED, missing_now
from declic.planning.queries.volunteers import run_over_in
from declic.planning.rules.clocks import monday_of
from declic.planning.rules.closed import is_closed

EARLY: Final = timedelta(minutes=30)
"""Who sits down so long before their shift has come to it."""
ABSENT_AFTER: Final = timedelta(minutes=10)
"""Missing so long, the team has a letter; its pages show it at once."""
QUIET: Final = timedelta(minutes=10)
"""The team has no two letters about absences within so long."""
TOLD_AT_MOST: Final = 2
"""Letters about absences from one shift."""
DAY_BEFORE: Final = timedelta(hours=24)
SOON: Final = timedelta(minutes=45)
KEPT: Final = timedelta(days=400)
"""Rotas, as long as what forecasts are made from."""


def keep_up(*, now: datetime) -> None:
    """Called every few seconds by the clock. Five queries when nothing is due."""
    _tell_duties(now)
    end_duties(now=now)
    _remind(now)
    _note_absences(now)


@transaction.atomic
def forget_old(*, now: datetime) -> None:
    """What was offered for weeks that are over; rotas and what erased children asked, more than a year old."""
    this_week = monday_of(paris_day(now))
    Availability.objects.filter(week__lt=this_week).delete()
    Rota.objects.filter(week__lt=this_week - KEPT).delete()
    PastDemand.objects.filter(on__lt=this_week - KEPT).delete()
    EqualityCheck.objects.filter(week__lt=this_week - KEPT).delete()
    LearnedWeights.objects.filter(on__lt=this_week - KEPT).delete()


def _tell_duties(now: datetime) -> None:
    """Whoever is on duty in their shift, or just before, has its end; not whoever agreed to run over."""
    other = Q(teacher__duties__ends_at__lt=F("ends_at")) | Q(teacher__duties__ends_at__gt=F("ends_at"))
    here = Shift.objects.filter(
        Q(teacher__duties__ends_at=None) | other,
        state__in=EXPECTED,
        starts_at__lte=now + EARLY,
        ends_at__gt=now,
        teacher__duties__ended_at=None,
        teacher__duties__isnull=False,
    )
    ends = {shift.teacher_id: shift.ends_at for shift in here.order_by("-starts_at")}
    if ends:
        over = run_over_in(monday_of(paris_day(now)), ends)
        set_ends(ends={teacher: at for teacher, at in ends.items() if teacher not in over})


def _remind(now: datetime) -> None:
    """Once the day before, once shortly before. Of a shift that begins within the hour, only the second; of one that an
    exceptional closing takes whole, none.
    """
    decided = exceptional(now)
    for number, when, ahead in ((1, "day", DAY_BEFORE), (2, "soon", SOON)):
        due = Shift.objects.select_related("teacher").filter(
            state__in=EXPECTED, reminded__lt=number, starts_at__lte=now + ahead, starts_at__gt=now
        )
        if number == 1:
            due = due.filter(starts_at__gt=now + timedelta(hours=1))
        for shift in due:
            if is_closed(shift.starts_at, shift.ends_at, decided):
                continue
            with transaction.atomic():
                if Shift.objects.filter(pk=shift.pk, reminded__lt=number, state__in=EXPECTED).update(reminded=number):
                    record(
                        ShiftReminded(shift.pk, shift.teacher.account_id, shift.starts_at, shift.ends_at, when), now=now
                    )


def _note_absences(now: datetime) -> None:
    """Of a shift twice at most: nobody came, or they left; then they came, and left again. Who goes while the team has
    just been told of others is noted as soon as it may be written to again."""
    never_told, again = Q(absent_at=None), Q(absent_at__lt=F("since"), absences__lt=TOLD_AT_MOST)
    due = list(missing_now(now, at_least=ABSENT_AFTER).filter(never_told | again))
    if not due or Shift.objects.filter(absent_at__gt=now - QUIET).exists():
        return
    for shift in due:
        with transaction.atomic():
            same = Shift.objects.filter(pk=shift.pk, absent_at=shift.absent_at)
            if same.update(absent_at=now, absences=F("absences") + 1):
                record(ShiftMissed(shift.pk, shift.teacher.account_id, shift.starts_at, shift.ends_at), now=now)
