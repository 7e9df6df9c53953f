"""Two taps on one button make one family, one child: what was made the first time is shown again."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest
from django.utils import timezone

from declic.people.actions.sent_forms import once
from declic.people.models import Account
from declic.web.layout.once import FIELD


def made_once(request: HttpRequest, account: Account, make: Callable[[], str]) -> str:
    """The page to go on to. Refusals of `make`. A form without its page's token (`{% once %}`) is never the same."""
    if not request.POST.get(FIELD):
        return make()
    typed = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    digest = hashlib.sha256(repr((request.path, typed)).encode()).hexdigest()
    return once(account=account, digest=digest, make=make, now=timezone.now())
