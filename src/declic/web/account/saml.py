"""What another's SAML sign-in proves: an assertion signed by it, for us, in answer to our question, used once."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.cache import cache
from lxml.etree import LxmlError
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

logger = logging.getLogger(__name__)

ONCE_S: Final = 24 * 3600
"""How long an assertion that served is remembered; none is good for so long."""
ANSWER_MOST: Final = 200_000
"""Signs of an answer; a real one has some ten thousand."""
PERSISTENT: Final = Names.NAMEID_PERSISTENT
UNSPECIFIED: Final = Names.NAMEID_UNSPECIFIED


class RefusedError(Exception):
    """The answer proves nothing."""


class NotSetError(Exception):
    """Something of the provider is not known yet, or cannot be: nothing is asked of it."""


@dataclass(frozen=True)
class Parties:
    """Who proves, and to whom."""

    name: str
    """Ours for the provider: an assertion of one does not use up another's."""
    issuer: str
    sign_in_url: str
    certificate: str
    us: str
    """Our entity: who an assertion must be for."""
    back: str
    """Our page that answers are posted to."""
    names: str = PERSISTENT
    """The kind of name asked for."""

    def settings(self, *, ours_alone: bool = False) -> OneLogin_Saml2_Settings:
        """`ours_alone`: what we say of ourselves, before the provider has said all of itself."""
        return OneLogin_Saml2_Settings(_described(self), sp_validation_only=ours_alone)


@dataclass(frozen=True)
class Proved:
    """All of it signed."""

    name: str
    is_lasting: bool
    """Whether the name is the same the next time."""
    attributes: Mapping[str, Sequence[str]]
    name_format: str = UNSPECIFIED
    """What the provider says of its kind."""


def begin(parties: Parties, *, afresh: bool = False) -> tuple[str, dict[str, str]]:
    """The address there, and the question the answer must answer. `afresh`: whoever is signed in there already.

    Raises NotSetError.
    """
    try:
        auth = OneLogin_Saml2_Auth(_asked(parties.back, {}), old_settings=_described(parties))
    except OneLogin_Saml2_Error as fault:
        raise NotSetError(str(fault)) from fault
    address = auth.login(return_to=parties.back, force_authn=afresh)
    return str(address), {"request": str(auth.get_last_request_id())}


def finish(parties: Parties, kept: Mapping[str, str], answer: str) -> Proved:
    """Raises RefusedError. Where to go on to (RelayState) is never read from what came back."""
    if not answer or len(answer) > ANSWER_MOST:
        raise RefusedError("no answer")
    try:
        read = OneLogin_Saml2_Response(parties.settings(), answer)
        read.is_valid(_asked(parties.back, {"SAMLResponse": answer}), request_id=kept["request"], raise_exceptions=True)
        assertion, name = read.get_assertion_id(), read.get_nameid()
        kind = read.get_nameid_format() or UNSPECIFIED
        proved = Proved(str(name), kind == PERSISTENT, read.get_attributes(), kind)
    except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, LxmlError, ValueError, KeyError, TypeError) as fault:
        logger.info("an answer of %s was refused: %s", parties.name, fault)
        raise RefusedError(str(fault)) from fault
    if not name or not cache.add(f"declic.saml:{parties.name}:{assertion}", 1, ONCE_S):
        raise RefusedError("an assertion that served already")
    return proved


def _asked(back: str, posted: dict[str, str]) -> dict[str, Any]:
    """The request as python3-saml wants it told: by our public address, whatever the proxy in front says."""
    said = urlsplit(back)
    return {
        "https": "on" if said.scheme == "https" else "off",
        "http_host": said.netloc,
        "script_name": said.path,
        "get_data": {},
        "post_data": posted,
    }


def _described(parties: Parties) -> dict[str, Any]:
    return {
        "strict": True,
        "debug": False,
        "sp": {
            "entityId": parties.us,
            "assertionConsumerService": {"url": parties.back, "binding": Names.BINDING_HTTP_POST},
            "NameIDFormat": parties.names,
        },
        "idp": {
            "entityId": parties.issuer,
            "singleSignOnService": {"url": parties.sign_in_url, "binding": Names.BINDING_HTTP_REDIRECT},
            "x509cert": parties.certificate,
        },
        "security": {
            "wantAssertionsSigned": True,
            "wantNameId": True,
            "wantAttributeStatement": False,
            "rejectUnsolicitedResponsesWithInResponseTo": True,
            "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": False,
            "wantXMLValidation": True,
        },
    }
