"""A question answered in writing: how long it is held by who writes, and what counts as an answer."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import Enum
from types import MappingProxyType

from declic.dispatch.rules.attempt import clean_tried
from declic.dispatch.rules.policy import POLICY
from declic.ground.contacts import check_no_contact
from declic.ground.errors import Refusal


class Told(Enum):
    """Who is told that a question still has no answer. Each once, in whichever order they are due."""

    TEAM = "team"
    FAMILY = "family"


TOLD_AFTER: Mapping[Told, timedelta] = MappingProxyType(
    {Told.TEAM: POLICY.question_team_after, Told.FAMILY: POLICY.question_family_after}
)
"""Ages of a question that waits: of opening for the team, when somebody could have answered; on the clock for families.

They are two of the ranges in which written answers are timed (decision 15): what is told of is late in the figures.
"""
OPENING_LOOKED_AT = timedelta(days=30)
"""How far back hours of opening are counted."""
CLAIM = timedelta(minutes=20)
"""A teacher who takes a question has it for so long; then any other may."""
ANSWER_MAX = 6000
"""Signs."""
ANSWER_PAGES_MAX = 4
"""Photos and PDF pages of one answer."""
DRAWING_MAX_BYTES = 1024 * 1024
"""Of the board of one answer: some five hundred lines of handwriting."""


def clean_answer(text: str, pages: int, drawn: int = 0, on_board: Iterable[str] = ()) -> str:
    """`drawn`: how much is on its board; `on_board`: the texts there.

    Refusals `empty_answer`, `answer_too_long`, `contact_details`.
    """
    words = clean_tried(text)
    if not words and not pages and not drawn:
        raise Refusal("empty_answer", "Écrivez une réponse, dessinez-la, ou ajoutez une photo.")
    if len(words) > ANSWER_MAX:
        raise Refusal("answer_too_long", f"C’est un peu long pour être lu : {ANSWER_MAX} signes au plus.")
    for said in (words, *on_board):
        check_no_contact(said, formal=True)
    return words


def held() -> Refusal:
    return Refusal("claimed", "Un collègue répond déjà à cette question. Merci d’y avoir pensé.")


def over() -> Refusal:
    return Refusal("written_over", "Cette question n’attend plus : un collègue a répondu, ou l’élève l’a retirée.")


def too_many_pages() -> Refusal:
    return Refusal("too_many_pages", f"Pas plus de {ANSWER_PAGES_MAX} pages par réponse.")


def drawing_too_large() -> Refusal:
    return Refusal("drawing_too_large", "Ce dessin est trop grand : 1 Mo au plus. Le dernier geste n’est pas gardé.")


def unreadable_drawing() -> Refusal:
    return Refusal("unreadable_drawing", "Ce dessin est abîmé : il n’a pas été gardé.")


def drawn_elsewhere() -> Refusal:
    """The page takes in what the other device drew, and sends both."""
    return Refusal("drawn_elsewhere", "Ce dessin a changé sur un autre appareil.")
