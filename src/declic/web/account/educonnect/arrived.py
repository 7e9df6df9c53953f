"""Whom EduConnect named, kept in the session until their guardian links it to an account."""

import time
from typing import Final, TypedDict, cast

from django.http import HttpRequest

from declic.web.account.educonnect.attributes import Profile

ARRIVAL: Final = "educonnect_arrival"
"""Key of the session."""
ARRIVAL_S: Final = 3600
"""Time to register, with a letter to open in between."""


class Arrival(TypedDict):
    digest: str
    profile: str
    name: str
    pupil: int
    """The child it is to be linked to; 0 for the guardian's own."""
    at: float
    offered: bool
    """Whether linking was offered once already, after signing in as before."""


def arrival_of(request: HttpRequest) -> Arrival | None:
    here = request.session.get(ARRIVAL)
    return cast("Arrival", here) if here and time.time() - here["at"] < ARRIVAL_S else None


def page_after(request: HttpRequest, *, keep: bool = False) -> str:
    """The page that offers to link, once (unless `keep`); empty when there is nothing to link."""
    here = arrival_of(request)
    if here is None or here["offered"] or here["profile"] != Profile.GUARDIAN.value:
        return ""
    if not keep:
        request.session[ARRIVAL] = {**here, "offered": True}
    return "account:educonnect_link"
