"""Whose SIRET a sponsor's invoices go to."""

from declic.billing.rules.identities import Body, check_payer
from declic.sponsors.models import Authority, Commune, Sponsor


def check_payer_of(sponsor: Sponsor, siret: str, *, other_payer: bool, known: str = "") -> None:
    """`known`: the SIREN of the body that is said to pay, whether or not it is a partner; none where that is not said.

    Refusal `siret_of_partner`, `partner_to_confirm`, `siret_of_other`.
    """
    siren = siret[:9]
    if not siren or siren == sponsor.siren:
        return
    partner = Sponsor.objects.filter(siren=siren).exclude(pk=sponsor.pk).order_by("pk").first()
    listed = Commune.objects.filter(siren=siren).first() or Authority.objects.filter(siren=siren).first()
    check_payer(
        siret,
        Body(sponsor.siren, sponsor.name),
        partner=Body(siren, partner.name) if partner else None,
        listed=Body(siren, listed.name) if listed else None,
        other_payer=other_payer,
        is_known=siren == known,
    )
