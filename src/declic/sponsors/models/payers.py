"""Communes and other payers, their agreements, who works for them, and their ledger."""

from datetime import date
from typing import ClassVar

import msgspec
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from declic.ground.digests import digest_said
from declic.ground.units import Cents
from declic.sponsors.rules import LedgerKind, SponsorKind
from declic.sponsors.rules.agreements import COMMITMENT_MAX, AgreementState, PriceModel, Terms, digest_of, state_on
from declic.sponsors.rules.officers import OfficerRole, Right, may


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


class Agreement(models.Model):
    """The days the sponsor pays for, both included; what was agreed, and how far the signature has come."""

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="agreements")
    renews = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewal")
    state = models.CharField(
        max_length=12, choices=[(s.value, s.label) for s in AgreementState], default=AgreementState.DRAFT.value
    )
    """What people decided last; the calendar makes a signed one run and end (`state_on`)."""
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    created_at = models.DateTimeField(default=timezone.now)
    quoted_on = models.DateField("devis envoyé le", null=True, blank=True)
    signed_on = models.DateField("signée le", null=True, blank=True)
    data_signed_on = models.DateField("contrat de données signé le", null=True, blank=True)
    """The contract of article 28 (RGPD)."""
    commitments = models.JSONField("numéros d’engagement", default=dict, blank=True)
    """By the first day (ISO) of the instalment each is of: a town commits its money a year at a time."""
    contract = models.CharField("numéro de marché", max_length=COMMITMENT_MAX, blank=True)
    """What the sponsor's accounts ask its invoices to bear besides, where they do."""
    price_model = models.CharField(
        "prix", max_length=12, choices=[(m.value, m.label) for m in PriceModel], default=PriceModel.FLAT.value
    )
    price_cents = models.PositiveIntegerField("prix (centimes)", default=0)
    ceiling_cents = models.PositiveIntegerField("plafond (centimes)", null=True, blank=True)
    levels = models.CharField("niveaux", max_length=200, blank=True)
    """Codes, spaced; empty is every level."""
    weekdays = models.CharField("jours", max_length=7, blank=True)
    """Figures, 0 for Monday; empty is every day."""
    opens_at = models.TimeField("de", null=True, blank=True)
    closes_at = models.TimeField("à", null=True, blank=True)
    left_aside = models.PositiveSmallIntegerField(default=0, editable=False)
    """Number of the last amendment of the one it renews that somebody read, and chose not to carry over to it."""

    class Meta:
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor}, {self.starts_on} – {self.ends_on}"

    @property
    def terms(self) -> Terms:
        return Terms(
            model=PriceModel(self.price_model),
            price=Cents(self.price_cents),
            ceiling=None if self.ceiling_cents is None else Cents(self.ceiling_cents),
            levels=frozenset(self.levels.split()),
            weekdays=frozenset(map(int, self.weekdays)),
            opens_at=self.opens_at,
            closes_at=self.closes_at,
        )

    @property
    def digest(self) -> str:
        """Of its dates and terms as they were read."""
        return digest_of(self.starts_on, self.ends_on, self.terms)

    @staticmethod
    def columns(terms: Terms) -> dict[str, object]:
        """`terms` as they are kept."""
        return {
            "price_model": terms.model.value,
            "price_cents": terms.price,
            "ceiling_cents": terms.ceiling,
            "levels": " ".join(sorted(terms.levels)),
            "weekdays": "".join(map(str, sorted(terms.weekdays))),
            "opens_at": terms.opens_at,
            "closes_at": terms.closes_at,
        }

    def state_on(self, day: date) -> AgreementState:
        return state_on(AgreementState(self.state), self.starts_on, self.ends_on, day)

    def commitment_of(self, first_day: date) -> str:
        """Noted for the instalment that begins that day; empty where none is."""
        return str(self.commitments.get(first_day.isoformat(), ""))

    def numbers_digest(self, first_day: date) -> str:
        """Of the numbers the invoice of that instalment bears."""
        return digest_said(self.commitment_of(first_day), self.contract)

    def commitment_before(self, first_day: date) -> str:
        """The last one noted for an instalment before, of this agreement or of the one it renews: never that of this
        one by itself.
        """
        noted = {**(self.renews.commitments if self.renews else {}), **self.commitments}
        before = [day for day, number in noted.items() if number and day < first_day.isoformat()]
        return str(noted[max(before)]) if before else ""

    @property
    def is_handed_over(self) -> bool:
        """Its quote was sent, or signed without having been: since then it says the same."""
        return self.quoted_on is not None or self.signed_on is not None

    @property
    def number(self) -> str:
        """As it is written on the quote."""
        return f"D{self.created_at.year}-{self.pk:04d}"


class Amendment(models.Model):
    """What changes of a signed agreement (« avenant »); the agreement itself says what holds now."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    signed_on = models.DateField("signé le", null=True, blank=True)
    """Empty: it waits for a signature, and nothing has changed yet."""
    before = models.JSONField()
    after = models.JSONField()
    """`Terms`, both."""

    class Meta:
        verbose_name = "avenant"
        verbose_name_plural = "avenants"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_amendment_per_number"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(signed_on=None), name="one_amendment_waits_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, avenant {self.number}"

    @property
    def terms_before(self) -> Terms:
        return msgspec.convert(self.before, Terms)

    @property
    def terms_after(self) -> Terms:
        return msgspec.convert(self.after, Terms)


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
