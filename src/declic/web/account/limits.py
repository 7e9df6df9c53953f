"""How often somebody may be wrong. Generous per address (a library is one), strict per browser and per card."""

from allauth.core import ratelimit
from django.http import HttpRequest

from declic.ground.errors import Refusal


def _key(request: HttpRequest, about: str) -> str:
    if about:
        return about
    if not request.session.session_key:
        request.session.create()
    return str(request.session.session_key)


def check(request: HttpRequest, action: str, about: str = "") -> None:
    """Refusal `too_fast` when too many wrong tries were made. Counts nothing."""
    if not ratelimit.consume(request, action=action, key=_key(request, about), dry_run=True):
        raise Refusal("too_fast", "Trop d’essais. Attends dix minutes, puis recommence.")


def note_wrong(request: HttpRequest, action: str, about: str = "") -> None:
    ratelimit.consume(request, action=action, key=_key(request, about))
