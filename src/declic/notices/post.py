"""Letters and calls that leave by themselves: neither who acted nor the other listeners wait for who carries them."""

import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connections
from django.utils import timezone

from declic.letters.actions import keep, send_due
from declic.letters.rules import Kind

log = logging.getLogger("declic.notices")
_calls = ThreadPoolExecutor(max_workers=4, thread_name_prefix="call")
"""Several: a push service that is away holds up no other teacher."""


def team() -> str:
    """The address the team reads."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def hand_over(
    said: Mapping[str, Any],
    kind: Kind,
    letters: Iterable[EmailMessage],
    *,
    until: datetime | None = None,
    about: str = "",
) -> None:
    """The letters that tell the fact `said` are kept, and leave as soon as the mail server takes them: see `keep`."""
    now = datetime.fromisoformat(said["at"]) if "at" in said else timezone.now()
    keep(letters=letters, kind=kind, now=now, until=until, about=about)
    while settings.LETTERS_AT_ONCE and send_due(clock=lambda: now).left:
        pass


def do_later(act: Callable[[], object]) -> None:
    """Returns at once; what goes wrong is logged."""
    if settings.TESTING:
        act()
    else:
        _calls.submit(_do, act)


def _do(act: Callable[[], object]) -> None:
    try:
        act()
    except Exception:
        log.exception("A call was not made.")
    finally:
        connections.close_all()
