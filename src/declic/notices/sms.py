"""Text messages. Who carries them is a setting, `SMS_PROVIDER`; by default the log does, and nobody is written to."""

import logging
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from declic.ground.text_message import NumberRefusedError

__all__ = ["ConsoleSms", "NumberRefusedError", "SmsProvider", "log", "provider"]
log = logging.getLogger("declic.notices")


class SmsProvider(Protocol):
    """Made without arguments; reads its own settings."""

    def send(self, to: str, text: str) -> None:
        """`to` is a number as `+33612345678`. Raises OSError when it was not handed over, and NumberRefusedError where
        that is the number's: it is then left alone for long. TimeoutError, or a connection that broke, is taken for
        one that may have left, and nobody tries that message again.
        """


class ConsoleSms:
    """Says in the log what would leave, the number but for its end left out."""

    def send(self, to: str, text: str) -> None:
        log.warning("SMS to …%s: %s", to[-2:], text)


def provider() -> SmsProvider:
    made: SmsProvider = import_string(settings.SMS_PROVIDER)()
    return made
