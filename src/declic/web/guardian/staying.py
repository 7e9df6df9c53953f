"""« Nous continuons », from the family's own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from declic.keeping.actions import go_on as say_so
from declic.keeping.queries import notice_for
from declic.people.models import Guardian
from declic.web.account.access import for_guardian


@require_POST
@for_guardian
def go_on(request: HttpRequest, guardian: Guardian) -> HttpResponse:
    """Without anything to answer, nothing happens."""
    now = timezone.now()
    notice = notice_for(guardian, now)
    if notice is not None:
        say_so(notice=notice, where="page", now=now, by=guardian.account)
        messages.success(request, "C’est noté : vous continuez, rien ne s’efface. À la rentrée, changez leur classe.")
    return redirect("guardian:home")
