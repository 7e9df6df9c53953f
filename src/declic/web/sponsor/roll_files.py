"""One file of pupils, from its columns to the list: columns looked at, trial, application."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from declic.ground.errors import NotYours, Refusal
from declic.rolls import documents
from declic.rolls.actions import ask_application, ask_trial, drop_file
from declic.rolls.models import RollFile
from declic.rolls.queries import access_file, colleague_sent_last, remembered
from declic.rolls.rules.cells import csv_text
from declic.rolls.rules.columns import Field, proposed
from declic.rolls.rules.rows import NOT_MISTAKES
from declic.rolls.rules.states import FileState
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import Right
from declic.web.layout.charts import Row
from declic.web.sponsor.access import for_officer, page

REFUSED_SHOWN = 50
ASIDE = {
    "nursery": "maternelle",
    "level_not_covered": "niveau hors de la convention",
    "left_school": "élève radié(e), qui n’est plus dans l’école",
}
"""Why a row is no mistake, and not taken: each of `NOT_MISTAKES`."""
CHOICES = [("", "pas nécessaire, laissée de côté"), *((field.value, field.label) for field in Field)]


def for_file(view: Callable[[HttpRequest, Officer, RollFile], HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the file, which is this sponsor's. Where a colleague sent another since, whoever comes for one that
    is not there is told so where that one waits. NotYours.
    """

    @wraps(view)
    def guarded(request: HttpRequest, officer: Officer, file_id: UUID) -> HttpResponse:
        try:
            held = access_file(officer, file_id)
        except NotYours:
            if not colleague_sent_last(officer):
                raise
            messages.error(request, "Un collègue a envoyé une autre liste.")
            return redirect("sponsor:roll")
        return view(request, officer, held)

    return guarded


@dataclass(frozen=True)
class Column:
    number: int
    name: str
    """With a figure where the file has it twice."""
    samples: str
    field: str


@never_cache
@require_safe
@for_officer(Right.CODES)
@for_file
def file(request: HttpRequest, officer: Officer, held: RollFile) -> HttpResponse:
    """The page of where the file is: columns, at work, tried, applied or refused. `?colonnes` goes back to them."""
    state = FileState(held.state)
    if state is FileState.SENT or (state is FileState.CHECKED and "colonnes" in request.GET):
        return _columns_page(request, officer, held)
    if state in (FileState.CHECKING, FileState.APPLYING):
        return page(request, officer, "roll_working", {"file": held, "applying": state is FileState.APPLYING})
    if state is FileState.CHECKED:
        return _trial_page(request, officer, held)
    return page(request, officer, "roll_done", {"file": held, "counts": held.counts})


def _columns_page(
    request: HttpRequest,
    officer: Officer,
    held: RollFile,
    refusal: Refusal | None = None,
) -> HttpResponse:
    try:
        look = documents.look_of(held.pk)
    except Refusal as gone:
        return _gone(request, held, gone)
    taken = {int(at): Field(value) for at, value in held.columns.items()}
    taken = taken or proposed(look.headers, remembered(officer.sponsor))
    if request.method == "POST":
        taken = chosen(request, len(look.headers))
    columns = [
        Column(at, _told_apart(look.headers, at), " · ".join(look.samples[at]), taken[at].value if at in taken else "")
        for at in range(len(look.headers))
    ]
    said = {
        "file": held,
        "look": look,
        "kept": [column for column in columns if column.field],
        "aside": [column for column in columns if not column.field],
        "choices": CHOICES,
        "school": request.POST.get("school", held.school),
        "needs_school": Field.SCHOOL not in taken.values(),
        "error": refusal.message if refusal else "",
        "error_at_school": bool(refusal and refusal.code == "no_school"),
    }
    return page(request, officer, "roll_columns", said, status=422 if refusal else 200)


def chosen(request: HttpRequest, number: int) -> dict[int, Field]:
    """What the form says; a column it does not name is put aside."""
    known = {field.value: field for field in Field}
    said = {at: request.POST.get(f"colonne-{at}", "") for at in range(number)}
    return {at: known[value] for at, value in said.items() if value in known}


def _told_apart(headers: object, at: int) -> str:
    names = list(headers)  # type: ignore[call-overload]
    name = names[at] or f"Colonne {at + 1}"
    return f"{name} ({names[: at + 1].count(names[at])})" if names.count(names[at]) > 1 else name


@never_cache
@require_POST
@for_officer(Right.CODES)
@for_file
def trial(request: HttpRequest, officer: Officer, held: RollFile) -> HttpResponse:
    try:
        number = len(documents.look_of(held.pk).headers)
        columns, school = chosen(request, number), request.POST.get("school", "")
        ask_trial(file=held, columns=columns, school=school, now=timezone.now())
    except Refusal as refusal:
        if refusal.code in ("file_gone", "too_late"):
            return _gone(request, held, refusal)
        return _columns_page(request, officer, held, refusal)
    return redirect("sponsor:roll_file", held.pk)


def _trial_page(request: HttpRequest, officer: Officer, held: RollFile) -> HttpResponse:
    try:
        not_taken = documents.refused_of(held.pk)
    except Refusal as gone:
        return _gone(request, held, gone)
    counts = held.counts
    mistakes = [one for one in not_taken if one.code not in NOT_MISTAKES]
    rows = [
        Row("Nouveaux", counts["new"]),
        Row("À mettre à jour", counts["changed"]),
        Row("Déjà sur la liste", counts["same"]),
        Row("Laissés de côté", counts["aside"]),
        Row("Lignes à corriger", counts["refused"], warn=True),
    ]
    said = {
        "file": held,
        "counts": counts,
        "rows": rows,
        "mistakes": mistakes[:REFUSED_SHOWN],
        "more": len(mistakes) - REFUSED_SHOWN,
        "aside": [one for one in not_taken if one.code in NOT_MISTAKES][:REFUSED_SHOWN],
        "why_aside": _why_aside({one.code for one in not_taken}),
        "uncovered": any(one.code in ("nursery", "level_not_covered") for one in not_taken),
        "tells_who_left": not (counts.get("unread") or counts.get("doubted")),
        "nothing": not (counts["new"] or counts["changed"]),
    }
    return page(request, officer, "roll_trial", said)


def _why_aside(codes: set[str]) -> str:
    """« maternelle, radié(e) »: those met, and no other."""
    return ", ".join(said for code, said in ASIDE.items() if code in codes)


@never_cache
@require_safe
@for_officer(Right.CODES)
@for_file
def refused(request: HttpRequest, officer: Officer, held: RollFile) -> HttpResponse:
    """The rows that are not taken, to be corrected; what a spreadsheet would run is made text."""
    del request, officer
    names = [
        Field(value).label.split(" (")[0] for _, value in sorted(held.columns.items(), key=lambda one: int(one[0]))
    ]
    lines = [[str(one.number), one.reason, *one.cells] for one in documents.refused_of(held.pk)]
    answer = HttpResponse(csv_text([["ligne", "pourquoi", *names], *lines]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="declic-lignes-refusees.csv"'
    return answer


@never_cache
@require_safe
@for_officer(Right.CODES)
def status(request: HttpRequest, officer: Officer, file_id: UUID) -> HttpResponse:
    """Asked each second by the page that waits."""
    del request
    held = access_file(officer, file_id)
    return JsonResponse({"state": held.state, "share": round(held.share, 3)})


@require_POST
@for_officer(Right.CODES)
@for_file
def apply(request: HttpRequest, officer: Officer, held: RollFile) -> HttpResponse:
    del officer
    try:
        seen = request.POST.get("essai", "")
        ask_application(file=held, removes="removes" in request.POST, now=timezone.now(), seen=seen)
    except Refusal as refusal:
        return _gone(request, held, refusal)
    return redirect("sponsor:roll_file", held.pk)


@require_POST
@for_officer(Right.CODES)
@for_file
def drop(request: HttpRequest, officer: Officer, held: RollFile) -> HttpResponse:
    del officer
    try:
        drop_file(file=held, now=timezone.now())
    except Refusal as refusal:
        return _gone(request, held, refusal)
    messages.success(request, "Ce fichier est effacé ; la liste n’a pas changé.")
    return redirect("sponsor:roll")


def _gone(request: HttpRequest, held: RollFile, refusal: Refusal) -> HttpResponse:
    """Said on the page where it goes on."""
    messages.error(request, refusal.message)
    if refusal.code != "file_gone":
        return redirect("sponsor:roll_file", held.pk)
    held.delete()
    return redirect("sponsor:roll")
