"""What came in, went back, or was asked for again."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from declic.billing.models.invoices import Invoice
from declic.sponsors.models import Agreement, Sponsor
from declic.sponsors.rules.prices import CeilingAlarm


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
