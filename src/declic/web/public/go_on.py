"""« Nous continuons », from the letter before a family's accounts end. Nobody signs in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from declic.ground.errors import NotYours
from declic.keeping.actions import go_on as say_so
from declic.keeping.rules import has_come
from declic.keeping.tickets import notice_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request: HttpRequest, link: str) -> HttpResponse:
    """Looking at it changes nothing: mail programs open links before people do."""
    try:
        notice = notice_of(link)
    except NotYours:
        return render(request, "public/go_on.html", {"is_gone": True}, status=404)
    if request.method == "POST":
        say_so(notice=notice, where="letter", now=timezone.now())
        notice.refresh_from_db()
    said = {"notice": notice, "has_come": has_come(notice.ends_on, timezone.now())}
    return render(request, "public/go_on.html", said)
