"""The teacher's pages: the desk, the lessons given, the one-minute report."""

from datetime import datetime
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.classroom.tickets import LIFE_S, Ticket, path_of, write_ticket
from declic.curriculum.rules import subject_of
from declic.dispatch.actions import wrap_up_over
from declic.dispatch.queries import duty_of
from declic.dispatch.queries.hours import hours_digest
from declic.dispatch.queries.written import questions_for
from declic.dispatch.rules import DutyState
from declic.ground.paris import at_paris, in_paris, paris_day
from declic.lessons.actions import report as write_report
from declic.lessons.models import Lesson, Report
from declic.lessons.queries import reports_to_write, taught_by
from declic.lessons.rules import LIVE_STATES
from declic.people.models import Teacher
from declic.people.queries import may_be_called
from declic.people.rules.teachers import TeacherState
from declic.web.account.sign_ins import sign_in_of
from declic.web.layout.kept_boards import names_on_board
from declic.web.teacher.access import is_suspended, lesson_taught, teacher_of
from declic.web.teacher.forms import OPENINGS, ReportForm
from declic.web.teacher.hours import closed_times
from declic.web.teacher.lines import line, past_reports
from declic.web.teacher.shifts import desk_shifts
from declic.web.teacher.skills import summary

EVENING_FROM = 18
"""Hour of Paris from which one says « Bonsoir »."""
LESSONS_A_PAGE = 30
ON_DUTY = {
    DutyState.FREE: "De service",
    DutyState.RINGING: "De service",
    DutyState.TEACHING: "En leçon",
    DutyState.WRAPPING_UP: "De service",
    DutyState.PAUSED: "En pause",
    DutyState.ENDED: "Pas de service",
}
"""Said until the socket says more; the same words as in `frontend/src/pages/desk.ts`."""


@login_required
@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    teacher = teacher_of(request)
    if teacher.state != TeacherState.APPROVED.value:
        context = {"suspended": is_suspended(teacher), "contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}
        return render(request, "teacher/not_yet.html", context)
    now = timezone.now()
    skills = summary(teacher.skills.values_list("subject", "level"))
    questions = questions_for(teacher, now, paris_day(now))
    context = {
        "hello": "Bonsoir" if in_paris(now).hour >= EVENING_FROM else "Bonjour",
        "on_duty": ON_DUTY[_state(teacher)],
        "closed_times": closed_times(now),
        "hours": hours_digest(),
        "teacher": teacher,
        "may_be_called": Teacher.objects.filter(may_be_called(), pk=teacher.pk).exists(),
        "skills": skills,
        "more_skills": len(skills) - 2,
        "tonight": [line(lesson) for lesson in _today(teacher, now)],
        "shifts": desk_shifts(teacher, now),
        "questions": questions,
        "oldest": now - questions[0].asked_at if questions else None,
        "to_write": [line(lesson) for lesson in reports_to_write(teacher).filter(opened_at__lt=_midnight(now))[:3]],
    }
    return render(request, "teacher/desk.html", context)


@login_required
@require_safe
def sound(request: HttpRequest) -> HttpResponse:
    """Microphone and speaker, tried before the first lesson on this device."""
    teacher_of(request)
    return render(request, "teacher/sound.html")


@login_required
@require_safe
def lessons(request: HttpRequest) -> HttpResponse:
    teacher = teacher_of(request)
    if is_suspended(teacher):
        return redirect("teacher:desk")
    page = Paginator(taught_by(teacher), LESSONS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "teacher/lessons.html", {"page": page, "lines": [line(lesson) for lesson in page]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """Written once, it is shown; `?corriger` opens it again."""
    teacher = teacher_of(request)
    lesson = lesson_taught(teacher, lesson_id)
    if is_suspended(teacher):
        return redirect("teacher:desk")
    if lesson.state in [state.value for state in LIVE_STATES]:
        return redirect("room:room", lesson.pk)
    if request.method == "POST" and "later" in request.POST:
        wrap_up_over(teacher=teacher, now=timezone.now())
        return redirect("teacher:desk")
    written: Report | None = getattr(lesson, "report", None)
    form = ReportForm(request.POST or None, initial=model_to_dict(written) if written else None)
    if form.is_valid() and lesson.started_at is not None:
        write_report(lesson=lesson, now=timezone.now(), **form.cleaned_data)
        messages.success(request, "Compte rendu envoyé. Merci pour cette leçon.")
        return redirect("teacher:desk")
    context = {
        "lesson": lesson,
        "line": line(lesson),
        "subject": subject_of(lesson.subject),
        "written": written,
        "writing": lesson.started_at is not None and (written is None or form.is_bound or "corriger" in request.GET),
        "form": form,
        "parts": [{"field": field, "openings": OPENINGS.get(field.name, ())} for field in form],
        "before": past_reports(lesson),
        "subjects": sorted(set(teacher.skills.values_list("subject", flat=True))),
        "wrote": names_on_board(lesson, teacher.account),
    }
    return render(request, "teacher/report.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
def ticket(request: HttpRequest) -> JsonResponse:
    """A fresh ticket for the desk's socket. 401 `signed_out`, 403 `not_approved`, 404 `not_found`."""
    if not request.user.is_authenticated:
        return JsonResponse(
            {"code": "signed_out", "message": "Votre session est terminée. Reconnectez-vous."}, status=401
        )
    teacher = teacher_of(request)
    if teacher.state != TeacherState.APPROVED.value:
        return JsonResponse({"code": "not_approved", "message": "Votre dossier n’est pas encore validé."}, status=403)
    given = Ticket(
        k="desk",
        s="",
        p=teacher.account_id,
        r="teacher",
        a=["watch"],
        g=1,
        x=timezone.now().timestamp() + LIFE_S,
        d=sign_in_of(request),
    )
    return JsonResponse({"ticket": write_ticket(given), "path": f"{settings.LIVE_URL}{path_of(given)}"})


def _state(teacher: Teacher) -> DutyState:
    duty = duty_of(teacher.account_id)
    return DutyState(duty.state) if duty else DutyState.ENDED


def _today(teacher: Teacher, now: datetime) -> list[Lesson]:
    return list(taught_by(teacher).filter(opened_at__gte=_midnight(now)))


def _midnight(now: datetime) -> datetime:
    return at_paris(paris_day(now), datetime.min.time())
