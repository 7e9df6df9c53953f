"""What families type."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from django import forms
from django.http import HttpRequest
from django.utils import timezone

from declic.curriculum.rules import LEVELS
from declic.ground.errors import Refusal
from declic.ground.one_line import one_line
from declic.people import actions as people
from declic.people.models import Account
from declic.people.rules.names import FIRST_NAME_MAX, SCHOOL_MAX, clean_first_name
from declic.sponsors import actions as sponsors
from declic.web.account.employee import note_employee
from declic.web.account.steps import CODE, CODE_MOST


def level_choices() -> list[tuple[str, Any]]:
    """Grouped by school, in the order of a pupil's life."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for level in LEVELS.values():
        groups.setdefault(level.school.capitalize(), []).append((level.code, level.label))
    return [("", "Choisir"), *groups.items()]


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Le code de votre mairie ou de votre CSE",
        max_length=CODE_MOST,
        help_text="Huit ou dix signes, par exemple CKRT-7H4A. Majuscules et tirets ne comptent pas.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
        ),
    )

    sponsor = forms.CharField(
        label="Le nom de votre commune ou de votre CSE",
        max_length=120,
        help_text="Comme sur la lettre. Beaucoup de codes faux viennent d’être essayés : le code seul ne suffit plus.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    """Asked only once too many codes were wrong around this browser."""

    def __init__(self, *args: Any, with_sponsor: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_sponsor:
            del self.fields["sponsor"]


class SignInForm(LoginForm):  # type: ignore[misc, unused-ignore]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Votre adresse e-mail"
        self.fields["password"].label = "Votre mot de passe"
        self.fields["password"].help_text = ""
        self.fields["remember"].label = "Rester connecté sur cet appareil"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc, unused-ignore]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Votre adresse e-mail"
        self.fields["email"].widget.attrs.pop("placeholder", None)


class NewAddressForm(AddEmailForm):  # type: ignore[misc, unused-ignore]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Votre nouvelle adresse e-mail"


class FirstPasswordForm(SetPasswordForm):  # type: ignore[misc, unused-ignore]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self.fields)


class OtherPasswordForm(ChangePasswordForm):  # type: ignore[misc, unused-ignore]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Votre mot de passe actuel"
        _new_password(self.fields)


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc, unused-ignore]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self.fields)


def _new_password(fields: dict[str, forms.Field]) -> None:
    fields["password1"].label = "Un nouveau mot de passe"
    fields["password1"].help_text = "Dix signes au moins. Une phrase courte est facile à retenir."
    fields["password2"].label = "Encore une fois"


class RegisterForm(SignupForm):  # type: ignore[misc, unused-ignore]
    """The account, and in the same transaction the family and its place on the code."""

    name = forms.CharField(
        label="Votre nom",
        max_length=80,
        help_text="Les professeurs ne le voient pas.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Votre adresse e-mail"
        self.fields["email"].help_text = "Pour confirmer l’inscription, puis pour lire les comptes rendus."
        self.fields["password1"].label = "Un mot de passe"
        self.fields["password1"].help_text = "Dix signes au moins. Une phrase courte est facile à retenir."
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def signup(self, request: HttpRequest, user: Account) -> None:
        now = timezone.now()
        guardian = people.register_guardian(account=user, now=now)
        used = sponsors.redeem(typed=request.session[CODE], guardian=guardian, now=now)
        note_employee(request, used, guardian, now)


class ChildForm(forms.Form):
    first_name = forms.CharField(
        label="Son prénom",
        max_length=FIRST_NAME_MAX,
        help_text="Le prénom seul : c’est tout ce que le professeur verra.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    level = forms.ChoiceField(label="Son niveau", choices=level_choices)
    school = forms.CharField(label="Son école ou son établissement", max_length=SCHOOL_MAX, required=False)

    def clean_first_name(self) -> str:
        try:
            return clean_first_name(self.cleaned_data["first_name"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from None


class SiblingForm(ChildForm):
    """Where the family came with the personal code of another of its children."""

    code = forms.CharField(
        label="Son code à lui",
        max_length=40,
        help_text="Dix signes, sur la carte de cet enfant. Chaque enfant de la liste a le sien.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    field_order = ("code", "first_name", "level", "school")


class CardCodeForm(forms.Form):
    code = forms.CharField(
        label="Le code de ta carte",
        max_length=40,
        help_text="Huit signes, écrits en gros sur ta carte.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "go"}
        ),
    )
    first_name = forms.CharField(
        label="Ton prénom",
        max_length=FIRST_NAME_MAX,
        help_text="Comme sur ta carte. Beaucoup de codes faux viennent d’être essayés : le code seul ne suffit plus.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "go"}),
        error_messages={"required": "Écris aussi ton prénom, comme sur ta carte."},
    )
    """Asked only once too many codes were wrong around this browser."""

    def __init__(self, *args: Any, with_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_name:
            del self.fields["first_name"]
