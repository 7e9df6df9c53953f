"""What an officer fills in."""

from django import forms

from declic.sponsors.rules import CEILING_MAX
from declic.sponsors.rules.codes import SHARED, CodeScope
from declic.sponsors.rules.officers import OfficerRole


class CodeForm(forms.Form):
    scope = forms.ChoiceField(
        label="Pour qui",
        choices=[(scope.value, scope.label.capitalize()) for scope in SHARED],
        initial=CodeScope.ALL.value,
        required=False,
        widget=forms.Select(attrs={"class": "field"}),
    )
    label = forms.CharField(
        label="Son nom", help_text="Par exemple « École Jules-Ferry », « La Gare ».", max_length=80, required=False
    )
    ceiling = forms.IntegerField(
        label="Combien de familles au plus",
        help_text="Par cinq : 12 devient 15.",
        min_value=1,
        max_value=CEILING_MAX,
        initial=200,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def clean_scope(self) -> str:
        return self.cleaned_data["scope"] or CodeScope.ALL.value

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        if said.get("scope", CodeScope.ALL.value) != CodeScope.ALL.value and not said.get("label"):
            self.add_error("label", "Écrivez le nom de l’école ou du quartier.")
        return said


class OfficerForm(forms.Form):
    name = forms.CharField(label="Prénom et nom", max_length=80)
    email = forms.EmailField(label="Adresse e-mail", help_text="La lettre d’invitation y part aussitôt.")
    role = forms.ChoiceField(
        label="Ce que cette personne fera",
        choices=[(role.value, f"{role.label.capitalize()} : {role.meaning}") for role in OfficerRole],
        widget=forms.RadioSelect,
    )
