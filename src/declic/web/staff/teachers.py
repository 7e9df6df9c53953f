"""Teachers: candidates, checks, skills, approval, suspension."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.curriculum.rules import SUBJECTS, Level, levels_teaching
from declic.dispatch.actions import leave_to_others
from declic.dispatch.actions.calls import call_one
from declic.dispatch.rules import DutyState
from declic.ground.elision import elided
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.ground.spelling import spelled
from declic.letters.queries import invitations_unsent
from declic.people import actions
from declic.people.models import Account, Teacher
from declic.people.queries import skills_of
from declic.people.rules.teachers import TeacherState
from declic.reports.queries.board import who_teaches
from declic.safeguarding.actions import suspend_teacher
from declic.web.account.invitations import say_again
from declic.web.staff.access import for_staff, looked_for
from declic.web.staff.board import STATES
from declic.web.staff.farewell import close_and_tell
from declic.web.staff.forms import ChecksForm, TeacherForm
from declic.web.teacher.skills import ranges

A_PAGE = 50
BANDS = (("CP-CM2", "CP–CM2"), ("collège", "Collège"), ("lycée", "Lycée"))


@never_cache
@require_safe
@for_staff
def teachers(request: HttpRequest, operator: Account) -> HttpResponse:
    """All of them by state; with `?matiere=MAT`, those who may come for a subject, on duty or not; with `&appeler=1`,
    of those, who is off duty and agreed to be called.
    """
    del operator
    if (subject := request.GET.get("matiere", "")) in SUBJECTS:
        return _of_subject(request, subject)
    counts = dict(Teacher.objects.values_list("state").annotate(Count("pk")))
    states = [(state.value, state.label, counts.get(state.value, 0)) for state in TeacherState]
    wanted = request.GET.get("etat", "")
    if wanted not in counts and wanted != "tous":
        wanted = TeacherState.CANDIDATE.value if counts.get(TeacherState.CANDIDATE.value) else "tous"
    asked = looked_for(request)
    listed = Teacher.objects.select_related("account").annotate(pairs=Count("skills")).order_by("account__name", "pk")
    if wanted != "tous":
        listed = listed.filter(state=wanted)
    if asked:
        named = Q(account__name__iregex=spelled(asked)) if spelled(asked) else Q()
        listed = listed.filter(named | Q(account__email__icontains=asked))
    return render(
        request,
        "staff/teachers.html",
        {
            "page": Paginator(listed, A_PAGE).get_page(request.GET.get("page")),
            "states": states,
            "candidates": counts.get(TeacherState.CANDIDATE.value, 0),
            "total": sum(counts.values()),
            "wanted": wanted,
            "asked": asked,
            "today": paris_day(timezone.now()),
        },
    )


def _of_subject(request: HttpRequest, subject: str) -> HttpResponse:
    found = who_teaches(subject, timezone.now())
    said = {state: one for state, one, _ in STATES}
    to_call = [one for one in found if one.agreed and one.state is None]
    asked = request.GET.get("appeler") == "1"
    shown = to_call if asked else found
    people = [(one, said.get(one.state or ""), ranges(subject, set(one.levels))) for one in shown]
    return render(
        request,
        "staff/who_teaches.html",
        {
            "subject": SUBJECTS[subject],
            "page": Paginator(people, A_PAGE).get_page(request.GET.get("page")),
            "asked": asked,
            "to_call": len(to_call),
            "agreed": any(one.agreed for one in found),
            "total": len(found),
            "on_duty": sum(one.state is not None for one in found),
            "free": sum(one.state == DutyState.FREE.value for one in found),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_teacher(request: HttpRequest, operator: Account) -> HttpResponse:
    form = TeacherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite_teacher(now=timezone.now(), by=operator, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("email", refusal.message)
        else:
            messages.success(request, f"Le dossier de {made.account.name} est ouvert, l’invitation part par e-mail.")
            return redirect("staff:teacher", made.pk)
    return render(request, "staff/new_teacher.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def teacher(request: HttpRequest, operator: Account, teacher_id: int) -> HttpResponse:
    """The file: dates of the checks, then approval, then skills."""
    held = get_object_or_404(Teacher.objects.select_related("account", "approved_by"), pk=teacher_id)
    form = ChecksForm(request.POST or None, initial={name: getattr(held, name) for name in ChecksForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            _change(held, lambda now: actions.note_checks(teacher=held, now=now, by=operator, **form.cleaned_data))
        except Refusal as refusal:
            form.add_error("record_answered_on", refusal.message)
        else:
            messages.success(request, "Les dates sont notées.")
            return redirect("staff:teacher", held.pk)
    today = paris_day(timezone.now())
    return render(
        request,
        "staff/teacher.html",
        {
            "teacher": held,
            "form": form,
            "subjects": _lines(skills_of(held)),
            "checked": held.record_asked_on is not None and held.record_answered_on is not None,
            "expired": held.authorised_until is not None and held.authorised_until < today,
            "state": TeacherState(held.state),
            "unsent": invitations_unsent([held.account_id], timezone.now()).get(held.account_id),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@for_staff
def write_again(request: HttpRequest, operator: Account, teacher_id: int) -> HttpResponse:
    """To somebody whose invitation did not arrive."""
    held = get_object_or_404(Teacher.objects.select_related("account"), pk=teacher_id)
    account = held.account
    say_again(request, account, lambda now: actions.invite_again(account=account, role="teacher", now=now, by=operator))
    return redirect("staff:teacher", held.pk)


@require_POST
@for_staff
def approve(request: HttpRequest, operator: Account, teacher_id: int) -> HttpResponse:
    held = get_object_or_404(Teacher.objects.select_related("account"), pk=teacher_id)
    actions.approve_teacher(teacher=held, by=operator, now=timezone.now())
    messages.success(request, f"{held.account.name} peut être appelé(e) par les élèves.")
    return redirect("staff:teacher", held.pk)


@require_POST
@for_staff
def call(request: HttpRequest, operator: Account, teacher_id: int) -> HttpResponse:
    """A short message, now, to a teacher off duty who agreed to it; for the subject of the page it was sent from."""
    del operator
    subject = request.POST.get("matiere", "")
    held = get_object_or_404(Teacher.objects.select_related("account"), pk=teacher_id)
    try:
        call_one(teacher=held, subject=subject, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{held.account.name} reçoit un message : un élève attend.")
    shown = {name: request.POST[name] for name in ("appeler", "page") if request.POST.get(name, "").isdecimal()}
    where = {"matiere": subject, **shown} if subject in SUBJECTS else {}
    return redirect(reverse("staff:teachers", query=where))


@require_POST
@for_staff
def suspend(request: HttpRequest, operator: Account, teacher_id: int) -> HttpResponse:
    held = get_object_or_404(Teacher.objects.select_related("account"), pk=teacher_id)
    suspend_teacher(teacher=held, by=operator, now=timezone.now())
    messages.success(request, f"{held.account.name} ne sera plus appelé(e).")
    return redirect("staff:teacher", held.pk)


@require_POST
@for_staff
def close(request: HttpRequest, operator: Account, teacher_id: int) -> HttpResponse:
    """They have left for good."""
    held = get_object_or_404(Teacher.objects.select_related("account"), pk=teacher_id)
    try:
        close_and_tell(teacher=held, by=operator, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Le compte {elided('de', held.account.name)} est fermé.")
    return redirect("staff:teacher", held.pk)


# -- skills: a subject, then its levels -------------------------------------------------------------------------------
@dataclass(frozen=True)
class SubjectLine:
    code: str
    label: str
    held: str
    """« 6e à 3e », or nothing."""
    bands: tuple[tuple[str, tuple[tuple[Level, bool], ...]], ...]
    """(« Collège », its levels that teach the subject, whether held)."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def skills(request: HttpRequest, operator: Account, teacher_id: int) -> HttpResponse:
    held = get_object_or_404(Teacher.objects.select_related("account"), pk=teacher_id)
    if request.method == "POST":
        pairs = [tuple(value.split(" ", 1)) for value in request.POST.getlist("pair") if " " in value]
        given = [(subject, level) for subject, level in pairs]
        _change(held, lambda now: actions.change_skills(teacher=held, skills=given, now=now, by=operator))
        messages.success(request, "Les matières et les niveaux sont enregistrés.")
        return redirect("staff:teacher", held.pk)
    pairs_held = skills_of(held)
    lines = _lines(pairs_held, every=True)
    return render(
        request,
        "staff/skills.html",
        {
            "teacher": held,
            "taught": [line for line in lines if line.held],
            "others": [line for line in lines if not line.held],
            "pairs": len(pairs_held),
        },
    )


@transaction.atomic
def _change(held: Teacher, act: Callable[[datetime], None]) -> None:
    """What they may take is changed, and what rings on their desk follows."""
    act(now := timezone.now())
    leave_to_others(teacher=held, now=now)


def _lines(pairs: Iterable[tuple[str, str]], *, every: bool = False) -> list[SubjectLine]:
    """Subjects with levels held first; with `every`, the others after, in the order of the programmes."""
    held: dict[str, set[str]] = {}
    for subject, level in pairs:
        held.setdefault(subject, set()).add(level)
    codes = [code for code in SUBJECTS if code in held] + [code for code in SUBJECTS if every and code not in held]
    return [
        SubjectLine(
            code, SUBJECTS[code].label, ranges(code, held.get(code, set())), _bands(code, held.get(code, set()))
        )
        for code in codes
    ]


def _bands(subject: str, held: set[str]) -> tuple[tuple[str, tuple[tuple[Level, bool], ...]], ...]:
    taught = levels_teaching(subject)
    bands = [(label, tuple((lv, lv.code in held) for lv in taught if lv.band == band)) for band, label in BANDS]
    return tuple((label, levels) for label, levels in bands if levels)
