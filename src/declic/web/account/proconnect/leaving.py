"""Signing out of ProConnect, when one came by it."""

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from django.utils.http import urlencode

from declic.web.account.proconnect.tokens import published
from declic.web.account.proconnect.views import ARRIVAL, ID_TOKEN


def farewell(request: HttpRequest) -> str:
    """Where ProConnect ends its own session and leads back here; empty for whoever did not come by it.

    Whom it named is forgotten here too: nobody is signed out, hence no session emptied, where no account was linked.
    """
    request.session.pop(ARRIVAL, None)
    held = request.session.pop(ID_TOKEN, None)
    if not held or not settings.PROCONNECT_ISSUER:
        return ""
    try:
        there = published(settings.PROCONNECT_ISSUER).get("end_session_endpoint", "")
    except OAuth2Error:
        return ""
    said = {
        "id_token_hint": held,
        "state": get_random_string(32),
        "post_logout_redirect_uri": f"{settings.SITE_URL}/",
    }
    return f"{there}?{urlencode(said)}" if there else ""
