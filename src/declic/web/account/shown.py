"""The code a page was shown for: another may have been typed in another tab since, and is the session's now."""

from datetime import timedelta
from typing import Final

from django.core import signing

from declic.ground.errors import Refusal
from declic.sponsors.models import ActivationCode

LASTS: Final = timedelta(days=1)
_SALT: Final = "declic.account.shown"


def signed(code: str) -> str:
    """For the form: the number of the code, never the code; none of one pupil's that is revoked, as of one erased."""
    held = ActivationCode.objects.filter(code=code).first()
    is_told = held is not None and not (held.is_personal and held.revoked_at)
    return signing.dumps(held.pk if held is not None and is_told else 0, salt=_SALT)


def code_of(said: str) -> str:
    """The code of what `signed` gave. Refusal `page_too_old`, for another's words as well."""
    try:
        number = signing.loads(said, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        number = None
    held = ActivationCode.objects.filter(pk=number).first() if number is not None else None
    if held is None:
        raise Refusal("page_too_old", "Cette page était trop ancienne. Relisez ci-dessus qui paie, puis envoyez-la.")
    return held.code
