"""A question answered in writing: how long it is held by who writes, and what counts as an answer."""

from datetime import timedelta

from declic.dispatch.rules.attempt import clean_tried
from declic.ground.contacts import check_no_contact
from declic.ground.errors import Refusal

CLAIM = timedelta(minutes=20)
"""A teacher who takes a question has it for so long; then any other may."""
ANSWER_MAX = 6000
"""Signs."""
ANSWER_PAGES_MAX = 4
"""Photos and PDF pages of one answer."""


def clean_answer(text: str, pages: int) -> str:
    """Refusals `empty_answer`, `answer_too_long`, `contact_details`."""
    words = clean_tried(text)
    if not words and not pages:
        raise Refusal("empty_answer", "Écrivez une réponse, ou ajoutez une photo.")
    if len(words) > ANSWER_MAX:
        raise Refusal("answer_too_long", f"C’est un peu long pour être lu : {ANSWER_MAX} signes au plus.")
    check_no_contact(words, formal=True)
    return words


def held() -> Refusal:
    return Refusal("claimed", "Un collègue répond déjà à cette question. Merci d’y avoir pensé.")


def over() -> Refusal:
    return Refusal("written_over", "Cette question n’attend plus : un collègue a répondu, ou l’élève l’a retirée.")


def too_many_pages() -> Refusal:
    return Refusal("too_many_pages", f"Pas plus de {ANSWER_PAGES_MAX} pages par réponse.")
