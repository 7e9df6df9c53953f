"""The moves everything here is made of: compare and set the state, and record what happened if it was still so.

In every transaction rows are taken in one order, help request, then offers, then duties, so that two of them wait for
each other and never for ever.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from declic.dispatch.facts import DutyChanged, OfferEnded
from declic.dispatch.models import Duty, HelpRequest, Offer
from declic.dispatch.rules import DUTY_LIFE, HELP_LIFE, DutyState, HelpState, OfferState
from declic.dispatch.rules.escalation import Escalation
from declic.journal.actions import record
from declic.people.models import Teacher
from declic.statements import Prepared, change

_IN_LINE = (HelpState.WAITING, HelpState.SENT_BACK)
_OUT_OF_LINE = (HelpState.SCHEDULED, HelpState.WRITTEN, HelpState.CANCELLED, HelpState.UNMET)
_RINGING = Prepared(
    UUID,
    build=lambda request: (
        Offer.objects.select_related("teacher", "help_request__pupil")
        .filter(help_request_id=request, state=OfferState.RINGING.value)
        .order_by("slot")
    ),
)


def move_request(*, of: HelpRequest, before: HelpState, after: HelpState, now: datetime, **changes: object) -> bool:
    """Whether it was still `before`; if so it is `after`, and `of` holds the new values."""
    assert HELP_LIFE.can(before, after), (before, after)  # noqa: S101  (a move the table forbids is a mistake of ours)
    changes |= {"state": after.value, "since": now}
    if before in _IN_LINE and after in _OUT_OF_LINE:
        changes["left_line_at"] = now
    elif before is HelpState.SCHEDULED and after is HelpState.WAITING:
        changes["left_line_at"] = None
    if not change(HelpRequest, {"pk": of.pk, "state": before.value}, changes):
        return False
    for name, value in changes.items():
        setattr(of, name, value)
    return True


def begin_another_wait(*, now: datetime) -> dict[str, object]:
    """What changes on a request that comes back into line: its steps begin anew. Its place and its figures do not."""
    return {"back_since": now, "escalation": Escalation.NONE.value, "called_at": None}


def move_duty(*, of: Teacher, before: DutyState, after: DutyState, now: datetime, why: str, **changes: object) -> bool:
    """Whether the teacher's duty was still `before`; if so it is `after`."""
    assert DUTY_LIFE.can(before, after), (before, after)  # noqa: S101  (a move the table forbids is a mistake of ours)
    changes |= {"state": after.value, "since": now}
    if after is DutyState.ENDED:
        changes["ended_at"] = now
    if not change(Duty, {"teacher": of, "ended_at": None, "state": before.value}, changes):
        return False
    record(DutyChanged(of.account_id, after.value, why), now=now)
    return True


@dataclass(frozen=True)
class AfterRing:
    """Where a ring that ends leaves the duty of the teacher it rang."""

    state: DutyState = DutyState.FREE
    why: str = "ring_over"


def end_ring(
    *, offer: Offer, after: OfferState, why: str, now: datetime, duty: AfterRing | None = None, **changes: object
) -> bool:
    """Whether `offer` still rang; if so it stops, and its teacher's duty goes on as `duty` says."""
    if not answer_ring(offer=offer, after=after, why=why, now=now):
        return False
    then = duty or AfterRing()
    if then.state is DutyState.FREE and _goes_on_with_report(offer):
        then = AfterRing(DutyState.WRAPPING_UP, then.why)
    move_duty(of=offer.teacher, before=DutyState.RINGING, after=then.state, now=now, why=then.why, **changes)
    tell_ended(offer=offer, after=after, why=why, now=now)
    return True


def answer_ring(*, offer: Offer, after: OfferState, why: str, now: datetime) -> bool:
    """The offer alone: whether it still rang."""
    ringing = {"pk": offer.pk, "state": OfferState.RINGING.value}
    return bool(change(Offer, ringing, {"state": after.value, "answered_at": now, "why": why}))


def _goes_on_with_report(offer: Offer) -> bool:
    """Unless it was sent while it rang."""
    return offer.puts_off_report and Offer.objects.filter(pk=offer.pk, puts_off_report=True).exists()


def tell_ended(*, offer: Offer, after: OfferState, why: str, now: datetime) -> None:
    record(
        OfferEnded(
            offer_id=offer.pk,
            help_request_id=offer.help_request_id,
            pupil_account_id=offer.help_request.pupil.account_id,
            teacher_account_id=offer.teacher.account_id,
            state=after.value,
            why=why,
        ),
        now=now,
    )


def stop_rings(*, help_request_id: UUID, why: str, now: datetime) -> None:
    """Every desk that rings for it falls silent, without a mark against anybody."""
    for offer in _RINGING.rows(help_request_id):
        end_ring(offer=offer, after=OfferState.WITHDRAWN, why=why, now=now)


def undo_acceptance(*, help_request_id: UUID, why: str, now: datetime) -> None:
    """The acceptance did not hold: another teacher may accept."""
    accepted = Offer.objects.select_related("teacher", "help_request__pupil").filter(
        help_request_id=help_request_id, state=OfferState.ACCEPTED.value
    )
    for offer in accepted:
        Offer.objects.filter(pk=offer.pk, state=OfferState.ACCEPTED.value).update(
            state=OfferState.WITHDRAWN.value, answered_at=now, why=why
        )
        tell_ended(offer=offer, after=OfferState.WITHDRAWN, why=why, now=now)
