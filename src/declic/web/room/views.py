"""The room's page, and the ticket its socket enters with."""

from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.classroom.rules import COLOURS, REACTIONS, Role
from declic.classroom.tickets import LIFE_S, Ticket, path_of
from declic.curriculum.rules import is_small, level_of, subject_of
from declic.dispatch.rules import HelpKind
from declic.lessons.rules import Confidence, LessonState, goes_on
from declic.people.rules.teachers import TeacherState
from declic.safeguarding.actions import report_room
from declic.uploads.rules import ACCEPTED
from declic.web.account.sign_ins import sign_in_of
from declic.web.layout.typography import french
from declic.web.room.access import Entrant, entrant_of, for_entrant, for_whoever_was_in
from declic.web.room.files import page_of
from declic.web.room.panel import panel_of


class Ink(NamedTuple):
    code: str
    """Passes 4.5 on white."""
    name: str


_OWN_INK: Final = {
    Role.PUPIL: Ink(COLOURS[Role.PUPIL], "Bleu"),
    Role.TEACHER: Ink(COLOURS[Role.TEACHER], "Orange"),
    Role.GUEST: Ink(COLOURS[Role.GUEST], "Mauve"),
}
_OTHER_INKS: Final = (Ink("#14211C", "Noir"), Ink("#0D6B3F", "Vert"), Ink("#6A3FA0", "Violet"))


def inks_of(role: Role) -> tuple[Ink, ...]:
    """What they write with, their own first."""
    return _OWN_INK[role], *_OTHER_INKS


@require_safe
@for_entrant
@never_cache
def room(request: HttpRequest, entrant: Entrant) -> HttpResponse:
    lesson, role = entrant.lesson, entrant.role
    if not entrant.is_live:
        return redirect(entrant.after_url)
    if _is_suspended(entrant):
        return redirect("teacher:desk")
    asked = lesson.help_request
    guest = entrant.guest
    teaches = role is not Role.PUPIL
    opened = round(timezone.now().timestamp(), 3)
    context = {
        "lesson": lesson,
        "role": role.value,
        "opened": f"{opened:.3f}",
        "teaches": teaches,
        "me": str(entrant.account.pk),
        "pupil": lesson.pupil.first_name,
        "other": lesson.pupil.first_name if role is Role.TEACHER else french(lesson.teacher.account.name),
        "level": level_of(lesson.level),
        "subject": subject_of(lesson.subject),
        "kind": HelpKind(asked.kind).label,
        "tried": asked.tried,
        "pages": [page_of(page.upload) for page in asked.pages.select_related("upload")],
        "accepted": ACCEPTED,
        **(panel_of(lesson) if role is Role.TEACHER else {}),
        "guest": guest,
        "telephone": bool(settings.TELEPHONY_PROVIDER) and guest is None,
        "inks": inks_of(role),
        "passing": entrant.passing,
        "after_url": entrant.after_url,
        "answers": [] if teaches or entrant.passing else [(choice.value, choice.label) for choice in Confidence],
        "reactions": REACTIONS,
        "small": is_small(lesson.level),
        "little": is_small(lesson.level) and not teaches,
        "first_ticket": _ticket_for(request, entrant, opened),
    }
    return render(request, "room/room.html", context)


@require_POST
@never_cache
def ticket(request: HttpRequest, lesson_id: UUID) -> JsonResponse:
    """A fresh ticket for the room's socket. 401 `signed_out`, 403 `not_approved`, 404 `not_found`, 410 with `next_url`:
    `over`, or why it was cut short (see `over` in docs/protocol.md).
    """
    entrant = entrant_of(request, lesson_id)
    if entrant is None:
        signed_out = {"code": "signed_out", "message": french("Il faut se reconnecter pour revenir dans la salle.")}
        return JsonResponse(signed_out, status=401)
    lesson = entrant.lesson
    if not entrant.is_live:
        code = lesson.end_reason if goes_on(LessonState(lesson.state), lesson.end_reason) else "over"
        over = {"code": code, "message": french("La leçon est finie."), "next_url": entrant.after_url}
        return JsonResponse(over, status=410)
    if _is_suspended(entrant):
        barred = {"code": "not_approved", "message": "Votre compte est suspendu.", "next_url": reverse("teacher:desk")}
        return JsonResponse(barred, status=403)
    return JsonResponse(_ticket_for(request, entrant, _opened(request.GET.get("opened", ""))))


def _opened(said: str) -> float:
    """When the page that asks was opened, as it says; whoever comes back with it takes no place taken since."""
    now = timezone.now().timestamp()
    try:
        opened = float(said)
    except ValueError:
        return now
    # Another server's clock may be ahead.
    return opened if 0 < opened < now + LIFE_S else now


def _ticket_for(request: HttpRequest, entrant: Entrant, opened: float) -> dict[str, str]:
    """The page carries the first one: a slow network is not asked twice before the board opens."""
    given = Ticket(
        k="room",
        s=str(entrant.lesson.pk),
        p=entrant.account.pk,
        r=entrant.role.value,
        a=entrant.abilities,
        g=entrant.lesson.ticket_generation,
        x=timezone.now().timestamp() + LIFE_S,
        v=entrant.brought_at,
        o=opened,
        d=sign_in_of(request),
    )
    path = path_of(given)
    return {"ticket": path.partition("ticket=")[2], "path": f"{settings.LIVE_URL}{path}"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_was_in
@never_cache
def report(request: HttpRequest, entrant: Entrant) -> HttpResponse:
    """« Signaler », during the lesson or after: JSON for the room's script, a page for whoever is not in the room."""
    back = reverse("room:room", args=[entrant.lesson.pk]) if entrant.is_live else entrant.after_url
    if request.method != "POST":
        teaches = entrant.role is not Role.PUPIL
        return render(request, "room/report.html", {"lesson": entrant.lesson, "teaches": teaches, "back": back})
    text = request.POST.get("text", "")
    report_room(account=entrant.account, lesson=entrant.lesson, text=text, now=timezone.now())
    thanks = (
        "C’est envoyé. Quelqu’un de l’équipe le lit. Tu as bien fait."
        if entrant.role is Role.PUPIL
        else "C’est envoyé. L’équipe le lit aujourd’hui."
    )
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"message": thanks})
    messages.success(request, thanks)
    return redirect(back)


def _is_suspended(entrant: Entrant) -> bool:
    """A suspension takes the lesson back; should one still be live, its teacher does not come in."""
    return entrant.role is Role.TEACHER and entrant.lesson.teacher.state == TeacherState.SUSPENDED.value
