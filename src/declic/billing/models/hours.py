"""What teachers are paid for."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from declic.people.models import Teacher


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
