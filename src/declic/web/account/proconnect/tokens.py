"""What an identity provider signs: read only with its own key, the one algorithm agreed on, for us, and for now."""

from collections.abc import Sequence
from typing import Any, Final

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.cache import cache

KEPT_S: Final = 3600
"""How long what a provider publishes of itself is kept."""
LEEWAY_S: Final = 10
PROVEN: Final = ("iss", "aud", "sub")


def published(issuer: str) -> dict[str, Any]:
    """The provider's own description of itself. Raises OAuth2Error when it says it is somebody else."""
    kept = f"declic.issuer:{issuer}"
    said: dict[str, Any] | None = cache.get(kept)
    if said is None:
        said = _fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if said.get("issuer") != issuer:
            raise OAuth2Error("another issuer")
        cache.set(kept, said, KEPT_S)
    return said


def verified(  # noqa: PLR0913  (a token is read with everything it must agree with)
    token: str, *, issuer: str, audience: str, keys_url: str, algorithm: str, needed: Sequence[str] = PROVEN
) -> dict[str, Any]:
    """What it says. Raises OAuth2Error for anything not signed by `issuer`, for `audience`, and still good."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") != algorithm:
            raise OAuth2Error("another algorithm")
        key = _key(keys_url, header.get("kid"), algorithm)
        said: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[algorithm],
            issuer=issuer,
            audience=audience,
            leeway=LEEWAY_S,
            options={"require": list(needed)},
        )
    except (jwt.PyJWTError, ValueError) as fault:
        raise OAuth2Error("a token that proves nothing") from fault
    return said


def _key(keys_url: str, kid: str | None, algorithm: str) -> Any:
    """Fetched once an hour, and again for a key not seen yet: providers change theirs."""
    for fresh in (False, True):
        kept = f"declic.keys:{keys_url}"
        keys: dict[str, Any] | None = None if fresh else cache.get(kept)
        if keys is None:
            keys = _fetched(keys_url)
            cache.set(kept, keys, KEPT_S)
        for one in keys.get("keys", []):
            if one.get("kid") == kid and one.get("use", "sig") == "sig":
                return jwt.PyJWK(one, algorithm=algorithm).key
    raise OAuth2Error("a key the provider does not publish")


def _fetched(address: str) -> dict[str, Any]:
    try:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, allow_redirects=False)
            answer.raise_for_status()
            said: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as fault:
        raise OAuth2Error("the provider does not answer") from fault
    return said
