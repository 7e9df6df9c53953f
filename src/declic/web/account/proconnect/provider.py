"""ProConnect as allauth sees it."""

from typing import Any

from allauth.socialaccount.providers.base import ProviderAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from declic.web.account.proconnect.views import ProConnectAdapter

NONCE_SIGNS = 48


class ProConnectProvider(OAuth2Provider):  # type: ignore[misc, unused-ignore]
    id = "proconnect"
    name = "ProConnect"
    account_class = ProviderAccount
    oauth2_adapter_class = ProConnectAdapter

    def get_default_scope(self) -> list[str]:
        return ["openid", "given_name", "usual_name", "email", "siret"]

    def redirect_from_request(self, request: HttpRequest) -> HttpResponse:
        """Whatever the address of our page says, ProConnect gets what it knows: anything more is refused there."""
        return self.redirect(request, "login", next_url=None)

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        nonce = get_random_string(NONCE_SIGNS)
        kwargs.update(auth_params={"nonce": nonce}, scope=self.get_default_scope(), nonce=nonce)
        answer: HttpResponse = super().redirect(request, process, next_url, data, **kwargs)
        return answer

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, str]:
        """Kept: which organisation the person comes from, and nothing else of what ProConnect tells."""
        siret = str(data.get("siret", "")).replace(" ", "")
        if len(siret) != 14 or not siret.isdigit():
            raise OAuth2Error("no organisation")
        return {"siret": siret}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, str]:
        name = " ".join(str(data.get(part, "")).strip() for part in ("given_name", "usual_name")).strip()
        return {"email": str(data.get("email", "")), "name": name}


provider_classes = [ProConnectProvider]
