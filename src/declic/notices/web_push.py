"""One message to one browser: sealed for it (RFC 8291, in the coding of RFC 8188), signed by us (RFC 8292)."""

import base64
import json
import os
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096
"""Size of the one record: push services take no more."""
SIGNED_FOR = timedelta(hours=12)
"""A day at most, says the RFC."""


def sealed(
    text: bytes, *, p256dh: str, auth: str, ours: EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> bytes:
    """The body to post: only the browser of `p256dh` and `auth` opens it.

    `ours` and `salt` are new for each message unless given. ValueError when `p256dh` is no point of the curve.
    """
    ours, salt = ours or generate_private_key(SECP256R1()), salt or os.urandom(16)
    their_point, our_point = _bytes(p256dh), _point(ours)
    shared = ours.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), their_point))
    secret = _derived(shared, _bytes(auth), b"WebPush: info\x00" + their_point + our_point, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
    last = text + b"\x02"  # says that this record is the last one
    header = salt + RECORD.to_bytes(4, "big") + len(our_point).to_bytes(1, "big") + our_point
    return header + AESGCM(key).encrypt(nonce, last, None)


def signature(endpoint: str, *, key: EllipticCurvePrivateKey, contact: str, now: datetime) -> str:
    """The `Authorization` header. `contact` is whom the push service writes to: a `mailto:` or https address."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + SIGNED_FOR).timestamp()),
        "sub": contact,
    }
    token = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    r, s = decode_dss_signature(key.sign(token.encode(), ECDSA(SHA256())))
    signed = _text(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={token}.{signed}, k={_text(_point(key))}"


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


def _point(key: EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _json(said: dict[str, object]) -> str:
    return _text(json.dumps(said, separators=(",", ":")).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
