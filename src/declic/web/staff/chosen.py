"""A request that waits: who rings for it, and whom the operator may have rung instead."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from declic.curriculum.rules import level_of, subject_of
from declic.dispatch.actions import ring_instead
from declic.dispatch.queries.chosen import candidates, request_for_team, rings_under_way
from declic.dispatch.rules import HelpKind, HelpState
from declic.ground.errors import Refusal
from declic.people.models import Account, Teacher
from declic.web.staff.access import for_staff, looked_for

A_PAGE = 50


@never_cache
@require_safe
@for_staff
def choose(request: HttpRequest, operator: Account, request_id: UUID) -> HttpResponse:
    """Without the pupil's name, as on the board. One that waits no more leads back to the board."""
    del operator
    waits = request_for_team(request_id)
    if waits.state != HelpState.WAITING.value:
        messages.warning(request, "Cette demande n’attend plus.")
        return redirect("staff:board")
    now = timezone.now()
    asked = looked_for(request)
    page = Paginator(candidates(waits, now, asked), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "staff/choose.html",
        {
            "waits": waits,
            "subject": subject_of(waits.subject),
            "level": level_of(waits.level),
            "kind": HelpKind(waits.kind).label,
            "waited": now - (waits.wait_shown or now),
            "rings": [(ring, now - ring.offered_at) for ring in rings_under_way(waits)],
            "page": page,
            "able": [(one, now - (one.idle_since or one.since)) for one in page],
            "asked": asked,
        },
    )


@require_POST
@for_staff
def ring(request: HttpRequest, operator: Account, request_id: UUID) -> HttpResponse:
    """Back to the board, where it rings; or to the choice, with the reason it does not."""
    waits = request_for_team(request_id)
    number = request.POST.get("teacher", "")
    chosen = get_object_or_404(
        Teacher.objects.select_related("account"), pk=int(number) if number.isdecimal() and len(number) < 10 else 0
    )
    try:
        ring_instead(help_request=waits, teacher=chosen, by=operator, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("staff:board") if refusal.code == "request_gone" else redirect("staff:choose", request_id)
    messages.success(request, f"Ça sonne chez {chosen.account.name}.")
    return redirect("staff:board")
