"""Six digits that bring a lesson to another device."""

from datetime import timedelta

import pytest

from declic.classroom.actions import give_device_code, use_device_code
from declic.classroom.models import DeviceCode
from declic.ground.errors import Refusal
from declic.journal.models import Fact
from declic.lessons.actions import end
from declic.lessons.models import Lesson
from tests.world import NOW, later, make_lesson

pytestmark = pytest.mark.django_db(databases=["default", "rooms"])


@pytest.fixture
def lesson() -> Lesson:
    return make_lesson()


def given(lesson: Lesson) -> str:
    return give_device_code(account=lesson.pupil.account, lesson=lesson, now=NOW)


def refused(typed: str, *, first_name: str | None = None, seconds: float = 1) -> bool:
    try:
        use_device_code(typed=typed, first_name=first_name, now=later(seconds))
    except Refusal as refusal:
        return refusal.code == "wrong_device_code"
    return False


def test_the_digits_open_this_lesson_to_this_person_once(lesson: Lesson) -> None:
    code = given(lesson)
    assert len(code) == 6
    assert code.isdigit()
    moved = use_device_code(typed=f" {code[:3]} {code[3:]} ", now=later(119))
    assert (moved.account, moved.lesson) == (lesson.pupil.account, lesson)
    assert Fact.objects.filter(name="DeviceCodeUsed", subject=f"lesson:{lesson.pk}").count() == 1
    assert refused(code)


def test_one_mistyped_is_said_to_be_typed_again_before_another_is_asked_for(lesson: Lesson) -> None:
    code = given(lesson)
    with pytest.raises(Refusal, match="retaper, ou en demander un autre"):
        use_device_code(typed=code[:4], now=later(1))
    assert use_device_code(typed=code, now=later(2)).lesson == lesson


def test_they_last_two_minutes_and_the_last_ones_given_are_the_good_ones(lesson: Lesson) -> None:
    first = given(lesson)
    second = given(lesson)
    assert first == second or refused(first)
    assert refused(second, seconds=120)
    give_device_code(account=lesson.teacher.account, lesson=lesson, now=NOW + timedelta(minutes=3))
    assert DeviceCode.objects.count() == 1  # those past are forgotten


def test_the_two_of_a_lesson_have_each_their_own(lesson: Lesson) -> None:
    code = given(lesson)
    other = give_device_code(account=lesson.teacher.account, lesson=lesson, now=NOW)
    assert use_device_code(typed=code, now=NOW).account == lesson.pupil.account
    assert use_device_code(typed=other, now=NOW).account == lesson.teacher.account


@pytest.mark.parametrize("typed", ["", "000", "12345678901", "abcdef", "٠٠٠٠٠٠"])
def test_anything_else_is_refused_in_the_same_words(lesson: Lesson, typed: str) -> None:
    given(lesson)
    DeviceCode.objects.update(digest="of none of these")
    assert refused(typed)


def test_with_the_first_name_when_it_is_asked(lesson: Lesson) -> None:
    code = given(lesson)
    assert refused(code, first_name="Léo")
    assert use_device_code(typed=code, first_name=" ines ", now=NOW).lesson == lesson


def test_a_lesson_that_is_over_goes_on_nowhere(lesson: Lesson) -> None:
    code = given(lesson)
    end(lesson_id=lesson.pk, by_account_id=lesson.teacher.account_id, now=NOW)
    lesson.refresh_from_db()
    assert refused(code)
    with pytest.raises(Refusal, match="finie"):
        given(lesson)


def test_somebody_put_out_of_the_service_enters_nowhere(lesson: Lesson) -> None:
    code = given(lesson)
    lesson.pupil.account.is_active = False
    lesson.pupil.account.save()
    assert refused(code)


def test_what_is_kept_does_not_show_the_digits(lesson: Lesson) -> None:
    code = given(lesson)
    assert code not in str(list(DeviceCode.objects.values()))
