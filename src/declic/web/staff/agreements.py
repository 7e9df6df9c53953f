"""The life of an agreement, on the operator's side: drafted, quoted, signed, ended, renewed."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from declic.billing.actions.amendments import amend_agreement
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.people.models import Account
from declic.sponsors import actions
from declic.sponsors.models import Agreement, Amendment, Sponsor
from declic.sponsors.queries import use_of
from declic.sponsors.rules.agreements import BANDS, AgreementState, PriceModel
from declic.sponsors.rules.amendments import AMENDABLE
from declic.web.layout.agreements import told
from declic.web.sponsor.quoted import paper_of
from declic.web.staff.access import for_staff
from declic.web.staff.agreement_form import AmendedForm, CoverForm, SignForm, TermsForm, proposed, written


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def new_agreement(request: HttpRequest, operator: Account, sponsor_id: int) -> HttpResponse:
    sponsor = get_object_or_404(Sponsor.objects.select_related("commune", "authority"), pk=sponsor_id)
    now = timezone.now()
    form = TermsForm(request.POST or None, initial=proposed(sponsor, paris_day(now)))
    if request.method == "POST" and form.is_valid():
        try:
            agreement = actions.draft_agreement(sponsor=sponsor, now=now, by=operator, **form.given())
        except Refusal as refusal:
            form.add_error(_FIELDS.get(refusal.code), refusal.message)
        else:
            return redirect("staff:agreement", sponsor.pk, agreement.pk)
    return _terms_page(request, sponsor, form, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def change_agreement(request: HttpRequest, operator: Account, sponsor_id: int, agreement_id: int) -> HttpResponse:
    """Until it is signed; a quote that was sent has to be sent again."""
    agreement = _agreement(sponsor_id, agreement_id)
    form = TermsForm(request.POST or None, initial=written(agreement))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_agreement(agreement=agreement, now=timezone.now(), by=operator, **form.given())
        except Refusal as refusal:
            form.add_error(_FIELDS.get(refusal.code), refusal.message)
        else:
            return redirect("staff:agreement", sponsor_id, agreement_id)
    return _terms_page(request, agreement.sponsor, form, agreement)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def amend(request: HttpRequest, operator: Account, sponsor_id: int, agreement_id: int) -> HttpResponse:
    """What is to change of a signed agreement; it changes once the amendment is signed."""
    held = _agreement(sponsor_id, agreement_id)
    form = CoverForm(request.POST or None, initial=written(held))
    if request.method == "POST" and form.is_valid():
        terms = form.terms(held.terms.model, held.terms.price)
        try:
            actions.prepare_amendment(agreement=held, terms=terms, now=timezone.now(), by=operator)
        except Refusal as refusal:
            form.add_error(_FIELDS.get(refusal.code), refusal.message)
        else:
            messages.success(request, "L’avenant est prêt à imprimer. Rien ne change avant sa signature.")
            return redirect("staff:agreement", sponsor_id, agreement_id)
    said = {"sponsor": held.sponsor, "agreement": held, "form": form, "is_flat": held.terms.model is PriceModel.FLAT}
    return render(request, "staff/amendment.html", said, status=422 if form.errors else 200)


_FIELDS = {
    "dates_reversed": "ends_on",
    "bad_price": "price",
    "bad_ceiling": "ceiling",
    "bad_hours": "closes_at",
    "unknown_level": "levels",
}


def _terms_page(request: HttpRequest, sponsor: Sponsor, form: TermsForm, agreement: Agreement | None) -> HttpResponse:
    listed = sponsor.commune or sponsor.authority
    said = {"sponsor": sponsor, "listed": listed, "form": form, "agreement": agreement, "bands": BANDS}
    return render(request, "staff/agreement_terms.html", said, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def agreement(request: HttpRequest, operator: Account, sponsor_id: int, agreement_id: int) -> HttpResponse:
    """One page for its life; `do` says the move."""
    held, now = _agreement(sponsor_id, agreement_id), timezone.now()
    done = request.POST.get("do", "")
    today = paris_day(now)
    sign = SignForm(request.POST if done == "sign" else None, initial={"signed_on": today})
    waiting = held.amendments.filter(signed_on=None).first()
    amended = AmendedForm(request.POST if done == "amended" else None, initial={"amended_on": today})
    refused = ""
    if waiting is not None and (done == "drop_amendment" or (done == "amended" and amended.is_valid())):
        try:
            _settled(request, waiting, amended if done == "amended" else None, operator)
        except Refusal as refusal:
            refused = refusal.message
        else:
            return redirect("staff:agreement", sponsor_id, agreement_id)
    if done in {*_MOVES, "renew"} or (done == "sign" and sign.is_valid()):
        try:
            next_id = _moved(request, done, held, sign, operator)
        except Refusal as refusal:
            refused = refusal.message
        else:
            return redirect("staff:agreement", sponsor_id, next_id)
    row = told(held, today, use_of(held, now))
    return render(
        request,
        "staff/agreement.html",
        {
            "sponsor": held.sponsor,
            "row": row,
            "sign_form": sign,
            "waiting": waiting,
            "amended_form": amended,
            "refused": refused,
            "today": today,
            **_open(row.state),
        },
        status=422 if done else 200,
    )


def _open(state: AgreementState) -> dict[str, bool]:
    """Which moves the page proposes."""
    return {
        "may_change": state in (AgreementState.DRAFT, AgreementState.QUOTED),
        "may_quote": state is AgreementState.DRAFT,
        "may_sign": state in (AgreementState.DRAFT, AgreementState.QUOTED),
        "may_renew": state in (AgreementState.RUNNING, AgreementState.ENDED, AgreementState.SIGNED),
        "may_amend": state in AMENDABLE,
        "may_drop": state in (AgreementState.DRAFT, AgreementState.QUOTED, AgreementState.SIGNED),
        "may_end": state is AgreementState.RUNNING,
    }


def _moved(request: HttpRequest, done: str, held: Agreement, sign: forms.Form, operator: Account) -> int:
    """The move is made; which agreement to show after it."""
    now = timezone.now()
    if done == "sign":
        actions.sign_agreement(agreement=held, now=now, by=operator, **sign.cleaned_data)
        messages.success(request, "La convention est signée. Les codes ouvrent l’inscription.")
    elif done == "renew":
        return actions.renew_agreement(agreement=held, now=now, by=operator).pk
    else:
        act, said = _MOVES[done]
        act(held, operator)
        messages.success(request, said)
    return held.pk


def _settled(request: HttpRequest, waiting: Amendment, signed: forms.Form | None, operator: Account) -> None:
    """The amendment that waits is signed or dropped."""
    if signed is None:
        actions.drop_amendment(amendment=waiting, now=timezone.now(), by=operator)
        messages.success(request, "L’avenant est abandonné : rien n’a changé.")
        return
    signed_on = signed.cleaned_data["amended_on"]
    amend_agreement(amendment=waiting, signed_on=signed_on, now=timezone.now(), by=operator)
    messages.success(request, "L’avenant est signé : la convention dit ce qu’il change dès maintenant.")


def _quote(held: Agreement, operator: Account) -> None:
    actions.quote_agreement(agreement=held, now=timezone.now(), by=operator)


def _end(held: Agreement, operator: Account) -> None:
    now = timezone.now()
    actions.end_agreement(agreement=held, last_day=paris_day(now), now=now, by=operator)


def _data(held: Agreement, operator: Account) -> None:
    now = timezone.now()
    actions.note_data_contract(agreement=held, data_signed_on=paris_day(now), now=now, by=operator)


_MOVES: dict[str, tuple[Callable[[Agreement, Account], None], str]] = {
    "quote": (_quote, "Le devis est noté comme envoyé : les responsables le voient dans leurs pages."),
    "data": (_data, "Le contrat de données est noté comme signé."),
    "end": (_end, "C’est noté."),
}


@never_cache
@require_safe
@for_staff
def paper(request: HttpRequest, operator: Account, sponsor_id: int, agreement_id: int, contract: str) -> HttpResponse:
    """The quote or the data contract, at any time of its life."""
    del request, operator
    answer = paper_of(_agreement(sponsor_id, agreement_id), contract, timezone.now())
    if answer is None:
        raise Http404
    return answer


def _agreement(sponsor_id: int, agreement_id: int) -> Agreement:
    held = Agreement.objects.select_related("sponsor__commune", "sponsor__authority")
    return get_object_or_404(held, pk=agreement_id, sponsor_id=sponsor_id)
