"""The teacher a pupil asks for, « comme la dernière fois »."""

from datetime import date

from declic.dispatch.models import Offer
from declic.dispatch.rules import HelpState, OfferState
from declic.people.models import Pupil, Teacher
from declic.people.queries import may_teach


def teacher_of_last_time(pupil: Pupil, subject: str, on: date) -> Teacher | None:
    """Who gave the pupil's last lesson in this subject, if they may still give one, at the pupil's level, that day."""
    last = (
        Offer.objects.select_related("teacher__account")
        .filter(
            help_request__pupil=pupil,
            help_request__subject=subject,
            help_request__state=HelpState.HELPED.value,
            state=OfferState.ACCEPTED.value,
        )
        .order_by("-help_request__closed_at")
        .first()
    )
    if last is None or not may_teach(last.teacher, on):
        return None
    able = last.teacher.skills.filter(subject=subject, level=pupil.level).exists()
    return last.teacher if able else None
