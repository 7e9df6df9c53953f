"""A wait, second after second, for the tests of its steps and of what the pupil chooses."""

from datetime import UTC, datetime

from declic.dispatch.actions import expire, note_pupil_seen
from declic.dispatch.models import HelpRequest
from tests.world import later

HALF_PAST = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


def stay(request: HelpRequest, seconds: float) -> HelpRequest:
    """The pupil is there so long after NOW, and the clock ticks."""
    note_pupil_seen(pupil_account_ids=[request.pupil.account_id], now=later(seconds))
    expire(now=later(seconds))
    request.refresh_from_db()
    return request
