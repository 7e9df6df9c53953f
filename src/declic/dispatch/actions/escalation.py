"""What a long wait brings, step by step."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from declic.dispatch.actions.calls import call_off_duty
from declic.dispatch.facts import HelpEscalated
from declic.dispatch.models import HelpRequest
from declic.dispatch.queries.waited import wait_began
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.calls import is_due
from declic.dispatch.rules.escalation import (
    AGES,
    CALLED_FOR,
    GOES_ON_AT,
    Escalation,
    before,
    due,
    is_called_for,
    reason,
)
from declic.dispatch.rules.policy import POLICY
from declic.journal.actions import record
from declic.statements import Prepared


def _something_due(*moments: datetime) -> Q:
    """Of a wait that began before one of `moments`: of `GOES_ON_AT` each, then from when on teachers are called for it;
    the last is before when they were.
    """
    *steps, old, called_before = moments
    goes_on = [Q(escalation=done.value, began__lte=at) for done, at in zip(GOES_ON_AT, steps, strict=True)]
    is_old = Q(escalation__in=[step.value for step in CALLED_FOR], began__lte=old)
    return reduce(or_, goes_on) | is_old & (Q(called_at=None) | Q(called_at__lte=called_before))


_DUE = Prepared(
    *[datetime] * (len(GOES_ON_AT) + 2),
    build=lambda *moments: (
        HelpRequest.objects.select_related("pupil", "sponsor")
        .annotate(began=wait_began())
        .filter(_something_due(*moments), state=HelpState.WAITING.value, away_since=None)
        .order_by("asked_at", "id")
    ),
)


def escalate(*, now: datetime) -> None:
    """Each wait that is old enough goes on to the steps that are due, and teachers off duty are called for it again
    every few minutes. A pupil whose page is silent is nobody to call for: their steps come when they are back.
    """
    ages = (*GOES_ON_AT.values(), AGES[Escalation.CALLING], POLICY.call_again_after)
    for request in _DUE.rows(*(now - age for age in ages)):
        age = now - request.began
        for step in due(age, Escalation(request.escalation)):
            take_step(help_request=request, step=step, age=age, now=now)
        if is_called_for(age, Escalation(request.escalation)) and is_due(request.called_at, now):
            call_off_duty(help_request=request, now=now)


@transaction.atomic
def take_step(*, help_request: HelpRequest, step: Escalation, age: timedelta, now: datetime) -> bool:
    """Whether this call took it: another process may have been first, or the request gone on."""
    still = HelpRequest.objects.filter(pk=help_request.pk, state=HelpState.WAITING.value, escalation__in=before(step))
    if not still.update(escalation=step.value):
        return False
    help_request.escalation = step.value
    record(
        HelpEscalated(help_request.pk, help_request.pupil.account_id, step.value, reason(step, age)),
        now=now,
    )
    if step is Escalation.CALLING:
        call_off_duty(help_request=help_request, now=now)
    return True
