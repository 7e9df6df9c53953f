"""Text messages. Who carries them is a setting, `SMS_PROVIDER`; by default nobody is written to."""

import logging
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from declic.ground.text_message import NumberRefusedError

__all__ = ["ConsoleSms", "NoCarrierError", "NumberRefusedError", "SmsProvider", "log", "provider"]
log = logging.getLogger("declic.notices")


class SmsProvider(Protocol):
    """Made without arguments; reads its own settings."""

    def send(self, to: str, text: str) -> None:
        """`to` is a number as `+33612345678`. Raises OSError when it was not handed over, and NumberRefusedError where
        that is the number's: it is then left alone for long. TimeoutError, or a connection that broke, is taken for
        one that may have left, and nobody tries that message again.
        """


class NoCarrierError(OSError):
    """Nobody carries text messages here: none is taken for sent."""


class ConsoleSms:
    """To try the service out: says at the terminal what would leave, the number but for its end left out.

    In production the log is no place for what a family is told: there a message is refused, and nothing of it written
    but the end of its number.
    """

    def send(self, to: str, text: str) -> None:
        if settings.PRODUCTION:
            log.warning("SMS to …%s not sent: SMS_PROVIDER names nobody who carries it", to[-2:])
            raise NoCarrierError
        log.warning("SMS to …%s: %s", to[-2:], text)


def provider() -> SmsProvider:
    made: SmsProvider = import_string(settings.SMS_PROVIDER)()
    return made
