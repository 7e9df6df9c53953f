"""A lesson, as the family reads it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from declic.lessons.actions import lose_teacher
from tests.web.clients import signed_in, text
from tests.world import make_guardian, make_lesson, make_pupil

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def test_a_lesson_cut_short_keeps_its_board_and_promises_no_report() -> None:
    guardian = make_guardian()
    lesson = make_lesson(pupil=make_pupil(guardian=guardian), now=timezone.now())
    lose_teacher(lesson_id=lesson.pk, now=timezone.now())
    family = signed_in(guardian.account)
    for address in (reverse("guardian:lessons"), reverse("guardian:lesson", args=[lesson.pk])):
        page = text(family.get(address))
        assert "La leçon s’est arrêtée avant la fin" in page, address
        assert "compte rendu." not in page.replace("il n’y a pas de compte rendu.", ""), address
    whole = family.get(reverse("guardian:lesson", args=[lesson.pk])).content.decode()
    assert reverse("guardian:board", args=[lesson.pk]) in whole
