"""Second factors, our way: their secrets sealed, a passkey tied to our address, and one always left."""

from typing import Any, Final
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from declic.ground.sealing import is_sealed, seal, unseal
from declic.people.models import Account
from declic.people.queries import key
from declic.web.account.second_factor import is_asked_of

_PURPOSE = "second-factor"
_NAME_MAX = 40
_NOT_KEPT: Final = "Cette clé d’accès n’a pas été gardée : la page a trop attendu. Recommencez."
_NOT_KNOWN: Final = (
    "Cette clé d’accès n’ouvre pas ou plus ce compte, ou la page a trop attendu. Réessayez, ou entrez autrement."
)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc, unused-ignore]
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "C’est le seul : ajoutez d’abord l’autre, puis retirez celui-ci.",
        "incorrect_code": "Ce code n’est pas le bon, ou il a déjà servi.",
    }

    def get_totp_issuer(self) -> str:
        return "Déclic"

    def encrypt(self, text: str) -> str:
        return seal(text, key=key(), purpose=_PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Those activated before secrets were sealed lie in clear."""
        return unseal(encrypted_text, key=key(), purpose=_PURPOSE) if is_sealed(encrypted_text) else encrypted_text

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever must have one keeps one. Losing it is for an operator: `people.actions.reset_second_factor`."""
        others = Authenticator.objects.filter(user=authenticator.user_id).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists() or not is_asked_of(authenticator.user)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Clé d’accès {held + 1}" if held else "Clé d’accès"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Our public address, whatever host a proxy lets through: a passkey opens nothing elsewhere."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "localhost", "name": "Déclic"}


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc, unused-ignore]
    """Always one that signs in by itself: it is kept by the device and asks for a finger, a face or its code."""

    passwordless = forms.BooleanField(required=True, initial=True, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _named(self.fields["name"], "Pour la reconnaître : « mon téléphone », « le bureau ».")

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError as fault:
            raise _of_a_key(fault, _NOT_KEPT) from None
        return cleaned


class _KeyShown:
    """Of a key that is not recognised nobody reads that a code was mistyped."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError as fault:
            raise _of_a_key(fault, _NOT_KNOWN) from None


class KeyToEnterForm(_KeyShown, LoginWebAuthnForm):  # type: ignore[misc, unused-ignore]
    pass


class KeyBesidesForm(_KeyShown, AuthenticateWebAuthnForm):  # type: ignore[misc, unused-ignore]
    pass


class KeyAgainForm(_KeyShown, ReauthenticateWebAuthnForm):  # type: ignore[misc, unused-ignore]
    pass


def _of_a_key(fault: ValidationError, words: str) -> ValidationError:
    return ValidationError(words, fault.code) if getattr(fault, "code", "") == "incorrect_code" else fault


class CodesForm(ActivateTOTPForm):  # type: ignore[misc, unused-ignore]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Les six chiffres affichés"
        self.fields["code"].widget.attrs.update(inputmode="numeric", autocomplete="one-time-code")


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc, unused-ignore]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _named(self.fields["name"], "")


def _named(field: forms.Field, helped: str) -> None:
    field.label, field.help_text = "Son nom", helped
    field.widget.attrs.update(maxlength=_NAME_MAX, autocomplete="off")


def label_of(account: Account) -> list[str]:
    """The second factors somebody has, in words."""
    words = {"totp": "application de codes", "webauthn": "clé d’accès", "recovery_codes": "codes de secours"}
    kinds = Authenticator.objects.filter(user=account).values_list("type", flat=True)
    return [word for kind, word in words.items() if kind in set(kinds)]
