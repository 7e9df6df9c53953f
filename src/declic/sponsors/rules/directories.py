"""A company's directory: how it speaks, and where it may be."""

import re
from base64 import b64decode
from enum import Enum
from typing import Final
from urllib.parse import urlsplit

from cryptography.x509 import load_der_x509_certificate

from declic.ground.errors import Refusal

_FRAME: Final = re.compile(r"-----(?:BEGIN|END) CERTIFICATE-----")


class DirectoryKind(Enum):
    OIDC = "oidc"
    SAML = "saml"

    @property
    def label(self) -> str:
        return {"oidc": "OpenID Connect", "saml": "SAML 2.0"}[self.value]


PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
SETTLED = frozenset(
    {
        "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    }
)
"""Kinds of names that last where the company's administrator says so."""


def is_known_again(name_format: str, *, others_too: bool) -> bool:
    """Whether an employee bears the same name the next time: one who does not would enrol as many families as they
    like. A transient name never does, whatever was agreed (SAML 2.0 core, 8.3).
    """
    return name_format == PERSISTENT or (others_too and name_format in SETTLED)


def check_address(address: str) -> None:
    """Refusal `bad_address`: https alone, but on this very machine, to try it out."""
    said = urlsplit(address)
    here = said.scheme == "http" and said.hostname in {"localhost", "127.0.0.1"}
    if not (said.scheme == "https" and said.hostname) and not here:
        raise Refusal("bad_address", "Il faut une adresse en https://, comme l’annuaire l’écrit lui-même.")


def check_certificate(certificate: str) -> None:
    """Refusal `bad_certificate`: one alone, in PEM, or what stands between its two lines, as metadata hold it."""
    try:
        load_der_x509_certificate(b64decode(_FRAME.sub("", certificate)))
    except ValueError:
        raise Refusal(
            "bad_certificate", "Ce n’est pas un certificat : collez-le comme l’entreprise le donne, seul et entier."
        ) from None
