"""When the service is open, and what an operator decides of an evening."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from declic.ground.moments import DAYS
from declic.people.models import Account


class OpeningHours(models.Model):
    """When the service is open, French wall-clock time. Several rows a weekday are several slots."""

    weekday = models.PositiveSmallIntegerField("jour (0 = lundi)")
    opens_at = models.TimeField("ouvre à")
    closes_at = models.TimeField("ferme à")
    in_holidays = models.BooleanField("aussi pendant les vacances et jours fériés", default=False)

    class Meta:
        verbose_name = "horaire d’ouverture"
        verbose_name_plural = "horaires d’ouverture"
        ordering: ClassVar[list[str]] = ["weekday", "opens_at"]

    def __str__(self) -> str:
        return f"{self.day_name}, {self.opens_at:%H:%M} – {self.closes_at:%H:%M}"

    @property
    def day_name(self) -> str:
        """« lundi »; the number of what is no day of the week."""
        return DAYS[self.weekday] if self.weekday < len(DAYS) else str(self.weekday)


class ExceptionalClosing(models.Model):
    """The service is closed then, whatever the opening hours say."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=120)
    """French, which families read."""
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "fermeture exceptionnelle"
        verbose_name_plural = "fermetures exceptionnelles"
        indexes: ClassVar = [models.Index(fields=["ends_at"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="closing_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%F %H:%M} {self.reason}"


class SubjectClosing(models.Model):
    """A subject closed for the evening: nobody new waits for it."""

    subject = models.CharField(max_length=12)
    levels = models.CharField(max_length=8, blank=True)
    """A band of levels, a level, or empty: all."""
    reason = models.CharField(max_length=120)
    """French, which pupils read."""
    closed_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    """Closing time of that evening: it ends by itself then."""
    reopened_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "matière fermée"
        verbose_name_plural = "matières fermées"
        indexes: ClassVar = [models.Index(fields=["ends_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "levels"], condition=Q(reopened_at=None), name="a_subject_is_closed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.levels} {self.closed_at:%F}"


class Announcement(models.Model):
    """A few words the team shows to those who wait."""

    text = models.CharField(max_length=160)
    subject = models.CharField(max_length=12, blank=True)
    """Empty: all."""
    levels = models.CharField(max_length=8, blank=True)
    """A band of levels, a level, or empty: all."""
    slot = models.PositiveSmallIntegerField()
    """0 to 2: so many at once."""
    sent_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    """Closing time of that evening: it ends by itself then."""
    withdrawn_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "annonce"
        verbose_name_plural = "annonces"
        indexes: ClassVar = [models.Index(fields=["ends_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(withdrawn_at=None), name="one_announcement_in_each_slot"
            ),
            models.CheckConstraint(condition=Q(slot__in=[0, 1, 2]), name="announcement_slot_is_0_to_2"),
        ]

    def __str__(self) -> str:
        return f"{self.sent_at:%F %H:%M}"
