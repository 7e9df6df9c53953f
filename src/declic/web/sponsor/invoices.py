"""The invoices of a sponsor, for the officers who follow its agreement."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.billing import queries
from declic.billing.rules.invoices import ON_CHORUS
from declic.ground.paris import paris_day
from declic.sponsors.models import Officer
from declic.sponsors.rules import SponsorKind
from declic.sponsors.rules.officers import Right
from declic.web.layout.downloads import file_response, forms_of
from declic.web.sponsor.access import for_officer, page


@never_cache
@require_safe
@for_officer(Right.AGREEMENT)
def invoices(request: HttpRequest, officer: Officer) -> HttpResponse:
    listed = queries.invoices(paris_day(timezone.now()), officer.sponsor)
    told = {
        "shown": [(one, forms_of(one.invoice)) for one in listed],
        "owed": sum(one.owed for one in listed),
        "free": sum(one.free for one in queries.favours_of(officer.sponsor)),
        "seller": queries.seller(),
        "is_electronic": SponsorKind(officer.sponsor.kind) in ON_CHORUS,
    }
    return page(request, officer, "invoices", told)


@never_cache
@require_safe
@for_officer(Right.AGREEMENT)
def invoice_file(request: HttpRequest, officer: Officer, invoice_id: int, form: str) -> HttpResponse:
    del request
    return file_response(queries.access_invoice(officer, invoice_id), form)
