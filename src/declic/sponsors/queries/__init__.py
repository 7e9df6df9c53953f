"""Reads of sponsors. `access_…` is the only way to get one for a person."""

from declic.sponsors.queries.access import (
    access_agreement,
    access_code,
    access_colleague,
    access_desk_family,
    access_join_request,
    access_officer,
    has_other_roles,
)
from declic.sponsors.queries.addresses import ADDRESS_TOLD, address_told
from declic.sponsors.queries.agreements import (
    check_covered,
    check_hour,
    check_level,
    levels_covered,
    open_agreement,
    open_to_families,
    quotes_to_send,
    running_agreement,
    terms_signed,
    to_renew,
)
from declic.sponsors.queries.codes import check_code, code_of, holds_place, shared_codes, sponsor_of_code
from declic.sponsors.queries.directory import find_authorities, find_communes, find_sponsors, sponsor_of_siret
from declic.sponsors.queries.enrolments import (
    E,
    Paid,
    enrolment_of,
    has_enrolled,
    needs_child_code,
    paid_of,
    paying_sponsor_of,
    sponsor_of,
    sponsor_of_guardian,
)
from declic.sponsors.queries.moves import Move, check_move, move_of
from declic.sponsors.queries.use import Used, use_of

__all__ = [
    "ADDRESS_TOLD",
    "E",
    "Move",
    "Paid",
    "Used",
    "access_agreement",
    "access_code",
    "access_colleague",
    "access_desk_family",
    "access_join_request",
    "access_officer",
    "address_told",
    "check_code",
    "check_covered",
    "check_hour",
    "check_level",
    "check_move",
    "code_of",
    "enrolment_of",
    "find_authorities",
    "find_communes",
    "find_sponsors",
    "has_enrolled",
    "has_other_roles",
    "holds_place",
    "levels_covered",
    "move_of",
    "needs_child_code",
    "open_agreement",
    "open_to_families",
    "paid_of",
    "paying_sponsor_of",
    "quotes_to_send",
    "running_agreement",
    "shared_codes",
    "sponsor_of",
    "sponsor_of_code",
    "sponsor_of_guardian",
    "sponsor_of_siret",
    "terms_signed",
    "to_renew",
    "use_of",
]
