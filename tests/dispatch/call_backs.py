"""A call-back promised for half past seven, and what moves it, for the tests of those that are put off."""

from datetime import UTC, datetime, timedelta

from declic.dispatch.actions import call_back, close_exceptionally, expire, note_pupil_seen
from declic.dispatch.models import ExceptionalClosing, HelpRequest
from declic.journal.models import Fact
from tests.world import NOW, make_help_request, make_operator

MINUTE = timedelta(minutes=1)
EIGHT = NOW + timedelta(hours=2)
HALF_PAST_SEVEN = EIGHT - 30 * MINUTE
TOMORROW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
"""17 h."""
WEDNESDAY = TOMORROW + timedelta(days=1)


def tick(request: HelpRequest, now: datetime, *, there: bool = True) -> HelpRequest:
    if there:
        note_pupil_seen(pupil_account_ids=[request.pupil.account_id], now=now)
    expire(now=now)
    request.refresh_from_db()
    return request


def called_back_at(at: datetime) -> HelpRequest:
    request = make_help_request()
    call_back(help_request=request, at=at, now=NOW + 6 * MINUTE)
    return request


def close(starts_at: datetime, ends_at: datetime, now: datetime = NOW + 7 * MINUTE) -> ExceptionalClosing:
    return close_exceptionally(
        starts_at=starts_at, ends_at=ends_at, reason="Panne de courant.", by=make_operator(), now=now
    )


def moves() -> list[tuple[str, str]]:
    return [(fact.data["why"], fact.data["reason"]) for fact in Fact.objects.filter(name="CallBackMoved")]
