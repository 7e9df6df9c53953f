"""The code a page was shown for: another may have been typed in another tab since, and is the session's now."""

from datetime import timedelta
from typing import Final

from django.core import signing

from declic.ground.errors import Refusal
from declic.sponsors.models import ActivationCode

LASTS: Final = timedelta(days=1)
_SALT: Final = "declic.account.shown"


def signed(code: str) -> str:
    """For the form; empty where the code was erased meanwhile. The number of the code, never the code."""
    held = ActivationCode.objects.filter(code=code).values_list("pk", flat=True).first()
    return signing.dumps(held, salt=_SALT) if held is not None else ""


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
