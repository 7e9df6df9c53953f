"""The key that says to push services who writes (RFC 8292): 32 random bytes, in base64."""

import base64
import binascii
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Pair = tuple[EllipticCurvePrivateKey, str]
"""The key, and what browsers are told of it: its public point in base64url."""


def kept_key(path: Path) -> str:
    """Made once. A browser takes messages from the key it was shown, and from no other."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    return path.read_text().strip()


def push_pair(text: str) -> Pair:
    """What `text` stands for: any 32 bytes but a handful are a key of the curve."""
    try:
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
        key = derive_private_key(int.from_bytes(raw if len(raw) == 32 else b"", "big"), SECP256R1())
    except (ValueError, binascii.Error):
        raise SystemExit("DECLIC_PUSH_KEY n’est pas une clé\u00a0: il faut 32 octets en base64.") from None
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return key, base64.urlsafe_b64encode(point).decode().rstrip("=")
