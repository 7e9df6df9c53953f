"""A teacher's own shifts: confirmed, given up, taken back, taken from a colleague."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from declic.dispatch.queries.hours import exceptional
from declic.ground.errors import NotYours, Refusal
from declic.journal.actions import record
from declic.people.models import Teacher
from declic.planning.actions.edit import check_taken
from declic.planning.actions.leaving import leave
from declic.planning.facts import ShiftConfirmed, ShiftGivenUp, ShiftsLetGo, ShiftTaken, ShiftTakenBack
from declic.planning.models import Shift
from declic.planning.queries.rotas import EXPECTED
from declic.planning.queries.takers import stands_in
from declic.planning.rules.closed import is_closed
from declic.planning.rules.states import SHIFT_LIFE, RotaState, ShiftState


@transaction.atomic
def confirm_shifts(*, teacher: Teacher, now: datetime, shift_id: int | None = None) -> int:
    """All that wait for it, or the one: how many. Confirming twice is once."""
    waiting = Shift.objects.filter(
        teacher=teacher,
        state=ShiftState.TO_CONFIRM.value,
        ends_at__gt=now,
        rota__state=RotaState.PUBLISHED.value,
    )
    if shift_id is not None:
        waiting = waiting.filter(pk=shift_id)
    return sum(
        _move(shift, ShiftState.TO_CONFIRM, ShiftState.CONFIRMED, ShiftConfirmed, now) for shift in list(waiting)
    )


@transaction.atomic
def give_up(*, shift: Shift, now: datetime) -> None:
    """Offered to those who know the same; swaps asked about it are off. Also while it is under way.

    Refusal `shift_over`; giving up twice is once.
    """
    if shift.ends_at <= now:
        raise Refusal("shift_over", "Ce créneau est passé.")
    _give_up(shift, ShiftGivenUp, now)


@transaction.atomic
def take_back(*, shift: Shift, now: datetime) -> None:
    """As long as nobody has taken it. Refusals `shift_taken`, and those of `rules.checks.check_shift`."""
    if shift.state != ShiftState.OFFERED.value:
        return
    check_taken(teacher_id=shift.teacher_id, shift=shift, now=now)
    if not _move(shift, ShiftState.OFFERED, ShiftState.CONFIRMED, ShiftTakenBack, now):
        raise taken()
    Shift.objects.filter(pk=shift.pk).update(taken_at=now)


@transaction.atomic
def take_shift(*, shift_id: int, teacher: Teacher, now: datetime) -> Shift:
    """The first to take it has it. Taking it twice is once.

    Refusals `shift_taken`, `closed`, and those of `rules.checks.check_shift`: what they have or offer may have changed
    since it was shown to them. NotYours when they do not know the same.
    """
    shift = Shift.objects.select_related("rota", "teacher__account").filter(pk=shift_id).first()
    if shift is None or shift.rota.state != RotaState.PUBLISHED.value:
        raise NotYours
    if shift.teacher_id == teacher.pk and shift.state in EXPECTED:
        return shift
    if shift.state != ShiftState.OFFERED.value:
        raise taken()
    if not stands_in(teacher, shift):
        raise NotYours
    check_taken(teacher_id=teacher.pk, shift=shift, now=now)
    if is_closed(shift.starts_at, shift.ends_at, exceptional(now)):
        raise Refusal("closed", "Le service sera fermé à ce moment-là : personne n’a à venir.")

    giver = shift.teacher
    if not _hand_over(shift, teacher, now):
        raise taken()

    record(
        ShiftTaken(shift.pk, teacher.account_id, shift.starts_at, shift.ends_at, giver.account_id),
        now=now,
        actor_id=teacher.account_id,
    )
    return shift


@transaction.atomic
def let_go_of_shifts(*, teacher: Teacher, now: datetime) -> None:
    """The team's decision: what they had to come is offered to their colleagues, who hear of all of it at once."""
    theirs = Shift.objects.select_related("teacher").filter(teacher=teacher, state__in=EXPECTED, ends_at__gt=now)
    as_one_of_them = partial(ShiftGivenUp, together=True)
    let_go = [shift.pk for shift in theirs.order_by("pk") if _give_up(shift, as_one_of_them, now)]
    if let_go:
        record(ShiftsLetGo(teacher.account_id, tuple(let_go)), now=now)


def taken() -> Refusal:
    return Refusal("shift_taken", "Un collègue vient de prendre ce créneau. Merci quand même !")


def _give_up(shift: Shift, fact: Callable[[int, int, datetime, datetime], ShiftGivenUp], now: datetime) -> bool:
    for before in (ShiftState.TO_CONFIRM, ShiftState.CONFIRMED):
        if _move(shift, before, ShiftState.OFFERED, fact, now):
            leave(shift=shift, now=now)
            return True
    return False


def _hand_over(shift: Shift, teacher: Teacher, now: datetime) -> bool:
    """Whether it was still offered. What was due to the one before is due anew."""
    offered = Shift.objects.filter(pk=shift.pk, state=ShiftState.OFFERED.value, teacher_id=shift.teacher_id)
    try:
        with transaction.atomic():
            done = offered.update(
                teacher=teacher,
                state=ShiftState.CONFIRMED.value,
                taken_at=now,
                reminded=0,
                absent_at=None,
                absences=0,
            )
    except IntegrityError:
        raise Refusal("two_shifts", "Vous avez déjà un créneau ce jour-là.") from None
    shift.teacher, shift.state = teacher, ShiftState.CONFIRMED.value
    return bool(done)


def _move(
    shift: Shift,
    before: ShiftState,
    after: ShiftState,
    fact: Callable[[int, int, datetime, datetime], ShiftConfirmed | ShiftGivenUp | ShiftTakenBack],
    now: datetime,
) -> bool:
    """Whether it was still `before`, and still theirs."""
    assert SHIFT_LIFE.can(before, after), (before, after)  # noqa: S101  (a move the table forbids is a mistake of ours)
    if not Shift.objects.filter(pk=shift.pk, teacher_id=shift.teacher_id, state=before.value).update(state=after.value):
        return False
    shift.state = after.value
    account = shift.teacher.account_id
    record(fact(shift.pk, account, shift.starts_at, shift.ends_at), now=now, actor_id=account)
    return True
