"""Communes and other payers, and their ledger."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from declic.sponsors.rules import LedgerKind, SponsorKind


class Commune(models.Model):
    """The official list (INSEE COG, La Poste)."""

    insee = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=80, db_index=True)
    department = models.CharField(max_length=3)
    region = models.CharField(max_length=3)
    academie = models.CharField(max_length=40)
    postcodes = models.CharField(max_length=400, blank=True)
    population = models.PositiveIntegerField(null=True)
    siren = models.CharField(max_length=9, blank=True)

    class Meta:
        verbose_name = "commune"
        verbose_name_plural = "communes"

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"


class Authority(models.Model):
    """Intercommunalités, départements and the few other bodies of the official list (INSEE COG, BANATIC)."""

    code = models.CharField(max_length=9, primary_key=True)
    """The SIREN of an intercommunalité and of the Métropole de Lyon, the number of a département."""
    kind = models.CharField(max_length=16, choices=[(k.value, k.label) for k in SponsorKind if k.is_listed])
    name = models.CharField(max_length=80, db_index=True)
    department = models.CharField(max_length=3)
    academie = models.CharField(max_length=40)
    """Of its largest commune."""
    population = models.PositiveIntegerField(null=True)
    siren = models.CharField(max_length=9, blank=True)

    class Meta:
        verbose_name = "collectivité"
        verbose_name_plural = "collectivités"

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"


class Sponsor(models.Model):
    kind = models.CharField(max_length=16, choices=[(k.value, k.label) for k in SponsorKind])
    name = models.CharField("nom", max_length=120)
    commune = models.OneToOneField(Commune, null=True, blank=True, on_delete=models.PROTECT, related_name="sponsor")
    authority = models.OneToOneField(Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="sponsor")
    siren = models.CharField(max_length=9, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    academie = models.CharField(max_length=40, blank=True)
    zone = models.CharField("zone de vacances", max_length=1, blank=True)
    """A, B, C, or empty (Corsica, overseas: no zone)."""
    created_at = models.DateTimeField(default=timezone.now)
    logo = models.BinaryField(blank=True, default=bytes)
    """A small PNG, cleaned; empty when none was given."""
    contact = models.CharField("où demander de l’aide", max_length=120, blank=True)
    """« Mairie, service scolaire, 01 00 00 00 00 », printed for families."""

    class Meta:
        verbose_name = "partenaire"
        verbose_name_plural = "partenaires"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["siret"], condition=~Q(siret=""), name="one_sponsor_per_siret"),
            models.UniqueConstraint(
                fields=["siren"], condition=Q(siret="") & ~Q(siren=""), name="one_listed_sponsor_per_siren"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        return SponsorKind(self.kind).short

    @property
    def is_territory(self) -> bool:
        """A commune, an intercommunalité, a département or another body of the list."""
        return self.commune_id is not None or self.authority_id is not None

    @property
    def is_works_council(self) -> bool:
        return self.kind == SponsorKind.WORKS_COUNCIL.value


class LedgerEntry(models.Model):
    """What the sponsor's statement is drawn from. Never edited."""

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in LedgerKind])
    at = models.DateTimeField()
    """When it was asked for: the agreement of that day pays."""
    about = models.UUIDField()
    """The lesson, or the help request answered in writing."""
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "écriture du registre"
        verbose_name_plural = "écritures du registre"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "about"], name="a_lesson_is_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor} {self.kind} {self.at:%F}"
