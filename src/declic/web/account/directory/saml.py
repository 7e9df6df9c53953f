"""A company's directory that speaks SAML."""

from declic.sponsors.models import Directory
from declic.web.account.saml import Parties


def parties(directory: Directory, site: str, back: str) -> Parties:
    return Parties(
        name=str(directory.pk),
        issuer=directory.issuer,
        sign_in_url=directory.sign_in_url,
        certificate=directory.certificate,
        us=f"{site}/entreprise/{directory.slug}/metadata.xml",
        back=back,
    )
