"""How often somebody may be wrong: strict for one browser, never at the expense of the others behind its address.

A school or a town hall is one address, so its wrong codes close nothing to the rest of it. Each browser has its own
budget; whoever we know (a browser a card already opened, a signed-in guardian, a card) has one that moves with them.
Others also share ADDRESS and SERVICE: once one of these is spent, the short code is not enough, and what else is on
the paper is asked for (the child's first name on a card, who pays on a letter). No code is looked up without it.
QR codes hold 128 bits and have no limit.

The odds, with 100 000 live cards or codes out of 23⁸ = 7.8·10¹⁰: one wrong try in 783 000 opens something.
One browser (72 an hour): 450 days on average. One address: 136 days. All addresses together: two weeks.
Past these, a first name multiplies the tries by a hundred (the commonest is given to one child in a hundred), to
78 million: nine days at a hundred tries a second, which the log has told since the first minutes. These are in
proportion to the cards: well before a million, SHORT_CODE_LENGTH becomes ten.
"""

import hashlib
import logging
import math
import time
from dataclasses import dataclass

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest

from declic.ground.errors import Refusal

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Budget:
    """So many wrong tries in so many seconds, counted from the first one."""

    wrong: int
    seconds: int


BROWSER = Budget(12, 10 * 60)
ADDRESS = Budget(240, 60 * 60)
SERVICE = Budget(2400, 60 * 60)


@dataclass(frozen=True)
class Shared:
    """What the strangers behind one address, and all of them together, may spend before they tell more."""

    address: Budget
    service: Budget


def check(request: HttpRequest, action: str, about: str = "", budget: Budget = BROWSER, *, adult: bool = False) -> None:
    """Refusal `too_fast`, with the time left, when this browser (or `about`) was wrong too often. Counts nothing."""
    who = about or _browser(request)
    left = _left(f"{action}:{who}", budget) if who else 0
    if left:
        words = "Attendez {}, puis recommencez." if adult else "Attends {}, puis recommence."
        raise Refusal("too_fast", f"Trop d’essais. {words.format(_delay(left))}")


def crowded(request: HttpRequest, action: str, about: str = "", *, shared: Shared | None = None) -> bool:
    """Whether this stranger (no `about`) must tell more than the code, others having been wrong too often."""
    return not about and any(_left(f"{action}:{who}", budget) for who, budget in _others(request, shared))


def note_wrong(
    request: HttpRequest, action: str, about: str = "", budget: Budget = BROWSER, *, shared: Shared | None = None
) -> None:
    if not about and not request.session.session_key:
        request.session.create()
    _count(f"{action}:{about or _browser(request)}", budget)
    for who, common in () if about else _others(request, shared):
        if _count(f"{action}:{who}", common) == common.wrong:
            logger.warning("%s: %d wrong within %d s, strangers now tell more", action, common.wrong, common.seconds)


def _browser(request: HttpRequest) -> str:
    """Empty for a browser that was not wrong yet. Hashed: a session key opens a session."""
    key = request.session.session_key
    return hashlib.sha256(str(key).encode()).hexdigest() if key else ""


def _others(request: HttpRequest, shared: Shared | None) -> tuple[tuple[str, Budget], ...]:
    shared = shared or Shared(ADDRESS, SERVICE)
    return (f"address:{get_ip(request)}", shared.address), ("service", shared.service)


# Two entries: when the count began to run, and the count itself, added to in one step. No lock: nobody waits, and a
# flood does not make the others wait.
def _left(what: str, budget: Budget) -> float:
    """Seconds before the next try; 0 while some of the budget is left."""
    until = cache.get(f"declic.wrong:{what}")
    if until is None or cache.get(f"declic.wrong:{what}:{until}", 0) < budget.wrong:
        return 0
    return max(0.0, float(until) - time.time())


def _count(what: str, budget: Budget) -> int:
    until = cache.get_or_set(f"declic.wrong:{what}", time.time() + budget.seconds, budget.seconds)
    counter = f"declic.wrong:{what}:{until}"
    cache.add(counter, 0, budget.seconds + 60)
    try:
        return cache.incr(counter)
    except ValueError:  # put out in between by a full cache
        return 1


def _delay(seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    if minutes >= 60:
        return "une heure"
    return "une minute" if minutes == 1 else f"{minutes}\u00a0minutes"
