"""The link of the letter: signed, and good for saying « nous continuons » alone."""

from typing import Final
from uuid import UUID

from django.core import signing

from declic.ground.errors import NotYours
from declic.keeping.models import EndNotice

SALT: Final = "declic.keeping.go_on"


def link_of(notice: EndNotice) -> str:
    """What follows `/continuer/` in its address. Nothing of the family is in it."""
    return signing.Signer(salt=SALT).sign_object([str(notice.pk)])


def notice_of(ticket: str) -> EndNotice:
    """NotYours when it was not signed here, or the family is gone."""
    try:
        (number,) = signing.Signer(salt=SALT).unsign_object(ticket)
        found = EndNotice.objects.select_related("guardian__account").filter(pk=UUID(number)).first()
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise NotYours from None
    if found is None:
        raise NotYours
    return found
