"""Asking: what was tried, kept from the first photo, sent when the pupil says so. It works without script."""

import re
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from declic.curriculum.rules import Subject, is_small, subject_of, teaches
from declic.dispatch import actions
from declic.dispatch.actions.pages import order_pages
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries import draft_of, open_request_of, teacher_of_last_time
from declic.dispatch.rules import HelpKind
from declic.dispatch.rules.attempt import PAGES_MAX, TRIED_MAX
from declic.dispatch.rules.devices import Device, device_of
from declic.ground.errors import NotYours, Refusal
from declic.ground.paris import paris_day
from declic.ground.strain import STRAIN
from declic.people.models import Pupil
from declic.uploads.actions import remove as forget_upload
from declic.uploads.actions import store
from declic.uploads.rules import ACCEPTED, MAX_BYTES, too_large
from declic.web.layout.busy import BUSY
from declic.web.layout.middleware import status_of
from declic.web.layout.sent_pages import add_sent, as_uuid, pages_json
from declic.web.pupil.access import done, for_pupil, wants_json
from declic.web.pupil.hours import hours_for
from declic.web.pupil.small import closed_aloud

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

KINDS = [(kind.value, kind.label) for kind in HelpKind]
KEPT_FOR_LATER = "Une demande à la fois : voici la tienne. Ta nouvelle question est gardée, tu l’enverras après."


@require_http_methods(["GET", "HEAD", "POST"])
@for_pupil
def ask(request: HttpRequest, pupil: Pupil, subject: str) -> HttpResponse:
    taught = _taught(pupil, subject)
    if request.method != "POST":
        return _page(request, pupil, taught, draft_of(pupil, subject))
    now = timezone.now()
    try:
        draft = _save(request, pupil, subject, now)
        if dropped := request.POST.get("remove"):
            remove_page(draft, dropped, now)
            return redirect("pupil:ask", subject)
        refused = _add_files(request, draft, request.FILES.getlist("photos"), now)
        if refused is not None:
            return _page(request, pupil, taught, draft, refused)
        _check_not_late()
        actions.ask(help_request=draft, now=now, sponsor=draft.sponsor)
    except Refusal as refusal:
        if _goes_to_the_wait(request, pupil, subject, refusal):
            return done(request, reverse("pupil:waiting"))
        if wants_json(request) or isinstance(refusal, NotYours):
            raise
        return _page(request, pupil, taught, draft_of(pupil, subject), refusal)
    return done(request, reverse("pupil:waiting"))


@require_POST
@for_pupil
def save(request: HttpRequest, pupil: Pupil, subject: str) -> HttpResponse:
    """The words, as they are typed."""
    _taught(pupil, subject)
    _save(request, pupil, subject, timezone.now())
    return JsonResponse({"kept": True})


@require_POST
@for_pupil
def add(request: HttpRequest, pupil: Pupil, subject: str) -> HttpResponse:
    _taught(pupil, subject)
    now = timezone.now()
    draft = draft_of(pupil, subject) or actions.save_draft(
        pupil=pupil, subject=subject, kind=HelpKind.EXERCISE, tried="", now=now, device=_device(request)
    )
    return add_sent_page(request, draft, now)


@require_POST
@for_pupil
def remove(request: HttpRequest, pupil: Pupil, subject: str, upload_id: UUID) -> HttpResponse:
    draft = draft_of(pupil, subject)
    if draft is not None:
        remove_page(draft, str(upload_id), timezone.now())
    return done(request, reverse("pupil:ask", args=[subject]))


@require_POST
@for_pupil
def order(request: HttpRequest, pupil: Pupil, subject: str) -> HttpResponse:
    draft = draft_of(pupil, subject)
    if draft is not None:
        order_pages(help_request=draft, uploads=request.POST.getlist("page"), now=timezone.now())
    return done(request, reverse("pupil:ask", args=[subject]))


# -- pages of a request, a draft or one already in the line -----------------------------------------------------------
def add_sent_page(request: HttpRequest, help_request: HelpRequest, now: datetime) -> HttpResponse:
    """One file from the page's script; the same `cid` again gets the same answer."""
    return add_sent(
        request,
        help_request.pages.select_related("upload"),
        add=lambda file: add_file(request, help_request, file, now),
        remove=lambda replaced: remove_page(help_request, replaced, now, is_replaced=True),
    )


def remove_page(help_request: HelpRequest, upload_id: str, now: datetime, *, is_replaced: bool = False) -> None:
    """A page that is not there any more is as good as removed."""
    page = help_request.pages.select_related("upload").filter(upload_id=as_uuid(upload_id)).first()
    if page is not None:
        actions.remove_page(help_request=help_request, upload=page.upload, now=now, is_replaced=is_replaced)


def add_file(request: HttpRequest, help_request: HelpRequest, file: "UploadedFile[bytes]", now: datetime) -> list[str]:
    if (file.size or 0) > MAX_BYTES:  # before it is read into memory
        raise too_large()
    assert request.user.is_authenticated  # noqa: S101  (for_pupil)
    uploads = store(owner=request.user, data=file.read(), name=file.name or "", now=now)
    for place, upload in enumerate(uploads):
        try:
            actions.add_page(help_request=help_request, upload=upload, now=now)
        except Refusal:
            for unattached in uploads[place:]:
                forget_upload(upload=unattached)
            raise
    return [str(upload.pk) for upload in uploads]


def _add_files(
    request: HttpRequest, help_request: HelpRequest, files: list["UploadedFile[bytes]"], now: datetime
) -> Refusal | None:
    """The good files are kept even when one is refused: the first refusal is told."""
    refused: Refusal | None = None
    for file in files:
        try:
            add_file(request, help_request, file, now)
        except Refusal as refusal:
            refused = refused or Refusal(refusal.code, f"« {file.name} » : {refusal.message}")
    return refused


# -- the page --------------------------------------------------------------------------------------------------------
def _taught(pupil: Pupil, subject: str) -> Subject:
    if not teaches(pupil.level, subject):
        raise NotYours
    return subject_of(subject)


def _save(request: HttpRequest, pupil: Pupil, subject: str, now: datetime) -> HelpRequest:
    kind = request.POST.get("kind", "")
    known = kind if kind in dict(KINDS) else HelpKind.EXERCISE.value
    tried = request.POST.get("tried", "")
    draft = actions.save_draft(
        pupil=pupil, subject=subject, kind=HelpKind(known), tried=tried, now=now, device=_device(request)
    )
    actions.want_teacher(draft=draft, teacher_id=_number(request.POST.get("teacher", "")), now=now)
    return draft


def _goes_to_the_wait(request: HttpRequest, pupil: Pupil, subject: str, refusal: Refusal) -> bool:
    """Whether what was refused is shown the request under way: the same, when the answer to the first sending was lost
    (its photos are not in the second), or another question, whose pupil is told that it is kept.
    """
    under_way = open_request_of(pupil) if refusal.code in ("already_open", "empty_attempt") else None
    if under_way is None:
        return refusal.code == "already_open"
    if refusal.code == "empty_attempt":
        return under_way.subject == subject
    draft = draft_of(pupil, subject)
    is_same = draft is not None and (draft.subject, draft.tried) == (under_way.subject, under_way.tried)
    if draft is not None and (not is_same or draft.pages.exists()):
        messages.warning(request, KEPT_FOR_LATER)
    return True


def _device(request: HttpRequest) -> Device:
    return device_of(request.headers.get("User-Agent", ""))


def _number(text: str) -> int | None:
    """None for what is no row's number."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else None


def _check_not_late() -> None:
    """Refusal `busy`: those who wait already come first. The draft is kept; a script tries again by itself."""
    if STRAIN.is_late(monotonic()):
        raise Refusal("busy", BUSY)


def _page(
    request: HttpRequest, pupil: Pupil, subject: Subject, draft: HelpRequest | None, refusal: Refusal | None = None
) -> HttpResponse:
    now = timezone.now()
    typed = request.POST if request.method == "POST" else None
    hours = hours_for(pupil, now, subject.code)
    last = teacher_of_last_time(pupil, subject.code, paris_day(now))
    wanted = typed.get("teacher", "") if typed else str(draft.wanted_teacher_id if draft else "")
    context = {
        "pupil": pupil,
        "subject": subject,
        "draft": draft,
        "pages": pages_json(draft.pages.select_related("upload")) if draft else [],
        "tried": typed.get("tried", "") if typed else (draft.tried if draft else ""),
        "kind": typed.get("kind", "") if typed else (draft.kind if draft else HelpKind.EXERCISE.value),
        "kinds": KINDS,
        "refusal": refusal,
        "last_teacher": last,
        "wants_last_teacher": last is not None and wanted == str(last.pk),
        "hours": hours,
        "lacking": bool(hours.lack) and typed is None,
        "accepted_files": ACCEPTED,
        "max_pages": PAGES_MAX,
        "tried_max": TRIED_MAX,
        "closed_aloud": closed_aloud(hours),
    }
    template = "pupil/small_ask.html" if is_small(pupil.level) else "pupil/ask.html"
    return render(request, template, context, status=status_of(refusal) if refusal else 200)
