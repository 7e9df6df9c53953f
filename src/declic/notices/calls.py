"""The message to a teacher off duty: a pupil waits, and nobody on duty is free."""

from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse

from declic.curriculum.rules import level_of, subject_of
from declic.dispatch.models import HelpRequest
from declic.notices.post import do_later
from declic.notices.sms import log, provider
from declic.people.models import Teacher

TEXT = (
    "Déclic : un élève attend ({subject}, {level}) et aucun collègue n’est libre. Si vous avez un moment : {desk} "
    "Sinon, ne faites rien. Pour ne plus être appelé : {settings}"
)


def teacher_called(said: dict[str, Any]) -> None:
    """Hears `TeacherCalled`; hands the message over and returns at once. No name of a child is in it."""
    teacher = Teacher.objects.filter(account_id=said["data"]["teacher_account_id"]).first()
    request = HelpRequest.objects.filter(pk=said["data"]["help_request_id"]).first()
    if teacher is None or request is None or not teacher.phone:
        return
    text = TEXT.format(
        subject=subject_of(request.subject).short,
        level=level_of(request.level).label,
        desk=settings.SITE_URL + reverse("teacher:desk"),
        settings=settings.SITE_URL + reverse("teacher:calls"),
    )
    do_later(partial(_send, teacher.phone, text))


def _send(to: str, text: str) -> None:
    try:
        provider().send(to, text)
    except OSError:  # the carrier is away: the fact is kept, and the log says so
        log.exception("A text message was not sent.")
