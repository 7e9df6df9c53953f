"""Everybody tries every door."""

import uuid

import pytest

from declic.dispatch.actions import (
    add_page,
    answer_in_writing,
    ask_in_writing,
    claim_question,
    decline,
)
from declic.dispatch.actions.written import add_answer_page
from declic.dispatch.queries import access_help_request, access_page, open_request_of, rings_of
from declic.dispatch.queries.written import access_question, access_question_to_take
from declic.ground.errors import NotYours
from declic.lessons.actions import open_lesson
from declic.people.models import Account, Teacher
from declic.people.rules.teachers import TeacherState
from declic.uploads.models import Upload
from tests.world import (
    NOW,
    later,
    make_account,
    make_guardian,
    make_help_request,
    make_officer,
    make_operator,
    make_pupil,
    make_ring,
    make_sponsor,
    make_teacher,
    make_upload,
)

pytestmark = pytest.mark.django_db


def sees(account: Account, request_id: uuid.UUID, upload: Upload) -> bool:
    """Whether the request and its page are shown; both or none."""
    shown = []
    for access, key in ((access_help_request, request_id), (access_page, upload.pk)):
        try:
            access(account, key)
            shown.append(True)
        except NotYours:
            shown.append(False)
    assert len(set(shown)) == 1
    return shown[0]


def test_a_request_and_its_pages_are_for_the_family_and_the_teacher_it_rings_for() -> None:
    sponsor = make_sponsor()
    pupil = make_pupil(sponsor=sponsor)
    ring = make_ring(pupil=pupil)
    upload = make_upload(pupil.account)
    add_page(help_request=ring.help_request, upload=upload)
    allowed = [pupil.account, pupil.guardian.account, ring.teacher.account]
    refused = [
        make_pupil(sponsor=sponsor).account,
        make_guardian().account,
        make_teacher().account,
        make_officer(sponsor).account,
        make_officer(make_sponsor()).account,
        make_operator(),
        make_account(),
    ]
    assert [sees(account, ring.help_request_id, upload) for account in allowed] == [True] * 3
    assert [sees(account, ring.help_request_id, upload) for account in refused] == [False] * 7


def test_a_teacher_who_declined_sees_it_no_more_and_one_who_accepted_still_does() -> None:
    upload_of = {}
    rings = [make_ring(), make_ring()]
    for ring in rings:
        upload_of[ring.pk] = make_upload(ring.help_request.pupil.account)
        add_page(help_request=ring.help_request, upload=upload_of[ring.pk])
    declined, accepted = rings
    decline(offer_id=declined.pk, teacher_account_id=declined.teacher.account_id, now=later(1))
    open_lesson(offer_id=accepted.pk, teacher_account_id=accepted.teacher.account_id, now=later(1))
    assert not sees(declined.teacher.account, declined.help_request_id, upload_of[declined.pk])
    assert sees(accepted.teacher.account, accepted.help_request_id, upload_of[accepted.pk])


def test_a_photo_not_yet_attached_is_its_pupils_own() -> None:
    pupil = make_pupil()
    upload = make_upload(pupil.account)
    assert access_page(pupil.account, upload.pk) == upload
    with pytest.raises(NotYours):
        access_page(make_pupil().account, upload.pk)


def test_what_does_not_exist_is_not_told_from_what_is_not_yours() -> None:
    for access in (access_help_request, access_page):
        with pytest.raises(NotYours):
            access(make_account(), uuid.uuid4())


def test_the_open_request_and_the_ring_are_found() -> None:
    ring = make_ring()
    assert open_request_of(ring.help_request.pupil) == ring.help_request
    assert rings_of(ring.teacher) == [ring]
    assert open_request_of(make_pupil()) is None


# -- in writing -------------------------------------------------------------------------------------------------------
def reads(account: Account, question_id: uuid.UUID, *uploads: Upload) -> list[bool]:
    """Whether the question, then each upload, is shown."""
    shown = []
    for access, key in ((access_question, question_id), *((access_page, upload.pk) for upload in uploads)):
        try:
            access(account, key)
            shown.append(True)
        except NotYours:
            shown.append(False)
    return shown


def test_a_written_question_is_for_the_family_and_the_teacher_who_took_it() -> None:
    sponsor = make_sponsor()
    pupil = make_pupil(sponsor=sponsor)
    upload = make_upload(pupil.account)
    request = make_help_request(pupil)
    add_page(help_request=request, upload=upload)
    question = ask_in_writing(help_request=request, now=NOW)
    writer, colleague = make_teacher(), make_teacher()
    assert reads(writer.account, question.pk, upload) == [False, False], "not before it is taken"
    claim_question(question_id=str(question.pk), teacher=writer, now=NOW)
    answer = make_upload(pupil.account)
    add_answer_page(question=question, teacher=writer, upload=answer)

    assert reads(writer.account, question.pk, upload, answer) == [True, True, True]
    assert reads(pupil.guardian.account, question.pk, upload, answer) == [True, True, False], "not before it is sent"
    answer_in_writing(question=question, teacher=writer, text="", now=later(60))
    for account in (pupil.account, pupil.guardian.account, writer.account):
        assert reads(account, question.pk, upload, answer) == [True, True, True]
    for stranger in (
        colleague.account,
        make_pupil(sponsor=sponsor).account,
        make_guardian().account,
        make_officer(sponsor).account,
        make_officer(make_sponsor()).account,
        make_operator(),
        make_account(),
    ):
        assert reads(stranger, question.pk, upload, answer) == [False, False, False]

    Teacher.objects.filter(pk=writer.pk).update(state=TeacherState.SUSPENDED.value)
    assert reads(writer.account, question.pk, upload, answer) == [False, False, False]


def test_a_question_is_taken_with_the_skill_alone() -> None:
    question = ask_in_writing(help_request=make_help_request(), now=NOW)
    assert access_question_to_take(make_teacher(), question.pk, NOW.date()) == question
    for teacher in (make_teacher([("FRA", "4E")]), make_teacher([("MAT", "5E")]), make_teacher(approved=False)):
        with pytest.raises(NotYours):
            access_question_to_take(teacher, question.pk, NOW.date())
