"""What a sponsor and the service agreed, and what they changed of it since."""

from datetime import date
from typing import ClassVar

import msgspec
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from declic.ground.digests import digest_said
from declic.ground.units import Cents
from declic.sponsors.models.payers import Sponsor
from declic.sponsors.rules.agreements import COMMITMENT_MAX, AgreementState, PriceModel, Terms, digest_of, state_on


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
