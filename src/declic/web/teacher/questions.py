"""« Questions écrites » : the oldest first, taken by one teacher at a time, answered in words, photos and a drawing."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.curriculum.rules import subject_of
from declic.dispatch import actions
from declic.dispatch.actions.written import (
    add_answer_page,
    go_on_from,
    keep_answer,
    order_answer_pages,
    remove_answer_page,
)
from declic.dispatch.models import WrittenQuestion
from declic.dispatch.queries.written import (
    access_question,
    access_question_to_take,
    begun_before,
    drawing_of,
    is_taken_back,
    questions_for,
)
from declic.dispatch.rules.written import ANSWER_MAX, ANSWER_PAGES_MAX
from declic.ground.errors import NotYours, Refusal
from declic.ground.paris import paris_day
from declic.people.models import Teacher
from declic.uploads.actions import remove as forget_upload
from declic.uploads.actions import store
from declic.uploads.rules import ACCEPTED, MAX_BYTES, too_large
from declic.web.layout.sent_pages import add_sent, as_uuid, pages_json
from declic.web.teacher.access import is_suspended, teacher_of
from declic.web.teacher.lines import question_line

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


P = ParamSpec("P")
DRAW = "draw"
"""What was written is kept, and the board opens."""
BEGUN = "begun"
"""What was written is kept, after what a colleague had begun."""
SIGNED_OUT = "Vous n’êtes plus connecté. Connectez-vous dans un autre onglet, puis reprenez cette photo."


@login_required
@require_safe
@never_cache
def questions(request: HttpRequest) -> HttpResponse:
    teacher = teacher_of(request)
    if is_suspended(teacher):
        return redirect("teacher:desk")
    now = timezone.now()
    lines = [question_line(found, teacher, now) for found in questions_for(teacher, now, paris_day(now))]
    return render(request, "teacher/questions.html", {"lines": lines})


@login_required
@require_POST
@never_cache
def take(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """One already taken by a colleague is no fault: the list says what is left."""
    teacher = teacher_of(request)
    try:
        actions.claim_question(question_id=str(question_id), teacher=teacher, now=timezone.now())
    except NotYours:
        raise
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        return redirect("teacher:questions")
    return redirect("teacher:question", question_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    teacher = teacher_of(request)
    now = timezone.now()
    try:
        found = taken_by(teacher, question_id)
    except NotYours:
        if request.method != "POST":
            raise
        access_question_to_take(teacher, question_id, paris_day(now))
        return _lost(request, request.POST.get("text", ""))
    if is_taken_back(found):
        return _lost(request, request.POST.get("text", found.text), taken_back=True)
    return _page(request, teacher, found, now) if request.method != "POST" else _sent(request, teacher, found, now)


def _sent(request: HttpRequest, teacher: Teacher, found: WrittenQuestion, now: datetime) -> HttpResponse:
    refused = _answer(request, teacher, found, now)
    if refused is not None:
        return _page(request, teacher, found, now, refused)
    if request.POST.get("keep") == DRAW:
        return redirect("teacher:drawing", found.pk)
    if "keep" in request.POST or "remove" in request.POST:
        return redirect("teacher:question", found.pk)
    messages.success(request, "Réponse envoyée. Merci : l’élève et sa famille sont prévenus.")
    return redirect("teacher:questions")


def _lost(request: HttpRequest, text: str, *, taken_back: bool = False) -> HttpResponse:
    """Their answer leaves no more; the words they had written are given back."""
    status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
    return render(request, "teacher/question_lost.html", {"text": text, "taken_back": taken_back}, status=status)


# -- photos of the answer, sent by the page's script ------------------------------------------------------------------
def _by_script(
    view: Callable[Concatenate[HttpRequest, Teacher, WrittenQuestion, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """The view gets the question its teacher holds. Signed out: said in JSON, a redirect would be followed in vain."""

    @wraps(view)
    def guarded(request: HttpRequest, /, question_id: UUID, *args: P.args, **more: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"code": "signed_out", "message": SIGNED_OUT}, status=401)
        teacher = teacher_of(request)
        return view(request, teacher, taken_by(teacher, question_id), *args, **more)

    return require_POST(guarded)


@_by_script
def add_page(request: HttpRequest, teacher: Teacher, found: WrittenQuestion) -> HttpResponse:
    return add_sent(
        request,
        found.pages.select_related("upload").filter(teacher=teacher),
        add=lambda file: _add(teacher, found, file, timezone.now()),
        remove=lambda replaced: remove_answer_page(question=found, teacher=teacher, upload_id=str(as_uuid(replaced))),
    )


@_by_script
def remove_page(request: HttpRequest, teacher: Teacher, found: WrittenQuestion, upload_id: UUID) -> HttpResponse:
    del request
    remove_answer_page(question=found, teacher=teacher, upload_id=str(upload_id))
    return JsonResponse({})


@_by_script
def order(request: HttpRequest, teacher: Teacher, found: WrittenQuestion) -> HttpResponse:
    order_answer_pages(question=found, teacher=teacher, uploads=request.POST.getlist("page"))
    return JsonResponse({})


def _answer(request: HttpRequest, teacher: Teacher, found: WrittenQuestion, now: datetime) -> Refusal | None:
    """What was refused; the words are kept, and the good photos."""
    try:
        keep_answer(question=found, teacher=teacher, text=request.POST.get("text", ""))
        if dropped := request.POST.get("remove"):
            remove_answer_page(question=found, teacher=teacher, upload_id=str(as_uuid(dropped)))
            return None
        refused = _add_all(teacher, found, request.FILES.getlist("photos"), now)
        if refused is not None:
            return refused
        if request.POST.get("keep") == BEGUN:
            go_on_from(question=found, teacher=teacher, now=now)
        elif "keep" not in request.POST:
            actions.answer_in_writing(question=found, teacher=teacher, text=request.POST.get("text", ""), now=now)
    except NotYours:
        raise
    except Refusal as refusal:
        return refusal
    return None


def _add_all(
    teacher: Teacher, found: WrittenQuestion, files: list["UploadedFile[bytes]"], now: datetime
) -> Refusal | None:
    """The good files are kept even when one is refused: the first refusal is told, by the name of its file."""
    refused: Refusal | None = None
    for file in files:
        try:
            _add(teacher, found, file, now)
        except NotYours:
            raise
        except Refusal as refusal:
            refused = refused or Refusal(refusal.code, f"« {file.name} » : {refusal.message}")
    return refused


def _add(teacher: Teacher, found: WrittenQuestion, file: "UploadedFile[bytes]", now: datetime) -> list[str]:
    """The photo is the pupil's: it is erased with them."""
    if (file.size or 0) > MAX_BYTES:  # before it is read into memory
        raise too_large()
    uploads = store(owner=found.help_request.pupil.account, data=file.read(), name=file.name or "", now=now)
    for place, upload in enumerate(uploads):
        try:
            add_answer_page(question=found, teacher=teacher, upload=upload)
        except Refusal:
            for unattached in uploads[place:]:
                forget_upload(upload=unattached)
            raise
    return [str(upload.pk) for upload in uploads]


def _page(
    request: HttpRequest, teacher: Teacher, found: WrittenQuestion, now: datetime, refused: Refusal | None = None
) -> HttpResponse:
    context = {
        "question": found,
        "line": question_line(found, teacher, now),
        "asked": found.help_request,
        "pages": found.help_request.pages.select_related("upload"),
        "answer_pages": pages_json(found.pages.select_related("upload").filter(teacher=teacher)),
        "refusal": refused,
        "accepted_files": ACCEPTED,
        "answer_max": ANSWER_MAX,
        "max_pages": ANSWER_PAGES_MAX,
        "drawing": drawing_of(found),
        "begun": begun_before(found),
        "subject": subject_of(found.help_request.subject),
        "text": found.text,
    }
    return render(request, "teacher/question.html", context, status=409 if refused else 200)


def taken_by(teacher: Teacher, question_id: UUID) -> WrittenQuestion:
    """NotYours for the teacher's own child, and for one who did not take it."""
    found = access_question(teacher.account, question_id)
    if found.claimed_by_id != teacher.pk or is_suspended(teacher):
        raise NotYours
    return found
