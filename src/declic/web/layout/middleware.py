"""What happens around every view: refusals become pages, pages of somebody signed in are kept by nobody."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from declic.ground.errors import NotYours, Refusal
from declic.web.layout.busy import RETRY_S


def status_of(refusal: Refusal) -> int:
    """409, but where the refusal means something else to a script: nothing is there, or it is to try again."""
    return 404 if isinstance(refusal, NotYours) else 503 if refusal.code == "busy" else 409


class RefusalMiddleware:
    """A refusal raised under a view becomes a page, or JSON for a script; what is to be tried again says when.

    The address of a form, opened like a page, says so in words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE and "Retry-After" not in response:
            response["Retry-After"] = str(RETRY_S)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            said = render(request, "405.html", status=response.status_code)
            said["Allow"] = response["Allow"]
            return said
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        status = status_of(error)
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"code": error.code, "message": error.message}, status=status)
        return render(request, "layout/refusal.html", {"message": error.message}, status=status)


class PrivatePagesMiddleware:
    """What is answered to a session is stored nowhere: on a family's tablet, « back » shows the next child nothing.

    A view that says otherwise (a photo, kept an hour by its own browser) is left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not answer.has_header("Cache-Control"):
            answer.headers["Cache-Control"] = "private, no-store"
        return answer
