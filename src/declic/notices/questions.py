"""Letters about a written question that nobody answers: to the team, then to the guardian."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.curriculum.rules import level_of, subject_of
from declic.dispatch.models import WrittenQuestion
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.written import Told
from declic.ground.elision import elided
from declic.letters.rules import Kind
from declic.notices.post import hand_over, team

TO_THE_TEAM = """{waits} depuis plus de quatre heures d’ouverture, et personne n’y répond :
{lines}

Un professeur qui enseigne la matière à ce niveau {finds} sur son bureau. Qui est de service, et qui appeler :
{board}

Pas d’autre message là-dessus avant une heure.
"""
TO_THE_FAMILY = """Bonjour {name},

{pupil} attend une réponse écrite ({subject}), et aucun professeur n’a encore pu la donner. La question n’est pas
oubliée : elle reste devant les professeurs, et vous recevrez un message dès qu’il y a une réponse.

{pupil} peut aussi appeler un professeur pendant les heures d’ouverture, sans retirer sa question :
{page}

L’équipe Déclic
"""


def question_waits(said: dict[str, Any]) -> None:
    """Hears `QuestionWaits`; keeps the letter."""
    if said["data"]["told"] == Told.TEAM.value:
        _to_the_team(said)
    else:
        _to_the_family(said)


def _to_the_team(said: dict[str, Any]) -> None:
    """One letter for all that are told of at the same moment: the first of them writes it."""
    waiting = WrittenQuestion.objects.filter(answered_at=None, help_request__state=HelpState.WRITTEN.value)
    late = waiting.exclude(team_told_at=None).order_by("asked_at", "pk")
    first = late.filter(team_told_at=datetime.fromisoformat(said["at"])).first()
    if first is None or str(first.pk) != said["data"]["question_id"]:
        return
    found = Counter(late.values_list("help_request__subject", "help_request__level"))
    lines = "\n".join(
        f"- {subject_of(subject).label}, {level_of(level).label}\u00a0: {number}"
        for (subject, level), number in found.items()
    )
    many = found.total()
    title = "Une question écrite attend" if many == 1 else f"{many} questions écrites attendent"
    finds = "la trouve" if many == 1 else "les trouve"
    letter = TO_THE_TEAM.format(waits=title, finds=finds, lines=lines, board=settings.SITE_URL + reverse("staff:board"))
    hand_over(said, Kind.QUESTION, [EmailMessage(f"{title} sans réponse", letter, to=[team()])])


def _to_the_family(said: dict[str, Any]) -> None:
    asked = WrittenQuestion.objects.select_related("help_request__pupil__guardian__account")
    question = asked.filter(pk=said["data"]["question_id"], answered_at=None).first()
    if question is None or question.help_request.pupil.guardian.account.email is None:
        return
    pupil, guardian = question.help_request.pupil, question.help_request.pupil.guardian.account
    letter = TO_THE_FAMILY.format(
        name=guardian.name,
        pupil=pupil.first_name,
        subject=subject_of(question.help_request.subject).label,
        page=settings.SITE_URL + reverse("pupil:home"),
    )
    title = f"La question {elided('de', pupil.first_name)} n’est pas oubliée"
    hand_over(said, Kind.QUESTION, [EmailMessage(title, letter, to=[guardian.email or ""])])
