"""Letters about invoices, issued or late: to the officers who follow the agreement; with the file, to its accounts."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from declic.billing.models import Invoice, Seller
from declic.billing.queries import invoice_listed, readers_of, seller
from declic.billing.rules.amounts import money
from declic.billing.rules.invoices import Draft, InvoiceKind, credited
from declic.letters.actions import InvoiceLetter
from declic.letters.rules import Kind
from declic.notices.post import hand_over, team

ISSUED: Final = """Bonjour,

La facture {number} pour {sponsor} est prête : {gross}, {due}

{where}

Pour toute question : {email}.

L’équipe Déclic
"""
CREDITED: Final = """Bonjour,

L’avoir {number} pour {sponsor} est prêt : il annule la facture {corrected}.

{settled}

{where}

Pour toute question : {email}.

L’équipe Déclic
"""
JOINED: Final = "Le PDF est joint à ce message."
LINKED: Final = "À lire et à télécharger ici :\n{page}"
TO_PAY: Final = "à payer au plus tard le {day}."
CARRIED: Final = "\n\nCe qui était en votre faveur en règle {taken} : il reste {left} à payer."
WHOLE: Final = "et ce qui était en votre faveur la règle : rien n’est à payer."
LATE: Final = """Bonjour,

Sauf erreur de notre part, il reste {owed} à régler sur la facture {number} pour {sponsor}, à payer depuis le {due}.

{where}

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
        told = {"gross": money(invoice.gross_cents), "due": _due(draft)}
    _write(said, invoice, subject, _filled(text, invoice, writer, told))


def _due(draft: Draft) -> str:
    if not draft.payable:
        return WHOLE
    said = TO_PAY.format(day=f"{draft.due_on:%d/%m/%Y}")
    return said + (CARRIED.format(taken=money(draft.carried), left=money(draft.payable)) if draft.carried else "")


def payment_reminded(said: Mapping[str, Any]) -> None:
    """Hears `PaymentReminded`; keeps the letters."""
    invoice, writer = _known(said)
    if invoice is None or writer is None:
        return
    listed = invoice_listed(invoice.pk, invoice.due_on)
    if not listed.owed:
        return
    told = {"owed": money(listed.owed), "due": f"{listed.late_from or invoice.due_on:%d/%m/%Y}"}
    subject = f"Relance {said['data']['rank']} : facture {invoice.number}"
    _write(said, invoice, subject, _filled(LATE, invoice, writer, told))


def _known(said: Mapping[str, Any]) -> tuple[Invoice | None, Seller | None]:
    found = Invoice.objects.select_related("sponsor", "corrects").filter(pk=said["data"]["invoice_id"]).first()
    return found, seller()


def _filled(text: str, invoice: Invoice, writer: Seller, told: Mapping[str, str]) -> tuple[str, str]:
    """Before and after where to read it, which each reader is told apart."""
    given = {"number": invoice.number, "sponsor": invoice.sponsor.name, "email": writer.email, **told}
    before, after = text.split("{where}")
    return before.format(**given), after.format(**given)


def _write(said: Mapping[str, Any], invoice: Invoice, subject: str, letter: tuple[str, str]) -> None:
    """To who follows the agreement: where to read it. To the accounts, who have no page here: the PDF itself."""
    before, after = letter
    readers = readers_of(invoice.sponsor)
    page = f"{settings.SITE_URL}{reverse('sponsor:invoices')}"
    letters: list[EmailMessage] = [
        InvoiceLetter(subject, before + JOINED + after, to=[to], reply_to=[team()], invoice_id=invoice.pk)
        for to in readers.accounts
    ]
    letters += [
        EmailMessage(subject, before + LINKED.format(page=page) + after, to=[to], reply_to=[team()])
        for to in readers.officers
    ]
    hand_over(said, Kind.INVOICE, letters)
