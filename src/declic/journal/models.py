"""Facts: what happened, when, about whom. Audit trail and outbox in one table."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Fact(models.Model):
    name = models.CharField(max_length=60)
    at = models.DateTimeField(db_index=True)
    subject = models.CharField(max_length=80, blank=True)
    """`<kind>:<id>` of what it is about, e.g. `help_request:5f…`."""
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = "fait"
        verbose_name_plural = "faits"
        ordering: ClassVar[list[str]] = ["id"]
        # Not `db_index`: to PostgreSQL a text's index would be two, and facts are written far more than looked for.
        indexes: ClassVar = [models.Index(fields=["name"]), models.Index(fields=["subject"])]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"
