"""What stands beside the board for the teacher alone: the last reports, the programme, how to begin, their own note."""

from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from declic.curriculum.rules import notions_of, subject_of
from declic.dispatch.rules import HelpKind
from declic.lessons.actions import keep_note
from declic.lessons.models import Lesson
from declic.lessons.queries import handed_over_by, last_reports, note_on
from declic.web.room.access import Entrant, for_entrant

_OPENINGS: Final = {
    HelpKind.EXERCISE: (
        "Montre-moi où tu t’es arrêté.",
        "Lis-moi la consigne avec tes mots à toi.",
        "Qu’est-ce qu’on cherche ? Qu’est-ce qu’on connaît ?",
        "Écris la première étape sur le tableau, je te suis.",
    ),
    HelpKind.LESSON: (
        "Qu’est-ce que tu as retenu de la leçon ?",
        "Quel mot ou quelle phrase te bloque ?",
        "Donne-moi un exemple à toi.",
        "Explique-la-moi comme à un camarade qui était absent.",
    ),
    HelpKind.TEST: (
        "Sur quoi porte le contrôle, et quand ?",
        "Qu’est-ce que tu sais déjà bien faire ?",
        "On commence par ce qui t’inquiète le plus ?",
        "Refais celui-ci sans regarder, on compare après.",
    ),
}


def panel_of(lesson: Lesson) -> dict[str, object]:
    """For the template `room/panel.html`."""
    return {
        "past": [
            {
                "at": report.written_at,
                "subject": subject_of(report.lesson.subject).short,
                "text": report.worked_on,
                "understood": report.understood,
                "next_step": report.next_step,
            }
            for report in last_reports(lesson.pupil, but=lesson)
        ],
        "before": handed_over_by(lesson),
        "notions": notions_of(lesson.level, lesson.subject),
        "openings": _OPENINGS[HelpKind(lesson.help_request.kind)],
        "note": note_on(lesson),
    }


@require_POST
@for_entrant
@never_cache
def note(request: HttpRequest, entrant: Entrant) -> JsonResponse:
    """The teacher's own note on the pupil, kept while it is written; nobody else's, whoever they are."""
    keep_note(
        lesson=entrant.lesson,
        teacher_account_id=entrant.account.pk,
        text=request.POST.get("text", ""),
        now=timezone.now(),
        typed_at=_moment(request.POST.get("typed_at", "")),
    )
    return JsonResponse({"message": "Gardé."})


def _moment(said: str) -> datetime | None:
    """Of the server's clock as the page knows it, in milliseconds since the Unix epoch; None when it does not say."""
    try:
        return datetime.fromtimestamp(int(said) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
