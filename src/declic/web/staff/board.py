"""The live board, and the ticket of its socket."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from declic.classroom.tickets import LIFE_S, Ticket, path_of, write_ticket
from declic.curriculum.rules import LEVELS
from declic.dispatch.rules import DutyState
from declic.people.models import Account
from declic.reports.queries.board import AWAY
from declic.reports.rules import PROMISED_SHARE
from declic.web.account.sign_ins import sign_in_of
from declic.web.staff.access import for_staff

STATES = (
    (DutyState.FREE.value, "libre", "libres"),
    (DutyState.RINGING.value, "sonne", "sonnent"),
    (DutyState.TEACHING.value, "en leçon", "en leçon"),
    (DutyState.PAUSED.value, "en pause", "en pause"),
    (DutyState.WRAPPING_UP.value, "écrit le compte rendu", "écrivent le compte rendu"),
    (AWAY, "a sa page fermée", "ont leur page fermée"),
)
"""On duty: what one does, what many do."""


@never_cache
@require_safe
@for_staff
def board(request: HttpRequest, operator: Account) -> HttpResponse:
    del operator
    return render(
        request,
        "staff/board.html",
        {
            "states": STATES,
            "promised": round(PROMISED_SHARE * 100),
            "levels": " ".join(LEVELS),
            "any_request": UUID(int=0),
        },
    )


@never_cache
@require_POST
@for_staff
def ticket(request: HttpRequest, operator: Account) -> HttpResponse:
    given = Ticket(
        k="staff",
        s="",
        p=operator.pk,
        r="guest",
        a=["watch"],
        g=1,
        x=timezone.now().timestamp() + LIFE_S,
        d=sign_in_of(request),
    )
    return JsonResponse({"ticket": write_ticket(given), "path": f"{settings.LIVE_URL}{path_of(given)}"})
