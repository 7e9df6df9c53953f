"""Reads of dispatch: who may see what, opening hours, the line."""

from declic.dispatch.queries.access import (
    access_help_request,
    access_page,
    draft_of,
    offer_over,
    open_request_of,
    payer_of,
    ring_for,
    rings_of,
)
from declic.dispatch.queries.call_backs import call_back_times
from declic.dispatch.queries.free import free_teachers
from declic.dispatch.queries.hours import closings, opening
from declic.dispatch.queries.lease import LeaseRead, read_lease
from declic.dispatch.queries.line import (
    Standing,
    as_free_teacher,
    as_waiting,
    duty_of,
    estimate_for,
    place_of,
    standings,
    waiting_requests,
)
from declic.dispatch.queries.wanted import teacher_of_last_time

__all__ = [
    "LeaseRead",
    "Standing",
    "access_help_request",
    "access_page",
    "as_free_teacher",
    "as_waiting",
    "call_back_times",
    "closings",
    "draft_of",
    "duty_of",
    "estimate_for",
    "free_teachers",
    "offer_over",
    "open_request_of",
    "opening",
    "payer_of",
    "place_of",
    "read_lease",
    "ring_for",
    "rings_of",
    "standings",
    "teacher_of_last_time",
    "waiting_requests",
]
