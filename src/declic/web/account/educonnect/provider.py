"""The one EduConnect of the settings."""

from django.conf import settings
from django.urls import reverse

from declic.web.account.saml import UNSPECIFIED, Parties


def parties() -> Parties:
    """Ours are the address of our metadata, and that of our page."""
    return Parties(
        name="educonnect",
        issuer=settings.EDUCONNECT_ENTITY,
        sign_in_url=settings.EDUCONNECT_SIGN_IN_URL,
        certificate=settings.EDUCONNECT_CERTIFICATE,
        us=settings.SITE_URL + reverse("account:educonnect_metadata"),
        back=settings.SITE_URL + reverse("account:educonnect_answered"),
        names=UNSPECIFIED,
    )
