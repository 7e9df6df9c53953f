"""What the papers of an agreement say of who sells, who buys, until when, and who carries calls and notifications; and
their words.
"""

import msgspec
from django.conf import settings

from declic.billing.models import PrintedQuote
from declic.billing.queries.invoices import seller
from declic.billing.rules.amounts import VatRegime
from declic.billing.rules.quotes import Printed, whole
from declic.people.rules.push_devices import makers_of
from declic.sponsors.models import Agreement


def printed_of(agreement: Agreement) -> Printed:
    """As it was handed over; of a draft, as it would be today."""
    kept = PrintedQuote.objects.filter(agreement=agreement).first() if agreement.is_handed_over else None
    return as_of_now(agreement) if kept is None else whole(msgspec.convert(kept.said, Printed))


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
