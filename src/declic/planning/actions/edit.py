"""The operator's hand on a rota: a shift added, changed or removed, each checked by the rules."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from declic.dispatch.actions.ends import take_end_off
from declic.ground.errors import Refusal
from declic.journal.actions import record
from declic.people.models import Account, Teacher
from declic.planning.actions.due import DAY_BEFORE, SOON
from declic.planning.actions.leaving import end_swaps, leave
from declic.planning.actions.rota import made_shift
from declic.planning.facts import ShiftAdded, ShiftChanged, ShiftRemoved
from declic.planning.models import Rota, Shift
from declic.planning.queries.rotas import given_to
from declic.planning.queries.volunteers import volunteer_of
from declic.planning.rules.checks import check_shift
from declic.planning.rules.clocks import day_name, moment, quarter_of
from declic.planning.rules.shifts import Shift as Times
from declic.planning.rules.states import RotaState, ShiftState

OPEN = (RotaState.DRAFT.value, RotaState.PUBLISHED.value)


@transaction.atomic
def add_shift(*, rota: Rota, teacher: Teacher, times: Times, by: Account, now: datetime) -> Shift:
    """Of a published rota the teacher is told, and asked to confirm.

    Refusals `no_rota`, `shift_over`, `nothing_offered`, and those of `rules.checks.check_shift`.
    """
    _check_open(rota)
    check_given(teacher_id=teacher.pk, rota=rota, times=times, now=now)
    is_published = rota.state == RotaState.PUBLISHED.value
    state = ShiftState.TO_CONFIRM if is_published else ShiftState.PROPOSED
    shift = made_shift(rota=rota, teacher_id=teacher.pk, times=times, state=state)
    shift.taken_at = now
    _save(shift)
    record(
        ShiftAdded(shift.pk, teacher.account_id, shift.starts_at, shift.ends_at, is_published), now=now, actor_id=by.pk
    )
    return shift


@transaction.atomic
def change_shift(*, shift: Shift, times: Times, by: Account, now: datetime) -> None:
    """Other times on the same day; what was due at the old ones is due anew. Of a published rota the teacher is asked
    to confirm again, unless they gave it up; nothing changed, nothing is said. Swaps asked about it are off: they were
    of its old hours. Of one that has begun, what is left is held to what they offer: they may have changed it since.
    Refusals as for `add_shift`, and `shift_moved` when somebody changed it meanwhile.
    """
    _check_open(shift.rota)
    if times == shift.times:
        return
    since = quarter_of(now) if shift.starts_at <= now else 0
    check_given(teacher_id=shift.teacher_id, rota=shift.rota, times=times, now=now, but=shift, since=since)
    is_published = shift.rota.state == RotaState.PUBLISHED.value
    state = ShiftState(shift.state)
    changed = Shift.objects.filter(
        pk=shift.pk, teacher_id=shift.teacher_id, first=shift.first, after=shift.after, state=state.value
    ).update(
        first=times.first,
        after=times.after,
        pause=times.pause,
        starts_at=moment(shift.on, times.first),
        ends_at=moment(shift.on, times.after),
        state=ShiftState.TO_CONFIRM.value if state is ShiftState.CONFIRMED else state.value,
        **_due_anew(shift, moment(shift.on, times.first), now),
    )
    if not changed:
        raise moved()
    end_swaps(shift=shift, now=now, changed=True)
    take_end_off(teacher_id=shift.teacher_id, at=shift.ends_at)
    shift.refresh_from_db()
    told = is_published and state is not ShiftState.OFFERED
    fact = ShiftChanged(shift.pk, shift.teacher.account_id, shift.starts_at, shift.ends_at, told)
    record(fact, now=now, actor_id=by.pk)


@transaction.atomic
def remove_shift(*, shift: Shift, by: Account, now: datetime) -> None:
    """Of a published rota its teacher is told. Removing twice is once."""
    _check_open(shift.rota)
    fact = ShiftRemoved(
        shift.pk,
        shift.teacher.account_id,
        shift.starts_at,
        shift.ends_at,
        shift.rota.state == RotaState.PUBLISHED.value and shift.state != ShiftState.OFFERED.value,
    )
    # Held before its swaps, which go with it.
    Shift.objects.select_for_update().filter(pk=shift.pk).first()
    leave(shift=shift, now=now)
    if Shift.objects.filter(pk=shift.pk).delete()[0]:
        record(fact, now=now, actor_id=by.pk)


def check_taken(*, teacher_id: int, shift: Shift, now: datetime) -> None:
    """Whether this teacher may have a shift that was given up; of one under way, what is left of it."""
    check_given(
        teacher_id=teacher_id,
        rota=shift.rota,
        times=shift.rest_at(now),
        now=now,
        but=shift,
        is_rest=shift.starts_at < now,
    )


def check_given(  # noqa: PLR0913  (what a check needs)
    *,
    teacher_id: int,
    rota: Rota,
    times: Times,
    now: datetime,
    but: Shift | None = None,
    is_rest: bool = False,
    since: int = 0,
) -> None:
    """Whether this teacher may have it, but for the shift it takes the place of. Their row is held until the end: of
    two shifts given at once, the second is checked with the first.
    """
    Teacher.objects.select_for_update(no_key=True).get(pk=teacher_id)
    on = rota.week + timedelta(days=times.day)
    if moment(on, times.after) <= now:
        raise Refusal("shift_over", "Ce créneau serait déjà passé.")
    volunteer = volunteer_of(teacher_id, rota.week)
    if volunteer is None:
        raise Refusal("nothing_offered", "Aucune disponibilité n’a été donnée pour cette semaine.")
    others = given_to(teacher_id, rota.week, but=[but.pk] if but else [])
    check_shift(volunteer, times, others, is_rest=is_rest, since=since)


def _due_anew(shift: Shift, starts_at: datetime, now: datetime) -> dict[str, object]:
    """Nobody is expected at an hour that was over when it was given; no reminder of the old hour stands for one of the
    new; who was missing is not from a shift to come.
    """
    due: dict[str, object] = {}
    if starts_at < shift.starts_at:
        due["taken_at"] = min(now, max(shift.starts_at, shift.taken_at or shift.starts_at))
    if starts_at > now:
        due |= {"absent_at": None, "absences": 0}
        due["reminded"] = min(shift.reminded, 2 if starts_at <= now + SOON else int(starts_at <= now + DAY_BEFORE))
    return due


def moved() -> Refusal:
    return Refusal("shift_moved", "Ce créneau vient de changer : relisez-le, puis recommencez.")


def _check_open(rota: Rota) -> None:
    """Held until all is written: who publishes meanwhile waits, and sees it. A swap, which points there, goes on."""
    rota.refresh_from_db(fields=["state"], from_queryset=Rota.objects.select_for_update(no_key=True))
    if rota.state not in OPEN:
        raise Refusal("no_rota", "La recherche n’est pas finie : les créneaux se changent ensuite.")


def _save(shift: Shift) -> None:
    try:
        with transaction.atomic():
            shift.save(force_insert=True)
    except IntegrityError:
        raise Refusal(
            "two_shifts", f"Il y a déjà un créneau {day_name(shift.on.weekday())} : un seul par jour."
        ) from None
