"""Who the board of a past lesson, told in words, says wrote on it."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from declic.classroom.actions import give_device_code, see_out, use_device_code
from declic.lessons.actions import end
from declic.lessons.models import Lesson
from declic.people.models import Account
from tests.web.clients import signed_in
from tests.world import NOW, make_lesson, make_past_lesson, make_pupil, make_teacher

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


def names(client: Client, page: str, lesson: Lesson) -> dict[str, str]:
    said = client.get(reverse(page, args=[lesson.pk])).content.decode()
    found = re.search(r'<script id="board-wrote" type="application/json">(.*?)</script>', said)
    assert found is not None
    named: dict[str, str] = json.loads(found[1])
    return named


def visited(lesson: Lesson, who: Account) -> None:
    code = give_device_code(account=lesson.teacher.account, lesson=lesson, now=NOW, invites=True)
    use_device_code(typed=code, here=who, now=NOW)
    see_out(lesson=lesson, by=who, now=NOW)


def over(lesson: Lesson) -> None:
    end(lesson_id=lesson.pk, by_account_id=lesson.teacher.account_id, now=NOW + timedelta(minutes=20))


def named(lesson: Lesson, name: str) -> Account:
    """Their teacher, once they are called so."""
    account = lesson.teacher.account
    account.name = name
    account.save()
    return account


def test_pupil_guardian_and_teacher_are_told_each_by_their_name() -> None:
    lesson = make_lesson(pupil=make_pupil(first_name="Inès"))
    named(lesson, "Mme Lefèvre")
    colleague = make_teacher(name="M. Costa").account
    visited(lesson, colleague)
    visited(lesson, lesson.pupil.guardian.account)
    over(lesson)
    pupil, teacher = str(lesson.pupil.account_id), str(lesson.teacher.account_id)
    told = {pupil: "Inès", teacher: "Mme\u00a0Lefèvre", str(colleague.pk): "M.\u00a0Costa"}
    assert names(signed_in(lesson.pupil.account), "pupil:lesson", lesson) == {**told, pupil: "Moi"}
    assert names(signed_in(lesson.teacher.account), "teacher:report", lesson) == {**told, teacher: "Moi"}
    # The parent who only listened writes on no board: they are there as whoever reads.
    guardian = lesson.pupil.guardian.account
    assert names(signed_in(guardian), "guardian:lesson", lesson) == {**told, str(guardian.pk): "Moi"}


def test_who_had_the_board_before_is_named_and_who_hands_over_is_told_of_nobody_after() -> None:
    pupil = make_pupil()
    before = make_past_lesson(pupil)
    later = make_lesson(pupil=pupil)
    Lesson.objects.filter(pk=later.pk).update(board_id=before.board_id)
    over(later)
    first, second = named(before, "Mme Lefèvre"), named(later, "M. Costa")
    both = {str(first.pk), str(second.pk), str(pupil.account_id)}
    for lesson in (before, later):
        assert set(names(signed_in(pupil.account), "pupil:lesson", lesson)) == both
    assert names(signed_in(second), "teacher:report", later)[str(first.pk)] == "Mme\u00a0Lefèvre"
    assert set(names(signed_in(first), "teacher:report", before)) == both - {str(second.pk)}


def test_nobody_of_another_lesson_is_named() -> None:
    pupil = make_pupil()
    before, lesson = make_past_lesson(pupil), make_lesson(pupil=pupil, state="ended")
    assert str(before.teacher.account_id) not in names(signed_in(pupil.account), "pupil:lesson", lesson)
