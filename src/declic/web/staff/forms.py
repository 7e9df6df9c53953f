"""What the operator fills in."""

from types import MappingProxyType

from django import forms

from declic.sponsors.rules import CEILING_MAX, zones


def _date(label: str, **options: object) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)  # type: ignore[arg-type]


class WorksCouncilForm(forms.Form):
    name = forms.CharField(label="Nom du comité", max_length=120, help_text="« CSE Horizon »")
    siret = forms.CharField(
        label="Numéro SIRET",
        max_length=20,
        help_text="14 chiffres, sur l’avis de situation de l’Insee.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    academie = forms.ChoiceField(
        label="Académie", help_text="Elle donne la zone des vacances.", widget=forms.Select(attrs={"class": "field"})
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        choices = [("", "Choisir"), *((name, _zoned(name, zone)) for name, zone in sorted(zones().items()))]
        self.fields["academie"].choices = choices  # type: ignore[attr-defined]


def _zoned(name: str, zone: str) -> str:
    return f"{name}, zone {zone}" if zone else f"{name}, sans zone"


class AgreementForm(forms.Form):
    starts_on = _date("Du")
    ends_on = _date("Au (ce jour compris)")
    signed_on = _date("Signée le", required=False)


class CodeForm(forms.Form):
    label = forms.CharField(label="Pour qui", max_length=80, required=False)
    ceiling = forms.IntegerField(label="Combien de familles au plus", min_value=1, max_value=CEILING_MAX, initial=200)


class OfficerForm(forms.Form):
    name = forms.CharField(label="Prénom et nom", max_length=80)
    email = forms.EmailField(label="Adresse e-mail", help_text="La lettre d’invitation y part aussitôt.")


class TeacherForm(forms.Form):
    name = forms.CharField(label="Nom affiché aux élèves", max_length=80, help_text="« Mme Lefèvre »")
    email = forms.EmailField(label="Adresse e-mail", help_text="La lettre d’invitation y part aussitôt.")
    position = forms.CharField(
        label="Corps et discipline", max_length=120, required=False, help_text="« Certifiée de mathématiques »"
    )


class ChecksForm(forms.Form):
    position = forms.CharField(label="Corps et discipline", max_length=120, required=False)
    record_asked_on = _date("Bulletin n°\u00a02 demandé le", required=False)
    record_answered_on = _date(
        "Bulletin n°\u00a02 reçu le", required=False, help_text="La date seule : jamais le document."
    )
    authorised_until = _date("Cumul autorisé jusqu’au", required=False, help_text="Vide pour un professeur retraité.")
    needed = MappingProxyType({"record_asked_on": "pour agréer", "record_answered_on": "pour agréer"})
    """Each may be noted alone; approval waits for both."""
