"""Help requests, and the begun work shown with them."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from declic.dispatch.rules import OPEN_STATES, HelpKind, HelpState
from declic.dispatch.rules.devices import Device
from declic.dispatch.rules.escalation import Escalation
from declic.people.models import Pupil, Teacher
from declic.sponsors.models import Sponsor
from declic.uploads.models import Upload


class HelpRequest(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="help_requests")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="help_requests")
    subject = models.CharField(max_length=12)
    level = models.CharField(max_length=8)
    kind = models.CharField(
        max_length=12, choices=[(k.value, k.label) for k in HelpKind], default=HelpKind.EXERCISE.value
    )
    tried = models.TextField(blank=True)
    """What the pupil says they tried, in their words."""
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in HelpState], default=HelpState.DRAFT.value
    )
    drafted_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    """Never moves: a request sent back, dropped or returned to the queue keeps its place."""
    wait_from = models.DateTimeField(null=True)
    """Where the wait begins: `asked_at`, the opening for a request made while closed, or the asking again of a pupil
    who did not come when a teacher did. Figures run from here.

    Time out of line is left out, and nothing else is: one kept over a closing time, or called back, goes on from what
    it had waited already.
    """
    in_line_since = models.DateTimeField(null=True)
    """The opening or the call-back that put it in line again: forecasts and the equality of evenings count it there.
    Empty: at `wait_from`."""
    back_since = models.DateTimeField(null=True)
    """When it came back into line: its teacher gone in mid-lesson, or what was tried shown. The steps of its wait, and
    what the pupil is told of it, run from here. Empty: from `in_line_since`, or `wait_from`: see `waits_since`. Where
    the lesson had not begun it is the wait before that goes on."""
    left_line_at = models.DateTimeField(null=True)
    """When it left the line without a teacher: for a call-back, at a closing time, for an answer in writing, or given
    up; `asked_at` for one that has not been in it. Nobody waits on screen after that. Empty while it is in line."""
    since = models.DateTimeField(default=timezone.now)
    """When `state` last changed."""
    pupil_seen_at = models.DateTimeField(null=True)
    """Last sign of life of the pupil's waiting page."""
    away_since = models.DateTimeField(null=True)
    """Set while the waiting page is silent: nobody is rung."""
    kept_over_at = models.DateTimeField(null=True)
    """When a closing time passed while it waited: first in line at the next opening."""
    accepted_at = models.DateTimeField(null=True)
    """The last time a teacher accepted."""
    first_accepted_at = models.DateTimeField(null=True)
    """The first time a teacher accepted and it held: one who gives it up, is taken off it or never comes in before the
    lesson begins counts nowhere. The wait of the figures runs from `wait_from` to here; without a teacher, to
    `left_line_at`: `wait_ended`."""
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=40, blank=True)
    wanted_teacher = models.ForeignKey(Teacher, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """The teacher rung first if free: the one the pupil asks for, as last time; then the one who sent it back, or who
    was teaching when the line broke."""
    hold_until = models.DateTimeField(null=True)
    """The pupil chose to wait for the wanted teacher: until then nobody else is rung. Chosen once at most."""
    escalation = models.CharField(
        max_length=12, choices=[(e.value, e.value) for e in Escalation], default=Escalation.NONE.value
    )
    """The last step its wait has reached: only ever forward, until it comes into line again, which is another wait."""
    called_at = models.DateTimeField(null=True)
    """When teachers off duty were last looked for, found or not: they are again some minutes later."""
    told_at = models.DateTimeField(null=True)
    """When the waiting page first told a range, from `told_low` to `told_high` minutes: checked afterwards."""
    told_low = models.PositiveSmallIntegerField(null=True)
    told_high = models.PositiveSmallIntegerField(null=True)
    call_back_at = models.DateTimeField(null=True)
    """The pupil chose to be called back: the request waits again by itself from then on."""
    call_back_was = models.DateTimeField(null=True)
    """The hour it was promised for before a closing put it off."""
    device = models.CharField(max_length=8, choices=[(d.value, d.label) for d in Device], blank=True, default="")
    """What the pupil asked on, for the figures; empty when it was not noted."""

    class Meta:
        verbose_name = "demande d’aide"
        verbose_name_plural = "demandes d’aide"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pupil"],
                condition=Q(state__in=[s.value for s in OPEN_STATES]),
                name="one_open_request_per_pupil",
            ),
            models.UniqueConstraint(
                fields=["pupil", "subject"], condition=Q(state=HelpState.DRAFT.value), name="one_draft_per_subject"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "asked_at"]),
            models.Index(fields=["sponsor", "asked_at"]),
            models.Index(fields=["wait_from"]),
            models.Index(fields=["told_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.level} {self.state}"

    @property
    def waits_since(self) -> datetime | None:
        """As `queries.waited.wait_began`, of a row that was read. None before it is asked."""
        return self.back_since or self.in_line_since or self.wait_from or self.asked_at

    @property
    def wait_shown(self) -> datetime | None:
        """As `queries.waited.wait_shown`, of a row that was read."""
        back = self.back_since if self.back_since != self.in_line_since else None
        return back or self.wait_from or self.asked_at


class AttemptPage(models.Model):
    """One photo or page of the begun work, shown to the teacher before they accept."""

    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="pages")
    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="attempt_page")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "page du devoir commencé"
        verbose_name_plural = "pages du devoir commencé"
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return f"page {self.position}"
