"""A teacher's own note on a pupil: theirs alone, and in what the family may take away."""

import pytest

from declic.ground.errors import NotYours, Refusal
from declic.lessons.actions import keep_note
from declic.lessons.models import PrivateNote
from declic.lessons.queries import note_on, notes_of_family
from tests.world import NOW, later, make_lesson, make_teacher

pytestmark = pytest.mark.django_db


def test_it_is_found_again_at_the_next_lesson_of_the_same_two_and_of_no_other() -> None:
    lesson = make_lesson()
    mine = lesson.teacher.account_id
    keep_note(lesson=lesson, teacher_account_id=mine, text=" confond aire et périmètre ", now=NOW)
    keep_note(lesson=lesson, teacher_account_id=mine, text="confond aire et périmètre ; aime les dessins", now=later(5))
    assert note_on(lesson) == "confond aire et périmètre ; aime les dessins"
    assert PrivateNote.objects.count() == 1
    lesson.teacher = make_teacher()
    assert note_on(lesson) == ""


def test_emptied_it_is_erased() -> None:
    lesson = make_lesson()
    for text in ("à revoir", "  "):
        keep_note(lesson=lesson, teacher_account_id=lesson.teacher.account_id, text=text, now=NOW)
    assert not PrivateNote.objects.exists()


def test_what_was_typed_last_stays_whichever_comes_first() -> None:
    lesson = make_lesson()

    def comes(text: str, *, typed_at: int, at: int) -> None:
        mine = lesson.teacher.account_id
        keep_note(lesson=lesson, teacher_account_id=mine, text=text, now=later(at), typed_at=later(typed_at))

    comes("confond aire et périmètre", typed_at=2, at=3)
    comes("confond", typed_at=1, at=4)
    assert note_on(lesson) == "confond aire et périmètre"
    comes("", typed_at=1, at=5)
    assert note_on(lesson) == "confond aire et périmètre"
    # A page whose clock is ahead holds nobody back.
    comes("à revoir", typed_at=90, at=6)
    comes("revu", typed_at=7, at=7)
    assert note_on(lesson) == "revu"


def test_the_pupil_writes_none_and_it_holds_no_contact_details() -> None:
    lesson = make_lesson()
    with pytest.raises(NotYours):
        keep_note(lesson=lesson, teacher_account_id=lesson.pupil.account_id, text="coucou", now=NOW)
    for text, code in (("a" * 1001, "note_too_long"), ("06 12 34 56 78", "contact_details")):
        with pytest.raises(Refusal) as refused:
            keep_note(lesson=lesson, teacher_account_id=lesson.teacher.account_id, text=text, now=NOW)
        assert refused.value.code == code


def test_the_guardian_may_take_it_away_and_only_of_their_own_children() -> None:
    lesson, other = make_lesson(), make_lesson()
    for one in (lesson, other):
        keep_note(lesson=one, teacher_account_id=one.teacher.account_id, text="à revoir", now=NOW)
    (found,) = notes_of_family(lesson.pupil.guardian.account)
    assert found.pupil == lesson.pupil
