"""What the papers of an agreement say of who sells, who buys, until when, and who carries calls and notifications; and
their words.
"""

from dataclasses import dataclass

import msgspec
from django.conf import settings

from declic.billing.models import PrintedQuote
from declic.billing.queries.invoices import seller
from declic.billing.rules.amounts import VatRegime, with_tax
from declic.billing.rules.quotes import Printed, whole
from declic.ground.units import Cents
from declic.people.rules.push_devices import makers_of
from declic.sponsors.models import Agreement


def printed_of(agreement: Agreement) -> Printed:
    """As it was handed over; of a draft, as it would be today."""
    kept = PrintedQuote.objects.filter(agreement=agreement).first() if agreement.is_handed_over else None
    return as_of_now(agreement) if kept is None else whole(msgspec.convert(kept.said, Printed))


@dataclass(frozen=True)
class TaxedAnew:
    """What an instalment comes to with tax: as it was signed, and as the seller's regime has become since."""

    signed: Cents
    now: Cents


def taxed_anew(agreement: Agreement, net: Cents) -> TaxedAnew | None:
    """None where its quote was signed under the rate of today, or under none."""
    writer = seller()
    kept = PrintedQuote.objects.filter(agreement=agreement).values_list("said__regime", flat=True).first()
    if writer is None or not kept or not agreement.is_handed_over:
        return None
    signed, regime = VatRegime(kept), VatRegime(writer.regime)
    return None if signed.rate == regime.rate else TaxedAnew(with_tax(net, signed), with_tax(net, regime))


def as_of_now(agreement: Agreement) -> Printed:
    sponsor, writer = agreement.sponsor, seller()
    listed = sponsor.commune or sponsor.authority
    told = Printed(
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        seller=writer.name if writer else settings.PUBLISHER,
        seller_siret=writer.siret if writer else "",
        seller_place=f"{writer.address}, {writer.postcode} {writer.city}" if writer else "",
        regime=VatRegime(writer.regime) if writer else None,
        buyer=sponsor.name,
        siret=sponsor.siret,
        siren=sponsor.siren,
        population=listed.population if listed else None,
        telephone=bool(settings.TELEPHONY_PROVIDER),
        push=makers_of(settings.PUSH_SERVICES) if settings.PUSH_KEY is not None else (),
    )
    return whole(told)
