"""Reads of the pupils who wait, as their waiting pages know them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import OPEN_STATES, HelpState
from declic.lessons.models import Lesson
from declic.lessons.rules import LIVE_STATES
from declic.statements import PreparedFor


@dataclass(frozen=True)
class Wait:
    """An open help request as its pupil's waiting page knows it."""

    pupil_account_id: int
    help_request_id: UUID
    subject: str
    kind: str
    state: HelpState
    asked_at: datetime
    zone: str
    """Of school holidays, for the opening hours."""
    sponsor_id: int
    lesson_id: UUID | None
    """The room that is open for it."""
    teacher: str
    """Their name, with the room."""
    call_back_at: datetime | None = None
    """The time the pupil chose, while it is kept for it."""
    put_off: bool = False
    """A closing moved that time."""
    level: str = ""


def _open_requests(accounts: Iterable[int]) -> QuerySet[HelpRequest, tuple[Any, ...]]:
    live = Lesson.objects.filter(help_request=OuterRef("pk"), state__in=[state.value for state in LIVE_STATES])
    return (
        HelpRequest.objects.filter(
            pupil__account_id__in=accounts, state__in=[state.value for state in OPEN_STATES]
        )
        .annotate(
            room=Subquery(live.values("pk")[:1]),
            teacher=Subquery(live.values("teacher__account__name")[:1]),
        )
        .values_list(
            "pupil__account_id", "pk", "subject", "kind", "state", "asked_at", "drafted_at", "sponsor__zone",
            "sponsor_id", "room", "teacher", "call_back_at", "call_back_was", "level",
        )
    )  # fmt: skip


_WAITS = PreparedFor(int, build=_open_requests)


def waits_of(pupil_account_ids: Iterable[int]) -> dict[int, Wait]:
    """The open request of each of these pupils, by account. One query."""
    rows = _WAITS.rows(pupil_account_ids)
    return {
        account: Wait(
            pupil_account_id=account,
            help_request_id=pk,
            subject=subject,
            kind=kind,
            state=HelpState(state),
            asked_at=asked_at or drafted_at,
            zone=zone,
            sponsor_id=sponsor,
            lesson_id=room,
            teacher=teacher or "",
            call_back_at=call_back_at if state == HelpState.SCHEDULED.value else None,
            put_off=call_back_was is not None,
            level=level,
        )
        for (
            account, pk, subject, kind, state, asked_at, drafted_at, zone, sponsor, room, teacher, call_back_at,
            call_back_was, level,
        ) in rows
    }  # fmt: skip
