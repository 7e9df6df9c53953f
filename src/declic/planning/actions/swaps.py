"""Two teachers have each other's shift: one asks, the other agrees."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from declic.ground.errors import NotYours, Refusal
from declic.journal.actions import record
from declic.people.models import Teacher
from declic.planning.actions.leaving import leave
from declic.planning.facts import SwapAccepted, SwapAsked, SwapDeclined, SwapWithdrawn
from declic.planning.models import Shift, Swap
from declic.planning.queries.rotas import EXPECTED
from declic.planning.queries.swaps import could_swap
from declic.planning.rules.states import ShiftState, SwapState


@transaction.atomic
def ask_swap(*, mine: Shift, theirs_id: int, now: datetime) -> Swap:
    """The colleague is written to. Asking twice is once. Refusal `cannot_swap`."""
    theirs = Shift.objects.select_related("rota", "teacher__account").filter(pk=theirs_id, rota=mine.rota).first()
    if theirs is None:
        raise cannot_swap()
    if theirs.teacher_id == mine.teacher_id:
        raise NotYours
    if not could_swap(mine, theirs, now):
        raise cannot_swap()
    swap, is_new = Swap.objects.get_or_create(
        mine=mine,
        theirs=theirs,
        state=SwapState.ASKED.value,
        defaults={"asked_by": mine.teacher, "asked_of": theirs.teacher, "asked_at": now},
    )
    if is_new:
        record(SwapAsked(*_who(swap)), now=now, actor_id=mine.teacher.account_id)
    return swap


@transaction.atomic
def accept_swap(*, swap: Swap, teacher: Teacher, now: datetime) -> None:
    """Both shifts change hands, or neither. Accepting twice is once.

    Refusal `cannot_swap` when one of them is not what it was.
    """
    if teacher.pk != swap.asked_of_id:
        raise NotYours
    # Held until the end, in one order: of two shifts given to one of them at once, the second sees the first.
    list(
        Teacher.objects.select_for_update(no_key=True)
        .filter(pk__in=[swap.asked_by_id, swap.asked_of_id])
        .order_by("pk")
    )
    # Then the shifts, and the swap last, as in every transaction here: two of them wait for each other, never for ever.
    both = Shift.objects.select_related("rota").select_for_update(of=("self",), no_key=True)
    shifts = {shift.pk: shift for shift in both.filter(pk__in=[swap.mine_id, swap.theirs_id]).order_by("pk")}
    mine, theirs = shifts.get(swap.mine_id), shifts.get(swap.theirs_id)
    if not _close(swap, SwapState.ACCEPTED, now):
        if not Swap.objects.filter(pk=swap.pk, state=SwapState.ACCEPTED.value).exists():
            raise cannot_swap()
        return
    still = mine and theirs and (mine.teacher_id, theirs.teacher_id) == (swap.asked_by_id, swap.asked_of_id)
    if mine is None or theirs is None or not still or not could_swap(mine, theirs, now) or not _exchange(mine, theirs):
        raise cannot_swap()
    leave(shift=mine, now=now)
    leave(shift=theirs, now=now)
    record(SwapAccepted(*_who(swap)), now=now, actor_id=teacher.account_id)


@transaction.atomic
def decline_swap(*, swap: Swap, teacher: Teacher, now: datetime) -> None:
    """Each keeps their own."""
    if teacher.pk != swap.asked_of_id:
        raise NotYours
    if _close(swap, SwapState.DECLINED, now):
        record(SwapDeclined(*_who(swap)), now=now, actor_id=teacher.account_id)


@transaction.atomic
def withdraw_swap(*, swap: Swap, teacher: Teacher, now: datetime) -> None:
    if teacher.pk != swap.asked_by_id:
        raise NotYours
    if _close(swap, SwapState.WITHDRAWN, now):
        record(SwapWithdrawn(*_who(swap)), now=now, actor_id=teacher.account_id)


def cannot_swap() -> Refusal:
    return Refusal(
        "cannot_swap",
        "Cet échange n’est plus possible : l’un des deux créneaux a changé ou tombe dans une fermeture, ou l’un de "
        "vous n’est pas disponible.",
    )


def _exchange(mine: Shift, theirs: Shift) -> bool:
    """Whether both were still whose they were. One is set aside meanwhile: nobody ever has two on one day."""
    fresh = {"state": ShiftState.CONFIRMED.value, "reminded": 0, "absent_at": None, "absences": 0}
    try:
        with transaction.atomic():
            aside = _held(mine).update(teacher_id=theirs.teacher_id, state=ShiftState.OFFERED.value)
            other = _held(theirs).update(teacher_id=mine.teacher_id, **fresh)
            back = Shift.objects.filter(pk=mine.pk, teacher_id=theirs.teacher_id).update(**fresh)
    except IntegrityError:
        return False
    return bool(aside and other and back)


def _held(shift: Shift) -> QuerySet[Shift]:
    return Shift.objects.filter(pk=shift.pk, teacher_id=shift.teacher_id, state__in=EXPECTED)


def _close(swap: Swap, after: SwapState, now: datetime) -> bool:
    return bool(Swap.objects.filter(pk=swap.pk, state=SwapState.ASKED.value).update(state=after.value, answered_at=now))


def _who(swap: Swap) -> tuple[int, int, int]:
    return swap.pk, swap.asked_by.account_id, swap.asked_of.account_id
