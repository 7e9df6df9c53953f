"""« À renouveler »: agreements that end soon with none after them; the next ones prepared and quoted in one act."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.billing.actions import quote_together
from declic.billing.queries import regime_now
from declic.ground.paris import paris_day
from declic.people.models import Account
from declic.sponsors import actions, queries
from declic.sponsors.rules.agreements import NOTICE
from declic.web.account.once import made_once
from declic.web.layout.agreements import price_of
from declic.web.layout.taxes import Taxes
from declic.web.layout.typography import count
from declic.web.staff.access import for_staff
from declic.web.staff.agreements import SEEN

WITHIN = (30, 60, NOTICE.days, 180)
A_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def to_renew(request: HttpRequest, operator: Account) -> HttpResponse:
    """An act is on the rows that were shown, and on those of them that are still to be renewed or quoted."""
    now = timezone.now()
    days = next((one for one in WITHIN if str(one) == request.GET.get("jours")), NOTICE.days)
    ending, drafts = queries.to_renew(paris_day(now), days), queries.quotes_to_send()
    ended = queries.ended_alone(paris_day(now), NOTICE.days)
    if request.method == "POST":
        return redirect(made_once(request, operator, lambda: _together(request, operator, days)))
    taxes = Taxes(regime_now())
    page = Paginator(ending, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "staff/to_renew.html",
        {
            "days": days,
            "within": WITHIN,
            "page": page,
            "ending": [(one, price_of(one, taxes)) for one in page.object_list],
            "drafts": [(one, price_of(one, taxes)) for one in drafts[:A_PAGE]],
            "drafts_total": drafts.count(),
            "ended": ended[:A_PAGE],
            "ended_total": ended.count(),
            "behind": queries.renewals_behind(paris_day(now)),
        },
    )


def _together(request: HttpRequest, operator: Account, days: int) -> str:
    """The page to go on to. What was done is said, what was not with its reason, and where nothing was to be done."""
    now = timezone.now()
    shown = [int(pk) for pk in request.POST.getlist("agreement")[:A_PAGE] if pk.isdecimal() and len(pk) < 16]
    if request.POST.get("do") == "quote":
        seen = {pk: request.POST.get(f"{SEEN}_{pk}", "") for pk in shown}
        drafts = queries.quotes_to_send().filter(pk__in=shown)
        done, refused = quote_together(agreements=drafts, seen=seen, now=now, by=operator)
        said, nothing = count(done, "devis est noté comme envoyé,devis sont notés comme envoyés"), "à envoyer"
    else:
        ending = queries.to_renew(paris_day(now), days).filter(pk__in=shown)
        done, refused = actions.renew_together(agreements=ending, now=now, by=operator)
        said, nothing = (
            count(done, "convention est prête en brouillon,conventions sont prêtes en brouillon"),
            "à préparer",
        )
    if done:
        messages.success(request, f"{said}.")
    elif not refused:
        messages.info(request, f"Rien n’était plus {nothing} : c’était déjà fait.")
    for agreement, refusal in refused:
        messages.error(request, f"{agreement.sponsor.name} : {refusal.message}")
    return f"{reverse('staff:to_renew')}?jours={days}"
