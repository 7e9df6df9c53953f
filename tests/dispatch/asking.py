"""A request that was asked, and what was said of it, for the tests of asking and of asking again."""

import pytest

from declic.dispatch.actions import add_page
from declic.dispatch.models import HelpRequest, Offer
from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.lessons.actions import note_presence, open_lesson
from declic.uploads.models import Upload
from tests.world import NOW, later, make_upload


def facts() -> list[str]:
    return list(Fact.objects.values_list("name", flat=True))


def make_lesson_of(ring: Offer) -> object:
    """The request of a lesson the teacher came to, and the pupil did not."""
    account_id = ring.teacher.account_id
    lesson_id = open_lesson(offer_id=ring.pk, teacher_account_id=account_id, now=NOW)
    for second in range(0, 31, 5):
        note_presence(lesson_id=lesson_id, account_id=account_id, present=True, now=later(second))
    return ring.help_request_id


def refused(code: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def with_page(request: HelpRequest) -> Upload:
    upload = make_upload(request.pupil.account)
    add_page(help_request=request, upload=upload)
    return upload
