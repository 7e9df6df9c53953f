"""What is put on the board during a lesson: kept with it, seen by those of the lesson, gone with it."""

import io
from uuid import uuid4

import pypdfium2
import pytest
from PIL import Image

from declic.classroom.actions import put_file
from declic.classroom.models import RoomFile
from declic.classroom.queries import access_file
from declic.classroom.rules import MOST_FILES
from declic.ground.errors import NotYours, Refusal
from declic.lessons.models import Lesson
from declic.lessons.rules import LessonState
from declic.people.models import Account
from declic.people.rules.teachers import TeacherState
from declic.uploads.models import Upload
from tests.world import NOW, make_account, make_lesson

pytestmark = pytest.mark.django_db


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(out, "PNG")
    return out.getvalue()


def pdf(pages: int) -> bytes:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(out)
    return out.getvalue()


@pytest.fixture
def lesson() -> Lesson:
    return make_lesson()


def put(lesson: Lesson, account: Account, data: bytes) -> list[Upload]:
    return put_file(account=account, lesson=lesson, data=data, name="x", now=NOW)


def test_the_pages_of_a_pdf_are_put_in_order_and_seen_by_pupil_guardian_and_teacher(lesson: Lesson) -> None:
    teacher, pupil = lesson.teacher.account, lesson.pupil.account
    uploads = put(lesson, teacher, pdf(3))
    assert [upload.number for upload in uploads] == [1, 2, 3]
    for account in (teacher, pupil, lesson.pupil.guardian.account):
        assert access_file(account, uploads[1].pk) == uploads[1]
    with pytest.raises(NotYours):
        access_file(make_account(), uploads[1].pk)
    with pytest.raises(NotYours):
        access_file(pupil, uuid4())


def test_a_suspended_teacher_sees_none_any_more(lesson: Lesson) -> None:
    (upload,) = put(lesson, lesson.pupil.account, photo())
    lesson.teacher.state = TeacherState.SUSPENDED.value
    lesson.teacher.save()
    with pytest.raises(NotYours):
        access_file(lesson.teacher.account, upload.pk)


def test_nothing_is_put_once_the_lesson_is_over(lesson: Lesson) -> None:
    Lesson.objects.update(state=LessonState.ENDED.value)
    with pytest.raises(Refusal) as refused:
        put(lesson, lesson.teacher.account, photo())
    assert refused.value.code == "over"
    assert Upload.objects.count() == 0


def test_a_board_takes_so_many_pages_and_keeps_nothing_of_what_is_one_too_many(lesson: Lesson) -> None:
    for _ in range(MOST_FILES // 10):
        put(lesson, lesson.teacher.account, pdf(10))
    with pytest.raises(Refusal) as refused:
        put(lesson, lesson.pupil.account, photo())
    assert refused.value.code == "too_many_files"
    assert Upload.objects.count() == RoomFile.objects.count() == MOST_FILES


def test_what_the_teacher_put_goes_with_the_lesson(lesson: Lesson) -> None:
    put(lesson, lesson.teacher.account, photo())
    lesson.help_request.delete()
    assert Upload.objects.count() == 0
