"""« Mes enfants »: each child, the last lessons, and what is changed about a child."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from declic.curriculum.rules import is_small
from declic.dispatch.queries.agreed import kept_hours, paid_hours_of, sponsor_hours
from declic.dispatch.queries.hours import exceptional
from declic.dispatch.queries.pupil import kept_for_later
from declic.dispatch.queries.written import questions_of_family
from declic.ground.ids import spaced
from declic.keeping.queries import children_ending, notice_for
from declic.keeping.rules import has_come
from declic.lessons.queries import lessons_of_family
from declic.people import actions as people
from declic.people.models import Guardian, Pupil
from declic.people.queries import (
    access_child,
    card_of,
    card_secret,
    children_of,
    is_linked,
    refused_addresses,
)
from declic.sponsors.queries import sponsor_of_guardian
from declic.web.account import device
from declic.web.account.access import for_guardian
from declic.web.account.children import add_child, child_form
from declic.web.account.forms import ChildForm
from declic.web.account.steps import next_step
from declic.web.guardian.hours import told_hours
from declic.web.guardian.lines import child_line, kept_line, lesson_line, question_line
from declic.web.layout.closings import span
from declic.web.layout.pictures import face_of

LAST = 5
AHEAD = timedelta(days=14)
"""Exceptional closings are told so long beforehand."""


@require_safe
@never_cache
@for_guardian
def home(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    if step := next_step(guardian):
        return redirect(step)
    now = timezone.now()
    past = list(lessons_of_family(guardian.account)[:200])
    children = children_of(guardian)
    hours = paid_hours_of(children, now) or [sponsor_hours(sponsor_of_guardian(guardian), now)]
    ends = notice_for(guardian, now)
    said = {
        "children": [child_line(pupil, past, now) for pupil in children],
        "lessons": [lesson_line(lesson, now) for lesson in past[:LAST]],
        "more": len(past) > LAST,
        "questions": [question_line(question, now) for question in questions_of_family(guardian)[:LAST]],
        "refused": refused_addresses().filter(account=guardian.account_id).first(),
        "ends": ends,
        "has_come": ends is not None and has_come(ends.ends_on, now),
        "ending": children_ending(ends) if ends else (),
        "kept": [kept_line(one, kept_hours(one, now).opening.opens_at, now) for one in kept_for_later(guardian)],
        "hours": told_hours(hours, now),
        "closings": [span(one, now) for one in exceptional(now, before=now + AHEAD)],
    }
    answer = render(request, "guardian/home.html", said)
    device.remember_family(request, answer, guardian)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_guardian
def add(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    form = child_form(guardian, request.POST or None)
    if request.method == "POST" and (page := add_child(request, guardian, form, _page_of)):
        return redirect(page)
    return render(request, "guardian/add_child.html", {"form": form})


def _page_of(pupil: Pupil) -> str:
    return reverse("guardian:child", args=[pupil.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_guardian
def child(request: HttpRequest, guardian: Guardian, pupil_id: int) -> HttpResponse:
    """What is known of the child, to change; and the card."""
    pupil = access_child(guardian.account, pupil_id)
    kept = {"first_name": pupil.first_name, "level": pupil.level, "school": pupil.school}
    form = ChildForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        people.change_child(pupil=pupil, now=timezone.now(), **form.cleaned_data)
        return redirect("guardian:home")
    card = card_of(pupil)
    secrets = card_secret(card) if card else None
    small = is_small(pupil.level)
    said = {
        "pupil": pupil,
        "form": form,
        "small": small,
        "linked": is_linked(pupil.account),
        "face": face_of(pupil.pk) if small else "",
        "code": spaced(secrets.short_code) if secrets else "",
        "pictures": secrets.pictures if secrets and small else (),
    }
    return render(request, "guardian/child.html", said)
