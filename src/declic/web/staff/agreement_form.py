"""What an operator writes of an agreement; money is typed in euros and kept in cents."""

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django import forms

from declic.curriculum.rules import LEVELS
from declic.ground.units import Cents
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.rules.agreements import COMMITMENT_MAX, PRICE_MAX, PriceModel, Terms, flat_price, lasting
from declic.sponsors.rules.covered import DAYS
from declic.web.staff.invoice_forms import EurosField

MOST = Decimal(PRICE_MAX) / 100


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


def _euros(label: str, **options: Any) -> EurosField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return EurosField(
        label=label, min_value=Decimal(0), max_value=MOST, decimal_places=2, localize=True, widget=widget, **options
    )


def _clock(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class CoverForm(forms.Form):
    """What an amendment may change."""

    ceiling = _euros(
        "Plafond en euros", required=False, help_text="La facture ne va jamais plus haut. Inutile pour un forfait."
    )
    levels = forms.MultipleChoiceField(
        label="Niveaux compris",
        help_text="Aucun coché : tous, du CP à la Terminale.",
        required=False,
        choices=[(level.code, level.label) for level in LEVELS.values()],
        widget=forms.CheckboxSelectMultiple,
    )
    weekdays = forms.MultipleChoiceField(
        label="Jours compris",
        help_text="Aucun coché : tous ceux du service.",
        required=False,
        choices=[(str(number), name.capitalize()) for number, name in enumerate(DAYS)],
        widget=forms.CheckboxSelectMultiple,
    )
    opens_at = _clock("De")
    closes_at = _clock("À")

    def terms(self, model: PriceModel, price: Cents) -> Terms:
        said = self.cleaned_data
        return Terms(
            model=model,
            price=price,
            ceiling=None if said["ceiling"] is None else _cents(said["ceiling"]),
            levels=frozenset(said["levels"]),
            weekdays=frozenset(map(int, said["weekdays"])),
            opens_at=said["opens_at"],
            closes_at=said["closes_at"],
        )


class TermsForm(CoverForm):
    starts_on = _date("Du")
    ends_on = _date("Au (ce jour compris)")
    model = forms.ChoiceField(
        label="Comment le prix se calcule",
        choices=[(model.value, model.label.capitalize()) for model in PriceModel],
        widget=forms.RadioSelect,
    )
    price = _euros("Prix en euros", help_text="D’une année pour un forfait ; sinon d’un élève, ou d’une heure.")

    def given(self) -> dict[str, Any]:
        """The dates and the terms, for an action."""
        said = self.cleaned_data
        terms = self.terms(PriceModel(said["model"]), _cents(said["price"]))
        return {"starts_on": said["starts_on"], "ends_on": said["ends_on"], "terms": terms}


class DataForm(forms.Form):
    data_signed_on = forms.DateField(
        label="Signé le",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    noted = forms.CharField(required=False, widget=forms.HiddenInput)
    """The day the page said it was signed, as ISO; empty where it said that it is not."""
    needed = MappingProxyType({"data_signed_on": "aujourd’hui si c’est vide"})


class LeftForm(forms.Form):
    """The last amendment the page told of, as it was read."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class CommitmentForm(forms.Form):
    first_day = forms.DateField(required=False, widget=forms.HiddenInput)
    commitment = forms.CharField(label="Numéro d’engagement", max_length=COMMITMENT_MAX, required=False)
    contract = forms.CharField(label="Numéro de marché", max_length=COMMITMENT_MAX, required=False)
    numbers = forms.CharField(required=False, widget=forms.HiddenInput)
    """The digest of those the page showed."""


class AmendedForm(forms.Form):
    amended_on = _date("Avenant signé le")


class SignForm(forms.Form):
    signed_on = _date("Signée le")
    data_signed_on = forms.DateField(
        label="Contrat de données signé le",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _cents(euros: Decimal) -> Cents:
    return Cents(int(euros * 100))


def proposed(sponsor: Sponsor, today: date) -> dict[str, Any]:
    """A year, at the flat price of the population when it is known."""
    listed = sponsor.commune or sponsor.authority
    price = flat_price(listed.population if listed else None)
    return {
        "starts_on": today,
        "ends_on": lasting(today),
        "model": PriceModel.FLAT.value,
        "price": None if price is None else Decimal(price) / 100,
    }


def written(agreement: Agreement) -> dict[str, Any]:
    """What is in the fields when an agreement is changed."""
    terms = agreement.terms
    return {
        "starts_on": agreement.starts_on,
        "ends_on": agreement.ends_on,
        "model": terms.model.value,
        "price": Decimal(terms.price) / 100,
        "ceiling": None if terms.ceiling is None else Decimal(terms.ceiling) / 100,
        "levels": sorted(terms.levels),
        "weekdays": [str(day) for day in sorted(terms.weekdays)],
        "opens_at": terms.opens_at,
        "closes_at": terms.closes_at,
    }
