"""The evening under way: subjects closed, and a few words to those who wait."""

from collections import Counter
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from declic.curriculum.rules import SUBJECTS
from declic.dispatch import actions
from declic.dispatch.models import Announcement, HelpRequest, SubjectClosing
from declic.dispatch.queries import evening as tonight
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.evening import ANNOUNCEMENTS_AT_ONCE, Scope
from declic.ground.errors import Refusal
from declic.people.models import Account
from declic.web.account.once import made_once
from declic.web.staff.access import for_staff
from declic.web.staff.forms import AnnouncementForm, SubjectClosingForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def subjects(request: HttpRequest, operator: Account) -> HttpResponse:
    now = timezone.now()
    form = SubjectClosingForm(request.POST or None, initial={"subject": _asked(request)})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(made_once(request, operator, lambda: _closed(request, operator, form, now)))
        except Refusal as refusal:
            form.add_error("reason" if refusal.code in _OF_WORDS else None, refusal.message)
    waiting = _waiting()
    closed = [(one, _scope(one).label, _number(waiting, _scope(one))) for one in tonight.subject_closings(now)]
    return render(request, "staff/subjects.html", {"form": form, "closed": closed}, status=422 if form.errors else 200)


@require_POST
@for_staff
def reopen(request: HttpRequest, operator: Account, subject_closing_id: int) -> HttpResponse:
    closing = get_object_or_404(SubjectClosing, pk=subject_closing_id)
    if actions.reopen_subject(closing=closing, by=operator, now=timezone.now()):
        messages.success(request, f"Rouvert : {_scope(closing).label}.")
    else:
        messages.info(request, "Cette fermeture ne tenait déjà plus : voici ce qui est fermé maintenant.")
    return redirect("staff:subjects")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def announcements(request: HttpRequest, operator: Account) -> HttpResponse:
    now = timezone.now()
    form = AnnouncementForm(request.POST or None, initial={"subject": _asked(request)})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(made_once(request, operator, lambda: _announced(request, operator, form, now)))
        except Refusal as refusal:
            form.add_error("text" if refusal.code in _OF_WORDS else None, refusal.message)
    waiting = _waiting()
    shown = [(one, _scope(one).label, _number(waiting, _scope(one))) for one in tonight.announcements(now)]
    return render(
        request,
        "staff/announcements.html",
        {
            "form": form,
            "shown": shown,
            "waiting": waiting.total(),
            "is_full": len(shown) >= ANNOUNCEMENTS_AT_ONCE,
            "most": ANNOUNCEMENTS_AT_ONCE,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@for_staff
def withdraw(request: HttpRequest, operator: Account, announcement_id: int) -> HttpResponse:
    sent = get_object_or_404(Announcement, pk=announcement_id)
    if actions.withdraw_announcement(announcement=sent, by=operator, now=timezone.now()):
        messages.success(request, "Le message est retiré.")
    else:
        messages.info(request, "Ce message n’était déjà plus affiché.")
    return redirect("staff:announcements")


_OF_WORDS = ("no_words", "too_long", "contact")


def _closed(request: HttpRequest, operator: Account, form: SubjectClosingForm, now: datetime) -> str:
    closing = actions.close_subject(by=operator, now=now, **form.cleaned_data)
    messages.success(request, f"Fermé ce soir : {_scope(closing).label}.")
    return reverse("staff:subjects")


def _announced(request: HttpRequest, operator: Account, form: AnnouncementForm, now: datetime) -> str:
    sent = actions.announce(by=operator, now=now, **form.cleaned_data)
    messages.success(request, f"Le message est affiché : {_scope(sent).label}.")
    return reverse("staff:announcements")


def _asked(request: HttpRequest) -> str:
    """The subject of the row of the board it comes from."""
    asked = request.GET.get("matiere", "")
    return asked if asked in SUBJECTS else ""


def _scope(one: SubjectClosing | Announcement) -> Scope:
    return Scope(one.subject, one.levels)


def _waiting() -> Counter[tuple[str, str]]:
    states = [HelpState.WAITING.value, HelpState.SENT_BACK.value]
    return Counter(HelpRequest.objects.filter(state__in=states).values_list("subject", "level"))


def _number(waiting: Counter[tuple[str, str]], scope: Scope) -> int:
    return sum(number for (subject, level), number in waiting.items() if scope.covers(subject, level))
