"""Who sells, whom to bill, and what was issued: written once, never edited (triggers of the database hold it)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from declic.billing.rules.amounts import VatDue, VatRegime
from declic.billing.rules.invoices import InvoiceKind
from declic.ground.moments import MONTHS
from declic.people.models import Teacher
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.rules.agreements import COMMITMENT_MAX
from declic.sponsors.rules.prices import CeilingAlarm


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


class BillingDetails(_Address):
    """Where a sponsor's invoices go, and what its accounts want on them."""

    sponsor = models.OneToOneField(Sponsor, on_delete=models.CASCADE, related_name="billing")
    name = models.CharField("au nom de", max_length=120)
    siret = models.CharField(max_length=14, blank=True)
    other_payer = models.BooleanField("un autre organisme paie", default=False)
    """The SIRET is of another body than the sponsor, and somebody said so."""
    payer_siren = models.CharField(max_length=9, blank=True, default="")
    """Of that body: it was no partner then, and pays all the same once it is one."""
    service_code = models.CharField("code service", max_length=COMMITMENT_MAX, blank=True)
    needs_service = models.BooleanField("exige un code service", default=False)
    needs_commitment = models.BooleanField("exige un numéro d’engagement", default=False)
    email = models.EmailField("adresse de la comptabilité", blank=True)

    class Meta:
        verbose_name = "coordonnées de facturation"
        verbose_name_plural = "coordonnées de facturation"

    def __str__(self) -> str:
        return self.name


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


class Payment(models.Model):
    """Negative: what was noted by mistake, taken back."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    cents = models.BigIntegerField()
    paid_on = models.DateField("reçu le")
    reference = models.CharField("référence", max_length=80, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "règlement"
        verbose_name_plural = "règlements"

    def __str__(self) -> str:
        return f"{self.invoice} {self.cents}"


class Refund(models.Model):
    """Given back to a sponsor out of what it had in its favour. Negative: what was noted by mistake, taken back."""

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="refunds")
    siren = models.CharField(max_length=9)
    """Of the seller that gives it back: what one owes, another does not pay."""
    cents = models.BigIntegerField()
    paid_on = models.DateField("rendu le")
    reference = models.CharField("référence", max_length=80, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "remboursement"
        verbose_name_plural = "remboursements"

    def __str__(self) -> str:
        return f"{self.sponsor} {self.cents}"


class Reminder(models.Model):
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="reminders")
    rank = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = "relance"
        verbose_name_plural = "relances"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "rank"], name="a_reminder_leaves_once"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice} relance {self.rank}"


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


class HoursMonth(models.Model):
    """A month of teachers' hours. Open, it is counted from presence each time it is read; closed, it never moves."""

    month = models.DateField("mois", unique=True)
    """Its first day."""
    closed_at = models.DateTimeField("clos le", null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "mois d’heures"
        verbose_name_plural = "mois d’heures"
        ordering: ClassVar = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}"


class HoursLine(models.Model):
    """What one teacher is paid for in a closed month: the hours of that month, or what came late of one before."""

    month = models.ForeignKey(HoursMonth, on_delete=models.PROTECT, related_name="lines")
    teacher = models.ForeignKey(Teacher, on_delete=models.PROTECT, related_name="hours")
    of = models.DateField("mois travaillé")
    """First day of the month worked: that of `month`, or an earlier one."""
    days = models.JSONField(default=list)
    """[day, minutes in lessons, of reports, of written answers, ready], a row a day; late ones are differences."""
    lesson = models.IntegerField(default=0)
    wrap_up = models.IntegerField(default=0)
    written = models.IntegerField(default=0)
    ready = models.IntegerField(default=0)

    class Meta:
        verbose_name = "ligne d’heures"
        verbose_name_plural = "lignes d’heures"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "teacher", "of"], name="a_month_is_counted_once_for_a_teacher"),
        ]

    def __str__(self) -> str:
        return f"{self.teacher} {self.of:%m/%Y}"


class HoursCorrection(models.Model):
    """Minutes an operator adds or takes away, with the reason: what presence could not see."""

    month = models.ForeignKey(HoursMonth, on_delete=models.PROTECT, related_name="corrections")
    """In which it is paid: that of the day, or the first still open after it."""
    teacher = models.ForeignKey(Teacher, on_delete=models.PROTECT, related_name="hours_corrections")
    on = models.DateField("jour")
    minutes = models.IntegerField()
    reason = models.CharField("pourquoi", max_length=160)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "rectification d’heures"
        verbose_name_plural = "rectifications d’heures"
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.teacher} {self.on:%d/%m/%Y} {self.minutes:+d}"


class CeilingWarning(models.Model):
    """The officers of an agreement were written to about its ceiling: once for each alarm."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="ceiling_warnings")
    alarm = models.CharField(max_length=8, choices=[(one.value, one.value) for one in CeilingAlarm])
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = "alerte de plafond"
        verbose_name_plural = "alertes de plafond"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "alarm"], name="a_ceiling_is_warned_of_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.alarm}"
