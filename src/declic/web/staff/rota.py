"""The rota of a week: proposed by a search, drawn against the need, published. Its shifts by hand: `shifts`."""

from collections.abc import Mapping, Sequence
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
from declic.ground.errors import NotYours, Refusal
from declic.ground.moments import DAYS
from declic.ground.paris import at_paris, paris_day
from declic.people.models import Account
from declic.planning.actions import ask_rota, publish_rota
from declic.planning.models import Rota
from declic.planning.models import Shift as Held
from declic.planning.queries import not_authorised_in, rota_of, volunteers_in
from declic.planning.queries.operator import Week, absences, weeks_ahead
from declic.planning.queries.rotas import draft_digest
from declic.planning.rules.clocks import from_to, hours, monday_of, week_words
from declic.planning.rules.shifts import LONGEST, SHORTEST
from declic.planning.rules.states import RotaState
from declic.web.account.sign_ins import sign_in_of
from declic.web.layout.closings import span
from declic.web.layout.typography import count
from declic.web.staff.access import for_staff
from declic.web.staff.rota_lines import Day
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
        context |= {
            "volunteers": len(volunteers_in(monday)),
            "not_authorised": not_authorised_in(monday),
            "share": f"{share:.3f}",
            "percent": round(100 * share),
        }
        return render(request, "staff/rota_search.html", context)
    return render(request, "staff/rota.html", context | _day_context(held, request.GET, now))


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
            messages.warning(request, f"N’ont pas été publiés, car ils ne tenaient plus\u00a0: {_named(gone)}.")
    elif request.POST.get("act") == "propose":
        ask_rota(week=week, by=operator, now=now)


def _day_context(held: Rota, asked: Mapping[str, str], now: datetime) -> dict[str, object]:
    looked = Week(held, now)
    today = paris_day(now)
    default = today.weekday() if monday_of(today) == held.week else 0
    day = min(number_in(asked, "jour", default), 6)
    on = held.week + timedelta(days=day)
    decided = exceptional(at_paris(on, time()), before=at_paris(on + timedelta(days=1), time()))
    drawn = Day(looked, day, decided)
    lines, (gaps, more_gaps) = drawn.lines(), drawn.gaps(SHOWN)
    ahead = [one for one in looked.shifts if one.ends_at > now]
    missing = sum(gap.quarters for gap in looked.gaps if gap.cover == (drawn.covers[0] if drawn.covers else None))
    return {
        "day": day,
        "day_words": day_words(held.week, day),
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
        "lapsed": len(looked.lapsed),
        "lapsed_named": _named(looked.lapsed),
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


def number_in(said: Mapping[str, str], name: str, none: int) -> int:
    value = said.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else none


def _label(held: Rota | None) -> str:
    return RotaState(held.state).label if held else "pas encore de planning"


def day_words(week: date, day: int) -> str:
    on = week + timedelta(days=day)
    return f"{DAYS[day]}\u00a0{'1er' if on.day == 1 else on.day}"


def day_address(week: date, day: int) -> str:
    return f"{reverse('staff:rota', args=[week.isoformat()])}?jour={day}"
