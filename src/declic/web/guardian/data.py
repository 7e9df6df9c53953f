"""« Nos données »: what is kept and who sees it, to take away, to erase; and alerting the team."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from declic.ground.errors import NotYours, Refusal
from declic.lessons.models import Lesson
from declic.lessons.queries import access_lesson_to_read
from declic.people.models import Guardian
from declic.people.queries import access_child, children_of, is_linked
from declic.people.rules.consents import CONSENTS
from declic.safeguarding import actions
from declic.sponsors.models import Officer
from declic.sponsors.queries import has_other_roles
from declic.web.account import device, limits
from declic.web.account.access import for_guardian
from declic.web.guardian.taken_away import taken_away

ALERTS = limits.Budget(6, 60 * 60)


@require_safe
@never_cache
@for_guardian
def data(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    said = {
        "children": children_of(guardian),
        "consents": guardian.consents.filter(withdrawn_at=None).order_by("given_at"),
        "linked": is_linked(guardian.account),
        "titles": {text.kind: text.title for text in CONSENTS},
    }
    return render(request, "guardian/data.html", said)


@require_safe
@never_cache
@for_guardian
def export(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    """All that is kept about the family, in a file any program reads."""
    del request
    kept = taken_away(guardian, timezone.now())
    answer = JsonResponse(kept, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="declic-mes-donnees.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_guardian
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator, unused-ignore]
def erase_child(request: HttpRequest, guardian: Guardian, pupil_id: int) -> HttpResponse:
    """Nobody undoes it: a child who finds the page open does not, without their parent's password."""
    pupil = access_child(guardian.account, pupil_id)
    if request.method == "POST":
        actions.erase_child(pupil=pupil, now=timezone.now())
        messages.success(request, f"Tout ce qui concernait {pupil.first_name} est effacé.")
        return redirect("guardian:home")
    return render(request, "guardian/erase.html", {"pupil": pupil})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_guardian
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator, unused-ignore]
def erase_account(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    if request.method == "POST":
        stays = _stays(guardian)
        actions.erase_family(guardian=guardian, now=timezone.now())
        logout(request)
        messages.success(request, _erased(stays))
        answer = redirect("public:home")
        device.forget(answer)
        return answer
    said = {"children": children_of(guardian), "stays": _stays(guardian)}
    return render(request, "guardian/erase.html", said)


def _stays(guardian: Guardian) -> str:
    """What the account goes on opening; nothing, where it is the family's alone."""
    if not has_other_roles(guardian.account):
        return ""
    officer = Officer.objects.select_related("sponsor").filter(account=guardian.account_id).first()
    return officer.sponsor.name if officer else "votre espace de travail"


def _erased(stays: str) -> str:
    if stays:
        return f"Votre famille est effacée ; votre accès à {stays} reste."
    return "Votre compte et ceux de vos enfants sont effacés."


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_guardian
def alert(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    """« Signaler »: a message a person of the team reads the same day. `?lecon=` says about which lesson."""
    lesson, error = _lesson_asked(request, guardian), ""
    text = request.POST.get("text", "")
    if request.method == "POST":
        try:
            limits.check(request, "alert", f"guardian:{guardian.pk}", ALERTS, adult=True)
            actions.raise_concern(guardian=guardian, text=text, lesson=lesson, now=timezone.now())
        except Refusal as refusal:
            error = refusal.message
        else:
            limits.note_wrong(request, "alert", f"guardian:{guardian.pk}", ALERTS)
            return render(request, "guardian/alert_sent.html")
    return render(request, "guardian/alert.html", {"lesson": lesson, "text": text, "error": error})


def _lesson_asked(request: HttpRequest, guardian: Guardian) -> Lesson | None:
    asked = request.POST.get("lecon") or request.GET.get("lecon") or ""
    if not asked:
        return None
    try:
        found = access_lesson_to_read(guardian.account, UUID(asked))
    except (NotYours, ValueError):
        return None
    return found if found.pupil.guardian_id == guardian.pk else None
