"""Reads of planning: what forecasts are made from, what teachers offer, and rotas."""

from declic.planning.queries.history import (
    HISTORY,
    asked_between,
    day_of,
    days_between,
    fitted,
    on_duty_by_skill,
)
from declic.planning.queries.need import needed_in
from declic.planning.queries.rotas import (
    access_shift,
    access_swap,
    expected_outside,
    given_in,
    given_to,
    missing_now,
    offered_to,
    rota_of,
    shifts_ahead,
    swaps_open_for,
    was_between,
    was_theirs,
)
from declic.planning.queries.volunteers import availability_of, not_authorised_in, usual_of, volunteer_of, volunteers_in

__all__ = [
    "HISTORY",
    "access_shift",
    "access_swap",
    "asked_between",
    "availability_of",
    "day_of",
    "days_between",
    "expected_outside",
    "fitted",
    "given_in",
    "given_to",
    "missing_now",
    "needed_in",
    "not_authorised_in",
    "offered_to",
    "on_duty_by_skill",
    "rota_of",
    "shifts_ahead",
    "swaps_open_for",
    "usual_of",
    "volunteer_of",
    "volunteers_in",
    "was_between",
    "was_theirs",
]
