"""The teachers on duty and the rings between them and requests: the tables refuse a double assignment."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from declic.dispatch.models.requests import HelpRequest
from declic.dispatch.rules import DutyState, OfferState
from declic.people.models import Teacher


class OffDutyCall(models.Model):
    """A teacher off duty who was told that a pupil waits: once for it in an evening, and once in half an hour."""

    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="calls")
    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="calls")
    at = models.DateTimeField()
    half_hour = models.DateTimeField()
    """The beginning of the half-hour of `at`."""
    evening = models.DateField()
    """The French day of `at`."""

    class Meta:
        verbose_name = "appel hors permanence"
        verbose_name_plural = "appels hors permanence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["help_request", "teacher", "evening"], name="called_once_in_an_evening"),
            models.UniqueConstraint(fields=["teacher", "half_hour"], name="called_once_in_half_an_hour"),
        ]
        indexes: ClassVar = [models.Index(fields=["teacher", "at"])]

    def __str__(self) -> str:
        return f"{self.teacher} {self.at:%F %H:%M}"


class Offer(models.Model):
    """One ring of one teacher for one request, stored with its deadline before it is pushed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="offers")
    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in OfferState], default=OfferState.RINGING.value
    )
    slot = models.PositiveSmallIntegerField(default=0)
    """0, or 1 for the hedge: at most two live rings for one request."""
    reason = models.CharField(max_length=200)
    """Why this teacher, in French, for the operator's board."""
    offered_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=20, blank=True)
    """How it ended: see `facts.OfferEnded.why`."""
    opens_at = models.DateTimeField(null=True)
    """When an armed teacher's desk accepts by itself; null: when the teacher does."""
    puts_off_report = models.BooleanField(default=False)
    """It rang somebody who was writing a report, and goes on with it if they do not take the pupil."""

    class Meta:
        verbose_name = "appel"
        verbose_name_plural = "appels"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["teacher"], condition=Q(state=OfferState.RINGING.value), name="one_ring_per_teacher"
            ),
            models.UniqueConstraint(
                fields=["help_request", "slot"],
                condition=Q(state=OfferState.RINGING.value),
                name="two_rings_per_request",
            ),
            models.UniqueConstraint(
                fields=["help_request"], condition=Q(state=OfferState.ACCEPTED.value), name="one_acceptance_per_request"
            ),
            models.CheckConstraint(condition=Q(slot__in=[0, 1]), name="offer_slot_is_0_or_1"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "deadline_at"]),
            models.Index(fields=["help_request", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.teacher} {self.state}"


class Duty(models.Model):
    """A teacher's evening, from sitting down to leaving."""

    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="duties")
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in DutyState], default=DutyState.FREE.value
    )
    last_one = models.BooleanField(default=False)
    """The duty ends after the lesson under way or the next one."""
    started_at = models.DateTimeField()
    since = models.DateTimeField()
    """When `state` last changed."""
    idle_since = models.DateTimeField(null=True)
    """When the teacher last became free; ties go to the longest idle."""
    seen_at = models.DateTimeField()
    """Last sign of life of the desk page (or of the room while teaching)."""
    desk_left_at = models.DateTimeField(null=True)
    """When the desk page closed, until it speaks again: a reload takes a few seconds."""
    ends_at = models.DateTimeField(null=True)
    """When their shift ends: no ring in its last minutes, and then the duty ends. Null: as long as they like."""
    declines_in_row = models.PositiveSmallIntegerField(default=0)
    missed = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "service du soir"
        verbose_name_plural = "services du soir"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["teacher"], condition=Q(ended_at=None), name="one_duty_per_teacher"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.teacher} {self.state}"


class Lease(models.Model):
    """Who leads, of the processes that could: see `rules.lease`."""

    name = models.CharField("ce qui est mené", max_length=20, primary_key=True)
    holder = models.CharField("processus qui mène", max_length=120, blank=True)
    """Machine, process, and a number drawn when it started; empty: nobody."""
    beat = models.PositiveBigIntegerField("battements", default=0)
    """How often it was taken, renewed or left."""
    since = models.DateTimeField("depuis", null=True)
    """When this holder took it. Told to the operator; nothing is decided by it."""

    class Meta:
        verbose_name = "bail"
        verbose_name_plural = "baux"

    def __str__(self) -> str:
        return f"{self.name} {self.holder}"
