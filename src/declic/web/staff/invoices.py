"""Invoices of all partners: who sells, what waits, what left; payments, credit notes, the file for the accountants."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from declic.billing import actions, queries
from declic.billing.models import Invoice
from declic.billing.rules.accounting_years import AccountingYear
from declic.billing.rules.amounts import money
from declic.billing.rules.invoices import Standing
from declic.ground.errors import NotYours, Refusal
from declic.ground.moments import MONTHS
from declic.ground.paris import paris_day
from declic.ground.units import Cents
from declic.people.models import Account
from declic.sponsors.rules.names import fold_name
from declic.web.account.once import made_once
from declic.web.layout.downloads import file_response, forms_of
from declic.web.layout.typography import count
from declic.web.staff.access import for_staff, looked_for
from declic.web.staff.agreements import SEEN
from declic.web.staff.invoice_forms import OF_THE_DAY, DepositForm, PaymentForm, SellerForm

A_PAGE = 100
TO_DEPOSIT = "to_deposit"
SHOWN_BATCHES = 5
SHOWN_WAITING = 8
YEARS_SHOWN = 3


@never_cache
@require_safe
@for_staff
def invoices(request: HttpRequest, operator: Account) -> HttpResponse:
    del operator
    today = paris_day(timezone.now())
    asked, sought = request.GET.get("etat", ""), looked_for(request)
    listed = queries.invoices(today)
    found = [one for one in listed if _is_asked(one, asked) and _is_sought(one, sought)]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    waiting = queries.waiting(today)
    running = queries.running_renewal()
    last = running or queries.last_renewal()
    wrong = queries.to_correct()
    return render(
        request,
        "staff/invoices.html",
        {
            "seller": queries.seller(),
            "page": page,
            "total": len(found),
            "is_taxed": any(one.invoice.vat_cents for one in page),
            "asked": asked,
            "sought": sought,
            "standings": [one for one in Standing if any(line.standing is one for line in listed)],
            "to_deposit": sum(one.is_to_deposit for one in listed),
            "unsent": sum(one.is_to_deposit and one.owed > 0 for one in listed),
            "batches": queries.batches(SHOWN_BATCHES),
            "today": today,
            "owed": sum(one.owed for one in listed),
            "late": sum(one.owed for one in listed if one.standing is Standing.LATE),
            "waiting": waiting,
            "seen": queries.digest_of(waiting),
            "shown_waiting": waiting[:SHOWN_WAITING],
            "excess": [one for one in wrong if one.asks_too_much],
            "beyond": [one for one in listed if one.beyond_paper],
            "short": [one for one in wrong if not one.asks_too_much],
            "running": running,
            "progress": queries.progress_of(last) if last else None,
            "books": [
                (one, queries.accounting_years(one.siren, today)[:YEARS_SHOWN]) for one in queries.sellers_known()
            ],
        },
    )


def _is_asked(one: queries.Listed, asked: str) -> bool:
    return not asked or (one.is_to_deposit if asked == TO_DEPOSIT else one.standing.value == asked)


def _is_sought(one: queries.Listed, sought: str) -> bool:
    """By its sponsor's name, however it is written, or by its number."""
    name, words = (" ".join(fold_name(text)) for text in (one.invoice.sponsor.name, sought))
    return sought.upper() in one.invoice.number or (bool(words) and words in name)


@require_POST
@for_staff
def renew(request: HttpRequest, operator: Account) -> HttpResponse:
    try:
        actions.ask_renewals(by=operator, now=timezone.now(), seen=request.POST.get("seen", ""))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Les factures partent, quelques-unes à la fois. Cette page dit où elles en sont.")
    return redirect("staff:invoices")


@require_POST
@for_staff
def stop_renewal(request: HttpRequest, operator: Account) -> HttpResponse:
    try:
        left = actions.stop_renewals(by=operator, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = count(left, "facture n’est pas partie,factures ne sont pas parties")
        messages.success(request, f"C’est arrêté : {said}.")
    return redirect("staff:invoices")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def seller(request: HttpRequest, operator: Account) -> HttpResponse:
    held = queries.seller()
    form, changed = SellerForm(request.POST or None, initial=SellerForm.shown(held)), False
    if request.method == "POST" and form.is_valid():
        told = {**form.others(), "regime": form.regime_chosen, "place": form.place()}
        try:
            seen = request.POST.get(SEEN, "")
            actions.set_seller(by=operator, now=timezone.now(), seen=seen, **told)  # type: ignore[arg-type]
        except Refusal as refusal:
            changed = refusal.code == "changed_since"
            form.add_error(None if changed else refusal.code.removeprefix("bad_"), refusal.message)
            held = queries.seller()  # as it is now, for what is read next
        else:
            messages.success(request, "L’identité du vendeur est notée : les prochaines factures la portent.")
            _tell_of_years(request)
            return redirect("staff:invoices")
    digest = held.digest if held else ""
    shown = {
        "form": form,
        "held": held,
        "noted": form.noted_otherwise(held) if changed and held else (),
        SEEN: digest if changed else request.POST.get(SEEN, digest),
    }
    return render(request, "staff/seller.html", shown, status=422 if form.errors else 200)


def _tell_of_years(request: HttpRequest) -> None:
    """When another month of start waits for its first day."""
    held = queries.seller()
    since = queries.year_starts_of(held.siren)[-1].since if held else None
    if since is not None and since > paris_day(timezone.now()):
        messages.info(
            request,
            f"L’exercice comptable commence en {MONTHS[since.month - 1]} à partir du {since:%d/%m/%Y} : "
            "les exercices d’avant gardent leurs dates, et celui qui finit la veille est court.",
        )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def invoice(request: HttpRequest, operator: Account, invoice_id: int) -> HttpResponse:
    """An invoice; noting a payment."""
    now = timezone.now()
    listed = queries.invoice_listed(invoice_id, paris_day(now))
    form = PaymentForm(request.POST or None, is_credited=listed.standing is Standing.CREDITED)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(made_once(request, operator, lambda: _paid(request, operator, listed.invoice, form)))
        except Refusal as refusal:
            form.add_error(_field_of(refusal), refusal.message)
    shown = {
        "listed": listed,
        "invoice": listed.invoice,
        "is_untold": bool(queries.untold([listed.invoice.sponsor_id])),
        "credit": Invoice.objects.filter(corrects=listed.invoice).first(),
        "payments": listed.invoice.payments.order_by("paid_on", "pk"),
        "reminders": listed.invoice.reminders.order_by("rank"),
        "forms": forms_of(listed.invoice),
        "draft": listed.invoice.draft,
        "form": form,
        "deposit_form": DepositForm(initial={"deposited_on": paris_day(now)}),
    }
    return render(request, "staff/invoice.html", shown, status=422 if form.errors else 200)


def _field_of(refusal: Refusal) -> str:
    if refusal.code in OF_THE_DAY:
        return "paid_on"
    return "surplus" if refusal.code == "owed_no_more" else "euros"


def _paid(request: HttpRequest, operator: Account, held: Invoice, form: PaymentForm) -> str:
    told = {name: form.cleaned_data[name] for name in ("paid_on", "reference", "surplus")}
    actions.record_payment(invoice=held, cents=form.cents, by=operator, now=timezone.now(), **told)
    messages.success(request, "Le règlement est noté.")
    if form.cents < 0:
        _warn_of_beyond(request, held)
    return reverse("staff:invoice", args=[held.pk])


def _warn_of_beyond(request: HttpRequest, held: Invoice) -> None:
    """Of invoices issued with what was just taken back."""
    listed = queries.invoices(paris_day(timezone.now()), held.sponsor)
    for one in listed:
        if one.beyond_paper:
            messages.warning(
                request,
                f"{one.invoice.number} disait {money(one.said_carried)} réglés par ce qui était en faveur du "
                "partenaire : ce n’est plus vrai. Annulez-la par un avoir, puis émettez-la de nouveau.",
            )


@require_POST
@for_staff
def credit(request: HttpRequest, operator: Account, invoice_id: int) -> HttpResponse:
    held = get_object_or_404(Invoice, pk=invoice_id)
    try:
        read = request.POST.get("settled", "")
        settled = Cents(int(read)) if read.isdecimal() and len(read) < 16 else None
        made = actions.credit_invoice(invoice=held, by=operator, now=timezone.now(), settled=settled)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("staff:invoice", invoice_id)
    messages.success(request, f"L’avoir {made.number} annule la facture {held.number}.")
    if request.POST.get("next") == "billing":  # where what is due is invoiced anew
        return redirect("staff:billing", held.sponsor_id)
    return redirect("staff:invoice", made.pk)


@never_cache
@require_safe
@for_staff
def invoice_file(request: HttpRequest, operator: Account, invoice_id: int, form: str) -> HttpResponse:
    del request, operator
    return file_response(get_object_or_404(Invoice, pk=invoice_id), form)


@never_cache
@require_safe
@for_staff
def accounting(request: HttpRequest, operator: Account, year: int) -> HttpResponse:
    """The FEC of the accounting year begun in that one, as it stands: of who sells now, or of who sold before.

    Where two began in it, the month says which.
    """
    del operator
    siren, month = request.GET.get("vendeur", ""), request.GET.get("mois", "")
    seller = next((one for one in queries.sellers_known() if siren in {"", one.siren}), None)
    if seller is None:
        raise NotYours
    years = queries.accounting_years(seller.siren, paris_day(timezone.now()))
    asked = next((one for one in years if _is_of(one, year, month)), None)
    if asked is None:
        raise NotYours
    text = "".join(queries.accounting_entries(seller.siren, asked))
    answer = HttpResponse(text.encode(), content_type="text/tab-separated-values; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{asked.file_name(seller.siren)}"'
    return answer


def _is_of(one: AccountingYear, year: int, month: str) -> bool:
    return one.first_day.year == year and month in {"", str(one.first_day.month)}
