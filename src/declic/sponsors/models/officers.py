"""Who works for a sponsor here, and who was asked or asks to."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from declic.sponsors.models.payers import Sponsor
from declic.sponsors.rules.officers import OfficerRole, Right, may


class Officer(models.Model):
    """Someone of the town hall or the works council; what they may do there is their role."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="officer")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="officers")
    role = models.CharField(
        "rôle", max_length=12, choices=[(r.value, r.label) for r in OfficerRole], default=OfficerRole.MANAGER.value
    )

    class Meta:
        verbose_name = "responsable éducation"
        verbose_name_plural = "responsables éducation"

    def __str__(self) -> str:
        return f"{self.account} ({self.sponsor})"

    def may(self, right: Right) -> bool:
        return may(OfficerRole(self.role), right)


class OfficerInvitation(models.Model):
    """Somebody a manager or the team asked to work for a sponsor here, until they say yes by the letter's link.

    What was typed, and nothing of whom the address belongs to.
    """

    sponsor = models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("adresse")
    name = models.CharField("nom", max_length=80)
    role = models.CharField("rôle", max_length=12, choices=[(r.value, r.label) for r in OfficerRole])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField("invité(e) le")
    until = models.DateTimeField("jusqu’au")
    salt = models.CharField(max_length=32)
    """With the service's key it gives the secret of the link; another at each letter."""
    digest = models.CharField(max_length=64, unique=True)
    """Of that secret."""

    class Meta:
        verbose_name = "invitation dans une équipe"
        verbose_name_plural = "invitations dans une équipe"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sponsor", "email"], name="one_invitation_per_address"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.sponsor})"


class JoinRequest(models.Model):
    """Somebody whom ProConnect says is of this organisation, and whom nobody invited: a manager answers."""

    sponsor = models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="join_requests")
    email = models.EmailField()
    name = models.CharField(max_length=80)
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = "demande d’accès"
        verbose_name_plural = "demandes d’accès"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sponsor", "email"], name="one_join_request_per_address"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.sponsor})"
