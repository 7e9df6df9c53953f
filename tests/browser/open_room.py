"""A lesson already open in the demo world, so that a test begins in the room."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.begun_work import photo
from tests.browser.entering import come_in
from tests.browser.service import Server

_SCRIPT = """
import sys
from datetime import timedelta
from django.core.files.base import File
from django.utils import timezone
from declic.dispatch.models import AttemptPage, Duty, HelpRequest, Offer
from declic.lessons.models import Lesson
from declic.people.models import Pupil, Teacher
from declic.sponsors.models import Sponsor
from declic.uploads.models import Upload

now = timezone.now()
pupil = Pupil.objects.get(first_name=sys.argv[2])
teacher = Teacher.objects.get(account__name="Mme Lefèvre")
sponsor = Sponsor.objects.filter(help_requests__pupil=pupil).first() or Sponsor.objects.first()
asked = HelpRequest.objects.create(
    pupil=pupil, sponsor=sponsor, subject="MAT", level=sys.argv[3], kind="exercise", state="accepted",
    tried="J’ai ajouté 6 et 8 mais ma règle dit 10.", drafted_at=now, asked_at=now, wait_from=now, accepted_at=now,
    first_accepted_at=now,
)
Offer.objects.create(
    help_request=asked, teacher=teacher, state="accepted", reason="test",
    offered_at=now, deadline_at=now, answered_at=now,
)
with open(sys.argv[1], "rb") as picture:
    page = Upload(owner=pupil.account, media_type="image/jpeg", width=1800, height=1350, size=1, created_at=now)
    page.file.save(f"{page.id}.jpg", File(picture))
AttemptPage.objects.create(help_request=asked, upload=page, position=0)
Duty.objects.create(teacher=teacher, state="teaching", started_at=now, since=now, seen_at=now)
# A minute from now: on a busy machine the two windows take longer to open than a teacher may take to come in.
lesson = Lesson.objects.create(
    help_request=asked, pupil=pupil, teacher=teacher, sponsor=sponsor, subject="MAT", level=sys.argv[3],
    opened_at=now + timedelta(minutes=1),
)
print(lesson.pk)
"""


def open_room(server: Server, folder: Path, pupil: str = "Inès", level: str = "4E") -> str:
    """Path of the room of Inès, or of another pupil, and Mme Lefèvre, who have nothing else under way."""
    return f"/salle/{server.run(_SCRIPT, str(photo(folder / 'page.jpg')), pupil, level)}/"


def enter(page: Page, server: Server, slug: str, room: str) -> None:
    """Signed in, and in the room."""
    come_in(page, server, slug)
    page.goto(f"{server.url}{room}")
    expect(page.locator("[data-room]")).to_have_attribute("data-phase", "online")


def holds(page: Page, items: int) -> None:
    """The board holds `items` items, the page of begun work included."""
    expect(page.locator("[data-board]")).to_have_attribute("data-items", str(items))


def time_passes(server: Server, room: str) -> None:
    """What the board has kept was kept two seconds earlier: what comes next is another step of its story."""
    lesson = room.strip("/").rpartition("/")[2].replace("-", "")
    with closing(sqlite3.connect(server.data / "rooms.sqlite3", timeout=20)) as opened, opened:
        opened.execute("ATTACH ? AS declic", (str(server.data / "declic.sqlite3"),))
        moved = opened.execute(
            """UPDATE classroom_boardentry SET at = strftime('%Y-%m-%d %H:%M:%f', at, '-2 seconds')
            WHERE board_id = (SELECT board_id FROM declic.lessons_lesson WHERE id = ?)""",
            (lesson,),
        )
        assert moved.rowcount > 0


def listen(page: Page) -> None:
    """From now on all that is said aloud is kept, however soon something else is."""
    page.evaluate("""() => {
      const region = document.querySelector("#announce-polite");
      window.heard = "";
      new MutationObserver(() => { window.heard += region.textContent; }).observe(region, { childList: true });
    }""")


def was_said(page: Page, words: str) -> None:
    """Aloud, since one listens."""
    page.wait_for_function("(words) => window.heard.includes(words)", arg=words)


def said_last(page: Page, words: str) -> None:
    """Aloud: sentences of one frame are read together, and a busy machine has few frames."""
    expect(page.locator("#announce-polite")).to_have_text(re.compile(rf"(^|\s){re.escape(words)}\s*$"))
