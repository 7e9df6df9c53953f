"""A company's directory: how it speaks, and where it may be."""

from enum import Enum
from urllib.parse import urlsplit

from declic.ground.errors import Refusal


class DirectoryKind(Enum):
    OIDC = "oidc"
    SAML = "saml"

    @property
    def label(self) -> str:
        return {"oidc": "OpenID Connect", "saml": "SAML 2.0"}[self.value]


def check_address(address: str) -> None:
    """Refusal `bad_address`: https alone, but on this very machine, to try it out."""
    said = urlsplit(address)
    here = said.scheme == "http" and said.hostname in {"localhost", "127.0.0.1"}
    if not (said.scheme == "https" and said.hostname) and not here:
        raise Refusal("bad_address", "Il faut une adresse en https://, comme l’annuaire l’écrit lui-même.")
