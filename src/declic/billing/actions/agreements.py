"""An agreement that stops, with what was invoiced for it."""

from datetime import date, datetime

from django.db import transaction

from declic.billing.queries import live_invoices_of
from declic.billing.rules.instalments import still_invoiced
from declic.ground.paris import paris_day
from declic.people.models import Account
from declic.sponsors.actions import end_agreement
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.rules.agreements import AgreementState, check_state


@transaction.atomic
def stop_agreement(
    *, agreement: Agreement, last_day: date, now: datetime, read: str | None = None, by: Account | None = None
) -> None:
    """As `end_agreement`; one that has not begun and is invoiced waits for its credit note. `read`: the state that was
    read before; None where no page said it.

    Refusal `state_changed`, `still_invoiced`, and those of `end_agreement`.
    """
    Sponsor.objects.select_for_update().get(pk=agreement.sponsor_id)  # no invoice of it is issued meanwhile
    held = Agreement.objects.get(pk=agreement.pk)
    state, live = held.state_on(paris_day(now)), live_invoices_of(held)
    check_state(state, read)
    if live and state is AgreementState.SIGNED:
        raise still_invoiced([one.number for one in live])
    end_agreement(agreement=held, last_day=last_day, now=now, by=by)
