"""TURN credentials by HMAC: coturn's `use-auth-secret` (draft-uberti-behave-turn-rest-00, IETF)."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

from declic.live.protocol.room import IceServer

LIFE_S: Final = 600


def ice_servers(
    *, stun_urls: Sequence[str], turn_urls: Sequence[str], secret: str, account: int, now: float
) -> list[IceServer]:
    """What a browser's RTCPeerConnection takes. `now`: Unix epoch, s; the credentials live LIFE_S."""
    servers = [IceServer(urls=list(stun_urls))] if stun_urls else []
    if turn_urls and secret:
        user = f"{int(now) + LIFE_S}:{account}"
        mac = hmac.new(secret.encode(), user.encode(), hashlib.sha1).digest()
        servers.append(IceServer(urls=list(turn_urls), username=user, credential=base64.b64encode(mac).decode()))
    return servers
