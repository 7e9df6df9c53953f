"""Calling a teacher off duty, on their browsers first, then by text message: a pupil waits, and nobody is free."""

from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse

from declic.curriculum.rules import level_of, subject_of
from declic.dispatch.models import HelpRequest
from declic.ground.text_message import plainer
from declic.notices.post import do_later
from declic.notices.push import notify
from declic.notices.sms import log, provider
from declic.people.models import PushDevice, Teacher
from declic.people.queries import push_devices_of

TITLE = "Un élève attend"
BODY = "{subject}, {level}. Aucun collègue n’est libre\u00a0: si vous avez un moment, ouvrez votre bureau."
TEXT = (
    "Déclic : un élève attend ({subject}, {level}) et aucun collègue n’est libre. Si vous avez un moment : {desk} "
    "Sinon, ne faites rien. Pour que cela cesse : {settings}"
)
"""« ê » alone would make each message hold 70 signs."""


def teacher_called(said: dict[str, Any]) -> None:
    """Hears `TeacherCalled`; hands the call over and returns at once. No name of a child is in it."""
    teacher = Teacher.objects.filter(account_id=said["data"]["teacher_account_id"]).first()
    request = HelpRequest.objects.filter(pk=said["data"]["help_request_id"]).first()
    if teacher is None or request is None:
        return
    words = {"subject": subject_of(request.subject).short, "level": level_of(request.level).label}
    desk, no_more = reverse("teacher:desk"), reverse("teacher:calls")
    notification = {"title": TITLE, "body": BODY.format(**words), "path": desk}
    text = plainer(TEXT.format(desk=settings.SITE_URL + desk, settings=settings.SITE_URL + no_more, **words))
    do_later(partial(_call, teacher.phone, text, push_devices_of(teacher), notification))


def _call(phone: str, text: str, devices: list[PushDevice], notification: dict[str, str]) -> None:
    """The text message costs money, and leaves when no browser could be reached."""
    if notify(devices, notification) or not phone:
        return
    try:
        provider().send(phone, text)
    except OSError as failure:  # the carrier is away: the fact is kept; its words, which may hold the number, are not
        log.warning("A text message that calls a teacher was not sent (%s)", type(failure).__name__)
