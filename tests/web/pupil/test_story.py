"""How a board came to be, as the page asks for it."""

import gzip

import pytest
from django.urls import reverse

from declic.classroom.actions import keep
from declic.classroom.queries.boards import board_story
from declic.live.protocol.frames import UPDATE, sync_frame
from tests.classroom.test_written import PHONE, put, updates
from tests.web.clients import signed_in
from tests.world import NOW, make_lesson, make_pupil

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.mark.parametrize("accepted", ["gzip, deflate, br", ""])
def test_it_goes_small_where_the_browser_takes_it_so(accepted: str) -> None:
    pupil = make_pupil()
    lesson = make_lesson(pupil=pupil, state="ended")
    made = updates(put("a", "un"), put("b", PHONE))
    keep(frames=[(lesson.board_id, b"".join(sync_frame(UPDATE, one) for one in made))], lines=[], now=NOW)
    client = signed_in(pupil.account)
    answer = client.get(reverse("pupil:story", args=[lesson.pk]), headers={"accept-encoding": accepted})
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Accept-Encoding" in answer["Vary"]
    assert answer.get("Content-Encoding") == ("gzip" if accepted else None)
    story = gzip.decompress(answer.content) if accepted else answer.content
    assert story == board_story(lesson.board_id)
    assert made[0] in story
    assert b"06 12" not in story


def test_a_board_nobody_wrote_on_has_none() -> None:
    pupil = make_pupil()
    lesson = make_lesson(pupil=pupil, state="ended")
    answer = signed_in(pupil.account).get(reverse("pupil:story", args=[lesson.pk]))
    assert (answer.status_code, answer.content) == (200, b"")
