"""One shift of a rota by the team's hand: given to somebody, moved, removed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.ground.digests import digest_said
from declic.ground.errors import NotYours, Refusal
from declic.ground.moments import DAYS
from declic.people.models import Account, Teacher
from declic.planning.actions import add_shift, change_shift, remove_shift
from declic.planning.actions.edit import moved
from declic.planning.models import Rota
from declic.planning.models import Shift as Held
from declic.planning.queries import rota_of, volunteer_of
from declic.planning.queries.operator import Week, shift_of_week
from declic.planning.queries.rotas import draft_digest
from declic.planning.rules.checks import room_around, shift_within, with_pause
from declic.planning.rules.clocks import QUARTERS, clock, from_to, hours
from declic.planning.rules.shifts import LONGEST, SHORTEST, Shift
from declic.planning.rules.states import RotaState, ShiftState
from declic.web.account.once import made_once
from declic.web.staff.access import for_staff
from declic.web.staff.rota import day_address, day_words, number_in
from declic.web.staff.rota_lines import covers_in
from declic.web.teacher.availability import monday_named


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_shift(request: HttpRequest, operator: Account, week: str) -> HttpResponse:
    """For the day, the quarter-hours and the cover of the address; those who could come, to choose from."""
    monday = monday_named(week)
    held = rota_of(monday)
    if held is None:
        raise NotYours
    looked = Week(held, timezone.now())
    asked = _asked(request.GET)
    refusal = None
    if request.method == "POST":
        try:
            return redirect(made_once(request, operator, lambda: _add(request, held, asked.day, operator)))
        except Refusal as refused:
            refusal = refused
    covers = covers_in(looked)
    cover = covers[asked.cover] if 0 <= asked.cover < len(covers) else None
    found = looked.candidates(asked.day, asked.first, asked.after, cover.groups if cover else None)
    first, after = asked.first, asked.after
    if found and (free := room_around(found[0].volunteer, asked.day, first, after)) is not None:
        first, after = shift_within(free, first, after)
    context = {
        "week": monday,
        "asked": asked,
        "day_words": day_words(monday, asked.day),
        "back": day_address(monday, asked.day),
        "cover": cover,
        "moment": from_to(asked.first, asked.after),
        "candidates": [
            (
                one.teacher_id,
                one.name,
                ", ".join(from_to(free.first, free.after) for free in one.volunteer.free if free.day == asked.day),
                hours(one.worked) if one.worked else "rien encore",
                hours(one.volunteer.most),
            )
            for one in found
        ],
        "chosen": number_in(request.POST, "teacher", found[0].teacher_id if len(found) == 1 else 0),
        "refusal": refusal,
    } | _choices(request.POST, first, after)
    return render(request, "staff/new_shift.html", context, status=422 if refusal else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def shift(request: HttpRequest, operator: Account, week: str, shift_id: int) -> HttpResponse:
    """Other times, or removed: as it was read, for a colleague may have taken it since, or the team changed it."""
    monday, now = monday_named(week), timezone.now()
    try:
        held = shift_of_week(monday, shift_id)
    except NotYours:
        if rota_of(monday) is None or Held.objects.filter(pk=shift_id).exists():
            raise
        messages.warning(request, "Ce créneau n’y est plus : voici le planning tel qu’il est.")
        return redirect("staff:rota", week)
    day, refusal = held.on.weekday(), None
    if request.method == "POST":
        try:
            if request.POST.get("seen") != _seen(held):
                raise moved()
            if "remove" in request.POST:
                remove_shift(shift=held, by=operator, now=now)
                messages.success(request, f"Le créneau de {held.teacher.account.name} est retiré.")
            else:
                times = _times(request.POST, day, held.teacher, held.rota)
                change_shift(shift=held, times=times, by=operator, now=now)
                messages.success(request, f"{held.teacher.account.name}\u00a0: {from_to(times.first, times.after)}.")
            return redirect(day_address(monday, day))
        except Refusal as refused:
            refusal = refused
    one = volunteer_of(held.teacher_id, monday)
    first, after = number_in(request.GET, "de", held.first), number_in(request.GET, "a", held.after)
    keeps_pause = one is None or Shift(day, first, after, held.pause).has_pauses(one.in_one_go)
    context = {
        "week": monday,
        "shift": held,
        "day_words": day_words(monday, day),
        "times": from_to(held.first, held.after),
        "back": day_address(monday, day),
        "offered": [from_to(free.first, free.after) for free in (one.free if one else ()) if free.day == day],
        "refusal": refusal,
        "seen": _seen(held),
        "is_published": held.rota.state == RotaState.PUBLISHED.value,
    } | _choices(request.POST, first, after, held.pause if keeps_pause else -1)
    return render(request, "staff/shift.html", context, status=422 if refusal else 200)


def _add(request: HttpRequest, held: Rota, day: int, operator: Account) -> str:
    """The day where it is drawn."""
    teacher = Teacher.objects.select_related("account").filter(pk=number_in(request.POST, "teacher", 0)).first()
    if teacher is None:
        raise Refusal("no_teacher", "Choisissez d’abord un professeur.")
    times = _times(request.POST, day, teacher, held)
    add_shift(rota=held, teacher=teacher, times=times, by=operator, now=timezone.now())
    messages.success(request, f"{teacher.account.name} vient {DAYS[day]}, {from_to(times.first, times.after)}.")
    return day_address(held.week, day)


def _seen(held: Held) -> str:
    """Known again when it is changed: whose it is, its hours, and whether somebody is expected."""
    return digest_said(draft_digest([held]), held.state == ShiftState.OFFERED.value)


@dataclass(frozen=True)
class Asked:
    """What the address of « ajouter » says."""

    day: int
    first: int
    after: int
    cover: int


def _asked(said: Mapping[str, str]) -> Asked:
    day = min(number_in(said, "jour", 0), 6)
    first = min(number_in(said, "de", 68), 95)
    after = min(max(number_in(said, "a", first + 8), first + 1), 96)
    return Asked(day, first, after, number_in(said, "pour", -1))


def _times(typed: Mapping[str, str], day: int, teacher: Teacher, held: Rota) -> Shift:
    """The pause the operator chose, else one in the middle if there must be one."""
    first, after = (min(number_in(typed, name, 0), QUARTERS) for name in ("first", "after"))
    chosen = Shift(day, first, after, number_in(typed, "pause", -1))
    one = volunteer_of(teacher.pk, held.week)
    return with_pause(one, chosen) if one else chosen


def _choices(typed: Mapping[str, str], first: int, after: int, pause: int = -1) -> dict[str, object]:
    """A shift of the shortest length at least is shown for what was asked."""
    first = number_in(typed, "first", first)
    after = number_in(typed, "after", min(96, max(min(after, first + LONGEST), first + SHORTEST)))
    return {
        "first": first,
        "after": after,
        "pause": number_in(typed, "pause", -1) if typed else pause,
        "starts": [(quarter, clock(quarter)) for quarter in range(24, 91)],
        "ends": [(quarter, clock(quarter)) for quarter in range(30, 97)],
        "pauses": [(quarter, clock(quarter)) for quarter in range(max(0, first), min(96, after))],
    }
