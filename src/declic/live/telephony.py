"""Telephones. Who carries a call is a setting, `TELEPHONY_PROVIDER`; without one no page offers a call."""

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Final, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from declic.ground.errors import Refusal
from declic.live.protocol.room import LegState

log = logging.getLogger("declic.telephony")

Tell = Callable[[int, LegState], None]
"""Which of the two telephones, 0 or 1, and what became of it."""

_FRENCH: Final = re.compile(r"(?:\+33|0033|0)([1-79]\d{8})")
"""Neither 08, whose calls may cost, nor short numbers, nor abroad."""
_BLANKS: Final = re.compile(r"[\s.\-/()\u00a0\u202f]+")


class TelephonyProvider(Protocol):
    """Made without arguments; reads its own settings."""

    async def join(self, first: str, second: str, tell: Tell) -> None:
        """Calls the first, then the second, both numbers as `+33612345678`, and joins the two. Each sees
        `TELEPHONY_NUMBER`, never the other's. Returns once both have hung up; cancelled, it hangs up.
        """


class ConsoleTelephony:
    """Says in the log who would be called, by the end of their number; both pick up, and nobody speaks."""

    async def join(self, first: str, second: str, tell: Tell) -> None:
        for leg, number in enumerate((first, second)):
            log.warning("telephone call to …%s", number[-2:])
            tell(leg, "calling")
            tell(leg, "answered")
        await asyncio.Event().wait()


def provider() -> TelephonyProvider | None:
    """None when none is set up."""
    if not settings.TELEPHONY_PROVIDER:
        return None
    made: TelephonyProvider = import_string(settings.TELEPHONY_PROVIDER)()
    return made


def french_number(typed: str) -> str:
    """As `+33612345678`. Refusal `bad_number`."""
    found = _FRENCH.fullmatch(_BLANKS.sub("", typed.replace("(0)", "")))
    if found is None:
        raise Refusal(
            "bad_number", "Il faut un numéro français, fixe ou mobile : dix chiffres, par exemple 06 12 34 56 78."
        )
    return f"+33{found[1]}"
