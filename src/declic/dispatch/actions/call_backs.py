"""A pupil leaves the line to be called back at an hour of their own, and may come back into it sooner."""

from datetime import datetime, timedelta

from django.db import transaction

from declic.dispatch.actions.moves import move_request, stop_rings
from declic.dispatch.actions.opening import enter_line
from declic.dispatch.facts import CallBackDropped, HelpAsked, HelpCallBack
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.agreed import kept_hours
from declic.dispatch.queries.call_backs import free_half_hours
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.escalation import CALL_BACKS_CHOSEN
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.journal.models import Fact


@transaction.atomic
def call_back(*, help_request: HelpRequest, at: datetime, now: datetime) -> None:
    """The pupil leaves the line until `at`, and is first in it again then, with the first time of asking.

    One kept for the opening, or for another time, takes the new time; choosing the time it has already is nothing new.
    Refusals `too_often`, `wrong_time`, `too_late`.
    """
    was = None
    chosen = Fact.objects.filter(name=HelpCallBack.__name__, subject=f"help_request:{help_request.pk}")
    if chosen.count() >= CALL_BACKS_CHOSEN:
        raise Refusal(
            "too_often", "Tu as déjà choisi une heure plusieurs fois. Tu peux attendre, ou demander une réponse écrite."
        )
    if at not in free_half_hours(help_request, now, notice=timedelta(minutes=1)):  # as told some minutes ago
        raise Refusal("wrong_time", "Cette heure n’est plus libre. Choisis-en une autre.")
    if move_request(
        of=help_request,
        before=HelpState.WAITING,
        after=HelpState.SCHEDULED,
        now=now,
        call_back_at=at,
        call_back_was=None,
        away_since=None,
    ):
        stop_rings(help_request_id=help_request.pk, why="call_back", now=now)
    else:
        kept = HelpRequest.objects.filter(pk=help_request.pk, state=HelpState.SCHEDULED.value)
        was = kept.values_list("call_back_at", flat=True).first()
        if not kept.update(call_back_at=at, call_back_was=None):
            raise Refusal("too_late", "Un professeur arrive, ou ta demande est déjà close.")
    if was != at:
        record(HelpCallBack(help_request.pk, help_request.pupil.account_id, at, was), now=now)


@transaction.atomic
def come_back(*, help_request: HelpRequest, now: datetime) -> None:
    """The pupil is in line again at once, with the first time of asking, and is not called back. Whoever is there
    already stays there. On the day it left the line its steps go on from where they were.

    Refusals `closed`, `too_late`.
    """
    if help_request.state == HelpState.WAITING.value:
        return
    if help_request.state != HelpState.SCHEDULED.value:
        raise Refusal("too_late", "Un professeur arrive, ou ta demande est déjà close.")
    hours = kept_hours(help_request, now)
    if not hours.opening.is_open:
        what = "Cette matière est fermée ce soir" if hours.of_subject else "Déclic est fermé pour l’instant"
        raise Refusal("closed", f"{what}\u00a0: garde ton rendez-vous, ou choisis une autre heure.")
    at = help_request.call_back_at
    if enter_line(of=help_request, now=now, **_as_before(help_request, now)):
        record(HelpAsked(help_request.pk, help_request.pupil.account_id), now=now)
        if at is not None:
            record(CallBackDropped(help_request.pk, help_request.pupil.account_id, at), now=now)


def _as_before(request: HelpRequest, now: datetime) -> dict[str, object]:
    """What is told of the wait is told anew; its steps go on unless another day has begun."""
    entered: dict[str, object] = {
        "pupil_seen_at": now,
        "away_since": None,
        "call_back_at": None,
        "call_back_was": None,
        "told_at": None,
        "told_low": None,
        "told_high": None,
    }
    began = request.waits_since
    if began is not None and paris_day(request.since) == paris_day(now):
        entered |= {
            "in_line_since": began + (now - request.since),
            "escalation": request.escalation,
            "called_at": request.called_at,
        }
    return entered
