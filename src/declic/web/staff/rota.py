"""The rota of a week: proposed by a search, drawn against the need, changed by hand, published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.classroom.tickets import LIFE_S, Ticket, path_of, write_ticket
from declic.dispatch.queries.hours import exceptional
from declic.ground.digests import digest_said
from declic.ground.errors import NotYours, Refusal
from declic.ground.moments import DAYS
from declic.ground.paris import at_paris, paris_day
from declic.people.models import Account, Teacher
from declic.planning.actions import add_shift, ask_rota, change_shift, publish_rota, remove_shift
from declic.planning.actions.edit import moved
from declic.planning.models import Rota
from declic.planning.models import Shift as Held
from declic.planning.queries import rota_of, volunteer_of, volunteers_in
from declic.planning.queries.operator import Week, absences, shift_of_week, weeks_ahead
from declic.planning.queries.rotas import draft_digest
from declic.planning.rules.checks import room_around, shift_within, with_pause
from declic.planning.rules.clocks import QUARTERS, clock, from_to, hours, monday_of, week_words
from declic.planning.rules.shifts import LONGEST, SHORTEST, Shift
from declic.planning.rules.states import RotaState, ShiftState
from declic.web.account.once import made_once
from declic.web.account.sign_ins import sign_in_of
from declic.web.layout.closings import span
from declic.web.layout.typography import count
from declic.web.staff.access import for_staff
from declic.web.staff.rota_lines import Day, covers_in
from declic.web.teacher.availability import monday_named

WEEKS = 6
SHOWN = 60
"""Gaps listed for a day; the drawing shows them all."""
NAMED = 4
"""Of shifts that no longer hold, so many are said one by one."""


@never_cache
@require_safe
@for_staff
def weeks(request: HttpRequest, operator: Account) -> HttpResponse:
    """This week and those to come; who is missing now."""
    del operator
    now = timezone.now()
    seen = weeks_ahead(now, WEEKS)
    return render(
        request,
        "staff/weeks.html",
        {
            "weeks": [(one, week_words(one.week), _label(one.rota)) for one in seen],
            "absent": absences(now),
            "next": next((one.week for one in seen[1:] if one.rota is None), None),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def rota(request: HttpRequest, operator: Account, week: str) -> HttpResponse:
    """One week. POST: `act`, `propose` or `publish`."""
    monday, now = monday_named(week), timezone.now()
    if request.method == "POST":
        try:
            _act(request, monday, operator, now)
        except NotYours:
            raise
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return redirect("staff:rota", week)
    held = rota_of(monday)
    context = {
        "week": monday,
        "week_words": week_words(monday),
        "rota": held,
        "is_over": monday < monday_of(paris_day(now)),
    }
    if held is None or held.state not in (RotaState.DRAFT.value, RotaState.PUBLISHED.value):
        share = held.share if held else 0.0
        context |= {"volunteers": len(volunteers_in(monday)), "share": f"{share:.3f}", "percent": round(100 * share)}
        return render(request, "staff/rota_search.html", context)
    return render(request, "staff/rota.html", context | _day_context(held, request.GET, now))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_shift(request: HttpRequest, operator: Account, week: str) -> HttpResponse:
    """For the day, the quarter-hours and the cover of the address; those who could come, to choose from."""
    monday = monday_named(week)
    held = rota_of(monday)
    if held is None:
        raise NotYours
    looked = Week(held)
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
        "day_words": _day_words(monday, asked.day),
        "back": _day_address(monday, asked.day),
        "cover": cover,
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
        "chosen": _number(request.POST, "teacher", found[0].teacher_id if len(found) == 1 else 0),
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
        messages.info(request, "Ce créneau n’y est plus : voici le planning tel qu’il est.")
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
            return redirect(_day_address(monday, day))
        except Refusal as refused:
            refusal = refused
    one = volunteer_of(held.teacher_id, monday)
    first, after = _number(request.GET, "de", held.first), _number(request.GET, "a", held.after)
    keeps_pause = one is None or Shift(day, first, after, held.pause).has_pauses(one.in_one_go)
    context = {
        "week": monday,
        "shift": held,
        "day_words": _day_words(monday, day),
        "times": from_to(held.first, held.after),
        "back": _day_address(monday, day),
        "offered": [from_to(free.first, free.after) for free in (one.free if one else ()) if free.day == day],
        "refusal": refusal,
        "seen": _seen(held),
        "is_published": held.rota.state == RotaState.PUBLISHED.value,
    } | _choices(request.POST, first, after, held.pause if keeps_pause else -1)
    return render(request, "staff/shift.html", context, status=422 if refusal else 200)


@never_cache
@require_POST
@for_staff
def ticket(request: HttpRequest, operator: Account) -> JsonResponse:
    """Of the pages of rotas: they hear of searches and absences, not of the whole board."""
    until, sign_in = timezone.now().timestamp() + LIFE_S, sign_in_of(request)
    given = Ticket(k="rota", s="", p=operator.pk, r="guest", a=["watch"], g=1, x=until, d=sign_in)
    return JsonResponse({"ticket": write_ticket(given), "path": f"{settings.LIVE_URL}{path_of(given)}"})


def _act(request: HttpRequest, week: date, operator: Account, now: datetime) -> None:
    held = rota_of(week)
    if request.POST.get("act") == "publish":
        if held is None:
            raise NotYours
        gone = publish_rota(rota=held, by=operator, now=now, seen=request.POST.get("seen", ""))
        messages.success(request, "Le planning est publié\u00a0: chacun reçoit ses créneaux, et les confirme.")
        if gone:
            messages.info(request, f"N’ont pas été publiés, car ils ne tenaient plus\u00a0: {_named(gone)}.")
    elif request.POST.get("act") == "propose":
        ask_rota(week=week, by=operator, now=now)


def _add(request: HttpRequest, held: Rota, day: int, operator: Account) -> str:
    """The day where it is drawn."""
    teacher = Teacher.objects.select_related("account").filter(pk=_number(request.POST, "teacher", 0)).first()
    if teacher is None:
        raise Refusal("no_teacher", "Choisissez d’abord un professeur.")
    times = _times(request.POST, day, teacher, held)
    add_shift(rota=held, teacher=teacher, times=times, by=operator, now=timezone.now())
    messages.success(request, f"{teacher.account.name} vient {DAYS[day]}, {from_to(times.first, times.after)}.")
    return _day_address(held.week, day)


def _seen(held: Held) -> str:
    """Known again when it is changed: whose it is, its hours, and whether somebody is expected."""
    return digest_said(draft_digest([held]), held.state == ShiftState.OFFERED.value)


def _day_context(held: Rota, asked: Mapping[str, str], now: datetime) -> dict[str, object]:
    looked = Week(held)
    today = paris_day(now)
    default = today.weekday() if monday_of(today) == held.week else 0
    day = min(_number(asked, "jour", default), 6)
    on = held.week + timedelta(days=day)
    decided = exceptional(at_paris(on, time()), before=at_paris(on + timedelta(days=1), time()))
    drawn = Day(looked, day, decided)
    lines, (gaps, more_gaps) = drawn.lines(), drawn.gaps(SHOWN)
    ahead = [one for one in looked.shifts if one.ends_at > now]
    missing = sum(gap.quarters for gap in looked.gaps if gap.cover == (drawn.covers[0] if drawn.covers else None))
    return {
        "day": day,
        "day_words": _day_words(held.week, day),
        "shortest": SHORTEST,
        "longest": LONGEST,
        "days": [(number, name[:3] + ".", name, _missing(looked, number)) for number, name in enumerate(DAYS)],
        "axis": drawn.axis,
        "columns": drawn.columns(),
        "short": [line for line in lines if line.missing],
        "covered": [line for line in lines if not line.missing],
        "gaps": gaps,
        "more_gaps": more_gaps,
        "unrung": drawn.unrung(),
        "bars": drawn.bars(),
        "closings": [span(one, now) for one in decided],
        "seen": draft_digest(looked.shifts),
        "lapsed": len(lapsed := looked.lapsed(now)),
        "lapsed_named": _named(lapsed),
        "missing_whole": hours(missing) if missing else "",
        "short_groups": len({gap.cover for gap in looked.gaps if len(gap.cover.groups) == 1}),
        "shifts": len(looked.shifts),
        "worked": hours(sum(looked.worked.values())) if looked.worked else "0\u00a0h",
        "to_confirm": sum(one.state == "to_confirm" for one in ahead),
        "offered": sum(one.state == "offered" for one in ahead),
    }


def _named(shifts: Sequence[Held]) -> str:
    """« Claire Aubry, mardi, 17 h – 19 h ; … et 4 autres »."""
    said = [
        f"{one.teacher.account.name}, {DAYS[one.on.weekday()]}, {from_to(one.first, one.after)}"
        for one in shifts[:NAMED]
    ]
    more = len(shifts) - NAMED
    return "\u00a0; ".join(said) + (f" et {count(more, 'autre')}" if more > 0 else "")


def _missing(looked: Week, day: int) -> bool:
    return any(gap.day == day for gap in looked.gaps) or any(its_day == day for _, its_day, _ in looked.unrung)


@dataclass(frozen=True)
class Asked:
    """What the address of « ajouter » says."""

    day: int
    first: int
    after: int
    cover: int


def _asked(said: Mapping[str, str]) -> Asked:
    day = min(_number(said, "jour", 0), 6)
    first = min(_number(said, "de", 68), 95)
    after = min(max(_number(said, "a", first + 8), first + 1), 96)
    return Asked(day, first, after, _number(said, "pour", -1))


def _times(typed: Mapping[str, str], day: int, teacher: Teacher, held: Rota) -> Shift:
    """The pause the operator chose, else one in the middle if there must be one."""
    first, after = (min(_number(typed, name, 0), QUARTERS) for name in ("first", "after"))
    chosen = Shift(day, first, after, _number(typed, "pause", -1))
    one = volunteer_of(teacher.pk, held.week)
    return with_pause(one, chosen) if one else chosen


def _choices(typed: Mapping[str, str], first: int, after: int, pause: int = -1) -> dict[str, object]:
    """A shift of the shortest length at least is shown for what was asked."""
    first = _number(typed, "first", first)
    after = _number(typed, "after", min(96, max(min(after, first + LONGEST), first + SHORTEST)))
    return {
        "first": first,
        "after": after,
        "pause": _number(typed, "pause", -1) if typed else pause,
        "starts": [(quarter, clock(quarter)) for quarter in range(24, 91)],
        "ends": [(quarter, clock(quarter)) for quarter in range(30, 97)],
        "pauses": [(quarter, clock(quarter)) for quarter in range(max(0, first), min(96, after))],
    }


def _number(said: Mapping[str, str], name: str, none: int) -> int:
    value = said.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else none


def _label(held: Rota | None) -> str:
    return RotaState(held.state).label if held else "pas encore de planning"


def _day_words(week: date, day: int) -> str:
    on = week + timedelta(days=day)
    return f"{DAYS[day]}\u00a0{'1er' if on.day == 1 else on.day}"


def _day_address(week: date, day: int) -> str:
    return f"{reverse('staff:rota', args=[week.isoformat()])}?jour={day}"
