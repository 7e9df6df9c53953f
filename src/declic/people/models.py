"""Accounts and who holds them: guardians, pupils, teachers."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone

from declic.curriculum.rules import level_of
from declic.people.rules.push_devices import ENDPOINT_MAX
from declic.people.rules.teachers import TeacherState


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str | None, password: str | None = None, **fields: object) -> "Account":
        account = self.model(email=self.normalize_email(email) if email else None, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "Account":
        """Made from a shell of the server: nobody has to prove the address by a letter before the first sign-in."""
        from allauth.account.models import EmailAddress  # noqa: PLC0415  (its own models need the account)

        account = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """Someone who can sign in. A pupil has no e-mail and no password: a card signs them in."""

    email = models.EmailField("adresse e-mail", unique=True, null=True, blank=True)
    name = models.CharField("nom affiché", max_length=80)
    is_active = models.BooleanField("actif", default=True)
    is_staff = models.BooleanField("équipe Déclic", default=False)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = AccountManager()

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"

    def __str__(self) -> str:
        return self.name


class SignIn(models.Model):
    """A browser where a grown-up is signed in, so that they see it in a list and may end it from another."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    """Of the session, in the table where sessions lie. Whoever has it is signed in: never shown."""
    browser = models.CharField(max_length=60)
    """« Firefox sur Windows »: words, not what the browser said of itself. Where it stands is not guessed."""
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """To some minutes."""

    class Meta:
        verbose_name = "connexion"
        verbose_name_plural = "connexions"

    def __str__(self) -> str:
        return f"{self.account}, {self.browser}"


class SentForm(models.Model):
    """A form somebody sent, and the page it led to: sent again, by a second tap on a slow link, it leads there anew."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sent_forms")
    digest = models.CharField(max_length=64)
    """Of the page's own token and of what was typed on it."""
    page = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "formulaire envoyé"
        verbose_name_plural = "formulaires envoyés"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "digest"], name="a_form_is_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}, {self.digest[:6]}"


class SchoolIdentity(models.Model):
    """The EduConnect account somebody of a family signs in with besides: a keyed digest of it, and no name."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="school_identity")
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "identité scolaire"
        verbose_name_plural = "identités scolaires"

    def __str__(self) -> str:
        return f"EduConnect de {self.account}"


class Guardian(models.Model):
    """An adult of the family who registered it."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="guardian")

    class Meta:
        verbose_name = "parent"
        verbose_name_plural = "parents"

    def __str__(self) -> str:
        return str(self.account)


class RefusedAddress(models.Model):
    """An address to which no letter can be brought, its mail server said: until the account has another, or a letter
    arrives after all. It counts as long as it is the account's.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="refused_address")
    email = models.EmailField("adresse")
    at = models.DateTimeField("depuis")

    class Meta:
        verbose_name = "adresse qui refuse"
        verbose_name_plural = "adresses qui refusent"

    def __str__(self) -> str:
        return f"{self.account}, {self.at:%F}"


class HeldAddress(models.Model):
    """An address that a child's page says is not the family's, after somebody came in by it: nobody enters by it, and
    nothing is written to it, until the adult proves it or the team decides.
    """

    guardian = models.OneToOneField(Guardian, on_delete=models.CASCADE, related_name="held_address")
    email = models.EmailField("adresse")
    password = models.CharField(max_length=128)
    """As the account kept it, to be given back with the address."""
    at = models.DateTimeField("depuis")
    by_team = models.BooleanField("l’équipe seule", default=False)
    """The adult proved it once already: from then on the team alone gives it back."""

    class Meta:
        verbose_name = "adresse suspendue"
        verbose_name_plural = "adresses suspendues"

    def __str__(self) -> str:
        return f"{self.guardian}, {self.at:%F}"


class Pupil(models.Model):
    """First name and level only: no family name, no date of birth."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="pupil")
    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="pupils")
    first_name = models.CharField("prénom", max_length=40)
    level = models.CharField("niveau", max_length=8)
    """A code of `curriculum`, e.g. `4E`."""
    school = models.CharField("établissement", max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "élève"
        verbose_name_plural = "élèves"

    def __str__(self) -> str:
        return self.first_name

    @property
    def level_label(self) -> str:
        return level_of(self.level).label

    @property
    def card_now(self) -> int:
        """The generation of the card that opens; 0 where none does. Renewing names the one that was lost by it."""
        return self.cards.filter(revoked_at=None).values_list("generation", flat=True).first() or 0


class SignInCard(models.Model):
    """The card a guardian prints. Its secret is derived from the key and this row, never stored: see `people.rules`."""

    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="cards")
    generation = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, unique=True)
    """Keyed hash of the short code, to find the card from what was typed."""
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "carte de connexion"
        verbose_name_plural = "cartes de connexion"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pupil"], condition=Q(revoked_at=None), name="one_card_per_pupil"),
        ]

    def __str__(self) -> str:
        return f"carte de {self.pupil}"


class Teacher(models.Model):
    """A teacher of the Éducation nationale. Dates prove the checks; the documents are never kept (décret 2021-374)."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="teacher")
    state = models.CharField(
        max_length=12, choices=[(s.value, s.label) for s in TeacherState], default=TeacherState.CANDIDATE.value
    )
    position = models.CharField("corps et discipline", max_length=120, blank=True)
    record_asked_on = models.DateField("bulletin n° 2 demandé le", null=True, blank=True)
    record_answered_on = models.DateField("bulletin n° 2 reçu le", null=True, blank=True)
    authorised_until = models.DateField("cumul autorisé jusqu’au", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_armed = models.BooleanField("la leçon s’ouvre d’elle-même", default=False)
    """Their desk accepts a ring by itself after a few seconds, unless they decline."""
    takes_neighbours = models.BooleanField("accepte les classes voisines", default=False)
    """When a pupil has waited long: same subjects, a level up or down."""
    rings_to_end = models.BooleanField("sonne jusqu’à la fin du créneau", default=False)
    """Also in the last minutes of a shift, in which others are not rung any more."""
    phone = models.CharField("mobile", max_length=16, blank=True)
    """As `+33612345678`. Given with « vous pouvez m’appeler hors permanence », and erased with it."""
    calls_agreed_at = models.DateTimeField(null=True, blank=True)
    """The last yes, by a number or on a device. Who has neither any more is not called."""
    left_at = models.DateTimeField("parti(e) le", null=True, blank=True)
    """From then on nobody enters by the account; the name stays as long as `keeping` says."""

    class Meta:
        verbose_name = "professeur"
        verbose_name_plural = "professeurs"

    def __str__(self) -> str:
        return str(self.account)


class PushDevice(models.Model):
    """A browser on which a teacher said yes to being called while off duty. It is theirs who said so last on it."""

    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="devices")
    endpoint = models.CharField(max_length=ENDPOINT_MAX, unique=True)
    """Where its maker's push service takes messages for it. Whoever knows it could write to it: a secret."""
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    """The browser’s public key and its secret, in base64url (RFC 8291): only that browser reads what is sent."""
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = "appareil prévenu"
        verbose_name_plural = "appareils prévenus"

    def __str__(self) -> str:
        return f"appareil de {self.teacher}"


class Skill(models.Model):
    """A (subject, level) pair a teacher is approved for."""

    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="skills")
    subject = models.CharField(max_length=12)
    level = models.CharField(max_length=8)

    class Meta:
        verbose_name = "compétence"
        verbose_name_plural = "compétences"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["teacher", "subject", "level"], name="one_row_per_skill"),
        ]
        indexes: ClassVar = [models.Index(fields=["subject", "level"])]

    def __str__(self) -> str:
        return f"{self.subject} {self.level}"


class Consent(models.Model):
    """What a guardian accepted, in which words (`version`), and when they took it back."""

    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "accord"
        verbose_name_plural = "accords"

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
