"""Answered in writing: the pupil asks for it instead of waiting, a teacher takes the question and answers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Q

from declic.dispatch.actions.moves import move_request, stop_rings
from declic.dispatch.actions.pages import in_order
from declic.dispatch.facts import HelpAnswered, HelpWritten, QuestionClaimed, QuestionTakenBack
from declic.dispatch.models import AnswerDrawing, AnswerPage, HelpRequest, WrittenQuestion
from declic.dispatch.queries.written import Begun, access_question_to_take, begun_before
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.attempt import clean_tried
from declic.dispatch.rules.written import (
    ANSWER_MAX,
    ANSWER_PAGES_MAX,
    CLAIM,
    DRAWING_MAX_BYTES,
    clean_answer,
    drawing_too_large,
    drawn_elsewhere,
    held,
    over,
    too_many_pages,
)
from declic.ground.errors import NotYours, Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Teacher
from declic.people.rules.teachers import TeacherState
from declic.sponsors.actions import count_written
from declic.uploads.actions import remove as forget_upload
from declic.uploads.models import Upload


@transaction.atomic
def ask_in_writing(*, help_request: HelpRequest, now: datetime) -> WrittenQuestion:
    """The request leaves the line with its words and pages; another may be asked meanwhile. Asking twice is once.

    Refusal `too_late` once a teacher has accepted, or it is over.
    """
    for before in (HelpState.WAITING, HelpState.SCHEDULED):
        if move_request(
            of=help_request, before=before, after=HelpState.WRITTEN, now=now, closed_at=now, close_reason="written"
        ):
            stop_rings(help_request_id=help_request.pk, why="written", now=now)
            question = WrittenQuestion.objects.create(help_request=help_request, asked_at=now)
            record(HelpWritten(help_request.pk, help_request.pupil.account_id), now=now)
            return question
    asked = WrittenQuestion.objects.filter(help_request=help_request).first()
    if asked is None:
        raise Refusal("too_late", "Un professeur arrive, ou ta demande est déjà close.")
    return asked


@transaction.atomic
def take_back_question(*, question: WrittenQuestion, now: datetime) -> None:
    """The pupil needs no answer any more. Refusal `answered` once there is one; taking back twice does nothing."""
    request = question.help_request
    if move_request(
        of=request, before=HelpState.WRITTEN, after=HelpState.CANCELLED, now=now, closed_at=now, close_reason="pupil"
    ):
        record(QuestionTakenBack(request.pk, request.pupil.account_id), now=now)
    elif request.state == HelpState.ANSWERED.value:
        raise Refusal("answered", "Un professeur vient de répondre : lis sa réponse.")


@transaction.atomic
def claim_question(*, question_id: str, teacher: Teacher, now: datetime) -> WrittenQuestion:
    """This teacher has it for `CLAIM`; taking it again begins that time again.

    Refusals `claimed` (a colleague holds it), `written_over`; NotYours without the skill.
    """
    question = access_question_to_take(teacher, question_id, paris_day(now))
    if not _still_waits(question):
        raise over()
    if not _hold(question, teacher, now):
        raise held()
    record(
        QuestionClaimed(question.help_request_id, question.help_request.pupil.account_id, teacher.account_id), now=now
    )
    return question


@transaction.atomic
def add_answer_page(*, question: WrittenQuestion, teacher: Teacher, upload: Upload) -> AnswerPage:
    """A photo of the answer being written, seen by its teacher alone until it is sent. The upload is the pupil's: it is
    erased with them. Refusals `too_many_pages`, `claimed`, `written_over`.
    """
    _check_writes(question, teacher)
    if upload.owner_id != question.help_request.pupil.account_id:
        raise NotYours
    pages = AnswerPage.objects.filter(question=question, teacher=teacher)
    if pages.count() >= ANSWER_PAGES_MAX:
        raise too_many_pages()
    last = pages.aggregate(last=Max("position"))["last"]
    return AnswerPage.objects.create(
        question=question, teacher=teacher, upload=upload, position=0 if last is None else last + 1
    )


@transaction.atomic
def keep_answer(*, question: WrittenQuestion, teacher: Teacher, text: str) -> None:
    """The words being written, shown to their teacher alone until they are sent. One sent already stays as it is."""
    kept = WrittenQuestion.objects.filter(pk=question.pk, claimed_by=teacher, answered_at=None)
    words = clean_tried(text)[:ANSWER_MAX]
    if kept.update(text=words):
        question.text = words


@transaction.atomic
def remove_answer_page(*, question: WrittenQuestion, teacher: Teacher, upload_id: str) -> None:
    """One that is not there any more is as good as removed."""
    _check_writes(question, teacher)
    page = AnswerPage.objects.select_related("upload").filter(question=question, teacher=teacher, upload_id=upload_id)
    for found in page:
        found.delete()
        forget_upload(upload=found.upload)


@transaction.atomic
def order_answer_pages(*, question: WrittenQuestion, teacher: Teacher, uploads: Sequence[str]) -> None:
    """As `order_pages` does. Refusals `claimed`, `written_over`."""
    _check_writes(question, teacher)
    pages = list(AnswerPage.objects.filter(question=question, teacher=teacher))
    in_order(pages=pages, uploads=uploads)
    AnswerPage.objects.bulk_update(pages, ["position"])


@transaction.atomic
def keep_drawing(  # noqa: PLR0913
    *,
    question: WrittenQuestion,
    teacher: Teacher,
    update: bytes,
    drawn: int,
    words: Sequence[str],
    version: int,
    now: datetime,
) -> int:
    """The board of the answer as it is now, seen by its teacher alone until it is sent: its new version.

    `version`: the one it was drawn upon, 0 for none. Refusals `drawn_elsewhere` when it is not that any more,
    `drawing_too_large`, `claimed`, `written_over`.
    """
    if len(update) > DRAWING_MAX_BYTES:
        raise drawing_too_large()
    if not _still_waits(question):
        raise over()
    _check_writes(question, teacher)
    kept = {"update": update, "drawn": drawn, "words": list(words), "version": version + 1, "at": now}
    drawings = AnswerDrawing.objects.filter(question=question, teacher=teacher)
    if version:
        if not drawings.filter(version=version).update(**kept):
            raise drawn_elsewhere()
    elif not drawings.get_or_create(question=question, teacher=teacher, defaults=kept)[1]:
        raise drawn_elsewhere()
    return version + 1


@transaction.atomic
def answer_in_writing(*, question: WrittenQuestion, teacher: Teacher, text: str, now: datetime) -> None:
    """What the pupil and the guardian read; the sponsor's ledger has a line. Sending it twice is sending it once.

    A claim that has run out still answers, as long as no colleague took the question.
    Refusals `empty_answer`, `answer_too_long`, `claimed`, `written_over`; NotYours for who never took it, or was
    suspended since.
    """
    pages = AnswerPage.objects.filter(question=question, teacher=teacher)
    drawing = AnswerDrawing.objects.filter(question=question, teacher=teacher).first()
    on_board = (drawing.drawn, drawing.words) if drawing else (0, [])
    words = clean_answer(text, pages.count(), *on_board)
    request = question.help_request
    if not move_request(of=request, before=HelpState.WRITTEN, after=HelpState.ANSWERED, now=now):
        _check_writes(question, teacher, answered=True)
        return
    _check_writes(question, teacher)
    answered = WrittenQuestion.objects.filter(pk=question.pk)
    answered.update(text=words, answered_at=now, begun_text="")
    answered.filter(goes_on=False).update(begun_by=None, begun_earlier=[])
    for page in AnswerPage.objects.select_related("upload").filter(question=question).exclude(teacher=teacher):
        page.delete()
        forget_upload(upload=page.upload)
    AnswerDrawing.objects.filter(question=question).exclude(teacher=teacher).delete()
    count_written(
        sponsor_id=request.sponsor_id, help_request_id=request.pk, asked_at=request.asked_at or question.asked_at
    )
    record(
        HelpAnswered(request.pk, request.pupil.account_id, teacher.account_id, str(question.pk)),
        now=now,
        actor_id=teacher.account_id,
    )


@transaction.atomic
def go_on_from(*, question: WrittenQuestion, teacher: Teacher, now: datetime) -> None:
    """The teacher goes on from what a colleague had begun, who is named with the answer: the words come before theirs,
    the photos after theirs while there is room, and the board where they have drawn nothing. Twice is once.

    Refusals `claimed`, `written_over`.
    """
    if not _still_waits(question):
        raise over()
    _check_writes(question, teacher)
    begun = begun_before(WrittenQuestion.objects.get(pk=question.pk))
    if begun is None:
        return
    _take_pages(question, begun, teacher)
    _take_drawing(question, begun, teacher, now)
    mine = WrittenQuestion.objects.get(pk=question.pk).text
    text = "\n\n".join(words for words in (begun.text, mine) if words)[:ANSWER_MAX]
    WrittenQuestion.objects.filter(pk=question.pk).update(text=text, goes_on=True)


def _take_pages(question: WrittenQuestion, begun: Begun, teacher: Teacher) -> None:
    mine = AnswerPage.objects.filter(question=question, teacher=teacher)
    last = mine.aggregate(last=Max("position"))["last"]
    room = ANSWER_PAGES_MAX - mine.count()
    for place, page in enumerate(begun.pages[: max(0, room)], start=0 if last is None else last + 1):
        page.teacher, page.position = teacher, place
        page.save(update_fields=["teacher", "position"])


def _take_drawing(question: WrittenQuestion, begun: Begun, teacher: Teacher, now: datetime) -> None:
    """A page that has the blank board open is told that it was drawn elsewhere, and takes it in."""
    if begun.drawing is None:
        return
    kept = {"update": begun.drawing.update, "drawn": begun.drawing.drawn, "words": begun.drawing.words, "at": now}
    mine = AnswerDrawing.objects.filter(question=question, teacher=teacher)
    if not mine.exists():
        AnswerDrawing.objects.create(question=question, teacher=teacher, **kept)
    mine.filter(drawn=0).update(**kept, version=F("version") + 1)


@transaction.atomic
def let_go_of_questions(*, teacher: Teacher, now: datetime) -> None:
    """Those this teacher holds may be taken by another at once."""
    WrittenQuestion.objects.filter(claimed_by=teacher, answered_at=None, claimed_until__gt=now).update(
        claimed_until=now
    )


@transaction.atomic
def note_answer_read(*, question: WrittenQuestion, now: datetime) -> None:
    """The pupil has the answer before their eyes."""
    WrittenQuestion.objects.filter(pk=question.pk, read_at=None).exclude(answered_at=None).update(read_at=now)


def _still_waits(question: WrittenQuestion) -> bool:
    """The request is held until the end: nobody takes it back or answers it meanwhile."""
    request = HelpRequest.objects.select_for_update(no_key=True).get(pk=question.help_request_id)
    return request.state == HelpState.WRITTEN.value


def _hold(question: WrittenQuestion, teacher: Teacher, now: datetime) -> bool:
    free = Q(claimed_by=None) | Q(claimed_by=teacher) | Q(claimed_until__lte=now)
    taken = WrittenQuestion.objects.filter(free, pk=question.pk, answered_at=None)
    before = taken.select_for_update(no_key=True, of=("self",)).first()
    left = _left_by(before, teacher) if before is not None else {}
    if not taken.update(claimed_by=teacher, claimed_until=now + CLAIM, **left):
        return False
    question.claimed_by, question.claimed_until = teacher, now + CLAIM
    return True


def _left_by(before: WrittenQuestion, teacher: Teacher) -> dict[str, object]:
    """What the question becomes when `teacher` takes it from whoever held it: what they had begun is told apart.
    Who takes it back from somebody who had begun nothing finds their own words again, and goes on from whom they did.
    """
    writer = before.claimed_by_id
    if writer is None or writer == teacher.pk:
        return {}
    pages = AnswerPage.objects.filter(question=before, teacher=writer)
    drawn = AnswerDrawing.objects.filter(question=before, teacher=writer, drawn__gt=0)
    if before.text or pages.exists() or drawn.exists():
        went_on = before.goes_on and before.begun_by_id is not None
        earlier = [*before.begun_earlier, before.begun_by_id] if went_on else []
        return {
            "text": "",
            "begun_by": writer,
            "begun_text": before.text,
            "begun_earlier": earlier,
            "goes_on": False,
        }
    if before.begun_by_id == teacher.pk:
        *earlier, last = before.begun_earlier or [None]
        begun_by = Teacher.objects.filter(pk=last).first()
        return {
            "text": before.begun_text,
            "begun_by": begun_by,
            "begun_text": "",
            "begun_earlier": earlier,
            "goes_on": begun_by is not None,
        }
    return {"goes_on": False}


def _check_writes(question: WrittenQuestion, teacher: Teacher, *, answered: bool = False) -> None:
    """Whether `teacher` is the one who holds it, and is not suspended; `answered`: or the one who has answered it."""
    now = WrittenQuestion.objects.select_related("help_request", "claimed_by").get(pk=question.pk)
    if now.claimed_by is not None and now.claimed_by_id == teacher.pk:
        if now.claimed_by.state == TeacherState.SUSPENDED.value:
            raise NotYours
    else:
        raise held() if now.answered_at is None else over()
    open_states = {HelpState.WRITTEN.value, HelpState.ANSWERED.value}
    if now.help_request.state not in open_states or (now.answered_at is not None and not answered):
        raise over()
