"""Notifications on the browsers of a teacher: handed to each one's push service, within a bounded time."""

import http.client
import json
import logging
import time
from collections.abc import Iterable
from enum import Enum
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from declic.notices.post import team
from declic.notices.web_push import sealed, signature
from declic.people.actions.calls import lose_push_device
from declic.people.models import PushDevice
from declic.people.rules.push_devices import is_push_service

log = logging.getLogger("declic.notices")
TIMEOUT_S = 5.0
"""For the push service to take a connection, and for each of its answers."""
WAITS_S: tuple[float, ...] = (1.0, 4.0)
"""Before trying again. Then it is given up: a pupil waits now, and there is another way to call."""
LIFE_S = 5 * 60
"""How long the push service keeps it for a browser that is asleep."""


class _Outcome(Enum):
    TAKEN = "taken"
    GONE = "gone"
    """It knows that browser no more."""
    REFUSED = "refused"
    LATER = "later"
    """Worth trying again."""


def notify(devices: Iterable[PushDevice], notification: dict[str, str]) -> bool:
    """Whether a push service took it for one of `devices` at least. Blocks; those that are gone are forgotten.

    `notification` holds what the service worker shows: `title`, `body`, and the `path` it opens.
    """
    taken = [_deliver(device, json.dumps(notification).encode()) for device in devices]
    return any(taken)


def _deliver(device: PushDevice, text: bytes) -> bool:
    outcome = _try(device, text)
    for wait in WAITS_S:
        if outcome is not _Outcome.LATER:
            break
        time.sleep(wait)
        outcome = _try(device, text)
    if outcome is _Outcome.GONE:
        lose_push_device(device=device, now=timezone.now())
    elif outcome is not _Outcome.TAKEN:
        log.warning("%s did not take a notification: %s.", urlsplit(device.endpoint).hostname, outcome.value)
    return outcome is _Outcome.TAKEN


def _try(device: PushDevice, text: bytes) -> _Outcome:
    if settings.PUSH_KEY is None or not is_push_service(device.endpoint, settings.PUSH_SERVICES):
        return _Outcome.REFUSED  # the settings changed since it was added
    try:
        body = sealed(text, p256dh=device.p256dh, auth=device.auth)
    except ValueError:
        return _Outcome.GONE  # it cannot be written to
    contact = f"mailto:{team()}"
    headers = {
        "Authorization": signature(device.endpoint, key=settings.PUSH_KEY, contact=contact, now=timezone.now()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(LIFE_S),
        "Urgency": "high",
        "Topic": "appel",  # one that was not shown yet is replaced
    }
    try:
        return _outcome(_post(device.endpoint, body, headers))
    except (OSError, http.client.HTTPException):
        return _Outcome.LATER


def _post(endpoint: str, body: bytes, headers: dict[str, str]) -> int:
    """The status. A redirection is not followed: it could lead anywhere."""
    parts = urlsplit(endpoint)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    try:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def _outcome(status: int) -> _Outcome:
    if 200 <= status < 300:
        return _Outcome.TAKEN
    if status in {404, 410}:
        return _Outcome.GONE
    return _Outcome.LATER if status in {408, 429} or status >= 500 else _Outcome.REFUSED
