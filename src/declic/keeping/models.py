"""What a family was told of the end of its accounts, and what it said."""

import uuid
from typing import ClassVar

from django.db import models

from declic.keeping.rules import NoticeState
from declic.people.models import Guardian


class EndNotice(models.Model):
    """One family told, for one school year. It goes with the family."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """What the letter's link holds, signed: a number that says nothing of anybody."""
    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="end_notices")
    year = models.PositiveSmallIntegerField()
    """Of the `Season`."""
    ends_on = models.DateField("fin le")
    """As the family was told; put off when the letter leaves later than it was meant to."""
    state = models.CharField(
        max_length=12, choices=[(one.value, one.label) for one in NoticeState], default=NoticeState.WAITING.value
    )
    tries = models.PositiveSmallIntegerField(default=0)
    handed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    went_on_at = models.DateTimeField("continue depuis", null=True)

    class Meta:
        verbose_name = "annonce de fin de compte"
        verbose_name_plural = "annonces de fin de compte"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guardian", "year"], name="a_family_is_told_once_a_year"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "handed_at"]),
            models.Index(fields=["ends_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.ends_on:%F} {self.state}"

    @property
    def state_label(self) -> str:
        return NoticeState(self.state).label
