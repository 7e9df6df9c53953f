"""A letter as it lies in the database: one sealed line, which only the service's key opens."""

import json
from email.utils import make_msgid
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives

from declic.billing.models import Invoice
from declic.billing.queries import file_of
from declic.ground.sealing import seal, unseal
from declic.letters.models import Letter
from declic.letters.rules import Kind
from declic.people.queries import key

PURPOSE: Final = "letters"


class InvoiceLetter(EmailMessage):
    """With the PDF of an invoice, which is read where it is kept when the letter leaves: no second copy waits."""

    def __init__(self, *told: Any, invoice_id: int, **more: Any) -> None:
        super().__init__(*told, **more)
        self.invoice_id = invoice_id


class TextMessage(EmailMessage):
    """To a telephone, in the same cover: nothing of it but a number and a text."""

    def __init__(self, *, to: str, text: str) -> None:
        super().__init__(body=text, to=[to])


def packed(*, letter: EmailMessage) -> str:
    """All of it that is ever set here. Its number stays the same at each try: a double is known as one."""
    assert len(letter.to) == 1 and not (letter.cc or letter.bcc or letter.attachments), "one address, no file"  # noqa: S101, PT018
    number = make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "localhost")
    alternatives = [[str(content), str(kind)] for content, kind in getattr(letter, "alternatives", ())]
    held = json.dumps(
        {
            "subject": str(letter.subject),
            "body": str(letter.body),
            "subtype": letter.content_subtype,
            "from_email": letter.from_email,
            "to": letter.to,
            "reply_to": letter.reply_to,
            "headers": {"Message-ID": number, **letter.extra_headers},
            "alternatives": alternatives,
            "invoice": getattr(letter, "invoice_id", None),
        }
    )
    return seal(held, key=key(), purpose=PURPOSE)


def unpacked(*, letter: Letter) -> EmailMessage:
    """Raises BrokenSealError where the service's key is another than when it was kept."""
    held = json.loads(unseal(letter.sealed, key=key(), purpose=PURPOSE))
    invoice_id = held.pop("invoice", None)
    if letter.kind == Kind.TEXT.value:
        return TextMessage(to=held["to"][0], text=held["body"])
    alternatives, subtype = held.pop("alternatives"), held.pop("subtype")
    message = EmailMultiAlternatives(**held)
    message.content_subtype = subtype
    for content, kind in alternatives:
        message.attach_alternative(content, kind)
    if invoice_id is not None:
        invoice = Invoice.objects.get(pk=invoice_id)
        message.attach(f"{invoice.number}.pdf", file_of(invoice, "pdf"), "application/pdf")
    return message
