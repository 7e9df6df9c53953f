"""What a sign-in card holds."""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from declic.ground import ids
from declic.ground.errors import Refusal

# Everything a card shows is derived from the service's key, the pupil and the card's generation: nothing secret is
# stored, a card can be printed again, and a revoked card is followed by another generation.
SHORT_CODE_LENGTH = 8
PICTURES_IN_CODE = 3
CARD_PICTURES = (
    "cloche",
    "soleil",
    "maison",
    "bateau",
    "arbre",
    "pomme",
    "poisson",
    "etoile",
    "fleur",
    "cle",
    "ballon",
    "parapluie",
)
"""What a child of CP to CE2 chooses among: 12 × 11 × 10 orders, tried only on a device the family has used."""
MAX_CARDS_SHOWN = 6


@dataclass(frozen=True)
class CardSecrets:
    short_code: str
    """8 signs of the readable alphabet: 7·10¹⁰ codes."""
    token: str
    """What the QR code holds: 128 bits, URL-safe."""
    pictures: tuple[str, str, str]
    """Three different pictures, in order."""


def card_secrets(key: bytes, pupil_id: int, generation: int) -> CardSecrets:
    code = _derived(key, "code", pupil_id, generation)
    number = int.from_bytes(code, "big")
    signs = []
    for _ in range(SHORT_CODE_LENGTH):
        number, sign = divmod(number, len(ids.ALPHABET))
        signs.append(ids.ALPHABET[sign])
    drawn = int.from_bytes(_derived(key, "pictures", pupil_id, generation), "big")
    left = list(CARD_PICTURES)
    pictures = []
    for _ in range(PICTURES_IN_CODE):
        drawn, place = divmod(drawn, len(left))
        pictures.append(left.pop(place))
    token = base64.urlsafe_b64encode(_derived(key, "token", pupil_id, generation)[:16]).decode().rstrip("=")
    return CardSecrets("".join(signs), token, (pictures[0], pictures[1], pictures[2]))


def digest(key: bytes, short_code: str) -> str:
    """What the card's row keeps, to be found again from what was typed."""
    return hmac.new(key, b"declic.card.digest:" + short_code.encode(), hashlib.sha256).hexdigest()


def _derived(key: bytes, what: str, pupil_id: int, generation: int) -> bytes:
    return hmac.new(key, f"declic.card.{what}:{pupil_id}:{generation}".encode(), hashlib.sha256).digest()


def wrong_card() -> Refusal:
    """One sentence for unknown, mistyped and revoked: it must not help somebody who guesses."""
    return Refusal(
        "wrong_card", "Cette carte n’ouvre rien. Vérifie le code, ou demande une nouvelle carte à tes parents."
    )


def wrong_pictures() -> Refusal:
    return Refusal("wrong_pictures", "Ce n’est pas ça. Regarde ta carte et recommence.")
