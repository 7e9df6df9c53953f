"""« Mes créneaux » : confirmed, given up, swapped, taken from a colleague."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from declic.dispatch.queries.hours import exceptional
from declic.dispatch.rules.hours import Exceptional
from declic.ground.digests import digest_said
from declic.ground.errors import NotYours, Refusal
from declic.ground.paris import paris_day
from declic.people.models import Teacher
from declic.planning import actions
from declic.planning.actions.edit import moved
from declic.planning.actions.swaps import cannot_swap
from declic.planning.models import Shift, Swap
from declic.planning.queries import (
    access_shift,
    access_swap,
    offered_to,
    shifts_ahead,
    swaps_open_for,
    usual_of,
    was_between,
    was_theirs,
)
from declic.planning.queries.swaps import swappable
from declic.planning.rules.clocks import clock, from_to, hours
from declic.planning.rules.closed import Closed, closed_of, is_closed
from declic.planning.rules.states import ShiftState
from declic.web.teacher.access import is_suspended, teacher_of


@dataclass(frozen=True)
class ShiftLine:
    id: int
    at: datetime
    times: str
    pause: str
    worked: str
    state: str
    label: str
    teacher: str
    under_way: bool
    closed: Closed | None
    """What an exceptional closing takes of it."""
    seen: str
    """Known again when it is taken: what is taken is what was read."""


def shift_line(shift: Shift, now: datetime, decided: Sequence[Exceptional] = ()) -> ShiftLine:
    return ShiftLine(
        id=shift.pk,
        at=shift.starts_at,
        times=from_to(shift.first, shift.after),
        pause=f"pause à {clock(shift.pause)}" if shift.pause >= 0 else "",
        worked=hours(shift.times.worked),
        state=shift.state,
        label=ShiftState(shift.state).label,
        teacher=shift.teacher.account.name,
        under_way=shift.starts_at <= now < shift.ends_at,
        closed=closed_of(shift.starts_at, shift.ends_at, decided),
        seen=_seen([shift]),
    )


@dataclass(frozen=True)
class DeskShifts:
    """What the desk says of the rota."""

    today: ShiftLine | None
    to_confirm: int
    swaps: int


def desk_shifts(teacher: Teacher, now: datetime) -> DeskShifts:
    ahead, decided = shifts_ahead(teacher, now), exceptional(now)
    today = [one for one in ahead if one.on == paris_day(now) and one.state != ShiftState.OFFERED.value]
    return DeskShifts(
        shift_line(today[0], now, decided) if today else None,
        sum(one.state == ShiftState.TO_CONFIRM.value for one in ahead),
        sum(one.asked_of_id == teacher.pk for one in swaps_open_for(teacher, now)),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def shifts(request: HttpRequest) -> HttpResponse:
    """Those to come; POST confirms all that wait for it."""
    teacher, now = teacher_of(request), timezone.now()
    if is_suspended(teacher):
        return redirect("teacher:desk")
    ahead, decided = shifts_ahead(teacher, now), exceptional(now)
    to_confirm = [shift for shift in ahead if shift.state == ShiftState.TO_CONFIRM.value]
    if request.method == "POST":
        if to_confirm and request.POST.get("seen") != _seen(to_confirm):
            messages.warning(
                request, "Un créneau a changé depuis que vous avez ouvert la page : relisez, puis confirmez."
            )
        elif actions.confirm_shifts(teacher=teacher, now=now):
            messages.success(request, "C’est confirmé. Merci !")
        return redirect("teacher:shifts")
    expected = [
        shift
        for shift in ahead
        if shift.state != ShiftState.OFFERED.value and not is_closed(shift.starts_at, shift.ends_at, decided)
    ]
    waiting = sum(shift.state == ShiftState.TO_CONFIRM.value for shift in expected)
    open_swaps = swaps_open_for(teacher, now)
    context = {
        "ahead": [shift_line(shift, now, decided) for shift in ahead],
        "next": shift_line(expected[0], now) if expected else None,
        "waiting": waiting,
        "seen": _seen(to_confirm),
        "asked_of": [_swap(swap, now) for swap in open_swaps if swap.asked_of_id == teacher.pk],
        "asked_by": [_swap(swap, now) for swap in open_swaps if swap.asked_by_id == teacher.pk],
        "offered": [shift_line(shift, now, decided) for shift in offered_to(teacher, now)],
        "has_offered": usual_of(teacher) is not None,
    }
    return render(request, "teacher/shifts.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """One of theirs, and what may be done with it. POST: `act`."""
    teacher, now = teacher_of(request), timezone.now()
    if is_suspended(teacher):
        return redirect("teacher:desk")
    try:
        held = access_shift(teacher.account, shift_id)
    except NotYours:
        if not was_theirs(teacher.account, shift_id):
            raise
        messages.warning(request, "Ce créneau n’est plus le vôtre.")
        return redirect("teacher:shifts")
    refusal = None
    if request.method == "POST":
        try:
            messages.success(request, _act(request, held, now))
            return redirect("teacher:shifts")
        except NotYours:
            raise
        except Refusal as refused:
            refusal = refused
    asked = set(held.swaps_asked.filter(state="asked").values_list("theirs_id", flat=True))
    context = {
        "line": shift_line(held, now, exceptional(now)),
        "seen": _seen([held]),
        "colleagues": [shift_line(other, now) for other in swappable(held, now) if other.pk not in asked],
        "asked": bool(asked),
        "is_over": held.ends_at <= now,
        "refusal": refusal,
    }
    return render(request, "teacher/shift.html", context, status=422 if refusal else 200)


@login_required
@require_POST
@never_cache
def take(request: HttpRequest, shift_id: int) -> HttpResponse:
    """One somebody took first, or the team moved, is no fault: the list says what is left."""
    teacher = _in_post(request)
    try:
        _check_read(request, Shift.objects.filter(pk=shift_id, state=ShiftState.OFFERED.value).first())
        actions.take_shift(shift_id=shift_id, teacher=teacher, now=timezone.now())
    except NotYours:
        raise
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, "Il est à vous. Merci pour eux !")
    return redirect("teacher:shifts")


@login_required
@require_POST
@never_cache
def swap(request: HttpRequest, swap_id: int) -> HttpResponse:
    """The answer of whoever it was asked of, or the change of mind of whoever asked."""
    teacher = _in_post(request)
    now = timezone.now()
    try:
        asked = _asked_swap(teacher, swap_id)
        if "accept" in request.POST:
            actions.accept_swap(swap=asked, teacher=teacher, now=now)
            messages.success(request, "L’échange est fait.")
        elif "withdraw" in request.POST:
            actions.withdraw_swap(swap=asked, teacher=teacher, now=now)
            messages.success(request, "Votre demande d’échange est retirée.")
        else:
            actions.decline_swap(swap=asked, teacher=teacher, now=now)
            messages.success(request, "C’est noté : chacun garde son créneau.")
    except NotYours:
        raise
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect("teacher:shifts")


def _seen(shifts: Iterable[Shift]) -> str:
    """Known again when it is confirmed: what is promised is what was read."""
    return digest_said([(one.pk, one.on, one.first, one.after, one.pause) for one in shifts])


def _check_read(request: HttpRequest, offered: Shift | None) -> None:
    """Refusal `shift_moved`: the team changes the hours of one that was given up without a word to anybody."""
    if offered is not None and request.POST.get("seen") != _seen([offered]):
        raise Refusal("shift_moved", "Ce créneau vient de changer : relisez ses heures.")


def _asked_swap(teacher: Teacher, swap_id: int) -> Swap:
    """Refusal `cannot_swap` when it went with one of its shifts; NotYours."""
    try:
        return access_swap(teacher.account, swap_id)
    except NotYours:
        if was_between(teacher.account, swap_id):
            raise cannot_swap() from None
        raise


def _act(request: HttpRequest, held: Shift, now: datetime) -> str:
    """What was done, in words. An act nobody knows does nothing but confirm."""
    match request.POST.get("act", ""):
        case "give_up":
            actions.give_up(shift=held, now=now)
            return "Le créneau est proposé à vos collègues. Merci d’avoir prévenu."
        case "take_back":
            _check_read(request, held)
            actions.take_back(shift=held, now=now)
            return "Le créneau est de nouveau à vous."
        case "swap":
            theirs = request.POST.get("theirs", "")
            if not (theirs.isascii() and theirs.isdigit() and len(theirs) < 19):
                raise Refusal("no_choice", "Choisissez d’abord le créneau d’un collègue.")
            actions.ask_swap(mine=held, theirs_id=int(theirs), now=now)
            return "La demande est partie. Rien ne change tant que votre collègue n’a pas accepté."
        case _:
            if request.POST.get("seen") != _seen([held]):
                raise moved()
            if not actions.confirm_shifts(teacher=held.teacher, now=now, shift_id=held.pk):
                _check_confirmed(held)
            return "C’est confirmé. Merci !"


def _check_confirmed(held: Shift) -> None:
    """Of one that did not wait to be: already is well. Refusals `given_up` (from another page), `shift_over`."""
    if held.state == ShiftState.OFFERED.value:
        raise Refusal("given_up", "Vous avez rendu ce créneau : reprenez-le si finalement vous venez.")
    if held.state == ShiftState.TO_CONFIRM.value:
        raise Refusal("shift_over", "Ce créneau est passé.")


@dataclass(frozen=True)
class SwapLine:
    id: int
    who: str
    """The other one."""
    mine: ShiftLine
    theirs: ShiftLine
    """As whoever asked says it."""
    asked_of: str


def _swap(asked: Swap, now: datetime) -> SwapLine:
    mine, theirs = asked.mine, asked.theirs
    mine.teacher, theirs.teacher = asked.asked_by, asked.asked_of
    return SwapLine(
        asked.pk,
        asked.asked_by.account.name,
        shift_line(mine, now),
        shift_line(theirs, now),
        asked.asked_of.account.name,
    )


def _in_post(request: HttpRequest) -> Teacher:
    """A suspended teacher does nothing with anybody's shift."""
    teacher = teacher_of(request)
    if is_suspended(teacher):
        raise NotYours
    return teacher
