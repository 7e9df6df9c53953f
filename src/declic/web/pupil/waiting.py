"""The wait: never silent, always a way out, and the ring the second a teacher accepts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from declic.curriculum.rules import is_small, level_of, subject_of
from declic.dispatch import actions
from declic.dispatch.actions.told import note_told
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries import Standing, call_back_times, open_request_of
from declic.dispatch.queries.call_backs import call_back_to_come, is_outside_hours, why_put_off
from declic.dispatch.queries.evening import announced
from declic.dispatch.queries.line import standing_of
from declic.dispatch.queries.pupil import last_request_of
from declic.dispatch.queries.usual import usual_wait
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.attempt import PAGES_MAX, TRIED_MAX
from declic.dispatch.rules.escalation import Choice
from declic.ground.errors import NotYours, Refusal
from declic.ground.moments import clock, when
from declic.lessons.actions import end
from declic.lessons.queries import live_lesson_of
from declic.people.models import Pupil
from declic.uploads.rules import ACCEPTED
from declic.web.layout.sent_pages import pages_json
from declic.web.layout.typography import french
from declic.web.pupil.access import done, for_pupil, wants_json
from declic.web.pupil.hours import hours_while_waiting
from declic.web.pupil.small import closed_aloud, small_wait
from declic.web.pupil.words import aloud, in_bowl


@dataclass(frozen=True)
class Time:
    """A half-hour the pupil may be called back at."""

    value: str
    said: str
    """« à 18 h 30 », « demain à 17 h »."""
    aloud: str

    @classmethod
    def of(cls, moment: datetime, now: datetime) -> "Time":
        said = when(moment, now)
        return cls(moment.isoformat(), said, aloud(said).replace("à à ", "à "))


@require_safe
@for_pupil
def waiting(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    help_request = open_request_of(pupil)
    if help_request is None:
        return _after(request, pupil)
    now = timezone.now()
    lesson = live_lesson_of(pupil)
    is_kept = help_request.state == HelpState.SCHEDULED.value
    hours = hours_while_waiting(help_request, now)
    standing = standing_of(help_request, now)
    note_told(help_request=help_request, estimate=standing.estimate, now=now)
    chosen = call_back_to_come(help_request, now)
    back = Time.of(chosen, now) if chosen else None
    context = {
        "pupil": pupil,
        "help_request": help_request,
        "subject": subject_of(help_request.subject),
        "level": level_of(help_request.level),
        "lesson": lesson,
        "pages": pages_json(help_request.pages.select_related("upload")),
        "asked": clock(help_request.asked_at) if help_request.asked_at else "",
        "hours": hours,
        "accepted_files": ACCEPTED,
        "max_pages": PAGES_MAX,
        "tried_max": TRIED_MAX,
        "step": standing.step,
        "wanted": standing.wanted,
        "may_wait_for": standing.wanted != "" and standing.step != "for_wanted",
        "may_choose": bool(standing.choices),
        "closed": standing.closed,
        "said": [] if is_kept else announced(now).said_to(help_request.subject, help_request.level),
        "call_back": back.said if back else "",
        "may_come_back": back is not None and hours.is_open,
        "put_off": _why_put_off(help_request, now) if back else "",
        "call_back_aloud": back.aloud if back else "",
        "times": [Time.of(moment, now) for moment in call_back_times(help_request, now)],
    }
    if is_small(pupil.level):
        told = {"wait": small_wait(standing, hours), "closed_aloud": closed_aloud(hours)}
        return render(request, "pupil/small_waiting.html", context | told)
    return render(request, "pupil/waiting.html", context | _told(help_request, standing, now))


def _why_put_off(help_request: HelpRequest, now: datetime) -> str:
    """Why the hour is not the one chosen; empty when it is."""
    if help_request.call_back_was is None:
        return ""
    if why := why_put_off(help_request, now):
        return french(why)
    if is_outside_hours(help_request, help_request.call_back_was, now):
        return "Nos heures ont changé."
    return "On a fermé avant de pouvoir te rappeler."


def _told(help_request: HelpRequest, found: Standing, now: datetime) -> dict[str, object]:
    """What the page says before its socket speaks, and all it says without script."""
    name = help_request.pupil.first_name
    waits = help_request.state == HelpState.WAITING.value
    since = help_request.waits_since or now
    usual = usual_wait(help_request, now) if waits else None
    headlines = {
        "long": f"C’est plus long que prévu, {name}.",
        "ringing": f"Un prof regarde ton travail, {name}.",
        "for_wanted": french(f"On attend {found.wanted}, {name}."),
    }
    about, value = in_bowl(found.estimate, usual, now - since) if waits else ("c’est", "prêt")
    return {
        "headline": headlines.get(found.step, f"On cherche ton prof, {name}."),
        "story": _story(found, usual if usual and now - since < timedelta(minutes=usual) else None),
        "doing": _doing(found),
        "since": since,
        "usual": usual,
        "bowl": {"about": about, "value": value},
    }


def _story(standing: Standing, usual: int | None) -> str:
    """`usual`: minutes others waited, while this wait is not longer."""
    if standing.step == "ringing":
        return "Ça sonne chez lui. S’il ne peut pas, on en appelle un autre."
    if standing.step == "for_wanted":
        return "On l’attend une minute au plus. Après, on appelle un autre prof."
    if standing.step == "long":
        return "On continue d’appeler." if standing.estimate else "Aucun prof n’est libre. On continue de chercher."
    before = standing.place - 1
    said = "Tu es en tête de la file."
    if before > 0:
        said = "Il y a un élève avant toi." if before == 1 else f"Il y a {before} élèves avant toi."
    if standing.estimate is None:
        said = f"{said} D’habitude, moins de {usual}\u00a0min." if usual else said
        return f"{said} On te prévient dès qu’un prof est libre.".strip()
    return said if before > 0 else f"{said} Le prochain prof libre est pour toi."


def _doing(standing: Standing) -> str:
    if standing.ringing:
        return "Ça sonne chez un prof"
    if standing.step == "for_wanted":
        return "On attend ton prof"
    if standing.free:
        return "On appelle les profs"
    return "On attend qu’un prof se libère" if standing.estimate else "On cherche un prof"


_OVER = {
    "no_show": ("Ton prof n’a pas pu te joindre.", "Il t’a attendu. Redemande : tu reprends ta place."),
    "pupil": ("Ta demande est annulée.", "Ton travail est gardé. Redemande quand tu veux."),
    "pupil_left": ("On t’a perdu de vue.", "Ta page s’est fermée trop longtemps. Ton travail est gardé : redemande."),
    "call_back": ("C’était l’heure, ta page était fermée.", "Ton travail est gardé. Redemande quand tu veux."),
    "closing": ("Ta place était gardée, ta page était fermée.", "Ton travail est gardé. Redemande quand tu veux."),
    "not_completed": ("On attendait ton essai.", "Ta demande s’est refermée. Ton travail est gardé : redemande."),
}
_UNMET = ("Aucun prof n’a pu venir.", "Ce n’est pas ta faute, et ton travail est gardé. Redemande quand tu veux.")


def _after(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    last = last_request_of(pupil)
    if last is None:
        return redirect("pupil:home")
    if last.state == HelpState.HELPED.value:
        lesson = last.lessons.order_by("-opened_at").first()
        return redirect("pupil:lesson", lesson.pk) if lesson else redirect("pupil:home")
    if last.state in {HelpState.WRITTEN.value, HelpState.ANSWERED.value}:
        return redirect("pupil:question", last.question.pk)
    # A pupil who ends a lesson before it begins has cancelled.
    reason = "pupil" if last.close_reason == "pupil_left" and last.accepted_at else last.close_reason
    headline, story = _OVER.get(reason, _UNMET)
    context = {
        "pupil": pupil,
        "help_request": last,
        "headline": headline,
        "story": story,
        "spoken": f"{headline} Appuie sur le téléphone vert pour rappeler.",
    }
    template = "pupil/small_over.html" if is_small(pupil.level) else "pupil/over.html"
    return render(request, template, context)


@require_POST
@for_pupil
def cancel(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    """Cancelling what is over already is no fault. « Je ne peux plus », while it rings, frees the teacher at once."""
    now = timezone.now()
    lesson = live_lesson_of(pupil)
    if lesson is not None:
        end(lesson_id=lesson.pk, by_account_id=pupil.account_id, now=now)
        return done(request, reverse("pupil:waiting"))
    help_request = open_request_of(pupil)
    if help_request is not None:
        actions.cancel(help_request=help_request, now=now)
    return done(request, reverse("pupil:home"))


@require_POST
@for_pupil
def wait_for(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    """The wanted teacher, a minute at most. Too late for that is no fault: the page says how things stand."""
    help_request = open_request_of(pupil)
    if help_request is not None:
        actions.wait_for_wanted(help_request=help_request, now=timezone.now())
    return done(request, reverse("pupil:waiting"))


@require_POST
@for_pupil
def choose(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    """To go on waiting, to be called back, in line again instead, or an answer in writing. What cannot be had is said,
    and the place kept.
    """
    help_request = open_request_of(pupil)
    try:
        if help_request is not None:
            _prefer(help_request, request.POST.get("choice", ""), request.POST.get("at", ""))
    except Refusal as refusal:
        if wants_json(request):
            raise
        messages.error(request, refusal.message)
    return done(request, reverse("pupil:waiting"))


def _prefer(help_request: HelpRequest, choice: str, at: str) -> None:
    if choice == Choice.CALL_BACK.value:
        actions.call_back(help_request=help_request, at=_moment(at), now=timezone.now())
    elif choice == Choice.IN_LINE.value:
        actions.come_back(help_request=help_request, now=timezone.now())
    elif choice == Choice.WRITTEN.value:
        actions.ask_in_writing(help_request=help_request, now=timezone.now())
    elif choice != Choice.WAIT.value:
        raise Refusal("unknown_choice", "Choisis une des réponses.")


def _moment(text: str) -> datetime:
    """Refusal `wrong_time` for what is no aware time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901  (refused below)
    if moment.tzinfo is None:
        raise Refusal("wrong_time", "Choisis une heure.")
    return moment


@require_POST
@for_pupil
def again(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    """Nobody came, or the pupil was not there: one tap asks again with the same work."""
    last = last_request_of(pupil)
    if last is None:
        raise NotYours
    actions.ask_again(help_request=last, now=timezone.now())
    return done(request, reverse("pupil:waiting"))
