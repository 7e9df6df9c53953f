"""Money that comes, or is given back, and the day a file was laid at Chorus Pro: what is refused of them."""

from datetime import date

from declic.billing.rules.amounts import money
from declic.ground.errors import Refusal

SURPLUS_TIMES = 3
"""A sum paid twice, or for two invoices at once, is a surplus; ten times the sum is a slip."""


def check_payment(cents: int, *, owed: int, paid: int, most: int | None = None) -> None:
    """A wrong payment is taken back by its opposite; up to `most` in all, when more came than is owed and that is said.

    Refusal `bad_payment`.
    """
    if most is not None and paid + cents > most:
        raise Refusal("bad_payment", "Ce montant dépasse plusieurs fois celui de la facture : vérifiez-le.")
    if cents == 0 or paid + cents < 0 or (cents > 0 and most is None and paid + cents > owed):
        raise Refusal("bad_payment", "Ce montant dépasse ce qui reste à payer, ou retire plus que ce qui a été noté.")


def owed_no_more() -> Refusal:
    return Refusal(
        "owed_no_more",
        "Cette facture est annulée par un avoir : dites que l’argent est arrivé quand même, ou notez-le sur une autre.",
    )


def check_paid_on(day: date, *, today: date, first_issued: date) -> None:
    """Refusal `not_yet`, `too_early`."""
    if day > today:
        raise Refusal("not_yet", "Ce jour n’est pas encore venu : notez le règlement quand il arrive.")
    if day < first_issued:
        raise Refusal(
            "too_early", f"Rien n’était facturé ce jour-là : la première facture est du {first_issued:%d/%m/%Y}."
        )


def check_deposited_on(day: date, *, today: date, issued_on: date) -> None:
    """Refusal `not_yet`, `too_early`."""
    if day > today:
        raise Refusal("not_yet", "Ce jour n’est pas encore venu : notez le dépôt une fois fait.")
    if day < issued_on:
        raise Refusal(
            "too_early", f"Rien n’était encore à déposer ce jour-là : l’émission est du {issued_on:%d/%m/%Y}."
        )


def nothing_to_deposit() -> Refusal:
    return Refusal("nothing_to_deposit", "Rien de cela n’est à déposer sur Chorus Pro, ou tout l’est déjà.")


def check_refund(cents: int, *, free: int, refunded: int) -> None:
    """Negative: takes back what was noted by mistake. Refusal `bad_refund`."""
    if cents > free:
        raise Refusal("bad_refund", f"Le partenaire n’a que {money(free)} en sa faveur.")
    if cents == 0 or refunded + cents < 0:
        raise Refusal("bad_refund", "Ce montant retire plus que ce qui a été remboursé.")


def given_back() -> Refusal:
    return Refusal("given_back", "Cette somme a été remboursée : reprenez d’abord le remboursement.")
