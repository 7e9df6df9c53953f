"""What an officer fills in."""

from django import forms

from declic.sponsors.rules import CEILING_MAX


class CodeForm(forms.Form):
    label = forms.CharField(
        label="Pour qui", help_text="Par exemple « École Jules-Ferry ».", max_length=80, required=False
    )
    ceiling = forms.IntegerField(
        label="Combien de familles au plus",
        min_value=1,
        max_value=CEILING_MAX,
        initial=200,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
