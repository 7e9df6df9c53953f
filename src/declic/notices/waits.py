"""A word to the team when a pupil has waited past the promise: nobody may be looking at the board."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.curriculum.rules import level_of, subject_of
from declic.dispatch.models import HelpRequest
from declic.dispatch.rules.escalation import Escalation
from declic.letters.rules import Kind
from declic.notices.post import hand_over, team

QUIET_S = 30 * 60
"""A busy evening is one letter in half an hour for each subject, not one for each pupil."""
LETTER = """Un élève {reason}.

{subject}, {level}. Les autres demandes de cette matière, et qui peut venir :
{board}

Pas d’autre message sur cette matière avant une demi-heure.
"""


def wait_escalated(said: dict[str, Any]) -> None:
    """Hears `HelpEscalated`; keeps the letter."""
    if said["data"]["step"] != Escalation.OPERATOR.value:
        return
    request = HelpRequest.objects.filter(pk=said["data"]["help_request_id"]).first()
    if request is None or not cache.add(f"wait-told:{request.subject}", True, QUIET_S):
        return
    subject = subject_of(request.subject).label
    letter = LETTER.format(
        reason=said["data"]["reason"].partition("\u00a0:")[0],
        subject=subject,
        level=level_of(request.level).label,
        board=settings.SITE_URL + reverse("staff:board"),
    )
    title = f"{subject}\u00a0: un élève attend depuis 5\u00a0min"
    hand_over(said, Kind.WAIT, [EmailMessage(title, letter, to=[team()])])
