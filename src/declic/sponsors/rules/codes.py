"""Activation codes: how they are made, whom they are for, and what a family is told about its own."""

from enum import Enum
from unicodedata import normalize

from declic.ground.errors import Refusal

CODE_LENGTH = 8
"""Signs of an activation code, shown as ABCD-EFGH: 7·10¹⁰ codes."""
CEILING_MAX = 100_000
BY = 5
"""Places of a shared code come by five, as its use is told: that all are taken, or what is left of them, then tells no
more than that."""
RUSH_LEAST = 25
RUSH_PART = 20
PERSONAL_LENGTH = 10
"""Signs of the code of one pupil of a list: there are as many as pupils, so among 4·10¹³."""
FAMILIES_PER_PUPIL = BY
"""Who may use it: parents who live apart each register. That all are taken is told to nobody who only types it, and
with few places a false family or two would find out."""


class CodeScope(Enum):
    """Whom the town hall gives this code to."""

    ALL = "all"
    SCHOOL = "school"
    QUARTER = "quarter"
    PERSONAL = "personal"
    """One pupil of the sponsor's list; printed on their paper, told in no list of codes."""
    EMPLOYEE = "employee"
    """Whoever a company's directory knows; told to nobody."""

    @property
    def label(self) -> str:
        return {
            "all": "toutes les familles",
            "school": "une école ou un établissement",
            "quarter": "un quartier",
            "personal": "un élève de la liste",
            "employee": "un salarié de l’annuaire",
        }[self.value]


PLACES = (CodeScope.SCHOOL, CodeScope.QUARTER)
"""What they are called is a place; what a code for all families is called is its own name, and no place."""
OTHER_PLACES = "Autres lieux"
"""What the rows of a table of places are called that are told together."""
NO_PLACE = "Code sans lieu"
"""What the row of the children is called whose code names no place."""
SHARED = (CodeScope.ALL, CodeScope.SCHOOL, CodeScope.QUARTER)
"""Given to many: an officer makes them, and sees how many used each."""


def check_ceiling(ceiling: int) -> None:
    """Refusal `bad_ceiling`."""
    if not 1 <= ceiling <= CEILING_MAX:
        raise Refusal("bad_ceiling", "Le plafond va de 1 à 100 000 familles.")


def check_label(label: str, scope: CodeScope) -> None:
    """Refusal `bad_label`: a place is called neither nothing nor as a row of its table is."""
    if scope not in PLACES:
        return
    said = _letters(label)
    if not said:
        raise Refusal("bad_label", "Écrivez le nom de l’école ou du quartier.")
    if said in {_letters(OTHER_PLACES), _letters(NO_PLACE)}:
        raise Refusal(
            "bad_label", f"« {label.strip()} » est déjà une ligne des tableaux de chiffres : choisissez un autre nom."
        )


def _letters(label: str) -> str:
    """Its letters and digits: however it is written, it is read as the same name."""
    plain = normalize("NFKD", label).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def by_five(places: int) -> int:
    """`places` or the few more that make fives of them."""
    return -(-places // BY) * BY


def rush_from(ceiling: int) -> int:
    """Families within one hour from which a code is said to serve unusually much.

    A registration evening brings twenty or so; a code copied onto a public page brings a large part of its places.
    """
    return max(RUSH_LEAST, by_five(ceiling // RUSH_PART))


def places_left(ceiling: int, uses: int) -> int:
    """Places of the code made again in place of this one: those not taken, five at least, and up to four more."""
    return max(BY, by_five(ceiling - uses))


def unknown_code() -> Refusal:
    return Refusal(
        "unknown_code", "Ce code n’existe pas. Relisez-le : il a huit ou dix signes, sans zéro, ni un, ni O, ni I."
    )


def revoked_code() -> Refusal:
    return Refusal("revoked_code", "Ce code ne sert plus. Demandez le nouveau à votre mairie ou à votre CSE.")


def exhausted_code() -> Refusal:
    return Refusal(
        "exhausted_code", "Toutes les places de ce code sont prises. Demandez-en un autre à qui vous l’a donné."
    )


def code_refused() -> Refusal:
    """The words do not say that families hold its places."""
    return Refusal("code_refused", "Ce code n’a pas pu servir. Demandez une autre carte à votre mairie.")


def no_agreement() -> Refusal:
    return Refusal("no_agreement", "La convention de votre mairie ou de votre CSE n’est plus en cours.")


def child_code_needed() -> Refusal:
    return Refusal(
        "child_code_needed",
        "Le code de votre famille est celui d’un seul enfant : entrez aussi celui de cet enfant-ci.",
    )


def code_of_this_child(sponsor: str) -> Refusal:
    """Of another who pays for the family."""
    return Refusal("child_code_needed", f"{sponsor} donne à chaque enfant son code : entrez celui de cet enfant-ci.")


def other_payer() -> Refusal:
    return Refusal("other_payer", "Ce code n’est pas de la mairie ou du CSE de votre famille.")


def already_redeemed() -> Refusal:
    return Refusal("already_redeemed", "Votre famille est déjà inscrite avec un autre code.")
