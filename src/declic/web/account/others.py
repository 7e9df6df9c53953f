"""Sign-in by others (ProConnect), as allauth asks us what to do with whom they send."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string

from declic.people.models import Account
from declic.sponsors.models import Officer
from declic.sponsors.rules.officers import is_of
from declic.web.account.proconnect.arriving import stash

STATE_SIGNS = 48


class OthersAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc, unused-ignore]
    def generate_state_param(self, state: dict[str, Any]) -> str:
        del state
        return get_random_string(STATE_SIGNS)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Account:
        person: Account = super().populate_user(request, sociallogin, data)
        person.name = data.get("name", "")
        sociallogin.told = person
        return person

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody gets an account for having been identified elsewhere."""
        del request, sociallogin
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """In come those already linked, while they still work for the organisation their account is an officer of."""
        siret = sociallogin.account.extra_data["siret"]
        officer = (
            Officer.objects.select_related("sponsor").filter(account=sociallogin.user).first()
            if sociallogin.is_existing
            else None
        )
        if officer is None:
            # Not `sociallogin.user`: an old account may still hold the identity, with an address of before.
            stash(request, sociallogin.account.uid, sociallogin.told, siret)
            raise ImmediateHttpResponse(redirect("account:proconnect_arrival"))
        if not is_of(siret, sponsor_siret=officer.sponsor.siret, sponsor_siren=officer.sponsor.siren):
            raise ImmediateHttpResponse(
                render(request, "account/proconnect_moved.html", {"sponsor": officer.sponsor}, status=403)
            )
