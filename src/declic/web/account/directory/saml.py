"""A company's directory that speaks SAML: an assertion signed by it, for us, in answer to our question, used once."""

import logging
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.cache import cache
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from declic.sponsors.models import Directory

logger = logging.getLogger(__name__)

ONCE_S: Final = 24 * 3600
"""How long an assertion that served is remembered; none is good for so long."""
ANSWER_MOST: Final = 200_000
"""Signs of an answer; a real one has some ten thousand."""


class RefusedError(Exception):
    """The answer proves nothing."""


def settings_of(directory: Directory, site: str, back: str) -> OneLogin_Saml2_Settings:
    return OneLogin_Saml2_Settings(_described(directory, site, back))


def begin(directory: Directory, site: str, back: str) -> tuple[str, dict[str, str]]:
    """The address there, and the question the answer must answer."""
    auth = OneLogin_Saml2_Auth(_asked(back, {}), old_settings=_described(directory, site, back))
    address = auth.login(return_to=back)
    return str(address), {"request": str(auth.get_last_request_id())}


def finish(directory: Directory, site: str, back: str, kept: dict[str, str], answer: str) -> str:
    """What the directory calls this employee. Raises RefusedError."""
    if not answer or len(answer) > ANSWER_MOST:
        raise RefusedError("no answer")
    try:
        read = OneLogin_Saml2_Response(settings_of(directory, site, back), answer)
        read.is_valid(_asked(back, {"SAMLResponse": answer}), request_id=kept["request"], raise_exceptions=True)
        assertion, name = read.get_assertion_id(), read.get_nameid()
    except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, ValueError, KeyError, TypeError) as fault:
        logger.info("an answer of a directory was refused: %s", fault)
        raise RefusedError(str(fault)) from fault
    if not name or not cache.add(f"declic.saml:{directory.pk}:{assertion}", 1, ONCE_S):
        raise RefusedError("an assertion that served already")
    return str(name)


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


def _described(directory: Directory, site: str, back: str) -> dict[str, Any]:
    return {
        "strict": True,
        "debug": False,
        "sp": {
            "entityId": f"{site}/entreprise/{directory.slug}/metadata.xml",
            "assertionConsumerService": {"url": back, "binding": Names.BINDING_HTTP_POST},
            "NameIDFormat": Names.NAMEID_PERSISTENT,
        },
        "idp": {
            "entityId": directory.issuer,
            "singleSignOnService": {"url": directory.sign_in_url, "binding": Names.BINDING_HTTP_REDIRECT},
            "x509cert": directory.certificate,
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
