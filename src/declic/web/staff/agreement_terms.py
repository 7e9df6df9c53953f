"""The terms of an agreement, typed by an operator: of a new one, of one not signed yet, of an amendment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.billing.queries import regime_now
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.people.models import Account
from declic.sponsors import actions
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.queries import use_of
from declic.sponsors.rules.agreements import BANDS, PriceModel
from declic.web.account.once import made_once
from declic.web.layout.agreements import told
from declic.web.staff.access import for_staff
from declic.web.staff.agreement_form import (
    CoverForm,
    TermsForm,
    proposed,
    written,
)
from declic.web.staff.agreements import SEEN, agreement_of, digest_seen


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_agreement(request: HttpRequest, operator: Account, sponsor_id: int) -> HttpResponse:
    sponsor = get_object_or_404(Sponsor.objects.select_related("commune", "authority"), pk=sponsor_id)
    now = timezone.now()
    form = TermsForm(request.POST or None, initial=proposed(sponsor, paris_day(now)))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(made_once(request, operator, lambda: _drafted(sponsor, operator, form)))
        except Refusal as refusal:
            form.add_error(_FIELDS.get(refusal.code), refusal.message)
    return _terms_page(request, sponsor, form, None)


def _drafted(sponsor: Sponsor, operator: Account, form: TermsForm) -> str:
    draft = actions.draft_agreement(sponsor=sponsor, now=timezone.now(), by=operator, **form.given())
    return reverse("staff:agreement", args=[sponsor.pk, draft.pk])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def change_agreement(request: HttpRequest, operator: Account, sponsor_id: int, agreement_id: int) -> HttpResponse:
    """Until it is signed; a quote that was sent has to be sent again."""
    agreement = agreement_of(sponsor_id, agreement_id)
    form, changed = TermsForm(request.POST or None, initial=written(agreement)), False
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(made_once(request, operator, lambda: _changed(request, agreement, operator, form)))
        except Refusal as refusal:
            form.add_error(_FIELDS.get(refusal.code), refusal.message)
            changed = refusal.code == "changed_since"
    if changed:  # what was typed stays, beside what a colleague wrote: saved again, it takes its place knowingly
        return _terms_page(request, agreement.sponsor, form, agreement_of(sponsor_id, agreement_id), changed=True)
    return _terms_page(request, agreement.sponsor, form, agreement)


def _changed(request: HttpRequest, held: Agreement, operator: Account, form: TermsForm) -> str:
    seen = request.POST.get(SEEN, "")
    actions.change_agreement(agreement=held, now=timezone.now(), seen=seen, by=operator, **form.given())
    return reverse("staff:agreement", args=[held.sponsor_id, held.pk])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def amend(request: HttpRequest, operator: Account, sponsor_id: int, agreement_id: int) -> HttpResponse:
    """What is to change of a signed agreement; it changes once the amendment is signed."""
    held, changed = agreement_of(sponsor_id, agreement_id), False
    form = CoverForm(request.POST or None, initial=written(held))
    if request.method == "POST" and form.is_valid():
        read = held
        try:
            return redirect(made_once(request, operator, lambda: _amended(request, read, operator, form)))
        except Refusal as refusal:
            form.add_error(_FIELDS.get(refusal.code), refusal.message)
            changed, held = refusal.code == "changed_since", agreement_of(sponsor_id, agreement_id)
    said: dict[str, object] = {"sponsor": held.sponsor, "agreement": held, "form": form}
    said["is_flat"] = held.terms.model is PriceModel.FLAT
    said |= _as_it_is(request, held, changed=changed)
    return render(request, "staff/amendment.html", said, status=422 if form.errors else 200)


def _amended(request: HttpRequest, held: Agreement, operator: Account, form: CoverForm) -> str:
    terms, seen = form.terms(held.terms.model, held.terms.price), request.POST.get(SEEN, "")
    actions.prepare_amendment(agreement=held, terms=terms, now=timezone.now(), seen=seen, by=operator)
    messages.success(request, "L’avenant est prêt à imprimer. Rien ne change avant sa signature.")
    return reverse("staff:agreement", args=[held.sponsor_id, held.pk])


_FIELDS = {
    "dates_reversed": "ends_on",
    "too_long": "ends_on",
    "bad_price": "price",
    "bad_ceiling": "ceiling",
    "bad_hours": "closes_at",
    "unknown_level": "levels",
}


def _as_it_is(request: HttpRequest, held: Agreement, *, changed: bool) -> dict[str, object]:
    """Of a form of its terms: the digest of what was read, and what a colleague made of it since."""
    now = timezone.now()
    row = told(held, paris_day(now), use_of(held, now), regime=regime_now()) if changed else None
    return {"row": row, "seen": digest_seen(request, held, changed=changed)}


def _terms_page(
    request: HttpRequest, sponsor: Sponsor, form: TermsForm, agreement: Agreement | None, *, changed: bool = False
) -> HttpResponse:
    said: dict[str, object] = {
        "sponsor": sponsor,
        "listed": sponsor.commune or sponsor.authority,
        "form": form,
        "bands": BANDS,
    }
    if agreement is not None:
        said |= {"agreement": agreement, **_as_it_is(request, agreement, changed=changed)}
    return render(request, "staff/agreement_terms.html", said, status=422 if form.errors else 200)
