"""ProConnect, as its own rules say: `state` and `nonce` of 32 signs or more, nothing else in the address, and an
identity in a signed token.
"""

from typing import Any, Final

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter, OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from declic.web.account.proconnect.tokens import PROVEN, published, verified
from declic.web.account.sessions import WITH_THE_BROWSER

ID_TOKEN: Final = "proconnect_id_token"  # noqa: S105
"""Key of the session: what ProConnect asks for when the person signs out."""
ARRIVAL: Final = "proconnect_arrival"
"""Key of the session: whom ProConnect named, and no account is linked to."""


class ProConnectAdapter(OAuth2Adapter):  # type: ignore[misc, unused-ignore]
    provider_id = "proconnect"

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.nonce = ""
        """Of the state that came back, given by the view."""
        self.id_token = ""
        """Once it was read and proves what it should."""

    @property
    def says(self) -> dict[str, Any]:
        return published(settings.PROCONNECT_ISSUER)

    @property
    def access_token_url(self) -> str:
        return str(self.says["token_endpoint"])

    @property
    def authorize_url(self) -> str:
        return str(self.says["authorization_endpoint"])

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        del request, app
        return settings.SITE_URL + reverse("proconnect_callback")

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Raises OAuth2Error whenever a token is not this provider's, for us, and for this very sign-in."""
        id_token = kwargs["response"].get("id_token") or ""
        told = self._verified(app, id_token, ("exp", "iat", *PROVEN))
        if not self.nonce or not constant_time_compare(str(told.get("nonce", "")), self.nonce):
            raise OAuth2Error("another nonce")
        person = self._verified(app, self._userinfo(token.token), PROVEN)
        if person["sub"] != told["sub"]:
            raise OAuth2Error("another person")
        self.id_token = id_token
        return self.get_provider().sociallogin_from_response(request, person)

    def _userinfo(self, access_token: str) -> str:
        """A signed token; a plain answer proves nothing and is refused."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(
                self.says["userinfo_endpoint"],
                headers={"Authorization": f"Bearer {access_token}"},
                allow_redirects=False,
            )
            answer.raise_for_status()
        if answer.headers.get("Content-Type", "").split(";")[0].strip() != "application/jwt":
            raise OAuth2Error("an identity without a signature")
        return str(answer.text)

    def _verified(self, app: SocialApp, token: str, needed: tuple[str, ...]) -> dict[str, Any]:
        return verified(
            token,
            issuer=settings.PROCONNECT_ISSUER,
            audience=app.client_id,
            keys_url=self.says["jwks_uri"],
            algorithm=settings.PROCONNECT_ALGORITHM,
            needed=needed,
        )


class _Callback(OAuth2CallbackView):  # type: ignore[misc, unused-ignore]
    adapter: ProConnectAdapter

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The proof is kept once allauth is done: it empties the session of whoever was signed in there before."""
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        if self.adapter.id_token:
            request.session[ID_TOKEN] = self.adapter.id_token
            request.session.set_expiry(WITH_THE_BROWSER)
        return answer

    def _get_state(self, request: HttpRequest, provider: object) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        """A state serves once: allauth takes it out of the session as it reads it."""
        state, answer = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, answer


_login = OAuth2LoginView.adapter_view(ProConnectAdapter)
_callback = _Callback.adapter_view(ProConnectAdapter)


@never_cache
@require_POST
def login(request: HttpRequest) -> HttpResponse:
    return _answer(request, _login)


@never_cache
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    return _answer(request, _callback)


def _answer(request: HttpRequest, view: Any) -> HttpResponse:
    if not settings.PROCONNECT_ISSUER:
        raise Http404
    try:
        answer: HttpResponse = view(request)
    except OAuth2Error as fault:  # it does not answer
        answer = render_authentication_error(request, ProConnectAdapter(request).get_provider(), exception=fault)
    return answer
