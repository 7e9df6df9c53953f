"""A week's rota: asked for, searched by a process of its own, laid out, published."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Account
from declic.planning.facts import RotaAdvanced, RotaAsked, RotaFailed, RotaProposed, RotaPublished, ShiftRemoved
from declic.planning.models import Rota, Shift
from declic.planning.queries.lapsed import lapsed_in
from declic.planning.queries.rotas import draft_digest
from declic.planning.rules.clocks import moment, monday_of
from declic.planning.rules.gaps import need_as_rows
from declic.planning.rules.rota import Needed
from declic.planning.rules.shifts import Shift as Times
from declic.planning.rules.states import ROTA_LIFE, SILENT, RotaState, ShiftState


@transaction.atomic
def ask_rota(*, week: date, by: Account, now: datetime) -> Rota:
    """Shifts are to be searched for the week of that Monday; a draft there is goes on until others are found.

    Asking twice is once. Refusals `week_over`, `published`.
    """
    if week.weekday() or week < monday_of(paris_day(now)):
        raise Refusal("week_over", "Cette semaine est passée.")
    rota, is_new = Rota.objects.get_or_create(week=week, defaults={"asked_at": now})
    if not is_new:
        asked = Rota.objects.filter(pk=rota.pk, state__in=ROTA_LIFE.sources(RotaState.ASKED)).update(
            state=RotaState.ASKED.value, asked_at=now, step="", share=0.0, heard_at=None
        )
        rota.refresh_from_db()
        if not asked:
            if rota.state == RotaState.PUBLISHED.value:
                raise Refusal("published", "Ce planning est publié : changez ses créneaux un par un.")
            return rota
    record(RotaAsked(week), now=now, actor_id=by.pk)
    return rota


@transaction.atomic
def begin_rota(*, now: datetime) -> Rota | None:
    """The first that waits for its search is this process's; one whose search fell silent is taken over."""
    waiting = Q(state=RotaState.ASKED.value)
    silent = Q(state=RotaState.RUNNING.value, heard_at__lte=now - SILENT)
    rota = Rota.objects.filter(waiting | silent).order_by("asked_at").first()
    if rota is None:
        return None
    taken = Rota.objects.filter(waiting | silent, pk=rota.pk, heard_at=rota.heard_at).update(
        state=RotaState.RUNNING.value, heard_at=now, step="prévision et besoin", share=0.0
    )
    if not taken:
        return None
    record(RotaAdvanced(rota.week, "prévision et besoin", 0.0), now=now)
    rota.refresh_from_db()
    return rota


@transaction.atomic
def advance_rota(*, rota: Rota, step: str, share: float, now: datetime) -> bool:
    """Whether the search is still this process's: it was not taken over meanwhile."""
    if not _is_mine(rota).update(step=step, share=share, heard_at=now):
        return False
    rota.heard_at = now
    record(RotaAdvanced(rota.week, step, round(share, 3)), now=now)
    return True


@transaction.atomic
def lay_out_rota(
    *, rota: Rota, needed: Needed, learned_from: int, shifts: Mapping[int, Iterable[Times]], now: datetime
) -> bool:
    """What was found, in the place of the draft before. Whether the search was still this process's."""
    laid_out = _is_mine(rota).update(
        state=RotaState.DRAFT.value,
        step="",
        share=1.0,
        need=need_as_rows(needed),
        learned_from=learned_from,
    )
    if not laid_out:
        return False
    Shift.objects.filter(rota=rota).delete()
    made = Shift.objects.bulk_create(
        made_shift(rota=rota, teacher_id=teacher_id, times=times)
        for teacher_id, several in shifts.items()
        for times in several
    )
    record(RotaProposed(rota.week, len(made)), now=now)
    return True


@transaction.atomic
def fail_rota(*, rota: Rota, now: datetime) -> None:
    if _is_mine(rota).update(state=RotaState.FAILED.value, step=""):
        record(RotaFailed(rota.week), now=now)


@transaction.atomic
def publish_rota(*, rota: Rota, by: Account, now: datetime, seen: str | None = None) -> list[Shift]:
    """Each teacher is told, and asked to confirm: of what is over, or what they do not offer any more, they are not,
    and it is removed. Which ones. Publishing twice is once. Refusal `not_draft`, and `moved` when the draft is no
    longer the one that was read (`seen`: its `draft_digest`).
    """
    draft = Rota.objects.filter(pk=rota.pk, state=RotaState.DRAFT.value)
    if not draft.update(state=RotaState.PUBLISHED.value, published_at=now):
        rota.refresh_from_db()
        if rota.state != RotaState.PUBLISHED.value:
            raise Refusal("not_draft", "Il n’y a pas encore de planning à publier.")
        return []
    if seen is not None and seen != draft_digest(rota.shifts.all()):
        raise Refusal("moved", "Ce planning a changé depuis que vous l’avez ouvert : relisez-le, puis publiez.")
    gone = lapsed_in(rota, now)
    Shift.objects.filter(pk__in=[shift.pk for shift in gone]).delete()
    for shift in gone:
        fact = ShiftRemoved(shift.pk, shift.teacher.account_id, shift.starts_at, shift.ends_at, published=False)
        record(fact, now=now, actor_id=by.pk)
    told = Shift.objects.filter(rota=rota, state=ShiftState.PROPOSED.value).update(state=ShiftState.TO_CONFIRM.value)
    record(RotaPublished(rota.week, told), now=now, actor_id=by.pk)
    return gone


def made_shift(*, rota: Rota, teacher_id: int, times: Times, state: ShiftState = ShiftState.PROPOSED) -> Shift:
    """Not saved."""
    on = rota.week + timedelta(days=times.day)
    return Shift(
        rota=rota,
        teacher_id=teacher_id,
        on=on,
        first=times.first,
        after=times.after,
        pause=times.pause,
        starts_at=moment(on, times.first),
        ends_at=moment(on, times.after),
        state=state.value,
    )


def _is_mine(rota: Rota) -> QuerySet[Rota]:
    """The moment of the last sign of life is who searches: whoever takes over writes another."""
    return Rota.objects.filter(pk=rota.pk, state=RotaState.RUNNING.value, heard_at=rota.heard_at)
