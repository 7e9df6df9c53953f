"""Sessions as Django keeps them, in the same table; read by each page, so put into SQL once."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from declic.statements import Prepared

_LIVE = Prepared(str, datetime, build=lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _LIVE.first(self.session_key or "", timezone.now())
        if found is None:
            self._session_key: Any = None
        return found
