"""What no longer holds as a shift leaves its teacher: the swaps asked about it, the end of their duty."""

from datetime import datetime

from django.db.models import Q

from declic.dispatch.actions.ends import take_end_off
from declic.journal.actions import record
from declic.planning.facts import SwapEnded
from declic.planning.models import Shift, Swap
from declic.planning.rules.states import SwapState


def leave(*, shift: Shift, now: datetime) -> None:
    """`shift` as it was: it goes to somebody else, or to nobody. Who stays on duty does so of their own will."""
    end_swaps(shift=shift, now=now)
    take_end_off(teacher_id=shift.teacher_id, at=shift.ends_at)


def end_swaps(*, shift: Shift, now: datetime, changed: bool = False) -> None:
    """A shift that goes to somebody else, or to nobody, is no longer to be swapped; nor is one at other hours than
    those that were read (`changed`).
    """
    open_ones = Swap.objects.select_related("mine", "asked_by", "asked_of").filter(
        Q(mine=shift) | Q(theirs=shift), state=SwapState.ASKED.value
    )
    for swap in open_ones.order_by("pk"):
        if Swap.objects.filter(pk=swap.pk, state=SwapState.ASKED.value).update(
            state=SwapState.DECLINED.value, answered_at=now
        ):
            mine = swap.mine
            who = swap.asked_by.account_id, mine.starts_at, mine.ends_at, swap.asked_of.account_id
            fact = SwapEnded(mine.pk, *who, changed=changed)
            record(fact, now=now)
