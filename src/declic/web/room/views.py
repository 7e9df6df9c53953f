"""The room's page, and the ticket its socket enters with."""

from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from declic.classroom.rules import COLOURS, Role, abilities_of
from declic.classroom.tickets import LIFE_S, Ticket, path_of
from declic.curriculum.rules import is_small, level_of, subject_of
from declic.dispatch.rules import HelpKind
from declic.lessons.models import Lesson
from declic.lessons.queries import access_lesson
from declic.lessons.rules import CUT_SHORT, LIVE_STATES, Confidence, LessonState, goes_on
from declic.people.models import Account
from declic.people.rules import TeacherState
from declic.safeguarding.actions import report_room
from declic.uploads.rules import ACCEPTED
from declic.web.layout.typography import french
from declic.web.room.files import page_of
from declic.web.room.panel import panel_of

_LIVE: Final = frozenset(state.value for state in LIVE_STATES)


class Ink(NamedTuple):
    code: str
    """Passes 4.5 on white."""
    name: str


_OWN_INK: Final = {
    Role.PUPIL: Ink(COLOURS[Role.PUPIL], "Bleu"),
    Role.TEACHER: Ink(COLOURS[Role.TEACHER], "Orange"),
}
_OTHER_INKS: Final = (Ink("#14211C", "Noir"), Ink("#0D6B3F", "Vert"), Ink("#6A3FA0", "Violet"))


@login_required
@require_safe
@never_cache
def room(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    lesson, role = _entered(request, lesson_id)
    after_url = _after_url(lesson, role)
    if lesson.state not in _LIVE:
        return redirect(after_url)
    if _is_suspended(lesson, role):
        return redirect("teacher:desk")
    asked = lesson.help_request
    teaches = role is Role.TEACHER
    context = {
        "lesson": lesson,
        "role": role.value,
        "teaches": teaches,
        "me": str(_account(request).pk),
        "pupil": lesson.pupil.first_name,
        "other": lesson.pupil.first_name if teaches else french(lesson.teacher.account.name),
        "level": level_of(lesson.level),
        "subject": subject_of(lesson.subject),
        "kind": HelpKind(asked.kind).label,
        "tried": asked.tried,
        "pages": [page_of(page.upload) for page in asked.pages.select_related("upload")],
        "accepted": ACCEPTED,
        **(panel_of(lesson) if teaches else {}),
        "inks": (_OWN_INK[role], *_OTHER_INKS),
        "after_url": after_url,
        "answers": [] if teaches else [(choice.value, choice.label) for choice in Confidence],
        "small": is_small(lesson.level),
        "little": is_small(lesson.level) and not teaches,
        "first_ticket": _ticket_for(request, lesson, role),
    }
    return render(request, "room/room.html", context)


@require_POST
@never_cache
def ticket(request: HttpRequest, lesson_id: UUID) -> JsonResponse:
    """A fresh ticket for the room's socket. 401 `signed_out`, 403 `not_approved`, 404 `not_found`, 410 with `next_url`:
    `over`, or why it was cut short (see `over` in docs/protocol.md).
    """
    if not request.user.is_authenticated:
        signed_out = {"code": "signed_out", "message": french("Il faut se reconnecter pour revenir dans la salle.")}
        return JsonResponse(signed_out, status=401)
    lesson, role = _entered(request, lesson_id)
    if lesson.state not in _LIVE:
        code = lesson.end_reason if goes_on(LessonState(lesson.state), lesson.end_reason) else "over"
        over = {"code": code, "message": french("La leçon est finie."), "next_url": _after_url(lesson, role)}
        return JsonResponse(over, status=410)
    if _is_suspended(lesson, role):
        barred = {"code": "not_approved", "message": "Votre compte est suspendu.", "next_url": reverse("teacher:desk")}
        return JsonResponse(barred, status=403)
    return JsonResponse(_ticket_for(request, lesson, role))


def _ticket_for(request: HttpRequest, lesson: Lesson, role: Role) -> dict[str, str]:
    """The page carries the first one: a slow network is not asked twice before the board opens."""
    given = Ticket(
        k="room",
        s=str(lesson.pk),
        p=_account(request).pk,
        r=role.value,
        a=abilities_of(role),
        g=lesson.ticket_generation,
        x=timezone.now().timestamp() + LIFE_S,
    )
    path = path_of(given)
    return {"ticket": path.partition("ticket=")[2], "path": f"{settings.LIVE_URL}{path}"}


@login_required
@require_POST
def report(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """« Signaler », during the lesson or after: JSON for the room's script, back to the room for a plain form."""
    lesson, role = _entered(request, lesson_id)
    report_room(account=_account(request), lesson=lesson, text=request.POST.get("text", ""), now=timezone.now())
    thanks = (
        "C’est envoyé. L’équipe le lit aujourd’hui."
        if role is Role.TEACHER
        else "C’est envoyé. Quelqu’un de l’équipe le lit. Tu as bien fait."
    )
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"message": thanks})
    return redirect("room:room", lesson.pk)


def _entered(request: HttpRequest, lesson_id: UUID) -> tuple[Lesson, Role]:
    account = _account(request)
    lesson = access_lesson(account, lesson_id)
    return lesson, Role.TEACHER if lesson.teacher.account_id == account.pk else Role.PUPIL


def _is_suspended(lesson: Lesson, role: Role) -> bool:
    """A suspension takes the lesson back; should one still be live, its teacher does not come in."""
    return role is Role.TEACHER and lesson.teacher.state == TeacherState.SUSPENDED.value


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)  # noqa: S101  (signed in: checked by both views)
    return request.user


def _after_url(lesson: Lesson, role: Role) -> str:
    state = LessonState(lesson.state)
    if role is Role.TEACHER:
        return reverse("teacher:desk") if state in CUT_SHORT else reverse("teacher:report", args=[lesson.pk])
    waits = goes_on(state, lesson.end_reason)
    return reverse("pupil:waiting") if waits else reverse("pupil:lesson", args=[lesson.pk])
