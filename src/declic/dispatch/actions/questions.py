"""A written question is never silent either: what its age brings while nobody answers."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet

from declic.dispatch.facts import QuestionWaits
from declic.dispatch.models import WrittenQuestion
from declic.dispatch.queries.hours import open_since
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.calls import is_day
from declic.dispatch.rules.policy import POLICY
from declic.dispatch.rules.written import OPENING_LOOKED_AT, TOLD_AFTER, Told
from declic.journal.actions import record
from declic.statements import Prepared

_NOTED = {Told.TEAM: "team_told_at", Told.FAMILY: "family_told_at"}


def _untold(told: Told, now: datetime, asked_before: datetime) -> QuerySet[WrittenQuestion]:
    free = Q(claimed_by=None) | Q(claimed_until__lte=now)
    return (
        WrittenQuestion.objects.select_related("help_request__pupil", "help_request__sponsor")
        .filter(free, answered_at=None, help_request__state=HelpState.WRITTEN.value)
        .filter(asked_at__lte=asked_before, **{_NOTED[told]: None})
        .order_by("asked_at", "pk")
    )


_UNTOLD = {told: Prepared(datetime, datetime, build=partial(_untold, told)) for told in Told}


def tell_of_questions(*, now: datetime) -> None:
    """Each question that is old enough is told of, once to the team and once to the family; one that a teacher is
    writing an answer to may wait for it. Families are not written to at night.
    """
    if untold := _UNTOLD[Told.TEAM].rows(now, now - TOLD_AFTER[Told.TEAM]):
        _tell_the_team(untold, now)
    if is_day(now):
        for question in _UNTOLD[Told.FAMILY].rows(now, now - TOLD_AFTER[Told.FAMILY]):
            _tell(question, Told.FAMILY, now)


@transaction.atomic
def _tell_the_team(untold: list[WrittenQuestion], now: datetime) -> None:
    """All at once, and none for an hour afterwards: one letter."""
    if WrittenQuestion.objects.filter(team_told_at__gt=now - POLICY.question_team_quiet).exists():
        return
    zones = {question.help_request.sponsor.zone for question in untold}
    since = open_since(TOLD_AFTER[Told.TEAM], zones, now, within=OPENING_LOOKED_AT)
    for question in untold:
        late = since[question.help_request.sponsor.zone]
        if late is not None and question.asked_at <= late:
            _tell(question, Told.TEAM, now)


@transaction.atomic
def _tell(question: WrittenQuestion, told: Told, now: datetime) -> None:
    """Another process may have been first, or a teacher."""
    still = WrittenQuestion.objects.filter(pk=question.pk, answered_at=None, **{_NOTED[told]: None})
    if still.update(**{_NOTED[told]: now}):
        request = question.help_request
        record(QuestionWaits(request.pk, request.pupil.account_id, str(question.pk), told.value), now=now)
