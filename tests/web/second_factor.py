"""An operator's browser after the second factor."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.http import HttpRequest
from django.test import Client

from declic.people.models import Account
from tests.web.clients import signed_in

SECRET = "JBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET) -> str:
    """What the telephone shows."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def proved_twice(account: Account) -> Client:
    """Signed in, and the code of the telephone shown in this session."""
    client = signed_in(account)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, account, method="mfa", type="totp")
    request.session.save()
    return client
