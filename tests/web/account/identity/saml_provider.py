"""A SAML identity provider in a few lines: it signs what it is told to say, well or badly."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.utils import OneLogin_Saml2_Utils

ENTITY = "https://annuaire.example/"
XMLNS = 'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'


def key_pair() -> tuple[str, str]:
    """A private key and its certificate, in PEM."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "annuaire")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=9))
        .sign(private, hashes.SHA256())
    )
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return secret.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


@dataclass(frozen=True)
class Says:
    """One assertion, as the provider would write it."""

    audience: str
    recipient: str
    question: str
    subject: str = "employee-1"
    issuer: str = ENTITY
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    name_format: str = Names.NAMEID_PERSISTENT
    starts: float = -5
    minutes: float = 5
    """Until it is good for no more; negative, it is over."""
    id: str = field(default_factory=lambda: f"_{uuid4().hex}")

    def assertion(self) -> str:
        now, until = _at(min(self.minutes, 0) + self.starts), _at(self.minutes)
        return (
            f'<saml:Assertion {XMLNS} ID="{self.id}" Version="2.0" IssueInstant="{now}">'
            f"<saml:Issuer>{self.issuer}</saml:Issuer>"
            f'<saml:Subject><saml:NameID Format="{self.name_format}">{self.subject}</saml:NameID>'
            f'<saml:SubjectConfirmation Method="{Names.CM_BEARER}"><saml:SubjectConfirmationData '
            f'InResponseTo="{self.question}" NotOnOrAfter="{until}" Recipient="{self.recipient}"/>'
            f"</saml:SubjectConfirmation></saml:Subject>"
            f'<saml:Conditions NotBefore="{now}" NotOnOrAfter="{until}"><saml:AudienceRestriction>'
            f"<saml:Audience>{self.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{now}" SessionIndex="_1"><saml:AuthnContext>'
            f"<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>"
            f"</saml:AuthnContext></saml:AuthnStatement>{self.statement()}</saml:Assertion>"
        )

    def statement(self) -> str:
        told = "".join(
            f'<saml:Attribute Name="{name}">'
            + "".join(f"<saml:AttributeValue>{value}</saml:AttributeValue>" for value in values)
            + "</saml:Attribute>"
            for name, values in self.attributes.items()
        )
        return f"<saml:AttributeStatement>{told}</saml:AttributeStatement>" if told else ""

    def signed(self, private: str, certificate: str) -> str:
        made = OneLogin_Saml2_Utils.add_sign(
            self.assertion(), private, certificate, False, Names.RSA_SHA256, Names.SHA256
        )
        text = made.decode() if isinstance(made, bytes) else str(made)
        return text.removeprefix('<?xml version="1.0"?>').strip()

    def response(self, inside: str) -> str:
        """As a browser posts it."""
        text = (
            f'<samlp:Response {XMLNS} ID="_{uuid4().hex}" Version="2.0" IssueInstant="{_at(0)}" '
            f'Destination="{self.recipient}" InResponseTo="{self.question}">'
            f"<saml:Issuer>{self.issuer}</saml:Issuer>"
            f'<samlp:Status><samlp:StatusCode Value="{Names.STATUS_SUCCESS}"/></samlp:Status>{inside}</samlp:Response>'
        )
        return base64.b64encode(text.encode()).decode()

    def commented(self, private: str, certificate: str, word: str, at: int) -> str:
        """A comment in the middle of a signed word: the signature still stands, and a careless reader stops there."""
        signed = self.signed(private, certificate)
        assert word in signed
        return self.response(signed.replace(word, f"{word[:at]}<!---->{word[at:]}"))

    def wrapped(self, private: str, certificate: str) -> str:
        """The signed assertion is still there, and another in its place says somebody else (XSW)."""
        forged = replace(self, id=f"_{uuid4().hex}", subject="the director").assertion()
        signed = self.signed(private, certificate)
        hidden = f"<samlp:Extensions>{signed}</samlp:Extensions>"
        text = base64.b64decode(self.response(forged)).decode()
        return base64.b64encode(text.replace("<samlp:Status>", f"{hidden}<samlp:Status>", 1).encode()).decode()

    def doubled(self, private: str, certificate: str) -> str:
        """Both side by side."""
        forged = replace(self, id=f"_{uuid4().hex}", subject="the director").assertion()
        return self.response(forged + self.signed(private, certificate))


def _at(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
