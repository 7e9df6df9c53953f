"""Erasing reaches every package; alerting leaves a trace that is kept."""

import pytest

from declic.classroom.models import BoardEntry, BoardPassage, BoardSnapshot, ChatMessage
from declic.dispatch.models import HelpRequest
from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.lessons.models import Lesson
from declic.people.models import Account
from declic.safeguarding import actions
from declic.sponsors.models import LedgerEntry
from tests.world import NOW, make_guardian, make_lesson, make_pupil

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def test_a_family_s_erasure_leaves_the_ledger_alone() -> None:
    pupil = make_pupil()
    lesson = make_lesson(pupil=pupil, state="ended")
    BoardEntry.objects.create(board_id=lesson.board_id, frames=b"x", at=NOW)
    BoardSnapshot.objects.create(board_id=lesson.board_id, update=b"x", at=NOW)
    BoardPassage.objects.create(board_id=lesson.board_id, since=NOW, until=NOW, body=b"x", size=1)
    ChatMessage.objects.create(board_id=lesson.board_id, author_id=1, name="Inès", cid="1", text="Bonjour", at=NOW)
    actions.erase_family(guardian=pupil.guardian, now=NOW)
    kept = (BoardEntry, BoardPassage, BoardSnapshot, ChatMessage, Lesson, HelpRequest)
    assert [model.objects.count() for model in kept] == [0] * 6
    assert not Account.objects.filter(pk__in=[pupil.account_id, pupil.guardian.account_id]).exists()
    assert LedgerEntry.objects.filter(about=lesson.pk).exists()


@pytest.mark.parametrize(("text", "code"), [("  ", "empty_text"), ("x" * 3001, "text_too_long")])
def test_an_alert_says_something(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        actions.raise_concern(guardian=make_guardian(), text=text, now=NOW)
    assert refused.value.code == code
    assert not Fact.objects.filter(name="ConcernRaised").exists()
