"""« Passer la main » : the teacher leaves the pupil to a colleague."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from declic.lessons.actions import hand_over as leave_to_a_colleague
from declic.web.room.access import Entrant, for_entrant


@require_POST
@for_entrant
@never_cache
def hand_over(request: HttpRequest, entrant: Entrant) -> JsonResponse:
    """The room hears of it by its socket. Refusals of the action; `nobody_free` may be insisted on (`anyway`)."""
    leave_to_a_colleague(
        lesson=entrant.lesson,
        teacher_account_id=entrant.account.pk,
        word=request.POST.get("word", ""),
        now=timezone.now(),
        even_if_nobody_is_free=request.POST.get("anyway") == "1",
    )
    return JsonResponse({"next_url": entrant.after_url})
