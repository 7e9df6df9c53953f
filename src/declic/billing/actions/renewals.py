"""Many invoices in one go: asked at once, issued by the clock a few at a time, so that each is seen and none waits."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from declic.billing.actions.issue import Asked, Round, issue_together
from declic.billing.facts import RenewalStopped
from declic.billing.models import Invoice, Renewal, RenewalLine
from declic.billing.queries import digest_of, draft_of, is_day_passed, running_renewal, seller, waiting
from declic.billing.rules import instalments
from declic.billing.rules.invoices import ON_CHORUS, InvoiceKind, no_seller
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.journal.actions import record
from declic.people.models import Account

AT_ONCE: Final = 50
"""Invoices a transaction: some four seconds of making and checking, of which one is the start of the checking process;
a few hundredths of writing.
"""
REFUSED_MAX: Final = 300
CHECK_AGAIN: Final = timedelta(minutes=1)
"""After the official checks could not be made."""


@transaction.atomic
def ask_renewals(*, by: Account | None, now: datetime, seen: str | None = None) -> Renewal:
    """Of all that is to be invoiced today; `seen` is the digest of what was listed.

    Refusal `no_seller`, `nothing_to_invoice`, `already_running`, `changed_since`.
    """
    if seller() is None:
        raise no_seller()
    asked = waiting(paris_day(now))
    if not asked:
        raise Refusal("nothing_to_invoice", "Aucune convention n’attend de facture.")
    try:
        with transaction.atomic():
            renewal = Renewal.objects.create(asked_at=now, asked_by=by)
    except IntegrityError:
        raise Refusal("already_running", "Des factures partent déjà : attendez la fin.") from None
    instalments.check_waiting(digest_of(asked), seen)
    RenewalLine.objects.bulk_create(
        RenewalLine(renewal=renewal, agreement=one.agreement, first_day=one.instalment.first_day) for one in asked
    )
    return renewal


def issue_renewals(*, now: datetime) -> bool:
    """The next few of the renewal under way; whether anything is left to do now."""
    renewal = running_renewal()
    if renewal is None:
        return False
    left = renewal.lines.filter(invoice=None, refused="").select_related(
        "agreement__sponsor__commune", "agreement__sponsor__billing"
    )
    failed_at = renewal.check_failed_at
    if failed_at is not None and now - failed_at < CHECK_AGAIN:
        plain = left.exclude(agreement__sponsor__kind__in=[kind.value for kind in ON_CHORUS])
        if left.exists() and not plain.exists():
            return False
        left = plain
    lines = list(left.order_by("agreement__sponsor__name", "pk")[:AT_ONCE])
    if not lines:
        Renewal.objects.filter(pk=renewal.pk).update(is_running=False)
        return False
    held = seller()
    if held is not None and is_day_passed(held.siren, InvoiceKind.INVOICE, paris_day(now)):
        return False  # somebody's midnight came before ours
    _issue(renewal, lines, now)
    return True


@transaction.atomic
def stop_renewals(*, now: datetime, by: Account | None) -> int:
    """The run under way issues nothing more; how many had not left. Refusal `not_running`."""
    renewal = running_renewal()
    if renewal is None or not Renewal.objects.filter(pk=renewal.pk, is_running=True).update(is_running=False):
        raise Refusal("not_running", "Plus aucune facture n’est en train de partir.")
    left = renewal.lines.filter(invoice=None, refused="")
    stopped = left.update(refused="Arrêté avant l’émission : rien n’est parti.")
    record(RenewalStopped(renewal.pk, stopped), now=now, actor_id=by.pk if by else None)
    return stopped


def _issue(renewal: Renewal, lines: list[RenewalLine], now: datetime) -> None:
    ready: list[tuple[RenewalLine, Asked]] = []
    seen: set[int] = set()
    for line in lines:
        if line.agreement.sponsor_id in seen:  # what the first takes of its account, the second knows in the next round
            continue
        seen.add(line.agreement.sponsor_id)
        try:
            draft = draft_of(line.agreement, now, first_day=line.first_day)
        except Refusal as refusal:
            by_hand = _issued_by_hand(line)
            if by_hand is not None:
                _note(line, by_hand)
            else:
                _refuse(line, instalments.changed_since() if refusal.code == "other_instalment" else refusal)
        else:
            ready.append((line, Asked(draft, line.agreement.sponsor, line.agreement)))
    if ready:
        _leave(renewal, ready, now)


def _leave(renewal: Renewal, ready: list[tuple[RenewalLine, Asked]], now: datetime) -> None:
    went = issue_together(asked=[asked for _, asked in ready], by=renewal.asked_by, now=now)
    for place, why in went.refused.items():
        if why.code != "not_checked":  # those are tried again
            _refuse(ready[place][0], why)
    unchecked = any(why.code == "not_checked" for why in went.refused.values())
    if unchecked:
        Renewal.objects.filter(pk=renewal.pk).update(check_failed_at=now)
        ready = [one for place, one in enumerate(ready) if place not in went.refused]
        went = issue_together(asked=[asked for _, asked in ready], by=renewal.asked_by, now=now) if ready else Round()
    elif went.issued and any(asked.draft.is_electronic for _, asked in ready):
        Renewal.objects.filter(pk=renewal.pk).update(check_failed_at=None)
    for (line, _), invoice in zip(ready, went.issued, strict=False):
        _note(line, invoice)


def _issued_by_hand(line: RenewalLine) -> Invoice | None:
    """The invoice of the year asked for, which somebody issued since."""
    if line.first_day is None:
        return None
    live = line.agreement.invoices.filter(kind=InvoiceKind.INVOICE.value, credit=None)
    return live.filter(first_day__lte=line.first_day, last_day__gte=line.first_day).first()


def _note(line: RenewalLine, invoice: Invoice) -> None:
    RenewalLine.objects.filter(pk=line.pk).update(invoice=invoice, refused="")


def _refuse(line: RenewalLine, refusal: Refusal) -> None:
    RenewalLine.objects.filter(pk=line.pk).update(refused=refusal.message[:REFUSED_MAX])
