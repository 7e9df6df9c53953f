"""Browsers that take notifications."""

import base64
import binascii
import re
from collections.abc import Iterable

from declic.ground.errors import Refusal

ENDPOINT_MAX = 1000
PUSH_DEVICES_MAX = 5
"""Of one teacher: with one more, the one that said yes first is let go."""
_ENDPOINT = re.compile(r"(https?://[a-z0-9.-]+(?::[0-9]{1,5})?)/[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*")
"""Narrower than what an address may be, so that no two readers of it can disagree about its host."""


def is_push_service(endpoint: str, services: Iterable[str]) -> bool:
    """Whether our server may post there: its origin is one of `services`, where `*` stands for any names before a dot.

    A browser says its endpoint itself: believed, it would make the server knock on any door it can reach.
    """
    found = _ENDPOINT.fullmatch(endpoint)
    if found is None or len(endpoint) > ENDPOINT_MAX:
        return False
    origin = found[1]
    for service in services:
        before, star, after = service.partition("*")
        if origin == service or (star and origin.startswith(before) and origin.endswith(after)):
            return True
    return False


def makers_of(services: Iterable[str]) -> tuple[str, ...]:
    """Whose they are, each once, as a contract names them: « Google »; of one that is not known, its host."""
    hosts = [service.partition("://")[2].partition(":")[0].removeprefix("*.") for service in services]
    named = (next((maker for end, maker in _MAKERS.items() if f".{host}".endswith(f".{end}")), host) for host in hosts)
    return tuple(dict.fromkeys(named))


_MAKERS = {
    "googleapis.com": "Google",
    "mozilla.com": "Mozilla",
    "apple.com": "Apple",
    "windows.com": "Microsoft",
}


def clean_push_keys(p256dh: str, auth: str) -> tuple[str, str]:
    """Without padding. Refusal `bad_push_device` when they are no uncompressed point and 16 bytes."""
    point, secret = unpadded(p256dh), unpadded(auth)
    if point is None or secret is None or len(point) != 65 or point[0] != 4 or len(secret) != 16:
        raise bad_push_device()
    return p256dh.rstrip("="), auth.rstrip("=")


def unpadded(text: str) -> bytes | None:
    """What base64url says; None when it says nothing."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+={0,2}", text):
        return None
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except binascii.Error:
        return None


def bad_push_device() -> Refusal:
    return Refusal("bad_push_device", "Ce navigateur ne donne pas de quoi vous prévenir. Essayez-en un autre.")
