"""Sessions as Django keeps them, in the same table; read by each page, so put into SQL once."""

from datetime import datetime
from typing import Any, Final

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
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
