"""Secrets as they lie in the database: nobody reads them without the service's key."""

import base64
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK: Final = "s1."
"""Before what is sealed: the way it is sealed may change, and be told by its mark."""
NONCE_BYTES: Final = 12


class BrokenSealError(ValueError):
    """Sealed with another key or for another purpose, or changed since."""


def seal(text: str, *, key: bytes, purpose: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    closed = AESGCM(_key(key, purpose)).encrypt(nonce, text.encode(), None)
    return MARK + base64.urlsafe_b64encode(nonce + closed).decode()


def unseal(sealed: str, *, key: bytes, purpose: str) -> str:
    """Raises BrokenSealError."""
    try:
        raw = base64.urlsafe_b64decode(sealed.removeprefix(MARK))
        return AESGCM(_key(key, purpose)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
    except (InvalidTag, ValueError) as fault:
        raise BrokenSealError(purpose) from fault


def is_sealed(text: str) -> bool:
    return text.startswith(MARK)


def _key(key: bytes, purpose: str) -> bytes:
    """A key for each purpose: what was sealed as one thing is never opened as another."""
    return HKDF(SHA256(), length=32, salt=None, info=f"declic.{purpose}".encode()).derive(key)
