"""What the operator fills in about invoices."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from declic.billing.actions.details import Address
from declic.billing.models import BillingDetails, Seller
from declic.billing.queries import KnownSeller, TaxedAnew
from declic.billing.rules.amounts import VatDue, VatRegime, money
from declic.ground.moments import MONTHS
from declic.ground.one_line import one_line
from declic.ground.units import Cents
from declic.sponsors.rules.agreements import COMMITMENT_MAX

OF_THE_DAY = frozenset({"not_yet", "too_early"})
"""Refusals of the day somebody typed."""


class _Placed(forms.Form):
    """An address among other fields."""

    address = forms.CharField(label="Adresse", max_length=120)
    second_line = forms.CharField(label="Complément", max_length=120, required=False)
    postcode = forms.RegexField(
        r"^\d{5}$",
        label="Code postal",
        error_messages={"invalid": "Cinq chiffres."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    city = forms.CharField(label="Ville", max_length=80)

    def place(self) -> Address:
        said = self.cleaned_data
        return Address(said["address"], said["postcode"], said["city"], said["second_line"])

    def others(self) -> dict[str, object]:
        """What is not the address."""
        return {name: said for name, said in self.cleaned_data.items() if name not in Address.__dataclass_fields__}


class SellerForm(_Placed):
    name = forms.CharField(label="Raison sociale", max_length=120)
    siret = forms.CharField(label="Numéro SIRET", max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    about = forms.CharField(
        label="Forme, capital, registre",
        max_length=200,
        required=False,
        help_text="« SAS au capital de 10 000 €, RCS Paris 732 829 320 »",
    )
    regime = forms.ChoiceField(
        label="Régime de TVA",
        choices=[(one.value, one.label) for one in VatRegime],
        widget=forms.Select(attrs={"class": "field"}),
    )
    vat_due = forms.TypedChoiceField(
        label="TVA due",
        coerce=VatDue,
        choices=[(one.value, one.label) for one in VatDue],
        initial=VatDue.PAYMENTS.value,
        widget=forms.Select(attrs={"class": "field"}),
        help_text="À l’encaissement, sauf option pour les débits, que chaque facture dit alors.",
    )
    vat = forms.CharField(label="TVA intracommunautaire", max_length=20, required=False, help_text="« FR44732829320 »")
    iban = forms.CharField(label="IBAN", max_length=42)
    bic = forms.CharField(label="BIC", max_length=14)
    email = forms.EmailField(label="Adresse pour les questions")
    year_starts_in = forms.TypedChoiceField(
        label="L’exercice comptable commence en",
        coerce=int,
        choices=list(enumerate(MONTHS, 1)),
        initial=1,
        widget=forms.Select(attrs={"class": "field"}),
        help_text="Le fichier des écritures comptables est d’un exercice. Un autre mois vaut à partir du prochain : "
        "les exercices d’avant gardent leurs dates, celui d’entre les deux est court.",
    )
    field_order = (
        "name", "siret", "about", "address", "second_line", "postcode", "city", "regime", "vat_due", "vat", "iban",
        "bic", "email", "year_starts_in",
    )  # fmt: skip

    @classmethod
    def shown(cls, held: Seller | None) -> dict[str, object]:
        return {} if held is None else {name: getattr(held, name) for name in cls.base_fields}

    def noted_otherwise(self, held: Seller) -> list[tuple[str, object]]:
        """What is noted where something else is typed: the name of the field, and what it says."""
        return [
            (str(field.label), dict(getattr(field, "choices", ())).get(noted, noted))
            for name, field in self.fields.items()
            if _bare(noted := getattr(held, name)) != _bare(self.data.get(name, ""))
        ]

    @property
    def regime_chosen(self) -> VatRegime:
        return VatRegime(self.cleaned_data["regime"])


def _bare(said: object) -> str:
    """Numbers are noted without the spaces they are typed with."""
    return "".join(str(said).split())


class _Said(forms.CheckboxInput):
    """Ticked with what it is said of."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # type: ignore[override]
        del files
        return str(data.get(name, ""))


class DetailsForm(_Placed):
    name = forms.CharField(label="Au nom de", max_length=120, help_text="« Commune de Clichy »")
    siret = forms.CharField(
        label="Numéro SIRET", max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    other_payer = forms.BooleanField(
        label="Un autre organisme paie",
        required=False,
        help_text="Ce SIRET n’est pas du partenaire : une caisse des écoles, par exemple.",
    )
    partner_pays = forms.CharField(label="C’est bien ce partenaire qui paie", required=False, widget=_Said)
    """The SIREN whose name was read; asked once another partner is found to bear it."""
    service_code = forms.CharField(label="Code service", max_length=COMMITMENT_MAX, required=False)
    needs_service = forms.BooleanField(label="Chorus Pro exige un code service", required=False)
    needs_commitment = forms.BooleanField(label="Chorus Pro exige un numéro d’engagement", required=False)
    email = forms.EmailField(
        label="Adresse de la comptabilité",
        required=False,
        help_text="Les factures et les relances y partent, en PDF.",
    )
    field_order = (
        "name", "siret", "other_payer", "partner_pays", "address", "second_line", "postcode", "city", "service_code",
        "needs_service", "needs_commitment", "email",
    )  # fmt: skip

    @classmethod
    def shown(cls, held: BillingDetails | None) -> dict[str, object]:
        return {} if held is None else {name: getattr(held, name, "") for name in cls.base_fields}

    def asks_of(self, siren: str) -> None:
        """Whether the partner of this SIREN pays. Never ticked already: it may be another than the one they read."""
        self.data = {name: said for name, said in self.data.items() if name != "partner_pays"}
        self.fields["partner_pays"].widget.attrs["value"] = siren
        self.asks = True

    asks = False


class OneLineField(forms.CharField):
    """Without the signs that nobody sees, as a number pasted from a PDF brings along."""

    def to_python(self, value: object) -> str:
        return one_line(str(super().to_python(value) or ""))


class IssueForm(forms.Form):
    """`former`: the number of the instalment before, proposed where none is noted for this one, and not taken for it
    without a word. `anew`: it is not taxed as its quote said.
    """

    commitment = OneLineField(label="Numéro d’engagement", max_length=COMMITMENT_MAX, required=False)
    confirmed = forms.BooleanField(label="Il vaut aussi pour cette échéance", required=False)
    contract = OneLineField(label="Numéro de marché", max_length=COMMITMENT_MAX, required=False)
    first_day = forms.DateField(required=False, widget=forms.HiddenInput)
    due = forms.IntegerField(required=False, widget=forms.HiddenInput)
    """What the page said is due, in cents."""
    numbers = forms.CharField(required=False, widget=forms.HiddenInput)
    """The digest of those the page showed."""
    regime_agreed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, former: str = "", anew: TaxedAnew | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.anew = anew
        if anew:
            asked = self.fields["regime_agreed"]
            asked.label = f"Le partenaire sait qu’il doit {money(anew.now)}"
            asked.help_text = f"Le devis signé disait {money(anew.signed)} : le régime de TVA a changé depuis."
        else:
            del self.fields["regime_agreed"]
        self.former = former
        if former:
            self.fields["commitment"].help_text = "C’est celui de l’échéance d’avant : un engagement vaut un an."
        else:
            del self.fields["confirmed"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["numbers"] = said.get("numbers") or None
        kept = said.pop("confirmed", False)
        if self.former and said.get("commitment") == self.former and not kept:
            self.add_error("confirmed", "Cochez si ce numéro vaut encore, ou tapez celui de cette échéance.")
        return said


class EurosField(forms.DecimalField):
    """« 1 600,40 », « 1600.40 », « −12 € »: as a bank statement or a page here writes them, spaces of any kind."""

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]
        typed = str(value or "").replace("−", "-").replace("€", "").replace(",", ".")
        return super().to_python("".join(typed.split()))


class _MovementForm(forms.Form):
    """Money that came or went."""

    euros = EurosField(
        label="Montant en euros",
        decimal_places=2,
        max_digits=12,
        help_text="Négatif pour reprendre une erreur.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    paid_on = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    reference = forms.CharField(label="Référence", max_length=80, required=False)

    @property
    def cents(self) -> Cents:
        return Cents(int(self.cleaned_data["euros"] * Decimal(100)))


class PaymentForm(_MovementForm):
    surplus = forms.BooleanField(
        label="Il est arrivé plus que le reste à payer",
        required=False,
        help_text="Le surplus reste en faveur du partenaire.",
    )

    def __init__(self, *args: Any, is_credited: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].label = "Reçu le"
        if is_credited:
            self.fields["surplus"].label = "L’argent est arrivé malgré l’avoir"
            self.fields["surplus"].help_text = "Il reste en faveur du partenaire."


class DepositForm(forms.Form):
    deposited_on = forms.DateField(
        label="Déposée le", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class RefundForm(_MovementForm):
    siren = forms.ChoiceField(label="Rendu par", widget=forms.Select(attrs={"class": "field"}))

    def __init__(self, *args: Any, sellers: Sequence[KnownSeller], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].label = "Rendu le"
        if len(sellers) > 1:
            self.fields["siren"].choices = [(one.siren, one.name) for one in sellers]  # type: ignore[attr-defined]
        else:
            del self.fields["siren"]
        self._only = sellers[0].siren if sellers else ""

    @property
    def given_by(self) -> str:
        """The SIREN of who gives it back."""
        return str(self.cleaned_data.get("siren") or self._only)
