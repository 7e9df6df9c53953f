"""« Mes disponibilités » : when a teacher could come, every week or in one week; nothing but lists to choose from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.dispatch.queries.hours import slots
from declic.ground.errors import Refusal
from declic.ground.moments import DAYS
from declic.ground.paris import paris_day
from declic.people.models import Teacher
from declic.planning.actions import drop_week, give_availability
from declic.planning.models import Availability
from declic.planning.queries import availability_of, expected_outside, usual_of
from declic.planning.rules.clocks import clock, from_to, hours, monday_of, week_words
from declic.planning.rules.moments import quarter_of
from declic.planning.rules.shifts import GOES, IN_ONE_GO, Stretch
from declic.web.layout.typography import count
from declic.web.layout.typography import day as day_words
from declic.web.teacher.access import is_suspended, teacher_of

WEEKS_AHEAD = 6
OURS = range(2000, 3000)
"""Years of which there may be a page."""
A_DAY = 2
"""Stretches one may give for a day."""
WAKING = (28, 96)
"""What is offered to choose from when the service never closes."""
HOURS = range(31)
SAID = 3
"""Of the shifts that stay, so many are said one by one."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def usual(request: HttpRequest) -> HttpResponse:
    """Every week, hours wanted, pauses; and the way to the weeks that differ."""
    teacher, now = teacher_of(request), timezone.now()
    if is_suspended(teacher):
        return redirect("teacher:desk")
    said = _said(usual_of(teacher))
    return _page(request, teacher, said, None, now)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def of_week(request: HttpRequest, week: str) -> HttpResponse:
    """One week, in the place of the usual one."""
    teacher, now = teacher_of(request), timezone.now()
    if is_suspended(teacher):
        return redirect("teacher:desk")
    monday = monday_named(week)
    if request.method == "POST" and "usual" in request.POST:
        drop_week(teacher=teacher, week=monday, now=now)
        messages.success(request, "Cette semaine sera comme les autres.")
        return _onward(request, teacher, now)
    return _page(request, teacher, _said(availability_of(teacher, monday)), monday, now)


def monday_named(week: str) -> date:
    """« 2026-11-23 » is a Monday; anything else is no page, nor a Monday at either end of time."""
    try:
        day = date.fromisoformat(week)
    except ValueError:
        raise Http404 from None
    if day.weekday() or week != day.isoformat() or day.year not in OURS:
        raise Http404
    return day


@dataclass(frozen=True)
class Said:
    """What the form holds."""

    stretches: tuple[Stretch, ...] = ()
    least: int = 0
    most: int = 24
    in_one_go: int = IN_ONE_GO
    runs_over: bool = False


@dataclass(frozen=True)
class DayLine:
    number: int
    name: str
    stretches: tuple[tuple[int, int], ...]
    """(first, after), (-1, -1) where nothing is said; as many as one may give."""

    @property
    def more(self) -> bool:
        return any(pair != (-1, -1) for pair in self.stretches[1:])


def _said(kept: Availability | None) -> Said:
    if kept is None:
        return Said()
    stretches = tuple(Stretch(*one) for one in kept.stretches)
    return Said(stretches, kept.least, kept.most, kept.in_one_go, kept.runs_over)


def _page(request: HttpRequest, teacher: Teacher, said: Said, week: date | None, now: datetime) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        said = _read(request.POST)
        if "copy" in request.POST:
            said = _copied(said)
        else:
            try:
                _give(teacher, said, week, now)
            except Refusal as refused:
                refusal = refused
            else:
                messages.success(request, "C’est noté. Merci !")
                return _onward(request, teacher, now)
    first, after = _span(said.stretches)
    context = {
        "week": week,
        "week_words": week_words(week) if week else "",
        "own": week and Availability.objects.filter(teacher=teacher, week=week).exists(),
        "days": _lines(said.stretches),
        "starts": [(quarter, clock(quarter)) for quarter in range(first, after)],
        "ends": [(quarter, clock(quarter)) for quarter in range(first + 1, after + 1)],
        "said": said,
        "hours": [(4 * number, f"{number}\u00a0h") for number in HOURS],
        "goes": [(number, hours(number)) for number in GOES],
        "offered": hours(sum(one.after - one.first for one in said.stretches)) if said.stretches else "",
        "refusal": refusal,
        "weeks": [] if week else list(_weeks(teacher, now)),
        "copied": "copy" in request.POST,
    }
    return render(request, "teacher/availability.html", context, status=422 if refusal else 200)


def _onward(request: HttpRequest, teacher: Teacher, now: datetime) -> HttpResponse:
    """Shifts given already stay: whoever says that they cannot come is told of those, and may give them up."""
    outside = expected_outside(teacher, now)
    if not outside:
        return redirect("teacher:availability")
    said = ", ".join(f"{day_words(one.starts_at)} {from_to(one.first, one.after)}" for one in outside[:SAID])
    more = len(outside) - SAID
    said += f" et {count(more, 'autre fois,autres fois')}" if more > 0 else ""
    act = "rendez ce créneau" if len(outside) == 1 else "rendez ces créneaux"
    messages.warning(request, f"Vous restez attendu(e) {said}. Si vous ne pouvez plus venir, {act}.")
    return redirect("teacher:shifts")


def _give(teacher: Teacher, said: Said, week: date | None, now: datetime) -> None:
    give_availability(
        teacher=teacher,
        week=week,
        stretches=said.stretches,
        least=said.least,
        most=said.most,
        in_one_go=said.in_one_go,
        runs_over=said.runs_over,
        now=now,
    )


def _read(typed: Mapping[str, str]) -> Said:
    """Numbers that are none count as nothing said; the rules refuse the rest."""

    def number(name: str, none: int) -> int:
        value = typed.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else none

    pairs = (
        (day, number(f"from-{day}-{at}", -1), number(f"to-{day}-{at}", -1)) for day in range(7) for at in range(A_DAY)
    )
    # Only one of the two chosen stays so: the rules say which is missing.
    stretches = tuple(Stretch(day, first, after) for day, first, after in pairs if (first, after) != (-1, -1))
    return Said(
        stretches,
        number("least", 0),
        number("most", 0),
        number("in_one_go", IN_ONE_GO),
        runs_over=typed.get("runs_over") == "on",
    )


def _copied(said: Said) -> Said:
    """Monday's times on the four days after it."""
    monday = [one for one in said.stretches if one.day == 0]
    rest = [one for one in said.stretches if one.day > 4]
    week = [Stretch(day, one.first, one.after) for day in range(5) for one in monday]
    return Said(tuple(week + rest), said.least, said.most, said.in_one_go, said.runs_over)


def _lines(stretches: Iterable[Stretch]) -> list[DayLine]:
    lines = []
    for day, name in enumerate(DAYS):
        given = [(one.first, one.after) for one in stretches if one.day == day][:A_DAY]
        lines.append(DayLine(day, name, tuple(given + [(-1, -1)] * (A_DAY - len(given)))))
    return lines


def _span(stretches: Iterable[Stretch]) -> tuple[int, int]:
    """From the first opening of the week to the last closing, and whatever was said before."""
    week = slots()
    closes = [96 if slot.closes <= slot.opens else quarter_of(slot.closes) for slot in week]
    first = min((quarter_of(slot.opens) for slot in week), default=WAKING[0])
    after = max(closes, default=WAKING[1])
    first = WAKING[0] if (first, after) == (0, 96) else first
    said = list(stretches)
    return min([first, *(one.first for one in said if one.first >= 0)]), max(
        [after, *(min(one.after, 96) for one in said)]
    )


def _weeks(teacher: Teacher, now: datetime) -> Iterator[tuple[str, str, str]]:
    """(Monday as in the address, the week in words, what is said of it)."""
    own = dict(Availability.objects.filter(teacher=teacher, week__isnull=False).values_list("week", "stretches"))
    this = monday_of(paris_day(now))
    for ahead in range(WEEKS_AHEAD):
        week = this + timedelta(days=7 * ahead)
        said = "comme d’habitude" if week not in own else "différente" if own[week] else "pas disponible"
        yield week.isoformat(), week_words(week), said
