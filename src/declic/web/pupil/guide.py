"""How it works, whom to talk to, and a check of the microphone; said aloud to who may not read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from declic.curriculum.rules import is_small
from declic.people.models import Pupil
from declic.web.pupil.access import for_pupil
from declic.web.pupil.hours import hours_for
from declic.web.pupil.lines import open_one


@require_safe
@for_pupil
def guide(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    now = timezone.now()
    context = {"pupil": pupil, "hours": hours_for(pupil, now), "open_one": open_one(pupil, now)}
    template = "small_guide" if is_small(pupil.level) else "guide"
    return render(request, f"pupil/{template}.html", context)


@require_safe
@for_pupil
def sound(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    """Does the microphone hear? A request under way keeps its place here, and rings."""
    template = "small_sound" if is_small(pupil.level) else "sound"
    return render(request, f"pupil/{template}.html", {"pupil": pupil, "open_one": open_one(pupil, timezone.now())})
