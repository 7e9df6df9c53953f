"""Files of invoices as they are downloaded, by the team and by officers."""

from django.http import HttpResponse

from declic.billing.models import Invoice
from declic.billing.queries import file_of

FORMS = {"pdf": "PDF", "ubl": "UBL (XML)", "cii": "CII (XML)"}
_TYPES = {
    "pdf": ("application/pdf", "pdf"),
    "ubl": ("application/xml", "ubl.xml"),
    "cii": ("application/xml", "cii.xml"),
}


def forms_of(invoice: Invoice) -> list[tuple[str, str]]:
    """(form, what it is called), the PDF first."""
    held = set(invoice.files.values_list("form", flat=True))
    return [(form, label) for form, label in FORMS.items() if form in held]


def ending_of(form: str) -> str:
    return _TYPES[form][1]


def file_response(invoice: Invoice, form: str) -> HttpResponse:
    """NotYours when the invoice has no such file."""
    content = file_of(invoice, form)
    media_type, ending = _TYPES[form]
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{invoice.number}.{ending}"'
    return answer
