"""Letters and calls that leave by themselves: neither who acted nor the other listeners wait for who carries them."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connections

log = logging.getLogger("declic.notices")
_post = ThreadPoolExecutor(max_workers=1, thread_name_prefix="post")
_calls = ThreadPoolExecutor(max_workers=4, thread_name_prefix="call")
"""Apart from the letters, and several: a push service that is away holds up no other teacher."""


def team() -> str:
    """The address the team reads."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def hand_over(letters: list[EmailMessage]) -> None:
    """Returns at once; one that cannot be sent is logged."""
    if settings.TESTING:
        _send(letters)
    else:
        _post.submit(_send, letters)


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


def _send(letters: list[EmailMessage]) -> None:
    for letter in letters:
        try:
            letter.send()
        except OSError:  # the mail server is away: the fact is kept, and the log says so
            log.exception("A letter was not sent: %s", letter.subject)
