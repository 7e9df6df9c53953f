"""Text messages. Who carries them is a setting, `SMS_PROVIDER`; by default the log does, and nobody is written to."""

import logging
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

log = logging.getLogger("declic.notices")


class NumberRefusedError(OSError):
    """This number takes no message, today or later; any other OSError is the carrier's own."""


class SmsProvider(Protocol):
    """Made without arguments; reads its own settings."""

    def send(self, to: str, text: str) -> None:
        """`to` is a number as `+33612345678`. Raises OSError when it could not be handed over, and
        NumberRefusedError where that is the number's: it is then left alone for long.
        """


class ConsoleSms:
    """Says in the log what would leave, the number but for its end left out."""

    def send(self, to: str, text: str) -> None:
        log.warning("SMS to …%s: %s", to[-2:], text)


def provider() -> SmsProvider:
    made: SmsProvider = import_string(settings.SMS_PROVIDER)()
    return made
