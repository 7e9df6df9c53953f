"""A request that was asked, and what was said of it, for the tests of asking and of asking again."""

from declic.dispatch.models import Offer
from declic.journal.models import Fact
from declic.lessons.actions import note_presence, open_lesson
from tests.world import NOW, later


def facts() -> list[str]:
    return list(Fact.objects.values_list("name", flat=True))


def make_lesson_of(ring: Offer) -> object:
    """The request of a lesson the teacher came to, and the pupil did not."""
    account_id = ring.teacher.account_id
    lesson_id = open_lesson(offer_id=ring.pk, teacher_account_id=account_id, now=NOW)
    for second in range(0, 31, 5):
        note_presence(lesson_id=lesson_id, account_id=account_id, present=True, now=later(second))
    return ring.help_request_id
