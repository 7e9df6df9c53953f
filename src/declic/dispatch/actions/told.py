"""What a pupil was told of the wait, kept to be checked afterwards."""

from datetime import datetime

from declic.dispatch.models import HelpRequest
from declic.dispatch.rules import HelpState


def note_told(*, help_request: HelpRequest, estimate: tuple[int, int] | None, now: datetime) -> None:
    """The first range the waiting page showed: what it says later changes nothing."""
    if estimate is None or help_request.told_at is not None or help_request.state != HelpState.WAITING.value:
        return
    low, high = estimate
    still = HelpRequest.objects.filter(pk=help_request.pk, state=HelpState.WAITING.value, told_at=None)
    still.update(told_at=now, told_low=low, told_high=high)
