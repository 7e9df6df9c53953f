"""Who sells, and whom to bill."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from declic.billing.rules.amounts import VatDue, VatRegime
from declic.ground.digests import digest_said
from declic.ground.moments import MONTHS
from declic.sponsors.models import Sponsor
from declic.sponsors.rules.agreements import COMMITMENT_MAX


class _Address(models.Model):
    address = models.CharField("adresse", max_length=120)
    second_line = models.CharField("complément", max_length=120, blank=True)
    postcode = models.CharField("code postal", max_length=5)
    city = models.CharField("ville", max_length=80)

    class Meta:
        abstract = True


class Seller(_Address):
    """One row: the organisation that runs the service. An invoice keeps its own copy."""

    name = models.CharField("raison sociale", max_length=120)
    siret = models.CharField(max_length=14)
    vat = models.CharField("TVA intracommunautaire", max_length=13, blank=True)
    about = models.CharField("forme, capital, registre", max_length=200, blank=True)
    regime = models.CharField("régime de TVA", max_length=12, choices=[(one.value, one.label) for one in VatRegime])
    vat_due = models.CharField(
        "TVA due",
        max_length=8,
        choices=[(one.value, one.label) for one in VatDue],
        default=VatDue.PAYMENTS.value,
    )
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11)
    email = models.EmailField("adresse pour les questions")
    year_starts_in = models.PositiveSmallIntegerField(
        "premier mois de l’exercice comptable", default=1, choices=list(enumerate(MONTHS, 1))
    )
    year_starts = models.JSONField("premiers mois d’exercice, et depuis quand", default=dict, blank=True)
    """By SIREN, `rules.accounting.YearStart`s: a year that is over keeps its bounds. None of one whose month never
    changed.
    """

    class Meta:
        verbose_name = "vendeur"
        verbose_name_plural = "vendeur"
        constraints: ClassVar = [models.CheckConstraint(condition=Q(pk=1), name="there_is_one_seller")]

    def __str__(self) -> str:
        return self.name

    @property
    def siren(self) -> str:
        return self.siret[:9]

    @property
    def digest(self) -> str:
        """Of all that a form of it shows."""
        place = (self.address, self.second_line, self.postcode, self.city)
        taxes = (self.regime, self.vat_due, self.vat)
        bank = (self.iban, self.bic, self.email)
        return digest_said(self.name, self.siret, self.about, *place, *taxes, *bank, self.year_starts_in)


class BillingDetails(_Address):
    """Where a sponsor's invoices go, and what its accounts want on them."""

    sponsor = models.OneToOneField(Sponsor, on_delete=models.CASCADE, related_name="billing")
    name = models.CharField("au nom de", max_length=120)
    siret = models.CharField(max_length=14, blank=True)
    other_payer = models.BooleanField("un autre organisme paie", default=False)
    """The SIRET is of another body than the sponsor, and somebody said so."""
    payer_siren = models.CharField(max_length=9, blank=True, default="")
    """Of that body: said to pay, and pays all the same once it is a partner, or as one."""
    service_code = models.CharField("code service", max_length=COMMITMENT_MAX, blank=True)
    needs_service = models.BooleanField("exige un code service", default=False)
    needs_commitment = models.BooleanField("exige un numéro d’engagement", default=False)
    email = models.EmailField("adresse de la comptabilité", blank=True)

    class Meta:
        verbose_name = "coordonnées de facturation"
        verbose_name_plural = "coordonnées de facturation"

    def __str__(self) -> str:
        return self.name

    @property
    def digest(self) -> str:
        """Of all that a form of them shows."""
        place = (self.address, self.second_line, self.postcode, self.city)
        needs = (self.service_code, self.needs_service, self.needs_commitment)
        return digest_said(self.name, self.siret, self.other_payer, *place, *needs, self.email)
