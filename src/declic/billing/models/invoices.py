"""What was handed over, quotes and invoices: written once, never edited (triggers of the database hold it)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from declic.billing.rules.invoices import InvoiceKind
from declic.sponsors.models import Agreement, Sponsor


class PrintedQuote(models.Model):
    """What a quote said as it was handed over, or signed: a seller who moves and an agreement that ends sooner change
    no paper that somebody signed.
    """

    agreement = models.OneToOneField(Agreement, on_delete=models.CASCADE, related_name="printed_quote")
    said = models.JSONField()
    """`rules.quotes.Printed`."""

    class Meta:
        verbose_name = "devis remis"
        verbose_name_plural = "devis remis"

    def __str__(self) -> str:
        return self.agreement.number


class Series(models.Model):
    """The last number given, a kind, a year and a seller: the next is taken by compare and set."""

    siren = models.CharField(max_length=9)
    kind = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "série de numéros"
        verbose_name_plural = "séries de numéros"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["siren", "kind", "year"], name="one_series_per_seller_kind_and_year"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class Invoice(models.Model):
    number = models.CharField("numéro", max_length=16)
    siren = models.CharField(max_length=9)
    """Of the seller."""
    kind = models.CharField(max_length=3, choices=[(one.value, one.label) for one in InvoiceKind])
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="invoices")
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="invoices")
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="credit")
    issued_on = models.DateField("émise le")
    due_on = models.DateField("à payer le")
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    """Of what it is for: the days of its lines."""
    net_cents = models.PositiveBigIntegerField()
    vat_cents = models.PositiveBigIntegerField()
    draft = models.JSONField()
    """All it says (rules.invoices.Draft): what was written, whatever changes since."""
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "facture"
        verbose_name_plural = "factures"
        ordering: ClassVar = ["-issued_on", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["siren", "number"], name="a_number_is_given_once"),
            models.CheckConstraint(
                condition=Q(kind=InvoiceKind.CREDIT.value, corrects__isnull=False)
                | Q(kind=InvoiceKind.INVOICE.value, corrects__isnull=True),
                name="a_credit_note_corrects_an_invoice",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def gross_cents(self) -> int:
        return self.net_cents + self.vat_cents


class InvoiceFile(models.Model):
    """What was handed over, byte for byte: kept ten years (code de commerce, L. 123-22)."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=8, choices=[("pdf", "PDF"), ("cii", "CII"), ("ubl", "UBL")])
    content = models.BinaryField()

    class Meta:
        verbose_name = "fichier de facture"
        verbose_name_plural = "fichiers de factures"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "form"], name="an_invoice_has_one_file_of_a_form"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.form}"


class Deposit(models.Model):
    """That an invoice was given to Chorus Pro: the team says it, and may take it back."""

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="deposit")
    deposited_on = models.DateField("déposée le")
    renewal = models.ForeignKey("Renewal", null=True, on_delete=models.SET_NULL, related_name="+")
    """Noted in one go with all of that run; None where it was noted by itself."""
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "dépôt"
        verbose_name_plural = "dépôts"

    def __str__(self) -> str:
        return f"{self.invoice} {self.deposited_on:%d/%m/%Y}"


class Renewal(models.Model):
    """Invoices asked for many agreements in one go; the clock issues them, a few at a time."""

    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    is_running = models.BooleanField(default=True)
    check_failed_at = models.DateTimeField(null=True)
    """When the official checks could not be made, last: those that need them wait, and are tried again."""

    class Meta:
        verbose_name = "renouvellement"
        verbose_name_plural = "renouvellements"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["is_running"], condition=Q(is_running=True), name="one_renewal_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"renouvellement du {self.asked_at:%F}"


class RenewalLine(models.Model):
    renewal = models.ForeignKey(Renewal, on_delete=models.CASCADE, related_name="lines")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(null=True)
    """Of the year that is asked for; None in those of before it was kept."""
    invoice = models.ForeignKey(Invoice, null=True, on_delete=models.PROTECT, related_name="+")
    refused = models.CharField(max_length=300, blank=True)
    """Why there is no invoice, in French."""

    class Meta:
        verbose_name = "ligne de renouvellement"
        verbose_name_plural = "lignes de renouvellement"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["renewal", "agreement"], name="an_agreement_renews_once"),
        ]

    def __str__(self) -> str:
        return f"{self.renewal} {self.agreement}"
