"""How families come: codes, enrolments, the desk, and a company's directory."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from declic.ground.digests import digest_said
from declic.people.models import Pupil
from declic.sponsors.models.payers import Sponsor
from declic.sponsors.rules.codes import PLACES, CodeScope
from declic.sponsors.rules.directories import DirectoryKind


class ActivationCode(models.Model):
    """The code a town hall gives families. Kept readable: officers print it again."""

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=12, unique=True)
    label = models.CharField("pour", max_length=80, blank=True)
    scope = models.CharField(max_length=8, choices=[(s.value, s.label) for s in CodeScope], default=CodeScope.ALL.value)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )
    """The revoked code this one was made again from."""
    ceiling = models.PositiveIntegerField("plafond de familles")
    uses = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "code d’activation"
        verbose_name_plural = "codes d’activation"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(uses__lte=F("ceiling")), name="code_within_its_ceiling"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def place(self) -> str:
        """The school or quartier it is for; nothing where it is for all families, whatever it is called."""
        return self.label if CodeScope(self.scope) in PLACES else ""

    @property
    def is_full(self) -> bool:
        """Every family it was made for has come."""
        return self.uses >= self.ceiling

    @property
    def is_personal(self) -> bool:
        return self.scope == CodeScope.PERSONAL.value


class Enrolment(models.Model):
    """Who pays for a pupil, from when to when."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="enrolments")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="enrolments")
    code = models.ForeignKey(ActivationCode, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "inscription"
        verbose_name_plural = "inscriptions"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pupil"], condition=Q(until=None), name="one_sponsor_per_pupil"),
        ]

    def __str__(self) -> str:
        return f"{self.pupil} → {self.sponsor}"


class PastEnrolment(models.Model):
    """An enrolment of a child who was erased, to the day and without them: what was agreed for it, and what figures
    count of weeks gone by, stay as they were.
    """

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="past_enrolments")
    child = models.BigIntegerField()
    """The number they had. It leads nowhere, and tells two enrolments of one child from those of two."""
    level = models.CharField(max_length=8)
    place = models.CharField(max_length=80, blank=True)
    """What the code was for: a school, a quartier."""
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = "inscription passée"
        verbose_name_plural = "inscriptions passées"

    def __str__(self) -> str:
        return f"{self.child} → {self.sponsor_id}"


class GuardianCode(models.Model):
    """The code a family registered with: its later children are enrolled by it."""

    guardian = models.OneToOneField("people.Guardian", on_delete=models.CASCADE, related_name="activation")
    code = models.ForeignKey(ActivationCode, on_delete=models.PROTECT, related_name="families")
    at = models.DateTimeField()
    moves = models.PositiveSmallIntegerField(default=0)
    """Changes of payer or of school since `moves_since`: see `rules/moves.py`."""
    moves_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "code de la famille"
        verbose_name_plural = "codes des familles"

    def __str__(self) -> str:
        return f"{self.guardian} par {self.code}"


class TakenPlace(models.Model):
    """The place of a code that a family holds: one, whatever it does and however often it comes back."""

    code = models.ForeignKey(ActivationCode, on_delete=models.CASCADE, related_name="taken")
    guardian = models.ForeignKey("people.Guardian", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "place prise"
        verbose_name_plural = "places prises"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "guardian"], name="one_place_of_a_code_a_family"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian} par {self.code}"


class DeskFamily(models.Model):
    """A family without e-mail, registered at the town hall. Officers find it again by its reference alone."""

    guardian = models.OneToOneField("people.Guardian", on_delete=models.CASCADE, related_name="desk")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="desk_families")
    reference = models.CharField(max_length=12, unique=True)
    """On the family's paper; whoever brings it back gets another card or adds a child."""
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    addressed_at = models.DateTimeField(null=True, blank=True)
    """When the adult was given an address there, or it was given back; the children's pages tell of it for a time."""
    proved_at = models.DateTimeField(null=True, blank=True)
    """When the adult, or the team, said that it is theirs after a child's page had said no."""

    class Meta:
        verbose_name = "famille inscrite à l’accueil"
        verbose_name_plural = "familles inscrites à l’accueil"

    def __str__(self) -> str:
        return self.reference


class Directory(models.Model):
    """A company's directory, by which its employees are known: its own sign-in, OpenID Connect or SAML."""

    sponsor = models.OneToOneField(Sponsor, on_delete=models.CASCADE, related_name="directory")
    code = models.OneToOneField(ActivationCode, on_delete=models.PROTECT, related_name="+")
    """What an employee enrols by, without ever seeing it."""
    slug = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=4, choices=[(k.value, k.label) for k in DirectoryKind])
    issuer = models.CharField(max_length=300)
    client_id = models.CharField(max_length=200, blank=True)
    sealed_secret = models.TextField(blank=True)
    sign_in_url = models.CharField(max_length=300, blank=True)
    certificate = models.TextField(blank=True)
    """Of SAML: what signs its assertions."""
    accepts_other_names = models.BooleanField(default=False)
    """Of SAML: an e-mail address, or a name of no kind, is the same each time, says the company's administrator."""
    passing_names_at = models.DateTimeField(null=True, blank=True)
    """Of SAML: when an employee was last refused for a name that does not last. Null once it was described again."""

    class Meta:
        verbose_name = "annuaire"
        verbose_name_plural = "annuaires"

    def __str__(self) -> str:
        return f"annuaire de {self.sponsor}"

    @property
    def is_whole(self) -> bool:
        """What proves its answers is known: until then nobody enrols by it, though our addresses may be given."""
        is_saml = self.kind == DirectoryKind.SAML.value
        return bool(self.certificate) if is_saml else bool(self.client_id and self.sealed_secret)

    @property
    def digest(self) -> str:
        """Of all that a form of it shows, and of the secret, which none does."""
        oidc = (self.client_id, self.sealed_secret)
        saml = (self.sign_in_url, self.certificate, self.accepts_other_names)
        return digest_said(self.kind, self.issuer, *oidc, *saml)


class DirectoryMember(models.Model):
    """An employee who enrolled their family: a keyed digest of what the directory calls them, and no name."""

    directory = models.ForeignKey(Directory, on_delete=models.CASCADE, related_name="members")
    digest = models.CharField(max_length=64)
    guardian = models.ForeignKey("people.Guardian", null=True, on_delete=models.CASCADE, related_name="+")
    """Once the family is erased, the employee may enrol again. Null: noted before this was."""
    at = models.DateTimeField()

    class Meta:
        verbose_name = "salarié inscrit"
        verbose_name_plural = "salariés inscrits"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["directory", "digest"], name="one_family_per_employee"),
        ]

    def __str__(self) -> str:
        return f"salarié {self.digest[:6]}"
