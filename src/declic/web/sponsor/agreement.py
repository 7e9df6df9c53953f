"""What the sponsor agreed to, and what it has used of it: the manager's page."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.billing.queries import regime_now
from declic.ground.errors import NotYours
from declic.ground.paris import paris_day
from declic.sponsors.models import Officer
from declic.sponsors.queries import access_agreement, use_of_each
from declic.sponsors.rules.agreements import AgreementState
from declic.sponsors.rules.officers import Right
from declic.web.layout.agreements import to_tell, told
from declic.web.sponsor.access import for_officer, page
from declic.web.sponsor.quoted import paper_of

SHOWN = (AgreementState.QUOTED.value, AgreementState.SIGNED.value)


@never_cache
@require_safe
@for_officer(Right.AGREEMENT)
def agreements(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Drafts stay with the operator until the quote is sent."""
    now, regime = timezone.now(), regime_now()
    shown = list(to_tell(officer.sponsor.agreements.filter(state__in=SHOWN).order_by("-starts_on")))
    rows = [
        told(agreement, paris_day(now), used, regime=regime, for_sponsor=True)
        for agreement, used in zip(shown, use_of_each(shown, now), strict=True)
    ]
    current = next((row for row in rows if row.state is AgreementState.RUNNING), None)
    return page(
        request,
        officer,
        "agreements",
        {"current": current, "others": [row for row in rows if row is not current]},
    )


@never_cache
@require_safe
@for_officer(Right.AGREEMENT)
def paper(request: HttpRequest, officer: Officer, agreement_id: int, contract: str) -> HttpResponse:
    """The quote or the data contract, once it was sent; an amendment."""
    del request
    agreement = access_agreement(officer, agreement_id)
    answer = paper_of(agreement, contract, timezone.now()) if agreement.state in SHOWN else None
    if answer is None:
        raise NotYours
    return answer
