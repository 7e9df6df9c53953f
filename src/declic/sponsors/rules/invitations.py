"""An invitation into a sponsor's team: how long it waits, and the secret of its letter. Pure."""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Final

from declic.ground.errors import Refusal

LASTS: Final = timedelta(days=7)
"""From the last letter on: a week of holidays is more than most wait."""
FORGOTTEN_AFTER: Final = timedelta(days=30)
"""Past its end it is still shown to who invited, so that they may write again."""
MOST: Final = 50
"""Waiting at once for one sponsor."""


def secret_of(key: bytes, salt: str) -> str:
    """What the letter's link holds: 128 bits, derived, so that the row alone opens nothing."""
    derived = hmac.new(key, f"declic.invitation:{salt}".encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(derived).decode().rstrip("=")


def digest_of(secret: str) -> str:
    """What the row keeps, to be found again."""
    return hashlib.sha256(f"declic.invitation:{secret}".encode()).hexdigest()


def gone() -> Refusal:
    """One sentence for unknown, late, taken back and answered already."""
    return Refusal("invitation_gone", "Cette invitation ne sert plus : demandez-en une autre à qui vous l’a envoyée.")


def waits_no_more() -> Refusal:
    """Likewise, said to who invited."""
    return Refusal("invitation_gone", "Cette invitation n’attend plus : elle a été acceptée, refusée ou retirée.")


def other_address() -> Refusal:
    return Refusal("other_address", "Cette invitation est pour une autre adresse que celle de votre compte.")


def too_many() -> Refusal:
    return Refusal("too_many_invitations", f"{MOST} invitations attendent déjà : retirez celles qui ne servent plus.")
