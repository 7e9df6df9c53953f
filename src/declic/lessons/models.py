"""A lesson, who was there, what the teacher and the pupil said of it."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from declic.dispatch.models import HelpRequest
from declic.lessons.rules import LIVE_STATES, Confidence, LessonState
from declic.people.models import Pupil, Teacher
from declic.sponsors.models import Sponsor

_LIVE = Q(state__in=[s.value for s in LIVE_STATES])


class Lesson(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    board_id = models.UUIDField(default=uuid.uuid4, db_index=True)
    """The board and its chat. A lesson that goes on from a lost one keeps its board."""
    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="lessons")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="lessons")
    teacher = models.ForeignKey(Teacher, on_delete=models.PROTECT, related_name="lessons")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="lessons")
    subject = models.CharField(max_length=12)
    level = models.CharField(max_length=8)
    state = models.CharField(
        max_length=12, choices=[(s.value, s.value) for s in LessonState], default=LessonState.OPENED.value
    )
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    """Both were in the room."""
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    end_reason = models.CharField(max_length=40, blank=True)
    word_to_colleague = models.CharField("mot pour le collègue", max_length=300, blank=True)
    """Of a teacher who handed the pupil over."""
    ticket_generation = models.PositiveIntegerField(default=1)
    """Raised to refuse every ticket already given for this lesson."""
    pupil_muted = models.BooleanField(default=False, db_default=False)
    teacher_muted = models.BooleanField(default=False, db_default=False)
    """They muted their microphone, and have not opened it since; never once the lesson is over.

    Kept here, in the row read by whoever comes into the room: 4,000 lessons entered at once bear no query more.
    """

    class Meta:
        verbose_name = "leçon"
        verbose_name_plural = "leçons"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["teacher"], condition=_LIVE, name="one_live_lesson_per_teacher"),
            models.UniqueConstraint(fields=["pupil"], condition=_LIVE, name="one_live_lesson_per_pupil"),
            models.UniqueConstraint(fields=["help_request"], condition=_LIVE, name="one_live_lesson_per_request"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sponsor", "opened_at"]),
            models.Index(fields=["pupil", "opened_at"]),
            models.Index(fields=["teacher", "opened_at"]),
            models.Index(fields=["state"]),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.level} {self.state}"

    @property
    def asked_at(self) -> datetime:
        """When the pupil asked for it: who pays was settled then."""
        return self.help_request.asked_at or self.opened_at


class Presence(models.Model):
    """A person in a lesson's room. `left_at` is empty while a socket is open."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="presences")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "présence"
        verbose_name_plural = "présences"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lesson", "account"], name="one_presence_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.account} in {self.lesson_id}"


class Report(models.Model):
    """What the teacher writes in a minute after the lesson."""

    lesson = models.OneToOneField(Lesson, on_delete=models.CASCADE, related_name="report")
    worked_on = models.CharField("ce qu’on a travaillé", max_length=300)
    understood = models.TextField("ce qui est compris", max_length=1000, blank=True)
    next_step = models.TextField("la suite", max_length=1000, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = "compte rendu"
        verbose_name_plural = "comptes rendus"

    def __str__(self) -> str:
        return self.worked_on


class PrivateNote(models.Model):
    """What a teacher writes for themselves of a pupil. On no page of the family's, and in what they may take away."""

    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="notes")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=1000)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = "note privée"
        verbose_name_plural = "notes privées"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["teacher", "pupil"], name="one_note_per_teacher_and_pupil"),
        ]

    def __str__(self) -> str:
        return f"{self.teacher_id} {self.pupil_id}"


class SelfAssessment(models.Model):
    """« Tu saurais le refaire seul(e) ? », one tap."""

    lesson = models.OneToOneField(Lesson, on_delete=models.CASCADE, related_name="self_assessment")
    answer = models.CharField(max_length=12, choices=[(c.value, c.label) for c in Confidence])
    at = models.DateTimeField()

    class Meta:
        verbose_name = "réponse de l’élève"
        verbose_name_plural = "réponses des élèves"

    def __str__(self) -> str:
        return self.answer
