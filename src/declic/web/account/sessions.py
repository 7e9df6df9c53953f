"""Sessions as Django keeps them, in the same table; read by each page, so put into SQL once."""

from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from declic.statements import Prepared

WITH_THE_BROWSER: Final = 0
"""A session ends as the browser is closed: of who comes by ProConnect or EduConnect, which ask nobody whether to stay
signed in, and at a school, a library or a desk the computer is everybody's.
"""
_LIVE = Prepared(str, datetime, build=lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _LIVE.first(self.session_key or "", timezone.now())
        if found is None:
            self._session_key: Any = None
        return found


class SessionsMiddleware(SessionMiddleware):
    """Django's, but a cookie of no session stays where it is; only signing out takes it away.

    In a browser where somebody else signs in, a page of whoever was there may be asking for something with the cookie
    of before. Its answer, come last, would take away the cookie of the sign-in: the grown-up at a child's computer
    would be asked to sign in again.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        name = settings.SESSION_COOKIE_NAME
        if name in answer.cookies and not answer.cookies[name].value and not request.session.modified:
            del answer.cookies[name]
        return answer
