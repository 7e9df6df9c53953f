"""An answer that a colleague had begun: shown to who takes the question over, who may go on from it."""

from datetime import datetime

import pytest

from declic.dispatch.actions import answer_in_writing, claim_question
from declic.dispatch.actions.written import add_answer_page, go_on_from, keep_answer, keep_drawing, remove_answer_page
from declic.dispatch.models import AnswerDrawing, AnswerPage, WrittenQuestion
from declic.dispatch.queries.access import access_page
from declic.dispatch.queries.written import begun_before
from declic.dispatch.rules.written import ANSWER_PAGES_MAX, CLAIM
from declic.ground.errors import NotYours
from declic.people.models import Teacher
from declic.people.rules.teachers import TeacherState
from declic.uploads.models import Upload
from tests.dispatch.written import TEXT, claimed, refused
from tests.world import later, make_teacher, make_upload

pytestmark = pytest.mark.django_db


def taken_over(question: WrittenQuestion, now: datetime) -> Teacher:
    other = make_teacher()
    claim_question(question_id=str(question.pk), teacher=other, now=now)
    return other


def draw(question: WrittenQuestion, teacher: Teacher, update: bytes = b"board", drawn: int = 3) -> None:
    keep_drawing(
        question=question, teacher=teacher, update=update, drawn=drawn, words=["angle"], version=0, now=later(90)
    )


def test_a_colleague_sees_what_the_first_had_begun_and_goes_on_from_it_with_both_names() -> None:
    first, question = claimed()
    child = question.help_request.pupil.account
    page = add_answer_page(question=question, teacher=first, upload=make_upload(child))
    keep_answer(question=question, teacher=first, text="Pose la retenue.")
    draw(question, first)
    after = later(60) + CLAIM
    other = taken_over(question, after)
    question.refresh_from_db()
    assert (question.text, question.begun_by) == ("", first)
    begun = begun_before(question)
    assert begun is not None
    assert (begun.by, begun.text, begun.pages) == (first, "Pose la retenue.", [page])
    assert begun.drawing is not None
    assert access_page(other.account, page.upload_id) == page.upload

    mine = add_answer_page(question=question, teacher=other, upload=make_upload(child))
    keep_answer(question=question, teacher=other, text="Et recompte.")
    for _ in range(2):
        go_on_from(question=question, teacher=other, now=after)
    question.refresh_from_db()
    assert begun_before(question) is None
    assert question.text == "Pose la retenue.\n\nEt recompte."
    assert [one.upload_id for one in question.pages.filter(teacher=other)] == [mine.upload_id, page.upload_id]
    drawn = AnswerDrawing.objects.get(teacher=other)
    assert (bytes(drawn.update), drawn.drawn, drawn.words) == (b"board", 3, ["angle"])
    answer_in_writing(question=question, teacher=other, text=question.text, now=after)
    question.refresh_from_db()
    names = first.account.name, other.account.name
    assert question.written_by == f"{names[1]}, à la suite de {names[0]}"
    assert question.wrote == {str(first.account_id): names[0], str(other.account_id): names[1]}
    assert question.begun_text == ""
    assert AnswerDrawing.objects.get().teacher == other


def test_what_a_colleague_has_drawn_already_stays_and_pages_are_no_more_than_four() -> None:
    first, question = claimed()
    child = question.help_request.pupil.account
    add_answer_page(question=question, teacher=first, upload=make_upload(child))
    draw(question, first)
    other = taken_over(question, later(60) + CLAIM)
    for _ in range(ANSWER_PAGES_MAX):
        add_answer_page(question=question, teacher=other, upload=make_upload(child))
    draw(question, other, b"mine", 1)
    go_on_from(question=question, teacher=other, now=later(60) + CLAIM)
    assert question.pages.filter(teacher=other).count() == ANSWER_PAGES_MAX
    assert bytes(AnswerDrawing.objects.get(teacher=other).update) == b"mine"


def test_a_blank_board_that_is_open_takes_what_was_begun_as_drawn_elsewhere() -> None:
    first, question = claimed()
    draw(question, first)
    other = taken_over(question, later(60) + CLAIM)
    draw(question, other, b"blank", 0)
    go_on_from(question=question, teacher=other, now=later(60) + CLAIM)
    drawing = AnswerDrawing.objects.get(teacher=other)
    assert (bytes(drawing.update), drawing.version) == (b"board", 2)


def test_who_takes_their_own_question_back_from_somebody_who_wrote_nothing_finds_their_words() -> None:
    first, question = claimed()
    keep_answer(question=question, teacher=first, text="Pose la retenue.")
    taken_over(question, later(60) + CLAIM)
    claim_question(question_id=str(question.pk), teacher=first, now=later(60) + 2 * CLAIM)
    question.refresh_from_db()
    assert (question.text, question.begun_by, question.begun_text) == ("Pose la retenue.", None, "")


def test_what_a_suspended_teacher_had_begun_is_shown_to_nobody() -> None:
    first, question = claimed()
    page = add_answer_page(question=question, teacher=first, upload=make_upload(question.help_request.pupil.account))
    Teacher.objects.filter(pk=first.pk).update(state=TeacherState.SUSPENDED.value)
    other = taken_over(question, later(60) + CLAIM)
    question.refresh_from_db()
    assert begun_before(question) is None
    with pytest.raises(NotYours):
        access_page(other.account, page.upload_id)
    go_on_from(question=question, teacher=other, now=later(60) + CLAIM)
    assert not question.pages.filter(teacher=other).exists()


def test_nobody_goes_on_from_it_who_does_not_hold_the_question() -> None:
    first, question = claimed()
    draw(question, first)
    taken_over(question, later(60) + CLAIM)
    with refused("claimed"):
        go_on_from(question=question, teacher=first, now=later(60) + CLAIM)


def test_a_colleague_who_goes_on_from_nothing_answers_alone_and_the_rest_is_forgotten() -> None:
    first, question = claimed()
    page = add_answer_page(question=question, teacher=first, upload=make_upload(question.help_request.pupil.account))
    other = make_teacher()
    after = later(60) + CLAIM
    claim_question(question_id=str(question.pk), teacher=other, now=after)
    with refused("claimed"):
        remove_answer_page(question=question, teacher=first, upload_id=str(page.upload_id))
    answer_in_writing(question=question, teacher=other, text=TEXT, now=after)
    assert not AnswerPage.objects.exists()
    assert not Upload.objects.exists()


def handed_on(question: WrittenQuestion, teacher: Teacher, turn: int, text: str = "Et ensuite.") -> Teacher:
    """Takes the question over, goes on from what was begun, adds their words."""
    now = later(60) + turn * CLAIM
    claim_question(question_id=str(question.pk), teacher=teacher, now=now)
    go_on_from(question=question, teacher=teacher, now=now)
    question.refresh_from_db()
    keep_answer(question=question, teacher=teacher, text=f"{question.text}\n\n{text}")
    return teacher


def sent(question: WrittenQuestion, teacher: Teacher, turn: int) -> WrittenQuestion:
    question.refresh_from_db()
    answer_in_writing(question=question, teacher=teacher, text=question.text, now=later(60) + turn * CLAIM)
    return WrittenQuestion.objects.get(pk=question.pk)


def test_of_three_or_more_who_answers_is_named_and_the_others_are_counted_and_each_hand_on_the_board_named() -> None:
    first, question = claimed()
    keep_answer(question=question, teacher=first, text="Pose la retenue.")
    second = handed_on(question, make_teacher(), 1)
    third = handed_on(question, make_teacher(), 2)
    fourth = handed_on(question, make_teacher(), 3)
    answered = sent(question, fourth, 3)
    assert answered.written_by == f"{fourth.account.name}, à la suite de 3\u00a0autres professeurs"
    assert answered.wrote == {str(one.account_id): one.account.name for one in (first, second, third, fourth)}


def test_two_who_take_turns_are_two_and_nobody_follows_themselves() -> None:
    first, question = claimed()
    keep_answer(question=question, teacher=first, text="Pose la retenue.")
    second = handed_on(question, make_teacher(), 1)
    handed_on(question, first, 2)
    assert sent(question, first, 2).written_by == f"{first.account.name}, à la suite de {second.account.name}"


def test_who_goes_on_from_none_of_it_answers_alone_however_many_had_begun() -> None:
    first, question = claimed()
    keep_answer(question=question, teacher=first, text="Pose la retenue.")
    handed_on(question, make_teacher(), 1)
    last = make_teacher()
    claim_question(question_id=str(question.pk), teacher=last, now=later(60) + 2 * CLAIM)
    keep_answer(question=question, teacher=last, text=TEXT)
    assert sent(question, last, 2).written_by == last.account.name


def test_who_takes_back_what_they_went_on_from_still_names_who_had_begun_it() -> None:
    first, question = claimed()
    keep_answer(question=question, teacher=first, text="Pose la retenue.")
    second = handed_on(question, make_teacher(), 1)
    taken_over(question, later(60) + 2 * CLAIM)
    claim_question(question_id=str(question.pk), teacher=second, now=later(60) + 3 * CLAIM)
    answered = sent(question, second, 3)
    assert answered.text == "Pose la retenue.\n\nEt ensuite."
    assert answered.written_by == f"{second.account.name}, à la suite de {first.account.name}"


def test_who_takes_over_from_somebody_who_went_on_and_rubbed_it_all_out_is_shown_what_was_begun() -> None:
    first, question = claimed()
    keep_answer(question=question, teacher=first, text="Pose la retenue.")
    second = handed_on(question, make_teacher(), 1)
    keep_answer(question=question, teacher=second, text="")
    last = taken_over(question, later(60) + 2 * CLAIM)
    question.refresh_from_db()
    begun = begun_before(question)
    assert begun is not None
    assert (begun.by, begun.text) == (first, "Pose la retenue.")
    keep_answer(question=question, teacher=last, text=TEXT)
    assert sent(question, last, 2).written_by == last.account.name
