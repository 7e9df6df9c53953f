"""Questions put in writing, and their answers."""

import uuid
from typing import ClassVar

from django.db import models

from declic.dispatch.models.requests import HelpRequest
from declic.people.models import Teacher
from declic.uploads.models import Upload


class WrittenQuestion(models.Model):
    """A request whose pupil chose an answer in writing. It stops waiting: another may be asked meanwhile."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    help_request = models.OneToOneField(HelpRequest, on_delete=models.CASCADE, related_name="question")
    asked_at = models.DateTimeField()
    claimed_by = models.ForeignKey(Teacher, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions")
    """Who writes the answer, or wrote it."""
    claimed_until = models.DateTimeField(null=True)
    """Then another teacher may take it."""
    text = models.TextField(blank=True)
    """The answer; before `answered_at`, what its teacher has written so far, and nobody else reads."""
    begun_by = models.ForeignKey(Teacher, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """Who had begun an answer before a colleague took the question over; once it is answered, only where the answer
    goes on from theirs."""
    begun_text = models.TextField(blank=True, default="")
    """What they had written, shown to whoever holds the question now."""
    begun_earlier = models.JSONField(default=list)
    """Those from whom `begun_by` had gone on, the first one first."""
    goes_on = models.BooleanField(default=False)
    """Whoever holds it goes on from what `begun_by` had begun."""
    answered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    """When the pupil first saw the answer."""
    team_told_at = models.DateTimeField(null=True)
    """When the team was told that nobody answers it."""
    family_told_at = models.DateTimeField(null=True)
    """When the pupil and the guardian were told that it is not forgotten."""

    class Meta:
        verbose_name = "question écrite"
        verbose_name_plural = "questions écrites"
        indexes: ClassVar = [models.Index(fields=["answered_at", "asked_at"])]

    def __str__(self) -> str:
        return f"question {self.help_request}"

    @property
    def wrote(self) -> dict[str, str]:
        """Author of what is on its board → name."""
        wrote = [one for one in (self.claimed_by, self.begun_by) if one is not None]
        if self.begun_earlier:
            wrote += Teacher.objects.select_related("account").filter(pk__in=self.begun_earlier)
        return {str(one.account_id): one.account.name for one in wrote}

    @property
    def colleagues(self) -> int:
        """How many others had begun what is gone on from."""
        return len({self.begun_by_id, *self.begun_earlier} - {self.claimed_by_id, None})

    @property
    def written_by(self) -> str:
        """« Paul Sorel », « Paul Sorel, à la suite de Claire Aubry », or « … de 2 autres professeurs » where several
        had begun it; empty before it is answered.
        """
        if self.answered_at is None or self.claimed_by is None:
            return ""
        name = self.claimed_by.account.name
        if self.begun_by is None:
            return name
        if self.colleagues > 1:
            return f"{name}, à la suite de {self.colleagues}\u00a0autres professeurs"
        return f"{name}, à la suite de {self.begun_by.account.name}"


class AnswerPage(models.Model):
    """One photo of a written answer. The upload is the pupil's, and erased with them."""

    question = models.ForeignKey(WrittenQuestion, on_delete=models.CASCADE, related_name="pages")
    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="+")
    """Who took it, or the colleague who goes on from it."""
    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="answer_page")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "photo de la réponse"
        verbose_name_plural = "photos de la réponse"
        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        return f"photo {self.position}"


class AnswerDrawing(models.Model):
    """What a teacher draws of a written answer: a board as `docs/board.md` says, kept as it is drawn."""

    question = models.ForeignKey(WrittenQuestion, on_delete=models.CASCADE, related_name="drawings")
    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="+")
    """Who draws: a colleague who takes the question over has a board of their own, blank or with this on it."""
    update = models.BinaryField()
    """The whole board as one Yjs update."""
    drawn = models.PositiveIntegerField()
    """What the teacher put there; the photos laid under it do not count. Of 0 there is nothing to show."""
    words = models.JSONField(default=list)
    """The texts written on it."""
    version = models.PositiveIntegerField(default=1)
    """Compared and set: the same board may be open on two devices."""
    at = models.DateTimeField()

    class Meta:
        verbose_name = "dessin de la réponse"
        verbose_name_plural = "dessins de la réponse"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "teacher"], name="one_drawing_of_an_answer"),
        ]

    def __str__(self) -> str:
        return f"dessin v{self.version}"
