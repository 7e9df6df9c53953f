"""Letters about invoices: issued, to who follows them at the sponsor’s; late, to its accounts."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.billing.models import Invoice, Seller
from declic.billing.queries import details_of, invoice_listed, seller
from declic.billing.rules.amounts import money
from declic.billing.rules.invoices import Draft, InvoiceKind, credited
from declic.letters.rules import Kind
from declic.notices.post import hand_over, team
from declic.sponsors.models import Sponsor

ISSUED: Final = """Bonjour,

La facture {number} pour {sponsor} est prête : {gross}, à payer au plus tard le {due}.{carried}

Elle se télécharge ici, en PDF et dans les formats de la facture électronique :
{page}

Pour toute question : {email}.

L’équipe Déclic
"""
CREDITED: Final = """Bonjour,

L’avoir {number} pour {sponsor} est prêt : il annule la facture {corrected}.

{settled}

Il se télécharge ici :
{page}

Pour toute question : {email}.

L’équipe Déclic
"""
CARRIED: Final = "\n\nCe qui était en votre faveur en règle {taken} : il reste {left} à payer."
LATE: Final = """Bonjour,

Sauf erreur de notre part, il reste {owed} à régler sur la facture {number} pour {sponsor}, à payer depuis le {due}.

Elle se télécharge ici :
{page}

Si le virement est parti, ne tenez pas compte de ce message. Pour toute question : {email}.

L’équipe Déclic
"""


def invoice_issued(said: Mapping[str, Any]) -> None:
    """Hears `InvoiceIssued`; keeps the letters."""
    invoice, writer = _known(said)
    if invoice is None or writer is None:
        return
    draft = msgspec.convert(invoice.draft, Draft)
    if invoice.kind == InvoiceKind.CREDIT.value and invoice.corrects is not None:
        subject, text = f"Avoir {invoice.number}", CREDITED
        told = {"corrected": invoice.corrects.number, "settled": "\n".join(credited(draft.settled))}
    else:
        subject, text = f"Facture {invoice.number}", ISSUED
        carried = CARRIED.format(taken=money(draft.carried), left=money(draft.payable)) if draft.carried else ""
        told = {"gross": money(invoice.gross_cents), "due": f"{invoice.due_on:%d/%m/%Y}", "carried": carried}
    _write(said, invoice, subject, _filled(text, invoice, writer, told))


def payment_reminded(said: Mapping[str, Any]) -> None:
    """Hears `PaymentReminded`; keeps the letters."""
    invoice, writer = _known(said)
    if invoice is None or writer is None:
        return
    listed = invoice_listed(invoice.pk, invoice.due_on)
    if not listed.owed:
        return
    told = {"owed": money(listed.owed), "due": f"{invoice.due_on:%d/%m/%Y}"}
    subject = f"Relance {said['data']['rank']} : facture {invoice.number}"
    _write(said, invoice, subject, _filled(LATE, invoice, writer, told))


def _known(said: Mapping[str, Any]) -> tuple[Invoice | None, Seller | None]:
    found = Invoice.objects.select_related("sponsor", "corrects").filter(pk=said["data"]["invoice_id"]).first()
    return found, seller()


def _filled(text: str, invoice: Invoice, writer: Seller, told: Mapping[str, str]) -> str:
    page = f"{settings.SITE_URL}{reverse('sponsor:invoices')}"
    return text.format(number=invoice.number, sponsor=invoice.sponsor.name, page=page, email=writer.email, **told)


def _write(said: Mapping[str, Any], invoice: Invoice, subject: str, letter: str) -> None:
    letters = [EmailMessage(subject, letter, to=[to], reply_to=[team()]) for to in _readers(invoice.sponsor)]
    hand_over(said, Kind.INVOICE, letters)


def _readers(sponsor: Sponsor) -> list[str]:
    """Its accounts, and its officers."""
    details = details_of(sponsor)
    officers = sponsor.officers.exclude(account__email=None).values_list("account__email", flat=True)
    accounts = [details.email] if details and details.email else []
    return list(dict.fromkeys([*accounts, *(str(email) for email in officers)]))
