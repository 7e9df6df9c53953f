"""What lets the waiting page's socket in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from declic.classroom.tickets import LIFE_S, Ticket, path_of, write_ticket
from declic.dispatch.queries import open_request_of
from declic.people.models import Pupil
from declic.web.account.sign_ins import sign_in_of
from declic.web.pupil.access import for_pupil


@require_POST
@for_pupil
def wait(request: HttpRequest, pupil: Pupil) -> HttpResponse:
    """Nothing waits: 404 with where to go, so that the page leaves instead of knocking again."""
    if open_request_of(pupil) is None:
        message = "Ta demande n’attend plus."
        return JsonResponse(
            {"code": "nothing_waits", "message": message, "next_url": reverse("pupil:waiting")}, status=404
        )
    ticket = Ticket(
        k="wait",
        s="",
        p=pupil.account_id,
        r="pupil",
        a=["watch"],
        g=1,
        x=timezone.now().timestamp() + LIFE_S,
        d=sign_in_of(request),
    )
    return JsonResponse({"ticket": write_ticket(ticket), "path": f"{settings.LIVE_URL}{path_of(ticket)}"})
