"""The word of a campaign, put away by who read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from declic.campaigns.actions import put_word_away
from declic.people.models import Pupil
from declic.web.pupil.access import for_pupil


@require_POST
@for_pupil
def put_away(request: HttpRequest, pupil: Pupil, campaign_id: int) -> HttpResponse:
    del request
    put_word_away(pupil=pupil, campaign_id=campaign_id, now=timezone.now())
    return redirect("pupil:home")
