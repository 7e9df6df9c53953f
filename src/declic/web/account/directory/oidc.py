"""A company's directory that speaks OpenID Connect: who the employee is, proved by a token for this very sign-in."""

import base64
import hashlib
from typing import Any, Final

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.http import urlencode

from declic.ground.sealing import unseal
from declic.people.queries import key
from declic.sponsors.actions.directories import PURPOSE
from declic.sponsors.models import Directory
from declic.web.account.proconnect.tokens import PROVEN, published, verified

SIGNS: Final = 48
ALGORITHM: Final = "RS256"


def begin(directory: Directory, back: str) -> tuple[str, dict[str, str]]:
    """The address there, and what must come back with the answer. Raises OAuth2Error."""
    kept = {name: get_random_string(SIGNS) for name in ("state", "nonce", "verifier")}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": directory.client_id,
        "redirect_uri": back,
        "response_type": "code",
        "scope": "openid",
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{published(directory.issuer)['authorization_endpoint']}?{urlencode(asked)}", kept


def finish(directory: Directory, back: str, kept: dict[str, str], said: dict[str, str]) -> str:
    """What the directory calls this employee. Raises OAuth2Error for any answer that is not to this very question."""
    if not constant_time_compare(said.get("state", ""), kept["state"]) or not said.get("code"):
        raise OAuth2Error("another state")
    there = published(directory.issuer)
    token = _token(directory, there, back, said["code"], kept["verifier"])
    told = verified(
        token,
        issuer=directory.issuer,
        audience=directory.client_id,
        keys_url=there["jwks_uri"],
        algorithm=ALGORITHM,
        needed=("exp", "iat", *PROVEN),
    )
    if not constant_time_compare(str(told.get("nonce", "")), kept["nonce"]):
        raise OAuth2Error("another nonce")
    return str(told["sub"])


def _token(directory: Directory, there: dict[str, Any], back: str, code: str, verifier: str) -> str:
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
        "client_id": directory.client_id,
        "client_secret": unseal(directory.sealed_secret, key=key(), purpose=PURPOSE),
    }
    try:
        with get_adapter().get_requests_session() as session:
            answer = session.post(there["token_endpoint"], data=asked, allow_redirects=False)
            answer.raise_for_status()
            return str(answer.json()["id_token"])
    except (requests.RequestException, ValueError, KeyError) as fault:
        raise OAuth2Error("the directory gave no token") from fault
