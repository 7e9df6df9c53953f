"""Letters on their way, and facts nobody has written about yet. What has left is not here any more."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from declic.journal.models import Fact
from declic.letters.rules import Kind, Why


class Owed(models.Model):
    """A fact that letters tell, kept in the transaction that recorded it until they are written."""

    fact = models.OneToOneField(Fact, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "lettre à écrire"
        verbose_name_plural = "lettres à écrire"

    def __str__(self) -> str:
        return f"fait {self.fact_id}"


class Letter(models.Model):
    """One letter to one address, until it has left; that it was given up, for a month."""

    kind = models.CharField(max_length=16, choices=[(kind.value, kind.label) for kind in Kind])
    about = models.CharField(max_length=80, blank=True)
    """A later letter of the same kind about the same takes the place of this one. Nobody is named by it."""
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    """Whom it is for; it goes with them. Null: the team, or an address without an account."""
    sealed = models.TextField(blank=True)
    """Address, subject, text; nothing once it was given up."""
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    trying_since = models.DateTimeField(null=True)
    is_held_up = models.BooleanField(default=False)
    """It was tried, and waits."""
    is_unsure = models.BooleanField(default=False)
    """It may have left already: once more, and no more."""
    given_up_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=12, blank=True, choices=[(why.value, why.label) for why in Why])
    is_seen = models.BooleanField(default=False)
    """An operator has read that it was given up."""

    class Meta:
        verbose_name = "lettre en attente ou perdue"
        verbose_name_plural = "lettres en attente ou perdues"
        indexes: ClassVar = [models.Index(fields=["given_up_at", "due_at"]), models.Index(fields=["kind", "about"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def kind_label(self) -> str:
        return Kind(self.kind).label

    @property
    def why_label(self) -> str:
        return Why(self.why).label if self.why else ""
