"""A family with a lesson behind it."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from declic.classroom.models import ChatMessage
from declic.lessons import actions as lessons
from declic.lessons.models import Lesson
from declic.people import actions as people
from declic.people.models import Guardian, Pupil
from declic.people.rules.consents import CONSENTS
from declic.sponsors import actions as sponsors
from tests.world import (
    make_guardian,
    make_lesson,
    make_sponsor,
)

XSS = "<img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def a_family(first_name: str = "Inès") -> tuple[Guardian, Pupil]:
    """Registered, everything accepted, one child in 4e."""
    now = timezone.now()
    guardian = make_guardian(XSS)
    code = sponsors.issue_code(sponsor=make_sponsor(f"Clichy {XSS}", now=now), ceiling=5, now=now)
    sponsors.redeem(typed=code.code, guardian=guardian, now=now)
    pupil = sponsors.enrol_child(guardian=guardian, first_name=first_name, level="4E", school=XSS, now=now)
    people.accept(guardian=guardian, kinds=[text.kind for text in CONSENTS], now=now)
    return guardian, pupil


def a_lesson(pupil: Pupil) -> Lesson:
    now = timezone.now()
    lesson = make_lesson(pupil=pupil, state="ended", now=now)
    lessons.report(lesson=lesson, worked_on=f"Fractions {XSS}", understood=XSS, next_step=XSS, now=now)
    ChatMessage.objects.create(board_id=lesson.board_id, author_id=1, name=XSS, cid="1", text=XSS, at=now)
    return lesson
