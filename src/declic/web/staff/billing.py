"""What one partner owes: where its invoices go, those of its agreements, what is given back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from declic.billing import actions, queries
from declic.billing.models import Invoice
from declic.billing.rules.identities import check_siret
from declic.billing.rules.instalments import Instalment, next_instalment
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.people.models import Account
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.queries import use_of
from declic.sponsors.rules.agreements import AgreementState
from declic.web.account.once import made_once
from declic.web.layout.agreements import Told, told
from declic.web.layout.taxes import Taxes
from declic.web.staff.access import for_staff
from declic.web.staff.agreements import SEEN
from declic.web.staff.invoice_forms import OF_THE_DAY, DetailsForm, IssueForm, RefundForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def billing(request: HttpRequest, operator: Account, sponsor_id: int) -> HttpResponse:
    """Where a sponsor's invoices go, and those of its agreements."""
    sponsor = get_object_or_404(Sponsor, pk=sponsor_id)
    now = timezone.now()
    form = DetailsForm(request.POST or None, initial=_details(sponsor))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(made_once(request, operator, lambda: _noted(request, sponsor, form)))
        except Refusal as refusal:
            form.add_error(DETAILS_FIELD.get(refusal.code, "siret"), refusal.message)
            if refusal.code == "partner_to_confirm":
                form.asks_of(check_siret(form.cleaned_data["siret"])[:9])
            if refusal.code == "changed_since":
                return _billing_page(request, sponsor, form, status=422, now=now, is_changed=True)
    return _billing_page(request, sponsor, form, status=422 if form.errors else 200, now=now)


def _noted(request: HttpRequest, sponsor: Sponsor, form: DetailsForm) -> str:
    told = {**form.others(), "seen": request.POST.get(SEEN, "")}
    actions.set_billing_details(sponsor=sponsor, place=form.place(), **told)  # type: ignore[arg-type]
    messages.success(request, "Les coordonnées de facturation sont notées.")
    return reverse("staff:billing", args=[sponsor.pk])


DETAILS_FIELD = {"bad_service": "service_code", "changed_since": None, "partner_to_confirm": "other_payer"}
ITS_FIELD = {"no_commitment": "commitment", "regime_changed": "regime_agreed"}


@require_POST
@for_staff
def issue(request: HttpRequest, operator: Account, sponsor_id: int, agreement_id: int) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.select_related("sponsor"), pk=agreement_id, sponsor_id=sponsor_id)
    now = timezone.now()
    following = _next_of(agreement, now)
    form = _issue_form(agreement, following, request.POST)
    if form.is_valid():
        try:
            invoice = actions.issue_invoice(agreement=agreement, by=operator, now=now, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(ITS_FIELD.get(refusal.code), refusal.message)
            if refusal.code in {"due_changed", "numbers_changed"}:  # what is said now is what is read next
                anew = _issue_form(Agreement.objects.get(pk=agreement.pk), following).initial
                form.data = request.POST.dict() | {name: anew.get(name, "") for name in ("due", "numbers")}
        else:
            messages.success(request, f"La facture {invoice.number} est prête.")
            return redirect("staff:invoice", invoice.pk)
    details = DetailsForm(initial=_details(agreement.sponsor))
    return _billing_page(request, agreement.sponsor, details, status=422, now=now, issuing=(agreement, form))


@require_POST
@for_staff
def refund(request: HttpRequest, operator: Account, sponsor_id: int) -> HttpResponse:
    """Notes what was given back to a sponsor."""
    sponsor = get_object_or_404(Sponsor, pk=sponsor_id)
    now = timezone.now()
    form = RefundForm(request.POST, sellers=queries.sellers_known(sponsor))
    if form.is_valid():
        try:
            return redirect(made_once(request, operator, lambda: _given_back(request, operator, sponsor, form)))
        except Refusal as refusal:
            form.add_error("paid_on" if refusal.code in OF_THE_DAY else "euros", refusal.message)
    details = DetailsForm(initial=_details(sponsor))
    return _billing_page(request, sponsor, details, status=422, now=now, refunding=form)


def _given_back(request: HttpRequest, operator: Account, sponsor: Sponsor, form: RefundForm) -> str:
    given = {name: form.cleaned_data[name] for name in ("paid_on", "reference")}
    now = timezone.now()
    actions.record_refund(sponsor=sponsor, siren=form.given_by, cents=form.cents, by=operator, now=now, **given)
    messages.success(request, "Le remboursement est noté.")
    return reverse("staff:billing", args=[sponsor.pk])


def _details(sponsor: Sponsor) -> dict[str, object]:
    held = queries.details_of(sponsor)
    return DetailsForm.shown(held) or {"name": sponsor.name, "siret": sponsor.siret}


@dataclass(frozen=True)
class AgreementLine:
    row: Told
    invoices: Sequence[Invoice]
    next: Instalment | None
    """What is still to be invoiced, and its rank among the years; None once all is."""
    years: int
    """How many invoices it comes to."""
    why: str
    """Why not yet, in French."""
    form: IssueForm
    corrections: Sequence[queries.Correction]
    is_dropped: bool


SHOWN_AGREEMENTS = ~Q(state=AgreementState.DROPPED.value) | Q(invoices__isnull=False)
"""One that was dropped stays where its invoices are read."""


def _agreement_line(agreement: Agreement, now: datetime, form: IssueForm | None) -> AgreementLine:
    used, live = use_of(agreement, now), queries.live_invoices_of(agreement)
    instalments = queries.instalments_of(agreement, used)
    is_dropped = agreement.state == AgreementState.DROPPED.value
    invoiced = [queries.days_of(one) for one in live]
    following = None if is_dropped else next_instalment(instalments, invoiced, paris_day(now))
    return AgreementLine(
        row=told(agreement, paris_day(now), used, regime=queries.regime_now()),
        invoices=live,
        next=following,
        years=len(instalments),
        why=queries.why_not(agreement, now) if following else "",
        form=form or _issue_form(agreement, following),
        corrections=queries.corrections_of(agreement, live, instalments),
        is_dropped=is_dropped,
    )


def _issue_form(agreement: Agreement, following: Instalment | None, said: QueryDict | None = None) -> IssueForm:
    if following is None:
        return IssueForm(said)
    noted = agreement.commitment_of(following.first_day)
    former = "" if noted else agreement.commitment_before(following.first_day)
    initial = {"commitment": noted or former, "contract": agreement.contract, "first_day": following.first_day}
    initial |= {"due": following.due, "numbers": agreement.numbers_digest(following.first_day)}
    anew = queries.taxed_anew(agreement, following.due)
    return IssueForm(said, initial=initial, former=former, anew=anew)


def _next_of(agreement: Agreement, now: datetime) -> Instalment | None:
    invoiced = [queries.days_of(one) for one in queries.live_invoices_of(agreement)]
    return next_instalment(queries.instalments_of(agreement, use_of(agreement, now)), invoiced, paris_day(now))


def _billing_page(  # noqa: PLR0913  (a page is all it shows)
    request: HttpRequest,
    sponsor: Sponsor,
    form: forms.Form,
    *,
    status: int,
    now: datetime,
    issuing: tuple[Agreement, IssueForm] | None = None,
    refunding: RefundForm | None = None,
    is_changed: bool = False,
) -> HttpResponse:
    agreements = [
        _agreement_line(one, now, issuing[1] if issuing and issuing[0].pk == one.pk else None)
        for one in sponsor.agreements.filter(SHOWN_AGREEMENTS)
        .select_related("renews")
        .order_by("-starts_on")
        .distinct()
    ]
    favours, held = queries.favours_of(sponsor), queries.details_of(sponsor)
    digest = held.digest if held else ""
    shown = {
        "sponsor": sponsor,
        "form": form,
        "held": held,
        "is_changed": is_changed,
        SEEN: digest if is_changed else request.POST.get(SEEN, digest),
        "seller": queries.seller(),
        "untaxed": Taxes(queries.regime_now()).untaxed,
        "agreements": agreements,
        "is_untold": bool(agreements and queries.untold([sponsor.pk])),
        "listed": queries.invoices(paris_day(now), sponsor),
        "favours": favours,
        "free": sum(one.free for one in favours),
        "refunds": sponsor.refunds.order_by("paid_on", "pk"),
        "refund_form": refunding or RefundForm(sellers=[one.seller for one in favours]),
    }
    return render(request, "staff/billing.html", shown, status=status)
