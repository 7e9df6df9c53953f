"""An invoice in the terms of the European standard (EN 16931-1: BT and BG numbers), before any syntax.

The French additions come from XP Z12-012: process S1, or S2 where it is paid already (BT-23), notes PMT, PMD and AAB,
electronic addresses in scheme 0225.
"""

from typing import Any

from declic.billing.rules.amounts import ON_DEBITS, Line, VatRegime, euros
from declic.billing.rules.invoices import Draft, InvoiceKind, Party, notes_of, terms_of_payment

SIREN, SIRET, CHORUS = "0002", "0009", "0225"
"""Schemes of ISO/IEC 6523."""
TRANSFER, CLEARING = "30", "97"
"""UNTDID 4461: to an account, or between what two partners owe each other."""


def business_terms(draft: Draft, number: str) -> dict[str, Any]:
    """Built anew at each call: the library that writes XML changes what it is given."""
    net, vat, gross = (euros(cents) for cents in (draft.totals.net, draft.totals.vat, draft.totals.gross))
    terms: dict[str, Any] = {
        "BT-1": number,
        "BT-2": draft.issued_on,
        "BT-3": draft.kind.value,
        "BT-5": "EUR",
        "BT-10": draft.buyer.service_code,
        "BT-12": draft.contract,
        "BT-13": draft.commitment,
        "BT-20": " ".join(terms_of_payment(draft)),
        "BT-73": draft.first_day,
        "BT-74": draft.last_day,
        "BT-106": net,
        "BT-109": net,
        "BT-110": vat,
        "BT-112": gross,
        "BT-113": euros(draft.carried),
        "BT-115": euros(draft.payable),
        "BG-1": _notes(draft),
        "BG-4": _seller(draft.seller),
        "BG-7": _party(draft.buyer),
        "BG-13": _place(draft.buyer),
        "BG-23": [_vat(draft, net, vat)],
        "BG-25": [_line(rank, line, draft.regime) for rank, line in enumerate(draft.lines, start=1)],
        **_payment(draft),
    }
    if draft.corrects is not None:
        terms["BG-3"] = [{"BT-25": draft.corrects.number, "BT-26": draft.corrects.issued_on}]
    if draft.is_on_debits:
        terms["BT-8"] = "invoice"  # 5 in CII, 3 in UBL: due as it is issued. Without it, as it is paid.
    return {name: value for name, value in terms.items() if value != ""}


def _payment(draft: Draft) -> dict[str, Any]:
    """Of what is not to pay: no account to pay to, and no day to pay by. BR-FR-CO-09 wants that of who paid already."""
    if draft.is_to_pay:
        account = draft.account
        return {"BT-9": draft.due_on, "BT-23": "S1", "BT-81": TRANSFER, "BT-84": account.iban, "BT-86": account.bic}
    if draft.kind is InvoiceKind.CREDIT:
        return {"BT-23": "S1", "BT-81": CLEARING}
    return {"BT-9": draft.issued_on, "BT-23": "S2", "BT-81": CLEARING}


def _notes(draft: Draft) -> list[dict[str, str]]:
    notes = [{"BT-21": code, "BT-22": text} for code, text in notes_of(draft).items()]
    if draft.is_on_debits:
        notes.append({"BT-21": "AAI", "BT-22": ON_DEBITS})
    if draft.seller.about:
        notes.append({"BT-21": "ABL", "BT-22": draft.seller.about})
    return notes


def _party(party: Party) -> dict[str, Any]:
    said = {
        "name": party.name,
        "legal_identifier": party.siren,
        "legal_identifier_schemeid": SIREN,
        "identifiers": {SIRET: party.siret},
        "vat_identifier": party.vat,
        "einvoicing_addr": party.electronic_address,
        "einvoicing_addr_schemeid": CHORUS,
        **_place(party),
    }
    return {name: value for name, value in said.items() if value}


def _seller(seller: Party) -> dict[str, Any]:
    """Who has no VAT number is known to the tax office by its SIREN (BT-32): an exempt line asks one or the other."""
    said = _party(seller)
    return said if seller.vat else {**said, "tax_identifier": seller.siren}


def _place(party: Party) -> dict[str, str]:
    said = {
        "name": party.name,
        "addr_l1": party.address,
        "addr_l2": party.second_line,
        "postcode": party.postcode,
        "city": party.city,
        "country_code": "FR",
    }
    return {name: value for name, value in said.items() if value}


def _vat(draft: Draft, net: str, vat: str) -> dict[str, str]:
    said = {"BT-116": net, "BT-117": vat, "BT-118": draft.regime.category, "BT-119": str(draft.regime.rate)}
    if draft.regime.exemption is not None:
        said["BT-121"], said["BT-120"] = draft.regime.exemption
    return said


def _line(rank: int, line: Line, regime: VatRegime) -> dict[str, Any]:
    return {
        "BT-126": str(rank),
        "BT-129": f"{line.quantity.normalize():f}",
        "BT-130": line.unit.value,
        "BT-131": euros(line.net),
        "BT-134": line.first_day,
        "BT-135": line.last_day,
        "BT-146": euros(line.price),
        "BT-151": regime.category,
        "BT-152": str(regime.rate),
        "BT-153": line.name,
        "BT-154": line.detail,
    }
