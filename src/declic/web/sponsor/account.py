"""The statement of account: what was agreed, what was used of it, what was invoiced and paid."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from declic.billing.queries import KnownSeller, account_of, bears_vat, regime_now, seller, sellers_known
from declic.billing.rules.account import Entry, MovementKind
from declic.billing.rules.amounts import money
from declic.ground.errors import NotYours
from declic.ground.paris import paris_day
from declic.sponsors.models import Officer, Sponsor
from declic.sponsors.queries import use_of_each
from declic.sponsors.rules.agreements import AgreementState, PriceModel
from declic.sponsors.rules.officers import Right
from declic.web.layout.agreements import Told, to_tell, told
from declic.web.layout.taxes import Taxes
from declic.web.layout.typography import NBSP
from declic.web.sponsor.access import for_officer, page
from declic.web.sponsor.agreement import SHOWN
from declic.web.sponsor.kit import named
from declic.web.sponsor.papers.account import Paper, account_paper
from declic.web.sponsor.quoted import legal_of

SAID = {
    MovementKind.INVOICE: "Facture",
    MovementKind.CREDIT: "Avoir",
    MovementKind.PAYMENT: "Règlement",
    MovementKind.REFUND: "Remboursement",
}


@dataclass(frozen=True)
class UseLine:
    row: Told
    ceiling: str
    """« 3 200 € HT sur 5 000 € HT, 64 % »; empty without a ceiling."""
    due: str
    """« dû à ce jour : 3 200 € HT, soit 3 840 € TTC »; empty before it begins."""


@dataclass(frozen=True)
class EntryLine:
    on: date
    what: str
    amount: str
    """With its sign when it is paid or taken back."""
    balance: str
    left: str
    """« reste dû 1 200,00 € », « 1 200,00 € en votre faveur »."""


@never_cache
@require_safe
@for_officer(Right.AGREEMENT)
def account(request: HttpRequest, officer: Officer) -> HttpResponse:
    now = timezone.now()
    known, asked = _sellers(request, officer)
    entries = account_of(officer.sponsor, asked.siren) if asked else []
    said: dict[str, object] = {
        "others": [one for one in known if one != asked],
        "asked": asked,
        "uses": uses_of(officer.sponsor, now),
        "lines": [entry_line(one) for one in reversed(entries)],
        "balance": entries[-1].balance if entries else 0,
        "credit": -entries[-1].balance if entries else 0,
        "seller": seller(),
    }
    return page(request, officer, "account", said)


@never_cache
@require_safe
@for_officer(Right.AGREEMENT)
def account_file(request: HttpRequest, officer: Officer) -> HttpResponse:
    now = timezone.now()
    sponsor, (_, asked) = officer.sponsor, _sellers(request, officer)
    entries = account_of(sponsor, asked.siren) if asked else []
    balance = entries[-1].balance if entries else 0
    paper = Paper(
        who=named(sponsor)[0],
        legal=legal_of(sponsor),
        logo=bytes(sponsor.logo),
        seller=asked.name if asked else "",
        uses=[
            (
                f"Convention {one.row.agreement.number}",
                ". ".join(words for words in (one.row.price, one.row.use, one.ceiling, one.due) if words) + ".",
            )
            for one in uses_of(sponsor, now)
        ],
        rows=[(f"{one.on:%d/%m/%Y}", one.what, one.amount, one.balance) for one in map(entry_line, entries)],
        is_taxed=asked is not None and bears_vat(sponsor, asked.siren),
        is_in_favour=balance < 0,
        balance=money(abs(balance)),
    )
    answer = HttpResponse(account_paper(paper, now=now), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="declic-releve-{paris_day(now):%Y-%m-%d}.pdf"'
    return answer


def _sellers(request: HttpRequest, officer: Officer) -> tuple[list[KnownSeller], KnownSeller | None]:
    """All there are, and whose statement is asked for: an account is with one seller, the present one unless said."""
    known, siren = sellers_known(officer.sponsor), request.GET.get("vendeur", "")
    asked = next((one for one in known if siren in {"", one.siren}), None)
    if siren and asked is None:
        raise NotYours
    return known, asked


def uses_of(sponsor: Sponsor, now: datetime) -> list[UseLine]:
    lines, regime = [], regime_now()
    taxes = Taxes(regime)
    shown = list(to_tell(sponsor.agreements.filter(state__in=SHOWN).order_by("-starts_on")))
    for agreement, used in zip(shown, use_of_each(shown, now), strict=True):
        row = told(agreement, paris_day(now), used, regime=regime, for_sponsor=True)
        said = (
            f"{'au moins ' if row.is_masked else ''}{taxes.net(row.used.cost)} sur {row.ceiling}, {row.share}{NBSP}%"
            if agreement.terms.ceiling
            else ""
        )
        is_counted = row.state in {AgreementState.RUNNING, AgreementState.ENDED}
        lines.append(UseLine(row, said, _due(row) if is_counted else ""))
    return lines


def _due(row: Told) -> str:
    when = "Dû pour ces dates" if row.agreement.price_model == PriceModel.FLAT.value else "Dû à ce jour"
    return f"{when} : {'au moins ' if row.is_masked else ''}{row.due}"


def entry_line(entry: Entry) -> EntryLine:
    one = entry.movement
    what = f"{SAID[one.kind]} {one.what}".rstrip()
    return EntryLine(one.on, what, money(one.cents), money(entry.balance), _left(entry.balance))


def _left(balance: int) -> str:
    return f"{money(-balance)} en votre faveur" if balance < 0 else f"reste dû {money(balance)}"
