"""What the operator fills in."""

from types import MappingProxyType

from django import forms

from declic.curriculum.rules import SUBJECTS
from declic.dispatch.rules.evening import ANNOUNCEMENT_MAX, REASON_MAX, level_choices
from declic.sponsors.rules import zones
from declic.sponsors.rules.officers import OfficerRole
from declic.sponsors.rules.payers import BY_SIRET
from declic.web.layout.typography import french


def _date(label: str, **options: object) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)  # type: ignore[arg-type]


class BySiretForm(forms.Form):
    kind = forms.ChoiceField(
        label="Genre",
        choices=[(kind.value, kind.label) for kind in BY_SIRET],
        widget=forms.Select(attrs={"class": "field"}),
    )
    name = forms.CharField(label="Nom", max_length=120, help_text="« CSE Horizon »")
    siret = forms.CharField(
        label="Numéro SIRET",
        max_length=20,
        help_text="14 chiffres, sur l’avis de situation de l’Insee.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    academie = forms.ChoiceField(
        label="Académie", help_text="Elle donne la zone des vacances.", widget=forms.Select(attrs={"class": "field"})
    )

    another = forms.BooleanField(label="C’est un autre établissement", required=False)
    """Asked once its SIREN is found to be a partner's."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        choices = [("", "Choisir"), *((name, _zoned(name, zone)) for name, zone in sorted(zones().items()))]
        self.fields["academie"].choices = choices  # type: ignore[attr-defined]


def _zoned(name: str, zone: str) -> str:
    return f"{name}, zone {zone}" if zone else f"{name}, sans zone"


class NumberForm(forms.Form):
    number = forms.CharField(
        label="SIREN ou SIRET",
        max_length=20,
        help_text="9 ou 14 chiffres. Avec lui, ProConnect reconnaît ses agents.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class MovedForm(forms.Form):
    siret = forms.CharField(
        label="Nouveau SIRET",
        max_length=20,
        help_text="Les neuf premiers chiffres restent les mêmes. Ce qui est déjà émis garde l’ancien.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class OfficerForm(forms.Form):
    name = forms.CharField(label="Prénom et nom", max_length=80)
    email = forms.EmailField(label="Adresse e-mail", help_text="La lettre d’invitation y part aussitôt.")
    role = forms.ChoiceField(
        label="Rôle",
        choices=[(role.value, f"{role.label.capitalize()} : {role.meaning}") for role in OfficerRole],
        initial=OfficerRole.MANAGER.value,
        widget=forms.Select(attrs={"class": "field"}),
    )


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


def _subjects(label: str, first: str, *, required: bool) -> forms.ChoiceField:
    choices = [("", first), *((code, subject.label) for code, subject in SUBJECTS.items())]
    return forms.ChoiceField(
        label=label, choices=choices, required=required, widget=forms.Select(attrs={"class": "field"})
    )


def _levels() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="À quels niveaux",
        choices=list(level_choices()),
        required=False,
        widget=forms.Select(attrs={"class": "field"}),
    )


class SubjectClosingForm(forms.Form):
    subject = _subjects("Matière", "Choisir", required=True)
    levels = _levels()
    reason = forms.CharField(
        label="Pourquoi",
        max_length=REASON_MAX,
        help_text="Les élèves le lisent : « Deux professeurs sont absents ce soir. »",
    )


class AnnouncementForm(forms.Form):
    text = forms.CharField(
        label="Message",
        max_length=ANNOUNCEMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 3, "class": "field words", "maxlength": ANNOUNCEMENT_MAX}),
        help_text=f"{ANNOUNCEMENT_MAX} signes au plus, sans adresse ni numéro.",
    )
    subject = _subjects("À qui", "Tous ceux qui attendent", required=False)
    levels = _levels()

    def clean_text(self) -> str:
        """As it is printed: a page that holds it already knows it again when its socket says it."""
        typed: str = self.cleaned_data["text"]
        printed = french(typed)
        return printed if len(printed) <= ANNOUNCEMENT_MAX else typed


def _time(label: str, **options: object) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **options)  # type: ignore[arg-type]


class ExceptionalClosingForm(forms.Form):
    first = _date("Du")
    last = _date("Au (ce jour compris)", required=False, help_text="Vide : le même jour.")
    starts = _time("À partir de", required=False, help_text="Vide : dès le matin.")
    ends = _time("Jusqu’à", required=False, help_text="Vide : jusqu’au soir.")
    reason = forms.CharField(
        label="Pourquoi",
        max_length=REASON_MAX,
        help_text="Les familles le lisent : « Journée de formation des professeurs. »",
    )


class AddressForm(forms.Form):
    email = forms.EmailField(
        label="Son adresse e-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "field", "autocomplete": "off"}),
    )
