"""The way out of messages to families: one click in the mail (RFC 8058), or a button on a page. Nobody signs in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from declic.campaigns.actions import refuse_messages
from declic.campaigns.queries import choice_of
from declic.campaigns.tickets import guardian_of

ONE_CLICK = "List-Unsubscribe"


@csrf_exempt  # a mail program has no token of ours; the signed address says whose messages stop, and nothing else
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def no_more(request: HttpRequest, ticket: str) -> HttpResponse:
    """Looking at it changes nothing: mail programs open links before people do. Said once, it is not asked again."""
    guardian = guardian_of(ticket)
    if request.method == "POST":
        where = "un clic dans la messagerie" if ONE_CLICK in request.POST else "lien du message"
        refuse_messages(guardian=guardian, where=where, now=timezone.now())
    choice = choice_of(guardian)
    said = {
        "done": choice is not None and choice.refused_at is not None,
        "now": request.method == "POST",
        "is_another_s": request.user.is_authenticated and request.user.pk != guardian.account_id,
    }
    return render(request, "public/no_more.html", said)
