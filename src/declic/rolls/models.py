"""What is kept of pupil lists: the pupils of a sponsor's own list, and the files that made it, for a day."""

import uuid
from datetime import UTC
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver

from declic.curriculum.rules import level_of
from declic.rolls import documents
from declic.rolls.rules.outcome import mark_of
from declic.rolls.rules.states import FileState
from declic.sponsors.models import ActivationCode, Sponsor


class RollNotice(models.Model):
    """What an officer said on sending a list: its use was decided, the families know. Never edited, never erased."""

    sponsor = models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="roll_notices")
    version = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "information des familles"
        verbose_name_plural = "informations des familles"

    def __str__(self) -> str:
        return f"{self.sponsor}, {self.at:%F}"


class RollColumns(models.Model):
    """What a sponsor took each column for, last time: proposed again the next time."""

    sponsor = models.OneToOneField(Sponsor, on_delete=models.CASCADE, related_name="roll_columns")
    chosen = models.JSONField(default=dict)
    """Folded name of a column → field, or nothing for one put aside."""

    class Meta:
        verbose_name = "colonnes choisies"
        verbose_name_plural = "colonnes choisies"

    def __str__(self) -> str:
        return str(self.sponsor)


class RollFile(models.Model):
    """A list that was sent. Numbers and states only: the file and its rows lie in a folder apart, for a day at most."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sponsor = models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="roll_files")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(
        max_length=12, choices=[(s.value, s.label) for s in FileState], default=FileState.SENT.value
    )
    kind = models.CharField(max_length=80)
    sent_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    """When work on it last said something."""
    columns = models.JSONField(default=dict)
    """Number of a column → field."""
    school = models.CharField(max_length=120, blank=True)
    """Of all rows, where no column says it."""
    removes = models.BooleanField(default=False)
    """Pupils of these schools who are not in it leave the list."""
    share = models.FloatField(default=0)
    counts = models.JSONField(default=dict)
    """After the trial or the application: rows, repeated, refused, aside, new, changed, same, gone, unread,
    doubted.
    """
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "fichier de liste"
        verbose_name_plural = "fichiers de liste"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sponsor"], condition=~Q(state__in=("applied", "refused")), name="one_list_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor}, {self.sent_at:%F}"

    @property
    def mark(self) -> str:
        """Of its trial."""
        return mark_of(self.columns, self.school, self.counts, self.heard_at.astimezone(UTC))


@receiver(post_delete, sender=RollFile, dispatch_uid="a list that is erased leaves no file")
def _forget_file(instance: RollFile, **kwargs: object) -> None:
    del kwargs
    file_id = instance.pk
    transaction.on_commit(lambda: documents.forget(file_id))


class RollEntry(models.Model):
    """A pupil of a sponsor's list, and their personal code. Whether it was used is told of no one pupil."""

    sponsor = models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="roll")
    first_name = models.CharField("prénom", max_length=40)
    last_name = models.CharField("nom", max_length=80)
    level = models.CharField("niveau", max_length=8)
    school = models.CharField("établissement", max_length=120)
    """A name, or a UAI, as the file says it."""
    code = models.OneToOneField(ActivationCode, on_delete=models.PROTECT, related_name="roll_entry")
    ine_key = models.CharField(max_length=40, blank=True)
    name_key = models.CharField(max_length=40)
    """Keyed hashes that find the pupil in the next file (`rules.keys`): nothing is read back from them."""
    listed_at = models.DateTimeField()
    keep_until = models.DateField()

    class Meta:
        verbose_name = "élève de la liste"
        verbose_name_plural = "élèves de la liste"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sponsor", "ine_key"], condition=~Q(ine_key=""), name="a_pupil_is_listed_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sponsor", "school", "level"]),
            models.Index(fields=["keep_until"]),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def level_label(self) -> str:
        return level_of(self.level).label
