"""What waits became, beside what was told of them; and how long written answers took."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from declic.dispatch.models import HelpRequest, WrittenQuestion
from declic.dispatch.queries.waited import wait_ended
from declic.dispatch.rules import HelpState
from declic.dispatch.rules.calibration import Fell, fell


@dataclass(frozen=True)
class ToldWait:
    child: int
    level: str
    told_at: datetime
    told: tuple[int, int]
    """(low, high) minutes."""
    fell: Fell


def told_since(since: datetime, now: datetime) -> list[ToldWait]:
    """Of the waits told of since then, those of which something is known. A closing time, or a call-back the pupil
    chose, makes another wait than the one told: left out. One query.
    """
    told = HelpRequest.objects.filter(told_at__gte=since, kept_over_at=None, call_back_at=None).values_list(
        "pupil_id", "level", "told_at", "told_low", "told_high", "first_accepted_at", wait_ended()
    )
    found = []
    for child, level, told_at, low, high, accepted_at, ended in told:
        if told_at is None or low is None or high is None:
            continue
        where = fell((low, high), (ended or now) - told_at, accepted=accepted_at is not None)
        if where is not None:
            found.append(ToldWait(child, level, told_at, (low, high), where))
    return found


@dataclass(frozen=True)
class AnswerTime:
    child: int
    level: str
    took: timedelta | None
    """From the asking to the answer; None: still without."""


def answer_times(since: datetime) -> list[AnswerTime]:
    """Of the questions asked in writing since then and not taken back. One query."""
    asked = WrittenQuestion.objects.filter(
        asked_at__gte=since, help_request__state__in=[HelpState.WRITTEN.value, HelpState.ANSWERED.value]
    ).values_list("help_request__pupil_id", "help_request__level", "asked_at", "answered_at")
    return [
        AnswerTime(child, level, answered_at - asked_at if answered_at else None)
        for child, level, asked_at, answered_at in asked
    ]
