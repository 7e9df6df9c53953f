"""The life of an agreement, on the operator's side: drafted, quoted, signed, ended, renewed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from declic.billing.actions import quote_agreement, sign_agreement, stop_agreement
from declic.billing.actions.amendments import amend_agreement
from declic.billing.queries import corrections_of, days_of, instalments_of, live_invoices_of, regime_now
from declic.billing.rules.instalments import next_instalment
from declic.ground.errors import Refusal
from declic.ground.paris import paris_day
from declic.people.models import Account
from declic.sponsors import actions
from declic.sponsors.models import Agreement, Amendment
from declic.sponsors.queries import not_carried, use_of
from declic.sponsors.rules.agreements import AgreementState
from declic.sponsors.rules.amendments import AMENDABLE, amendment_settled, another_amendment
from declic.web.account.once import made_once
from declic.web.layout.agreements import changes_of, told
from declic.web.layout.taxes import Taxes
from declic.web.layout.typography import date
from declic.web.sponsor.quoted import paper_of
from declic.web.sponsor.words import day_of
from declic.web.staff.access import for_staff
from declic.web.staff.agreement_form import (
    AmendedForm,
    CommitmentForm,
    DataForm,
    LeftForm,
    SignForm,
)

Said = Mapping[str, Any]
"""What a form gave."""
SEEN = "seen"
"""The digest of the dates and terms that the page of this form showed."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def agreement(request: HttpRequest, operator: Account, sponsor_id: int, agreement_id: int) -> HttpResponse:
    """One page for its life; `do` says the move."""
    held, now = agreement_of(sponsor_id, agreement_id), timezone.now()
    done, today = request.POST.get("do", ""), paris_day(now)
    sign = SignForm(request.POST if done == "sign" else None, initial={"signed_on": today})
    data = DataForm(request.POST if done == "data" else None, initial={"data_signed_on": today})
    amended = AmendedForm(request.POST if done == "amended" else None, initial={"amended_on": today})
    committed = _commitment_form(held, now, request.POST if done == "commit" else None)
    read = LeftForm(request.POST if done in {"carry", "leave"} else None)
    form = {"sign": sign, "data": data, "amended": amended, "commit": committed, "carry": read, "leave": read}.get(done)
    refused, changed = "", False
    if done in _MOVES and (form is None or form.is_valid()):
        try:
            going_on = made_once(request, operator, lambda: _moved(request, held, done, form, operator))
        except Refusal as refusal:
            if form is not None and refusal.code in _DAYS:
                form.add_error(_DAYS[refusal.code].get(done), refusal.message)
            else:
                refused = refusal.message
            changed = refusal.code == "changed_since"
            held = agreement_of(sponsor_id, agreement_id)  # as it is now, for what is read next
            if refusal.code == "numbers_changed":
                anew = _commitment_form(held, now, None).initial
                committed.data = request.POST.dict() | {"numbers": anew["numbers"]}
            if refusal.code == "data_day_changed" and held.data_signed_on:
                data.data = request.POST.dict() | {"noted": held.data_signed_on.isoformat()}
        else:
            return redirect(going_on)
    row = told(held, today, use_of(held, now), regime=regime_now())
    waiting = held.amendments.filter(signed_on=None).first()
    return render(
        request,
        "staff/agreement.html",
        {
            "sponsor": held.sponsor,
            "row": row,
            "sign_form": sign,
            "data_form": data,
            "waiting": waiting,
            "read": waiting.pk if waiting and refused else request.POST.get("amendment", waiting and waiting.pk),
            "amended_form": amended,
            "commitment_form": committed,
            "refused": refused,
            "seen": digest_seen(request, held, changed=changed),
            "behind": _behind(held, now),
            "corrections": corrections_of(held, live_invoices_of(held), instalments_of(held, row.used)),
            "today": today,
            **_open(row.state),
        },
        status=422 if done else 200,
    )


def _commitment_form(held: Agreement, now: datetime, said: QueryDict | None) -> CommitmentForm:
    """Of the instalment to be invoiced next, which the page names; of that of today where none waits."""
    instalments = instalments_of(held, use_of(held, now))
    invoiced = [days_of(one) for one in live_invoices_of(held)]
    of_today = next((one for one in instalments if paris_day(now) <= one.last_day), instalments[-1])
    following = next_instalment(instalments, invoiced, paris_day(now)) or of_today
    former = held.commitment_before(following.first_day)
    initial = {
        "commitment": held.commitment_of(following.first_day),
        "contract": held.contract,
        "first_day": following.first_day,
        "numbers": held.numbers_digest(following.first_day),
    }
    form = CommitmentForm(said, initial=initial)
    days = f"Du {date(day_of(following.first_day))} au {date(day_of(following.last_day))}."
    told = f"Année {following.rank} sur {following.of}. {days}" if following.of > 1 else ""
    form.fields["commitment"].help_text = " ".join(
        words for words in (told, f"Celui d’avant : {former}." if former else "") if words
    )
    return form


def _behind(held: Agreement, now: datetime) -> dict[str, object] | None:
    """What the agreement that follows does not say of signed amendments; `is_here` on its own page."""
    following = held if not_carried(held) else Agreement.objects.filter(renews=held).first()
    terms = not_carried(following) if following else None
    if following is None or following.renews is None or terms is None:
        return None
    signed = following.renews.amendments.exclude(signed_on=None)
    return {
        "following": following,
        "is_here": following.pk == held.pk,
        "number": max(one.number for one in signed),
        "changes": changes_of(following.terms, terms, Taxes(regime_now())),
        "may_carry": following.state_on(paris_day(now)) in (AgreementState.DRAFT, AgreementState.QUOTED),
    }


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


def _moved(request: HttpRequest, held: Agreement, done: str, form: Form | None, operator: Account) -> str:
    """The page to go on to: two presses of a button make one move."""
    next_id = _MOVES[done](request, held, form.cleaned_data if form else {}, operator)
    return reverse("staff:agreement", args=[held.sponsor_id, next_id])


# Each makes its move and says it; which agreement to show after it.
def _quote(request: HttpRequest, held: Agreement, said: Said, operator: Account) -> int:
    del said
    quote_agreement(agreement=held, now=timezone.now(), seen=request.POST.get(SEEN, ""), by=operator)
    messages.success(request, "Le devis est noté comme envoyé : les responsables le voient dans leurs pages.")
    return held.pk


def _sign(request: HttpRequest, held: Agreement, said: Said, operator: Account) -> int:
    sign_agreement(agreement=held, now=timezone.now(), seen=request.POST.get(SEEN, ""), by=operator, **said)
    messages.success(request, "La convention est signée. Les codes ouvrent l’inscription.")
    return held.pk


def _data(request: HttpRequest, held: Agreement, said: Said, operator: Account) -> int:
    now = timezone.now()
    signed_on = said["data_signed_on"] or paris_day(now)
    actions.note_data_contract(agreement=held, data_signed_on=signed_on, seen=said["noted"], now=now, by=operator)
    messages.success(request, "Le contrat de données est noté comme signé.")
    return held.pk


def _commit(request: HttpRequest, held: Agreement, said: Said, operator: Account) -> int:
    told = {**said, "first_day": said["first_day"] or held.starts_on, "seen": said["numbers"] or None}
    del told["numbers"]
    actions.note_commitment(agreement=held, now=timezone.now(), by=operator, **told)
    messages.success(request, "C’est noté : la prochaine facture porte ces numéros.")
    return held.pk


def _amended(request: HttpRequest, held: Agreement, said: Said, operator: Account) -> int:
    signed_on = said["amended_on"]
    amend_agreement(amendment=_waiting(request, held), signed_on=signed_on, now=timezone.now(), by=operator)
    messages.success(request, "L’avenant est signé : la convention dit ce qu’il change dès maintenant.")
    return held.pk


def _drop_amendment(request: HttpRequest, held: Agreement, said: Said, operator: Account) -> int:
    del said
    actions.drop_amendment(amendment=_waiting(request, held), now=timezone.now(), by=operator)
    messages.success(request, "L’avenant est abandonné : rien n’a changé.")
    return held.pk


def _renew(request: HttpRequest, held: Agreement, said: Said, operator: Account) -> int:
    del request, said
    return actions.renew_agreement(agreement=held, now=timezone.now(), by=operator).pk


def _carry(request: HttpRequest, held: Agreement, said: Said, operator: Account) -> int:
    seen = request.POST.get(SEEN, "")
    actions.carry_amendments(renewal=held, number=said["number"], seen=seen, now=timezone.now(), by=operator)
    messages.success(request, "Elle reprend ce que l’avenant a changé. Le devis est à envoyer.")
    return held.pk


def _leave(request: HttpRequest, held: Agreement, said: Said, operator: Account) -> int:
    actions.leave_amendments(renewal=held, number=said["number"], now=timezone.now(), by=operator)
    messages.success(request, "C’est vu : elle ne reprend pas l’avenant, et cela ne se redit plus.")
    return held.pk


def _end(request: HttpRequest, held: Agreement, said: Said, operator: Account) -> int:
    """Dropped where the page said that it has not begun, stopped tonight where it said that it runs."""
    del said
    now = timezone.now()
    stop_agreement(agreement=held, last_day=paris_day(now), now=now, read=request.POST.get("state", ""), by=operator)
    messages.success(request, "C’est noté.")
    return held.pk


def _waiting(request: HttpRequest, held: Agreement) -> Amendment:
    """The one the page showed: the number of one that was dropped serves again, its key never does.

    Refusal `amendment_settled`, `another_amendment`.
    """
    found = held.amendments.filter(signed_on=None).first()
    if found is None:
        raise amendment_settled()
    if str(found.pk) != request.POST.get("amendment", ""):
        raise another_amendment()
    return found


_MOVES: dict[str, Callable[[HttpRequest, Agreement, Said, Account], int]] = {
    "quote": _quote,
    "sign": _sign,
    "data": _data,
    "commit": _commit,
    "amended": _amended,
    "drop_amendment": _drop_amendment,
    "renew": _renew,
    "carry": _carry,
    "leave": _leave,
    "end": _end,
}
_DAYS = {
    "bad_signing_day": {"sign": "signed_on", "amended": "amended_on"},
    "bad_data_day": {"sign": "data_signed_on", "data": "data_signed_on"},
    "data_day_changed": {"data": "data_signed_on"},
}
"""Where a day that cannot be is explained, by the move."""


@never_cache
@require_safe
@for_staff
def paper(request: HttpRequest, operator: Account, sponsor_id: int, agreement_id: int, contract: str) -> HttpResponse:
    """The quote or the data contract, at any time of its life."""
    del request, operator
    answer = paper_of(agreement_of(sponsor_id, agreement_id), contract, timezone.now())
    if answer is None:
        raise Http404
    return answer


def digest_seen(request: HttpRequest, held: Agreement, *, changed: bool) -> str:
    """The digest that came stays while something else is mended: what it is of is still all that was read."""
    return held.digest if changed else request.POST.get(SEEN, held.digest)


def agreement_of(sponsor_id: int, agreement_id: int) -> Agreement:
    held = Agreement.objects.select_related("sponsor__commune", "sponsor__authority")
    return get_object_or_404(held, pk=agreement_id, sponsor_id=sponsor_id)
