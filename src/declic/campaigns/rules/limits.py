"""When a message may leave, how many, and who is held out."""

import hashlib
import hmac
from datetime import datetime, time, timedelta
from typing import Final

from declic.ground.errors import Refusal
from declic.ground.paris import in_paris

FIRST: Final = time(8)
LAST: Final = time(20)
"""Of a day in Paris; never on a Sunday."""
SUNDAY: Final = 6
AHEAD: Final = timedelta(days=60)
FAMILY_MOST: Final = 2
FAMILY_SPAN: Final = timedelta(days=30)
"""A family gets so many in so long, whoever writes."""
MONTH_MOST: Final = 2
"""Campaigns of one sponsor in a calendar month."""
DAY_MAX: Final = 5_000
"""Letters of one campaign in a day: a larger one leaves over several."""
SIZE_MAX: Final = 100_000
"""Families of one campaign: as many as twenty days' letters reach, so that the last come before its effect is read."""
RESTS: Final = timedelta(days=28)
"""Who was held out gets no other campaign meanwhile: the comparison would say nothing."""
BOUNCED: Final = timedelta(days=90)
"""A number that refused a message is left alone for so long; an address, until the family has another."""
CARRIED: Final = timedelta(days=3)
"""Whatever was handed over that long ago waits for nobody any more: what carries letters gives up after two days."""
BATCH: Final = 20
"""Letters a round of the clock; see `jobs.reacher` for how often."""
HELD_OUT: Final = 20
"""In a hundred."""
NEW_ENOUGH: Final = timedelta(days=7)
"""A child enrolled since has had no time to come."""
GONE_SINCE: Final = timedelta(days=14)


def may_leave(moment: datetime) -> bool:
    local = in_paris(moment)
    return local.weekday() != SUNDAY and FIRST <= local.time() < LAST


def check_moment(at: datetime, now: datetime) -> None:
    """Refusal `past`, `too_far`, `quiet`."""
    if at < now:
        raise Refusal("past", "Ce moment est passé : choisissez-en un à venir.")
    if at > now + AHEAD:
        raise Refusal("too_far", "Choisissez un moment dans les deux mois.")
    if not may_leave(at):
        raise Refusal("quiet", "Aucun message ne part entre 20 h et 8 h, ni le dimanche.")


def check_number(this_month: int) -> None:
    """Refusal `too_many`."""
    if this_month >= MONTH_MOST:
        raise Refusal("too_many", "Deux messages par mois, c’est le plus : choisissez un jour du mois suivant.")


def check_size(families: int) -> None:
    """Refusal `too_large`. That it reaches nobody is not refused: it would tell none from one."""
    if families > SIZE_MAX:
        raise Refusal("too_large", "Plus de 100 000 familles : choisissez un public plus étroit.")


def days_of(families: int) -> int:
    """On how many days they are written to."""
    return max(1, -(-families // DAY_MAX))


def is_held_out(key: bytes, campaign: str, guardian: int) -> bool:
    """Drawn by a keyed hash: the same answer each time it is asked, and nobody can choose it."""
    drawn = hmac.new(key, f"campaign:{campaign}:{guardian}".encode(), hashlib.sha256).digest()
    return int.from_bytes(drawn[:8]) % 100 < HELD_OUT
