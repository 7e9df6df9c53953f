"""The letter to a guardian whose child has a written answer."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.curriculum.rules import subject_of
from declic.dispatch.models import WrittenQuestion
from declic.ground.elision import elided
from declic.letters.rules import Kind
from declic.notices.post import hand_over

LETTER = """Bonjour {name},

Un professeur a répondu par écrit à la question {of_pupil} ({subject}). {pupil} trouve la réponse sur sa page d’accueil,
et vous pouvez la lire ici :
{page}

L’équipe Déclic
"""


def question_answered(said: dict[str, Any]) -> None:
    """Hears `HelpAnswered`; keeps the letter."""
    answered = WrittenQuestion.objects.select_related("help_request__pupil__guardian__account")
    question = answered.filter(pk=said["data"]["question_id"]).first()
    if question is None or question.help_request.pupil.guardian.account.email is None:
        return
    pupil = question.help_request.pupil
    guardian = pupil.guardian.account
    letter = LETTER.format(
        name=guardian.name,
        pupil=pupil.first_name,
        of_pupil=elided("de", pupil.first_name),
        subject=subject_of(question.help_request.subject).label,
        page=settings.SITE_URL + reverse("guardian:question", args=[question.pk]),
    )
    title = f"{pupil.first_name} a une réponse écrite"
    hand_over(said, Kind.ANSWER, [EmailMessage(title, letter, to=[guardian.email or ""])])
