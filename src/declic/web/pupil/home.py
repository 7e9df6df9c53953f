"""The pupil's home: what blocks you? And every subject of the level."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from declic.campaigns.queries import word_for
from declic.curriculum.rules import first_subjects, groups_of, is_small, small_tiles, subjects_of
from declic.dispatch.queries.evening import closed_subjects
from declic.dispatch.queries.pupil import drafts_of, free_for
from declic.dispatch.queries.written import questions_of
from declic.keeping.queries import end_of
from declic.lessons.queries import lessons_of
from declic.people.models import Pupil
from declic.people.queries import held_address_of
from declic.sponsors.queries import address_told
from declic.web.layout.pictures import face_of
from declic.web.pupil.access import for_pupil
from declic.web.pupil.hours import hours_for
from declic.web.pupil.lines import draft_line, lesson_line, open_one, question_line
from declic.web.pupil.small import closed_aloud

TILES = 8
LESSONS = 3


@require_safe
@for_pupil
def home(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    now = timezone.now()
    hours = hours_for(pupil, now)
    asked = [question_line(question, now) for question in questions_of(pupil)]
    context: dict[str, object] = {
        "pupil": pupil,
        "open_one": open_one(pupil, now),
        "hours": hours,
        "closed_subjects": _closed(pupil, now) if hours.is_open else (),
        "answers": [line for line in asked if line.is_new],
        "questions": [line for line in asked if not line.is_answered],
        "ends_on": end_of(pupil, now),
        "addressed": address_told(pupil, now),
        "held_address": held_address_of(pupil),
        "word": word_for(pupil, now),
    }
    if is_small(pupil.level):
        context |= {"face": face_of(pupil.pk), "tiles": small_tiles(pupil.level), "closed_aloud": closed_aloud(hours)}
        return render(request, "pupil/small_home.html", context)
    tiles = first_subjects(pupil.level)[:TILES]
    context |= {
        "free": free_for(pupil.level, [subject.code for subject in tiles], now) if hours.is_open else 0,
        "drafts": [draft_line(draft) for draft in drafts_of(pupil)],
        "tiles": tiles,
        "more": len(subjects_of(pupil.level)) > len(tiles),
        "lessons": [lesson_line(lesson, now) for lesson in lessons_of(pupil)[:LESSONS]],
    }
    return render(request, "pupil/home.html", context)


@require_safe
@for_pupil
def subjects(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    """Every subject of the level, under headings; for who may not read, those the four pictures do not hold."""
    closed = _closed(pupil, timezone.now())
    if is_small(pupil.level):
        held = {tile.subject for tile in small_tiles(pupil.level)}
        others = [subject for subject in subjects_of(pupil.level) if subject not in held]
        return render(
            request, "pupil/small_subjects.html", {"pupil": pupil, "subjects": others, "closed_subjects": closed}
        )
    shown = {"pupil": pupil, "groups": groups_of(pupil.level), "closed_subjects": closed}
    return render(request, "pupil/subjects.html", shown)


def _closed(pupil: Pupil, now: datetime) -> set[str]:
    """Subjects of the pupil's level that the team closed for the evening."""
    tonight = closed_subjects(now)
    return {one.code for one in subjects_of(pupil.level) if tonight.closing_of(one.code, pupil.level)}
