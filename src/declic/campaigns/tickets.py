"""The way out that each message carries: signed, without an end, and good for saying no alone."""

from typing import Final

from django.core import signing

from declic.ground.errors import NotYours
from declic.people.models import Guardian

SALT: Final = "declic.campaigns.way_out"


def way_out(guardian_id: int) -> str:
    return signing.Signer(salt=SALT).sign_object([guardian_id])


def guardian_of(ticket: str) -> Guardian:
    """Whose message it was on. NotYours when it was not signed here, or the family is gone."""
    try:
        (guardian_id,) = signing.Signer(salt=SALT).unsign_object(ticket)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotYours from None
    found = Guardian.objects.filter(pk=guardian_id).first()
    if found is None:
        raise NotYours
    return found
