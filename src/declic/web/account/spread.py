"""How fast a code spreads: families by the hour, and from how many networks. Nobody is located, and nobody locked out.

A code on a public page is used by many, from everywhere. We do not know where an address stands and do not ask; what
shows is the pace. The sponsor's people are told once a day at most, and replace the code or not.
"""

from typing import Final

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from declic.sponsors.actions.codes import note_rush
from declic.sponsors.models import ActivationCode
from declic.sponsors.rules.codes import rush_from

HOUR_S: Final = 3600
DAY_S: Final = 24 * 3600
KEPT: Final = 500
"""Networks counted; more is as telling."""


def note(request: HttpRequest, code: ActivationCode) -> None:
    """A family has just used it."""
    counted = f"declic.spread:{code.pk}"
    cache.add(counted, 0, HOUR_S)
    try:
        families = cache.incr(counted)
    except ValueError:  # put out in between by a full cache
        return
    seen: set[str] = cache.get(f"{counted}:networks", set())
    if len(seen) < KEPT:
        seen.add(salted_hmac("declic.spread", _network(get_ip(request) or "")).hexdigest()[:12])
        cache.set(f"{counted}:networks", seen, HOUR_S)
    if families >= rush_from(code.ceiling) and cache.add(f"{counted}:told", 1, DAY_S):
        note_rush(code=code, families=families, networks=len(seen), now=timezone.now())


def _network(address: str) -> str:
    """The first half of an IPv4 address, the first three groups of an IPv6 one: an operator in a region, roughly."""
    return ":".join(address.split(":")[:3]) if ":" in address else ".".join(address.split(".")[:2])
