"""Who may teach, and until when."""

from datetime import date
from enum import Enum
from typing import Final

from declic.ground.errors import Refusal

FORGOTTEN_NAME: Final = "Professeur effacé"
"""In place of the name of who left long ago, on hours of closed months."""


class TeacherState(Enum):
    CANDIDATE = "candidate"
    APPROVED = "approved"
    SUSPENDED = "suspended"

    @property
    def label(self) -> str:
        return {"candidate": "à vérifier", "approved": "agréé", "suspended": "suspendu"}[self.value]


def may_teach(state: TeacherState, authorised_until: date | None, on: date) -> bool:
    """Approved, and the authorisation of the second activity not past (None: none needed, as for the retired)."""
    return state is TeacherState.APPROVED and (authorised_until is None or authorised_until >= on)


def check_record_dates(asked_on: date | None, answered_on: date | None, today: date) -> None:
    """Refusal `dates_reversed`, `future_date`."""
    if any(day is not None and day > today for day in (asked_on, answered_on)):
        raise Refusal("future_date", "Une date de vérification est dans l’avenir.")
    if answered_on is not None and (asked_on is None or answered_on < asked_on):
        raise Refusal("dates_reversed", "La réponse vient après la demande : vérifiez les deux dates.")
